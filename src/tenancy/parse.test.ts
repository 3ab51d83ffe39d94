import fc from 'fast-check'
import { expect, it } from 'vitest'
import { platform, team, told } from '../../test/tenancy/description.ts'
import { parseDocuments } from './parse.ts'

function wrong(text: string): string {
  return parseDocuments({ file: 'f', text })
    .problems.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`)
    .join('\n')
}

it.each([
  [
    'a: 1\nb:\n  c: 2\n  c: 3\na: 4',
    '4:3 b.c: stands here twice: keep one of them\n5:1 a: stands here twice: keep one of them',
  ],
  ['a:\n\t- b', '2:1 : a tab indents here: YAML takes blanks only'],
  ['a: [1, 2', '1:9 : a bracket that was opened is not closed here'],
  ['a: "b', '1:6 : a quote that was opened is not closed'],
  ['a: "\\q"', '1:5 : is no escape of YAML: write \\\\ for a backslash, or use single quotes'],
  ['a: @b', "1:4 : a text can't begin with this character: put quotes around it"],
  ['a: b: c', '1:4 : a second ": " in one line: put quotes around the text that holds it'],
  ['foo\nbar: 1', '1:1 : is no key with a value: a ":" is missing, or the indentation is wrong'],
  ['a: {b: 1}}', '1:10 : is not YAML: look for a missing quote, bracket or ":" here or just before'],
  ['a: |\n  x\n b: 1', '3:1 : is indented differently from what it belongs to'],
  ['? [a]\n: 1', '1:3 : a key is a text'],
  [
    'a: !x b',
    '1:4 : tags (!…) have no meaning here; if it is a text that begins with "!", put quotes around it',
  ],
  [
    'a: {b: [1, *x]}',
    '1:12 a.b[1]: is an alias of an anchor that is not there; if it is a text that begins with "*", put quotes around it',
  ],
  ['a: &a [*a]', '1:8 a[0]: is an alias of what it stands in'],
  ['a: 1\n<<: b', '2:1 <<: merges what is no map: name an anchor of a map, e.g. <<: *more'],
  ['a: &x [1]\nb: {<<: [*x]}', '2:5 b.<<: merges what is no map: name an anchor of a map, e.g. <<: *more'],
  ['a: 1\nb: \u0007', '2:4 : is a control character: take it out'],
  [`a: ${'['.repeat(20_000)}`, expect.stringMatching(/^1:\d+ : is nested too deeply$/)],
])('says what is wrong with the syntax of %j', (text, expected) => {
  expect(wrong(text)).toEqual(expected)
})

it('refuses a bomb of aliases without unfolding it', () => {
  const levels = 'bcdefgh'.split('')
  const bomb = levels.map((name, index) => `${name}: &${name} [${`*${'abcdefg'[index]},`.repeat(9)}]`)
  expect(wrong(['a: &a [x,x,x,x,x,x,x,x,x]', ...bomb].join('\n'))).toBe(
    '2:8 b[0]: its aliases multiply it beyond all bounds: write out what they stand for',
  )
})

it('never repeats what may be a secret', () => {
  for (const text of [
    'p: *hunter2',
    'p: !hunter2 x',
    'p: @hunter2',
    'p: "hunter2',
    'p: hunter2: x',
    'p: {a: hunter2}}',
    'p: %hunter2',
  ])
    expect(wrong(text)).not.toMatch(/^$|hunter2/)
})

it('reports one mistake for a document that is broken, and goes on with the next', () => {
  expect(wrong(' a: 1\nb: 2\nc: {\n---\na: @\n').split('\n')).toHaveLength(2)
})

it('takes anchors and merge keys, and says where the anchored text stands', async () => {
  const anchored = team('demo', {
    registry: '{retention: &rules [{keepMostRecent: 0}], immutable: []}',
    namespace: '{<<: &more {network: closed}, podSecurity: baseline}',
  })
  expect(await told({ 'p.yaml': platform(), 'a.yaml': anchored })).toMatchInlineSnapshot(`
    "a.yaml:5:50 | spec.registry.retention[0].keepMostRecent | 0 is too small: write at least 1
    a.yaml:6:35 | spec.namespace.network | "closed" can't stand here: write "isolated" or "open""
  `)
})

it('ends with documents or problems for any text', () => {
  const piece = fc.constantFrom(
    'a',
    ': ',
    '\n',
    '  ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '&a ',
    '*a',
    '"',
    "'",
    '|',
    '---\n',
    '<<',
    '!',
    '#',
    '\t',
    '__proto__',
    '\r\n',
    '?',
    ',',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const { documents, problems } = parseDocuments({ file: 'f', text: pieces.join('') })
      for (const { place } of documents) expect(place.locate(['a', 0, 'b']).line).toBeGreaterThan(0)
      for (const { line, column } of problems) expect(Math.min(line, column)).toBeGreaterThan(0)
    }),
    { numRuns: 500 },
  )
})
