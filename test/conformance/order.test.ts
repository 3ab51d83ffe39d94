/** Servers keep no order in their lists: whatever order they come in, there is nothing to do. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Asked } from '../support/faults.ts'
import { applyNow, lines, planNow, troubles } from '../support/run.ts'
import { noFaults, openStage, type Stage } from '../support/stage.ts'

/** What has an order of its own: Kubernetes keeps lists inside of objects as they were sent, Harbor a policy's rules. */
const ordered = new Set(['rules', 'params'])

type Arrange = (items: readonly unknown[]) => readonly unknown[]

function arranged(json: unknown, arrange: Arrange, deep: boolean): unknown {
  if (Array.isArray(json)) return arrange(deep ? json.map((item) => arranged(item, arrange, deep)) : json)
  if (typeof json !== 'object' || json === null) return json
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      const inside = deep ? !ordered.has(name) : name === 'items'
      return [name, inside ? arranged(value, arrange, deep) : value]
    }),
  )
}

/** The same in each run: Park and Miller's numbers. */
function shuffle(seed: number): Arrange {
  let state = seed
  return (items) =>
    items
      .map((item) => {
        state = (state * 48_271) % 2_147_483_647
        return { item, at: state }
      })
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item)
}

describe.skipIf(noFaults !== undefined)('lists in another order', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
    expect(troubles((await applyNow(stage)).outcomes)).toEqual([])
  })
  afterAll(() => stage?.close())

  test.each<readonly [string, Arrange]>([
    ['from behind', (items) => [...items].reverse()],
    ...[1, 2, 3].map((seed) => [`shuffled with seed ${seed}`, shuffle(seed)] as const),
  ])('%s: the plan is empty', async (_, arrange) => {
    let moved = 0
    stage.faults.rewrite(({ system }: Asked, json) => {
      const other = arranged(json, arrange, system !== 'kubernetes')
      if (JSON.stringify(other) !== JSON.stringify(json)) moved++
      return other
    })
    try {
      const { plan } = await planNow(stage)
      expect(lines(plan)).toEqual([])
      expect(moved).toBeGreaterThan(20)
    } finally {
      stage.faults.rewrite(undefined)
    }
  })
})
