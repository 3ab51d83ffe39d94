import { expect, test } from 'vitest'
import { parseJson } from './json.ts'
import { Refusal } from './refusal.ts'
import { type Representation, shaped } from './shape.ts'

const INNER: Representation = { name: 'Inner', fields: { ok: 'boolean' } }
const OUTER: Representation = {
  name: 'Outer',
  fields: { text: 'string', count: 'integer', list: { list: 'string' }, inner: { list: INNER } },
}

function read(text: string): unknown {
  const parsed = parseJson(text)
  try {
    return parsed && shaped(parsed, OUTER)
  } catch (error) {
    if (error instanceof Refusal) return error.body['error']
    throw error
  }
}

test.each([
  ['{"text":1,"count":"12"}', { text: '1', count: 12 }],
  ['\uFEFF{"text":"a"} x', { text: 'a' }],
  ['{"text":"a","text":"b"}', { text: 'b' }],
  ['{"text":"\\u00fc\\"\\n"}', { text: 'ü"\n' }],
  ['{"list":"a"}', 'unknown_error'],
  ['{"count":"soon"}', 'unknown_error'],
  [
    '{"__proto__":1}',
    'Invalid json representation for Outer. Unrecognized field "__proto__" at line 1 column 15.',
  ],
  ['{"x":"a"}', 'Invalid json representation for Outer. Unrecognized field "x" at line 1 column 7.'],
  [
    '{\n "text": "a",\n "x": true}',
    'Invalid json representation for Outer. Unrecognized field "x" at line 3 column 11.',
  ],
  [
    '{"inner":[{"no":[]}]}',
    'Invalid json representation for Inner. Unrecognized field "no" at line 1 column 18.',
  ],
  ['', undefined],
])('%s', (text, expected) => {
  expect(read(text)).toEqual(expected)
})
