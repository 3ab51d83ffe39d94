import { expect, test } from 'vitest'
import { jitter, retryAfter } from './backoff.ts'

test.each([
  ['2', 2000],
  ['0', 0],
  ['1.5', 1500],
  ['-1', undefined],
  ['', undefined],
  ['soon', undefined],
  [undefined, undefined],
  ['Wed, 21 Oct 2026 07:28:03 GMT', 3000],
  ['Wed, 21 Oct 2026 07:00:00 GMT', 0],
])('Retry-After: %s', (header, ms) => {
  expect(retryAfter(header, Date.parse('2026-10-21T07:28:00Z'))).toBe(ms)
})

test('pauses grow, are spread over their whole length, and end somewhere', () => {
  const third = Array.from({ length: 500 }, () => jitter(3, 100))
  expect(Math.max(...third)).toBeGreaterThan(300)
  expect(Math.max(...third)).toBeLessThanOrEqual(400)
  expect(Math.min(...third)).toBeLessThan(100)
  expect(Math.max(...Array.from({ length: 500 }, () => jitter(60, 100)))).toBeLessThanOrEqual(10_000)
})
