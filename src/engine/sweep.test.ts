import { expect, test } from 'vitest'
import type { Key } from '../core/key.ts'
import type { Actual } from '../core/kind.ts'
import { Sweep } from './sweep.ts'

const kind = { name: 'harbor.member', parent: 'harbor.project' } as const

function thing(key: Key, team = 'demo', spec: object = {}): Actual {
  return { key, team, spec, id: '1', owner: null }
}

const project = (number: number, spec?: object) => thing(`harbor.project:p${number}`, `t${number % 2}`, spec)
const memberOf = ({ key }: Actual) => thing(`harbor.member:${key.split(':')[1]}/group`)

/** One turn; what was asked, and what was found. */
function turn(sweep: Sweep, parents: readonly Actual[]) {
  sweep.turn()
  return look(sweep, parents)
}

function look(sweep: Sweep, parents: readonly Actual[]) {
  const asked = sweep.unread(kind.name, parents)
  const found = sweep.complete(kind, parents, asked, asked.map(memberOf))
  return { asked: asked.map(({ key }) => key), found: found.map(({ key }) => key).sort() }
}

test('each parent is read in its turn, and what is inside of the others is remembered', () => {
  let time = 0
  const sweep = new Sweep({ every: 10, within: 40, clock: () => time })
  const parents = Array.from({ length: 8 }, (_, at) => project(at))
  const all = parents.map((one) => memberOf(one).key)
  expect(turn(sweep, parents)).toEqual({ asked: parents.map(({ key }) => key), found: all })
  const asked: Key[] = []
  for (time = 10; time <= 40; time += 10) {
    const { asked: now, found } = turn(sweep, parents)
    expect(now).toHaveLength(2)
    expect(found).toEqual(all)
    expect(look(sweep, parents)).toEqual({ asked: [], found: all })
    asked.push(...now)
  }
  expect(asked.sort()).toEqual(parents.map(({ key }) => key).sort())
})

test('after turns that did not come to pass, whoever would be late is read', () => {
  let time = 0
  const sweep = new Sweep({ every: 10, within: 40, clock: () => time })
  const parents = Array.from({ length: 8 }, (_, at) => project(at))
  turn(sweep, parents)
  time = 40
  expect(turn(sweep, parents).asked).toHaveLength(8)
})

test('a parent that a list shows to be another is read at once, and a new one', () => {
  const sweep = new Sweep({ every: 1, within: 100, clock: () => 0 })
  const [a, b, c] = [project(1), project(2), project(3)]
  turn(sweep, [a, b])
  const changed = project(2, { public: true })
  sweep.turn()
  const { asked, found } = look(sweep, [a, changed, c])
  expect(asked).toContain(changed.key)
  expect(asked).toContain(c.key)
  expect(found).toHaveLength(3)
  expect(look(sweep, [a, changed, c]).asked).toEqual([])
})

test('what is forgotten is read, and what is gone is not remembered', () => {
  const sweep = new Sweep({ every: 1, within: 100, clock: () => 0 })
  const parents = [project(1), project(2), project(3)]
  turn(sweep, parents)
  expect(sweep.forget(new Set(['t1']))).toBe(false) // it was read in this very turn
  expect(look(sweep, parents).asked).toEqual(['harbor.project:p1', 'harbor.project:p3'])
  sweep.turn()
  expect(sweep.forget(new Set(['nobody']))).toBe(false)
  expect(sweep.forget()).toBe(true)
  sweep.keep([], 'harbor.project')
  expect(sweep.progress.of).toBe(0)
})
