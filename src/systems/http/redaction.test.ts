import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Redactor } from './redaction.ts'

const encodings: readonly (readonly [string, (secret: string) => string])[] = [
  ['as it is', (secret) => secret],
  ['in a URL', encodeURIComponent],
  ['in a form', (secret) => new URLSearchParams({ password: secret }).toString()],
  ['in JSON', (secret) => JSON.stringify({ secret })],
  ['in JSON of Go', (secret) => JSON.stringify(secret).slice(1, -1).replaceAll('&', '\\u0026')],
  ['in JSON within JSON', (secret) => JSON.stringify(JSON.stringify({ secret }))],
  ['in base64', (secret) => Buffer.from(secret).toString('base64')],
  ['in base64url', (secret) => Buffer.from(secret).toString('base64url')],
]

test.each(encodings)('a secret is not seen %s', (_, encode) => {
  const secret = 'pa"ss/wörd+ &ende?'
  const redactor = new Redactor()
  redactor.add(secret)
  const scrubbed = redactor.scrub(`before ${encode(secret)} after`)
  expect(scrubbed).toMatch(/^before .*\*\*\*.* after$/)
  expect(scrubbed).not.toContain(encode(secret))
})

test('a secret is found in the base64 of any longer text', () => {
  const word = fc
    .string({ minLength: 12, maxLength: 40, unit: 'grapheme-ascii' })
    .filter((text) => text.trim() === text)
  fc.assert(
    fc.property(word, fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), (secret, before, after) => {
      const redactor = new Redactor()
      redactor.add(secret)
      const encoded = Buffer.from(before + secret + after).toString('base64')
      const scrubbed = redactor.scrub(encoded)
      expect(scrubbed).toContain('***')
      // What is left of it are the characters that it shares with its neighbours.
      expect(scrubbed.length).toBeLessThan(encoded.length - (secret.length * 8) / 6 + 8)
    }),
  )
})

test('the longest of two secrets that begin alike goes first, and a secret of a file is known without its newline', () => {
  const redactor = new Redactor()
  redactor.add('secret')
  redactor.add('secret-of-demo\n')
  expect(redactor.scrub('secret-of-demo, secret')).toBe('***, ***')
})

test('what is as short as a word is left alone', () => {
  const redactor = new Redactor()
  redactor.add('admin')
  redactor.add('')
  expect(redactor.scrub('user admin is absent')).toBe('user admin is absent')
})

test('a token that was replaced twice is forgotten, and nothing else is', () => {
  const redactor = new Redactor()
  redactor.add('token-of-somebody')
  const clients = ['token-one', 'token-two', 'token-two', 'token-three']
  for (const token of clients) redactor.rotating('the token').know(token)
  redactor.rotating('another').know('token-of-another')
  expect(redactor.scrub('token-of-another')).toBe('***')
  expect(redactor.scrub('token-one token-two token-three token-of-somebody')).toBe('token-one *** *** ***')
})

test('two thousand secrets do not make a text slower to read', () => {
  const redactor = new Redactor()
  for (let index = 0; index < 2_000; index++) redactor.add(`secret-number-${index}-of-many`)
  const started = performance.now()
  for (let turn = 0; turn < 1_000; turn++)
    redactor.scrub('/api/v2.0/projects/12/members?page=1&page_size=100')
  expect(performance.now() - started).toBeLessThan(500)
  expect(redactor.scrub('x secret-number-1999-of-many y')).toBe('x *** y')
})
