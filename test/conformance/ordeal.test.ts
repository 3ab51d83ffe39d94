/** What every kind of the catalogue survives. Nothing here names a kind: one that is added later is covered. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalogue } from '../../src/kinds/catalogue.ts'
import { dump, essence } from '../support/dump.ts'
import { applyNow } from '../support/run.ts'
import { noFaults, openStage, type Stage } from '../support/stage.ts'
import { type Ordeal, undergo } from './ordeal.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

/** What is never removed is made once; that this survives a lost answer is shown by crashes at every boundary. */
const removable = catalogue
  .filter(({ removable }) => removable !== false)
  .map((kind) => ({ name: kind.name, kind }))

describe.skipIf(noFaults !== undefined)('removed behind our back, and made again among faults', () => {
  const ordeals = new Map<string, Ordeal>()
  beforeAll(async () => {
    await applyNow(stage)
    const complete = essence(await dump(stage))
    for (const { name, kind } of removable) ordeals.set(name, await undergo(stage, kind, complete))
  }, 300_000)

  test.each(removable)('$name: removing twice is fine', ({ name }) => {
    expect(ordeals.get(name)?.removedTwice).toEqual([])
  })
  test.each(removable)(
    '$name: an abort ends the run within a second, and the outcomes are true',
    ({ name }) => {
      expect(ordeals.get(name)?.aborted).toEqual([])
    },
  )
  test.each(removable)('$name: a lost answer leaves nothing to do and nothing twice', ({ name }) => {
    expect(ordeals.get(name)?.lostAnswer).toEqual([])
  })
})
