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
])('%s strikes next at %s', (cron, time) => {
  expect(cronProblem(cron)).toBeUndefined()
  expect(nextTime(cron, new Date('2026-01-31T00:10:00Z'))).toBe(time)
})

test.each([
  ['', 'empty cron string is invalid'],
  ['@hourly', 'parser does not accept descriptors: @hourly'],
  ['0 0 * * *', 'expected exactly 6 fields, found 5: [0 0 * * *]'],
  ['5 0 0 * * *', 'the 1st field (indicating Seconds of time) of the cron setting must be 0'],
  ['0 60 * * * *', 'end of range (60) above maximum (59): 60'],
  ['0 0 0 0 * *', 'beginning of range (0) below minimum (1): 0'],
  ['0 0 5-3 * * *', 'beginning of range (5) beyond end of range (3): 5-3'],
  ['0 */0 * * * *', 'step of range should be a positive number: */0'],
  ['0 0 0 * * x', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
])('%s is no cron: %s', (cron, problem) => {
  expect(cronProblem(cron)).toBe(problem)
})

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [10 * 1024 * 1024, '10.0 MiB'],
])('%i bytes are %s', (bytes, shown) => {
  expect(humane(bytes)).toBe(shown)
})
