/** A crash at each boundary of a prune: a team has left, and all that it had goes. */
import { expect, test } from 'vitest'
import { catalogue } from '../../src/kinds/catalogue.ts'
import { withoutTeam } from '../conformance/removal.ts'
import { type Scenario, wholeRun } from '../support/crash.ts'
import { noFaults } from '../support/stage.ts'
import { kindsIn, sweepBoundaries } from './crash.ts'

const gone = 'beta'

const prune: Scenario = {
  name: 'prune',
  choose: (stage) => ({
    tenancy: withoutTeam(stage.tenancy, gone),
    policy: { prune: true, named: new Set([gone]) },
  }),
  prepare: async (stage) => async () => {
    await wholeRun(stage, {})
  },
}

test.skipIf(noFaults !== undefined)(
  'a prune, wherever it crashed, is made good by the next run',
  {
    timeout: 1_800_000,
  },
  async () => {
    const { begun } = await sweepBoundaries(prune)
    const removed = kindsIn(begun, 'remove ')
    expect(removed.size).toBeGreaterThan(10)
    expect(catalogue.filter(({ removable, name }) => removable === false && removed.has(name))).toEqual([])
  },
)
