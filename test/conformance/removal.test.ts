/** What no document names any more goes with `prune`, and only then; the rest stays as it was. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { kindOf } from '../../src/core/key.ts'
import { catalogue } from '../../src/kinds/catalogue.ts'
import { bytes, differences, dump, essence } from '../support/dump.ts'
import { applyNow, lines, planNow, troubles } from '../support/run.ts'
import { openStage, type Stage } from '../support/stage.ts'
import { loose, unwanting, withoutTeam } from './removal.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

const prune = { prune: true, named: new Set(['beta']) }
const removable = new Set(catalogue.filter((kind) => kind.removable !== false).map(({ name }) => name))

test('a team that has left: nothing without prune, all with it, and what is left is as if it had never been', async () => {
  const alone = withoutTeam(stage.tenancy, 'beta')
  await applyNow(stage, { tenancy: alone })
  const without = essence(await dump(stage))
  await applyNow(stage)
  const { desired } = await planNow(stage)
  const complete = await dump(stage)

  const unasked = await applyNow(stage, { tenancy: alone })
  expect(
    unasked.plan.changes.filter(({ op }) => op === 'remove').map(({ blocked }) => blocked?.reason),
  ).not.toContain(undefined)
  expect(lines(unasked.plan).filter((line) => line.startsWith('remove'))).not.toEqual([])
  const kept = new Set(bytes(await dump(stage)).filter((line) => line.includes('beta')))
  expect(bytes(complete).filter((line) => line.includes('/beta') && !kept.has(line))).toEqual([])

  const pruned = await applyNow(stage, { tenancy: alone, policy: prune })
  expect(troubles(pruned.outcomes)).toEqual([])
  const own = desired.filter(({ key, team }) => team === 'beta' && removable.has(kindOf(key)))
  const wanted = new Set([...catalogue].flatMap((kind) => [...kind.derive(alone)].map(({ key }) => key)))
  expect(own.length).toBeGreaterThan(20)
  const after = await planNow(stage, { tenancy: alone, policy: prune })
  const standing = new Set(after.actual.map(({ key }) => key))
  expect(own.filter(({ key }) => standing.has(key) && !wanted.has(key))).toEqual([])
  expect(lines(after.plan)).toEqual([])
  // User groups are never removed: whoever signs in may share them.
  const left = differences(without, essence(await dump(stage)))
  expect(
    left.filter((line) => !/^\+ harbor user group/.test(line)).map((line) => line.slice(0, 300)),
  ).toEqual([])

  await applyNow(stage)
  expect(differences(essence(complete), essence(await dump(stage)))).toEqual([])
})

test('one thing of each kind that nothing else needs: kept without prune, removed with it, and nothing else', async () => {
  await applyNow(stage)
  const { desired } = await planNow(stage)
  const gone = loose(desired, catalogue).filter((key) => removable.has(kindOf(key)))
  expect(gone.length).toBeGreaterThan(removable.size / 2)
  const kinds = unwanting(catalogue, new Set(gone))

  const unasked = await planNow(stage, { kinds })
  expect([...lines(unasked.plan)].sort()).toEqual(
    gone.map((key) => `remove ${key} blocked: needs-prune`).sort(),
  )
  const pruned = await applyNow(stage, { kinds, policy: prune })
  expect(troubles(pruned.outcomes)).toEqual([])
  expect(pruned.outcomes.map(({ change }) => change.key).sort()).toEqual([...gone].sort())
  const standing = new Set((await planNow(stage)).actual.map(({ key }) => key))
  // A service account stays, without our part.
  const attached = new Set(catalogue.filter(({ mark }) => mark === 'parent').map(({ name }) => name))
  expect(gone.filter((key) => standing.has(key) && !attached.has(kindOf(key)))).toEqual([])

  expect(troubles((await applyNow(stage)).outcomes)).toEqual([])
  expect(lines((await planNow(stage)).plan)).toEqual([])
})
