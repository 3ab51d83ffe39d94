import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nearest, oneOf } from './suggest.ts'

it.each([
  ['realms', 'realm'],
  ['reaml', 'realm'],
  ['IdentityProvider', 'identityProviders'],
  ['identity_providers', 'identityProviders'],
  ['xyz', null],
  ['', null],
])('takes %j for %j', (written, meant) => {
  expect(nearest(written, ['url', 'realm', 'credentials', 'identityProviders'])).toBe(meant)
})

it('finds a word after one slip', () => {
  const word = fc.stringMatching(/^[a-z]{5,12}$/)
  fc.assert(
    fc.property(word, fc.nat(), (text, at) => {
      const index = at % text.length
      expect(nearest(text.slice(0, index) + text.slice(index + 1), [text])).toBe(text)
    }),
  )
})

it('lists what may stand', () => {
  expect([oneOf(['a']), oneOf(['a', 'b', 'c'])]).toEqual(['"a"', '"a", "b" or "c"'])
})
