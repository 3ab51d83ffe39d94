/** A crash at each boundary of an update that touches every kind. */
import { expect, test } from 'vitest'
import type { KindName } from '../../src/core/key.ts'
import { catalogue } from '../../src/kinds/catalogue.ts'
import { withoutTeam } from '../conformance/removal.ts'
import { findTouches, type Touch, touch } from '../conformance/touching.ts'
import { type Scenario, wholeRun } from '../support/crash.ts'
import { bytes, differences, dump } from '../support/dump.ts'
import { planNow } from '../support/run.ts'
import { noFaults, type Stage } from '../support/stage.ts'
import { kindsIn, sweepBoundaries } from './crash.ts'

const choose = (stage: Stage) => ({ tenancy: withoutTeam(stage.tenancy, 'beta') })

/** Kinds of which nothing can be changed, by whatever hand: found out by trying. */
const inert = new Set<KindName>()

/** What no plan shows has left the servers as they were, to the byte. */
async function expectInert(stage: Stage, tries: readonly Touch[]): Promise<void> {
  const before = bytes(await dump(stage))
  await touch(stage, tries, await planNow(stage, choose(stage)), choose(stage))
  expect(differences(before, bytes(await dump(stage)))).toEqual([])
}

/** One thing of each kind is changed behind our back, and the run repairs them all. */
const update: Scenario = {
  name: 'update of every kind',
  choose,
  prepare: async (stage) => {
    const choice = choose(stage)
    await wholeRun(stage, choice)
    const { touches, untouchable } = await findTouches(stage, choice)
    await expectInert(
      stage,
      untouchable.flatMap(({ tries }) => tries),
    )
    for (const { kind } of untouchable) inert.add(kind)
    return async (last) => touch(stage, touches, last ?? (await planNow(stage, choice)), choice)
  },
}

test.skipIf(noFaults !== undefined)(
  'an update of every kind, wherever it crashed, is made good by the next run',
  {
    timeout: 1_800_000,
  },
  async () => {
    const { begun } = await sweepBoundaries(update)
    const changeable = catalogue.map(({ name }) => name).filter((name) => !inert.has(name))
    expect([...kindsIn(begun)].sort()).toEqual(changeable.sort())
    console.log(`nothing to change in ${[...inert].join(', ')}`)
  },
)
