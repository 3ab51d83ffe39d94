/** A crash at each boundary of the first apply of a platform and one team. */
import { expect, test } from 'vitest'
import { catalogue } from '../../src/kinds/catalogue.ts'
import { withoutTeam } from '../conformance/removal.ts'
import type { Scenario } from '../support/crash.ts'
import { rememberServers } from '../support/restore.ts'
import { noFaults } from '../support/stage.ts'
import { kindsIn, sweepBoundaries } from './crash.ts'

const firstApply: Scenario = {
  name: 'first apply',
  prepare: (stage) => rememberServers(stage),
  choose: (stage) => ({ tenancy: withoutTeam(stage.tenancy, 'beta') }),
}

test.skipIf(noFaults !== undefined)(
  'the first apply, wherever it crashed, is made good by the next',
  {
    timeout: 1_800_000,
  },
  async () => {
    const { begun } = await sweepBoundaries(firstApply)
    expect([...kindsIn(begun)].sort()).toEqual(catalogue.map(({ name }) => name).sort())
  },
)
