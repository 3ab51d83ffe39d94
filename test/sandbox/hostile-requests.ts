/** Bad requests, made from good ones: what clients, scanners and attackers send by mistake or on purpose. */

/** A request that a server takes as it is. */
export interface Good {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly type?: string
}

/** mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const pollution = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'

/** Stands for a value in JSON; strings are JSON texts, since not all of it can be said by objects. */
const junk: readonly string[] = [
  'null',
  'true',
  '0',
  '-1',
  '1e30',
  '0.5',
  '""',
  '"\\u0000"',
  '"../../etc/passwd"',
  '"a\\r\\nset-cookie: x=y"',
  `"${'x'.repeat(5000)}"`,
  '"__proto__"',
  '"constructor"',
  '[]',
  '[null]',
  '[[]]',
  '{}',
  '{"":""}',
  pollution,
  '{"toString":1,"hasOwnProperty":null,"then":{}}',
]

/** Bodies that are no JSON, or not the JSON that anybody wants. */
export const brokenBodies: readonly (string | Buffer)[] = [
  '',
  ' ',
  '{',
  '{"a":',
  '{"a" 1}',
  "{'a': 1}",
  '[1,]',
  'null',
  '"text"',
  '17',
  '[]',
  '[[[[]]]]',
  '{}{}',
  '\u{feff}{}',
  '{"a":1,"a":2}',
  '{"a":1e999}',
  '{"a":"\\ud800"}',
  '{"a":"\\x"}',
  'NaN',
  pollution,
  Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  Buffer.from([0x6b, 0x38, 0x73, 0x00, 0xff, 0xff]),
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
  `${'{"metadata":'.repeat(3000)}{}${'}'.repeat(3000)}`,
  `${'['.repeat(100_000)}`,
]

/** The body with one value replaced by each kind of junk, or with a name that JavaScript minds. */
export function* mutations(body: unknown, random: () => number, share: number): Generator<string> {
  for (const path of pathsIn(body)) {
    for (const text of junk) if (random() < share) yield replaced(body, path, text)
  }
}

function pathsIn(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value)
  return [path, ...keys.flatMap((key) => pathsIn((value as Record<string, unknown>)[key], [...path, key]))]
}

const MARK = '#junk#'

function replaced(body: unknown, path: readonly (string | number)[], text: string): string {
  const copy = (value: unknown, rest: readonly (string | number)[]): unknown => {
    const [key, ...more] = rest
    if (key === undefined) return MARK
    if (Array.isArray(value)) return value.map((item, index) => (index === key ? copy(item, more) : item))
    const object = value as Readonly<Record<string, unknown>>
    return { ...object, [key]: copy(object[key], more) }
  }
  return JSON.stringify(copy(body, path)).replace(JSON.stringify(MARK), () => text)
}

/** What a path may be led astray with. */
export const hostileSegments: readonly string[] = [
  '..',
  '.',
  '%2e%2e',
  '..%2f..%2f..%2fetc%2fpasswd',
  '%2e%2e%2f%2e%2e',
  '%00',
  'a%00b',
  '%',
  '%zz',
  '%c0%ae%c0%ae',
  '%ff',
  '\\..\\',
  '%5c..%5c',
  ';x=y',
  'a%0d%0aset-cookie:x',
  '__proto__',
  'constructor',
  'toString',
  '*',
  '-1',
  '0',
  '99999999999999999999',
  '1e3',
  '%F0%9F%99%82',
  'x'.repeat(4000),
]

/** Queries of every kind of wrong. */
export const hostileQueries: readonly string[] = [
  `q=${'x'.repeat(20_000)}`,
  'page=0&page_size=-1',
  'page=-1&page_size=1e9',
  'page=abc',
  'limit=-1',
  'limit=999999999999999999999',
  'limit=1&continue=%00',
  'continue=bm9uc2Vuc2U',
  'labelSelector=%21%21',
  'labelSelector=a%20in%20(',
  'fieldSelector=a%3D%3Db,c',
  'watch=1&resourceVersion=abc&timeoutSeconds=1',
  'resourceVersion=-5',
  'first=-3&max=abc',
  'q=__proto__%3Dx',
  'q=constructor%3Dx',
  'q=toString%3D~x,a%3D[~],b%3D{',
  'sort=__proto__',
  'sort=-constructor',
  '__proto__=1&constructor=2',
  '%ff=%ff&%00',
  'a=%zz&=&&&==',
  'search=%5C%25_*%22',
  `${'a=1&'.repeat(3000)}`,
  'fieldManager=%00&fieldValidation=Maybe&dryRun=None&force=perhaps',
]
