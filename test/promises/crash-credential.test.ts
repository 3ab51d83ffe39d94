/** A crash at each boundary of the making of credentials: every Secret, and whoever is given its value. */
import { expect, test } from 'vitest'
import { kindOf } from '../../src/core/key.ts'
import { handsFor } from '../../src/engine/observe.ts'
import { inOrder } from '../../src/engine/order.ts'
import { catalogue } from '../../src/kinds/catalogue.ts'
import { withoutTeam } from '../conformance/removal.ts'
import { type Scenario, wholeRun } from '../support/crash.ts'
import { type Planned, planNow, withPlayer } from '../support/run.ts'
import { noFaults, type Stage } from '../support/stage.ts'
import { kindsIn, sweepBoundaries } from './crash.ts'

const secret = 'kubernetes.secret'
const choose = (stage: Stage) => ({ tenancy: withoutTeam(stage.tenancy, 'beta') })

const credentials: Scenario = {
  name: 'creation of credentials',
  choose,
  prepare: async (stage) => {
    await wholeRun(stage, choose(stage))
    return async (last) => removeCredentials(stage, last ?? (await planNow(stage, choose(stage))))
  },
}

/** Behind our back: the Secrets, and what waits for one since it reads it. What is never removed stays with a value that is gone. */
function removeCredentials(stage: Stage, { desired, actual }: Planned): Promise<void> {
  const holders = desired.filter(({ after = [] }) => after.some((key) => kindOf(key) === secret))
  const gone = new Set(
    [...holders, ...desired.filter(({ key }) => kindOf(key) === secret)].map(({ key }) => key),
  )
  return withPlayer(stage, async ({ world, shell }) => {
    const hands = handsFor(world, shell.signal, () => '')
    const lastFirst = [...inOrder(catalogue)].reverse()
    for (const kind of lastFirst.filter(({ removable }) => removable !== false)) {
      const own = actual.filter(({ key }) => gone.has(key) && kindOf(key) === kind.name)
      await Promise.all(own.map((one) => kind.remove(one, hands)))
    }
  })
}

test.skipIf(noFaults !== undefined)(
  'credentials, wherever their making crashed, work after the next run',
  {
    timeout: 1_800_000,
  },
  async () => {
    const { begun } = await sweepBoundaries(credentials)
    const made = kindsIn(begun, 'create ')
    expect(made.size).toBeGreaterThan(3)
    expect(made).toContain(secret)
  },
)
