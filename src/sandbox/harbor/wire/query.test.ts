import { expect, test } from 'vitest'
import { parseKeywords, passes, sorted } from './query.ts'

const rows = [
  { name: 'alpha', size: 3, push_time: '2026-01-01T00:00:00.000Z' },
  { name: 'Beta', size: 20, push_time: '2026-01-02T10:00:00.500Z' },
  { name: 'a+b', size: 7, push_time: '2026-01-03T00:00:00.000Z' },
]
const columns = {
  name: (row: (typeof rows)[number]) => row.name,
  size: (row: (typeof rows)[number]) => row.size,
  push_time: (row: (typeof rows)[number]) => row.push_time,
}
const filtered = (q: string) =>
  rows.filter((row) => passes(row, parseKeywords(q), columns)).map(({ name }) => name)

test.each([
  ['name=alpha', ['alpha']],
  ['name=Alpha', []],
  ['name=~BET', ['Beta']],
  ['size=[5~20]', ['Beta', 'a+b']],
  ['size=[~7]', ['alpha', 'a+b']],
  ['name={alpha Beta}', ['alpha', 'Beta']],
  ['nmae=alpha', ['alpha', 'Beta', 'a+b']],
  ['name=a+b', []],
  ['name=a%2Bb', ['a+b']],
  ['name=~a,size=3', ['alpha']],
  ['Name=alpha', ['alpha']],
  ['name=(alpha)', ['alpha', 'Beta', 'a+b']],
  ['size=["7"~]', ['Beta', 'a+b']],
  ['PushTime=[2026-01-02T10:00:00~2026-01-02T11:00:00]', ['Beta']],
  ['push_time=[2026-01-02 00:00:00~2026-01-02]', []],
])('%s finds %j', (q, names) => {
  expect(filtered(q)).toEqual(names)
})

test.each(['name', '=x', 'name=', 'name={a', 'size=[1]', 'size=[~]', 'name=~'])('%s is refused', (q) => {
  expect(() => parseKeywords(q)).toThrow()
})

test('numbers are sorted as numbers, unknown keys by the default', () => {
  expect(sorted(rows, '-size', columns, 'name').map(({ size }) => size)).toEqual([20, 7, 3])
  expect(sorted(rows, 'nothing', columns, 'size').map(({ size }) => size)).toEqual([3, 7, 20])
})
