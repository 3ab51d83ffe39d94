import { expect, test } from 'vitest'
import type { Key } from '../core/key.ts'
import { schedule } from './schedule.ts'

const k = (name: string) => `harbor.label:${name}` as Key

async function play(
  edges: Record<string, string[]>,
  failing: string[] = [],
  signal = new AbortController().signal,
) {
  const log: string[] = []
  await schedule(
    new Map(Object.entries(edges).map(([name, earlier]) => [k(name), earlier.map(k)])),
    {
      async run(key) {
        const name = key.split(':')[1] ?? ''
        await new Promise((done) => setTimeout(done, 1))
        log.push(name)
        return !failing.includes(name)
      },
      skip: (key, because) =>
        log.push(`${key.split(':')[1]} skipped for ${because.split(':')[1] ?? because}`),
    },
    signal,
  )
  return log
}

test('a diamond is walked once, tops first', async () => {
  const log = await play({ d: ['b', 'c'], b: ['a'], c: ['a'], a: [] })
  expect(log).toEqual(['a', 'b', 'c', 'd'])
})

test('what waits for a failure is skipped with the culprit, however far away; the rest goes on', async () => {
  const log = await play({ a: [], b: ['a'], c: ['b'], other: [] }, ['a'])
  expect(log.sort()).toEqual(['a', 'b skipped for a', 'c skipped for a', 'other'])
})

test('after an abort nothing begins', async () => {
  const controller = new AbortController()
  controller.abort()
  expect(await play({ a: [], b: ['a'] }, [], controller.signal)).toEqual([
    'a skipped for interrupted',
    'b skipped for interrupted',
  ])
})

test('a circle is a bug that is named', async () => {
  await expect(play({ a: ['b'], b: ['a'] })).rejects.toThrow(
    'wait for each other: harbor.label:a, harbor.label:b',
  )
})

test('a mistake in a piece ends the schedule, also when another piece ends at the same time', async () => {
  const graph = new Map([k('right'), k('wrong'), k('also right')].map((key) => [key, []]))
  const work = {
    run: (key: Key) => (key === k('wrong') ? Promise.reject(new Error('a mistake')) : Promise.resolve(true)),
    skip: () => undefined,
  }
  await expect(schedule(graph, work, new AbortController().signal)).rejects.toThrow('a mistake')
})

test('a team that was begun comes to its end before others are begun, and a slow server holds up no other', async () => {
  const teams = Array.from({ length: 100 }, (_, team) => team)
  const graph = new Map<Key, Key[]>(
    teams.flatMap((team): [Key, Key[]][] => [
      [`kubernetes.namespace:${team}`, []],
      [`harbor.project:${team}`, [`kubernetes.namespace:${team}`]],
      [`harbor.member:${team}`, [`harbor.project:${team}`]],
    ]),
  )
  const under = { kubernetes: 0, harbor: 0 }
  const most = { kubernetes: 0, harbor: 0 }
  const ended: Key[] = []
  await schedule(
    graph,
    {
      async run(key) {
        const lane = key.startsWith('harbor') ? 'harbor' : 'kubernetes'
        most[lane] = Math.max(most[lane], ++under[lane])
        await new Promise((done) => setTimeout(done, lane === 'harbor' ? 8 : 1))
        under[lane]--
        ended.push(key)
        return true
      },
      skip: () => undefined,
    },
    new AbortController().signal,
  )
  expect(most).toEqual({ kubernetes: 24, harbor: 24 })
  expect(ended.indexOf('harbor.member:0')).toBeLessThan(ended.indexOf('harbor.project:60'))
  expect(ended.indexOf('kubernetes.namespace:99')).toBeLessThan(ended.indexOf('harbor.member:60'))
})
