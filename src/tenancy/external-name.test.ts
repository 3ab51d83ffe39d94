import fc from 'fast-check'
import { expect, it } from 'vitest'
import { alternation } from '../kinds/keycloak/java-pattern.ts'
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

it.each([String.raw`/^\ha$/`, String.raw`/^[\p]a$/`, String.raw`/^a\0$/`, '/^a{b$/', '/^a{,3}$/'])(
  'refuses %j',
  (written) => {
    expect(expressionFault(written)).not.toBeNull()
  },
)

it('takes nothing that the mappers of Keycloak refuse', () => {
  const piece = fc.constantFrom(
    ...[
      'a',
      'B',
      '.',
      '*',
      '+',
      '?',
      '(',
      '(?:',

      ')',
      '[',
      '[^',
      ']',
      '{2}',
      '{',
      '}',
      '|',
      '^',
      '$',
      '&&',
      '-',
    ],
    ...['\\d', '\\p', '\\/', '\\-', '\\1', '\\k', '\\u0041', '\\x41', '\\0', '\\v', '\\['],
  )
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), (pieces) => {
      const written = `/${pieces.join('')}/`
      fc.pre(expressionFault(written) === null)
      expect(() => alternation([written])).not.toThrow()
    }),
    { numRuns: 2000, maxSkipsPerRun: 1000 },
  )
})

it('makes an expression of any name that matches it alone', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (name, other) => {
      const expression = new RegExp(`^(?:${escapeExpression(name)})$`)
      expect([expression.test(name), expression.test(other)]).toEqual([true, name === other])
    }),
  )
})
