import fc from 'fast-check'
import { expect, it } from 'vitest'
import { escapeExpression, expressionFault, readExternalName } from './external-name.ts'

it.each([
  ['/^a$/', { source: '^a$', ignoreCase: false }],
  ['/^a$/i', { source: '^a$', ignoreCase: true }],
  ['/Corp/Team Demo', { exact: '/Corp/Team Demo' }],
  ['/Corp', { exact: '/Corp' }],
  ['a/b/i', { exact: 'a/b/i' }],
  ['//', { exact: '//' }],
])('reads %j', (written, expected) => {
  expect(readExternalName(written)).toEqual(expected)
})

it.each([String.raw`/^a\-b\_c$/`, '/^a{2}b{1,}$/', String.raw`/^[\]\[&x-]y$/`, String.raw`/^\d\w\x41$/`])(
  'takes %j',
  (written) => {
    expect(expressionFault(written)).toBeNull()
  },
)

it.each([
  ...['/(/', '/[]/', '/[a[b]/', '/[a&&b]/', '/^a{b$/', '/^a{,3}$/', '/(?<n>a)/'],
  ...[String.raw`/^\ha$/`, String.raw`/^[\p]a$/`, String.raw`/^a\0$/`, String.raw`/(a)\1/`],
  ...[String.raw`/\Qa/`, String.raw`/\ca/`, String.raw`/\v/`],
])('refuses %j', (written) => {
  expect(expressionFault(written)).not.toBeNull()
})

it('makes an expression of any name that matches it alone', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (name, other) => {
      const expression = new RegExp(`^(?:${escapeExpression(name)})$`)
      expect([expression.test(name), expression.test(other)]).toEqual([true, name === other])
    }),
  )
})
