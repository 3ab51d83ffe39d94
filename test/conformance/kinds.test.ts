/** What every kind of the catalogue keeps. Nothing here names a kind: one that is added later is covered. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kindOf } from '../../src/core/key.ts'
import { catalogue } from '../../src/kinds/catalogue.ts'
import { act, applyNow, lines, look, type Planned, planNow, troubles, withPlayer } from '../support/run.ts'
import { reach } from '../support/servers.ts'
import { noFaults, openStage, type Stage } from '../support/stage.ts'
import { deedsByHand } from './by-hand.ts'
import { type Attempt, asWanted, tamperWithAll } from './tampering.ts'

let stage: Stage
let first: Planned
beforeAll(async () => {
  stage = await openStage()
  const applied = await applyNow(stage)
  expect(troubles(applied.outcomes)).toEqual([])
  first = await planNow(stage)
})
afterAll(() => stage?.close())

test('the second plan is empty', () => {
  expect(lines(first.plan)).toEqual([])
})

test.skipIf(noFaults !== undefined)('a second apply only reads', async () => {
  const { actual } = await planNow(stage)
  expect(actual.length).toBeGreaterThan(0)
  stage.faults.forget()
  await applyNow(stage)
  expect(stage.faults.asked.filter(({ method }) => /PUT|PATCH|DELETE/.test(method))).toEqual([])
})

const each = catalogue.map((kind) => ({ name: kind.name, kind }))

test.each(each)('$name: what was made is observed as it was wanted, and as ours', ({ kind }) => {
  const own = first.desired.filter(({ key }) => kindOf(key) === kind.name)
  expect(own.map((one) => [one.key, asWanted(one, first.actual)])).toEqual(own.map(({ key }) => [key, []]))
  // A user group is everybody's; all else that we made carries our mark, or its parent's.
  const owners = own.map(({ key }) => first.actual.find((one) => one.key === key)?.owner)
  const owner = kind.removable === false && kind.mark === 'parent' ? expect.anything() : 'stage'
  for (const one of owners) if (one !== null || owner === 'stage') expect(one).toEqual(owner)
})

describe('changed behind our back', () => {
  let attempts: readonly Attempt[]
  let left: readonly string[]
  beforeAll(async () => {
    ;({ attempts, left } = await tamperWithAll(stage))
    const counts = new Map<string, number>()
    for (const { result } of attempts) counts.set(result, (counts.get(result) ?? 0) + 1)
    console.log(`tampering: ${[...counts].map(([result, count]) => `${count} ${result}`).join(', ')}`)
  }, 300_000)

  test.each(each)('$name: every field that is changed is seen and repaired', ({ kind }) => {
    const own = attempts.filter((one) => one.kind === kind.name)
    expect(own.filter(({ result }) => result === 'wrong')).toEqual([])
    const hasFields = first.desired.some(
      ({ key, spec }) => kindOf(key) === kind.name && Object.keys(spec as object).length > 0,
    )
    const repaired = own.filter(({ result }) => result === 'repaired').length
    const byHand = deedsByHand.filter((deed) => deed.kind === kind.name).length
    // One that no hand can change at all is only told.
    if (hasFields && own.some(({ result }) => result !== 'unchanged')) {
      expect(repaired + byHand).toBeGreaterThan(0)
    }
  })

  test('and all is as it was', async () => {
    expect(lines((await planNow(stage)).plan)).toEqual([])
    // Keys that somebody puts into a Secret beside ours are theirs, and stay.
    expect(
      left.filter((line) => !line.includes('kubernetes secrets ')).map((line) => line.slice(0, 500)),
    ).toEqual([])
  })
})

describe('changed by an administrator', () => {
  test.each(deedsByHand)('$kind: somebody $deed: seen at $path and repaired', async (deed) => {
    const servers = await reach(stage)
    try {
      await withPlayer(stage, async (player) => {
        const { actual } = await look(stage, player)
        const standing = actual.filter(({ key, owner }) => kindOf(key) === deed.kind && owner === 'stage')
        const victim = standing.find((one) => deed.chosen?.(one) ?? true)
        if (!victim) throw new Error(`no ${deed.kind} stands`)
        await deed.tamper(victim, servers, stage)
        const seen = await look(stage, player)
        const change = seen.plan.changes.find(({ key }) => key === victim.key)
        expect(change && 'diff' in change ? change.diff.map(({ path }) => path) : []).toContain(deed.path)
        expect(troubles((await act(player, seen)).outcomes)).toEqual([])
      })
      // A credential that was made anew is passed on by the next run at the latest.
      const after = await planNow(stage)
      if (after.plan.changes.length > 0) {
        await applyNow(stage)
        expect(lines((await planNow(stage)).plan)).toEqual([])
      }
    } finally {
      await servers.close()
    }
  })
})
