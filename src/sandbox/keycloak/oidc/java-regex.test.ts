import { expect, test } from 'vitest'
import { javaPattern } from './java-regex.ts'

test.each([
  ['team-demo', 'team-demo', true],
  ['team-demo', 'xteam-demo', false],
  ['^(?:\\Q7c2f0e\\E|(?i)\\Q/Corp/Team Demo\\E)$', '/CORP/team demo', true],
  ['^(?:\\Q7c2f0e\\E|(?i)\\Q/Corp/Team Demo\\E)$', '7C2F0E', false],
  ['(?i)^/corp/team[ _-]demo$|^\\Q7c2f0e\\E$', '/Corp/Team_Demo', true],
  ['(?i)^/corp/team[ _-]demo$|^\\Q7c2f0e\\E$', '7C2F0E', true],
  ['(?i)[a-c]x', 'BX', true],
  ['a(?i:b)c', 'aBc', true],
  ['a(?i:b)c', 'aBC', false],
  ['\\Qa.b\\E', 'axb', false],
  ['a++b', 'aaab', true],
  ['(?>a|ab)c', 'ac', true],
  ['\\p{Lu}\\d+', 'Ä12', true],
  ['a\\/b-c', 'a/b-c', true],
  ['(?s)a.b', 'a\nb', true],
  ['\\AInfra.*\\z', 'Infra & Ops (NL)', true],
])('%s on %s: %s', (pattern, value, fits) => {
  expect(javaPattern(pattern).test(value)).toBe(fits)
})

test('what is no expression is refused', () => {
  expect(() => javaPattern('(')).toThrow(SyntaxError)
})
