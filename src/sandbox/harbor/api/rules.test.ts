import { expect, test } from 'vitest'
import { humane } from '../registry/quota.ts'
import { cronProblem, nextTime } from './cron.ts'
import { doublestar, selected } from './selectors.ts'

test.each([
  ['**', 'anything/at/all', true],
  ['v*', 'v1.2', true],
  ['v*', 'a/v1', false],
  ['a/**/z', 'a/z', true],
  ['a/**/z', 'a/b/c/z', true],
  ['{latest,v?}', 'v1', true],
  ['{latest,v?}', 'v10', false],
  ['release-[0-9]', 'release-7', true],
  ['a.b', 'axb', false],
])('%s takes %s: %s', (pattern, name, takes) => {
  expect(doublestar(pattern).test(name)).toBe(takes)
})

test('no selector, and a decoration that is unknown, take nothing', () => {
  expect(selected('v1', [])).toBe(false)
  expect(selected('v1', null)).toBe(false)
  expect(selected('v1', [{ decoration: 'is', pattern: '**' }])).toBe(false)
  expect(selected('v1', [{ decoration: 'excludes', pattern: 'x*' }])).toBe(true)
})

test.each([
  ['0 30 2 * * *', '2026-01-31T02:30:00.000Z'],
  ['0 0 0 1 * *', '2026-02-01T00:00:00.000Z'],
  ['0 0 0 * * 0', '2026-02-01T00:00:00.000Z'],
  ['0 */15 * * * *', '2026-01-31T00:15:00.000Z'],
  ['0 0 0 29 2 *', '2028-02-29T00:00:00.000Z'],
  ['@hourly', '2026-01-31T01:00:00.000Z'],
])('%s strikes next at %s', (cron, time) => {
  expect(cronProblem(cron)).toBeUndefined()
  expect(nextTime(cron, new Date('2026-01-31T00:10:00Z'))).toBe(time)
})

test.each(['', '0 0 * * *', '5 0 0 * * *', '0 60 * * * *', '0 0 0 * * x', '0 0 0 0 * *'])(
  '%s is no cron',
  (cron) => {
    expect(cronProblem(cron)).toBeDefined()
  },
)

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [10 * 1024 * 1024, '10.0 MiB'],
])('%i bytes are %s', (bytes, shown) => {
  expect(humane(bytes)).toBe(shown)
})
