/** Harbor's `q=` filters and `sort=`, applied to rows in memory (goharbor/harbor src/lib/q/builder.go). */
import { badRequest } from './refusal.ts'

/** How the columns of a model are read; keys that are not here are ignored, as the real server does. */
export type Columns<T> = Readonly<Record<string, (row: T) => string | number | boolean | undefined>>

type Pattern =
  | { readonly op: 'exact'; readonly value: string }
  | { readonly op: 'fuzzy'; readonly value: string }
  | { readonly op: 'range'; readonly min: string; readonly max: string }
  | { readonly op: 'any' | 'all'; readonly values: readonly string[] }

/** Filters by key. */
export type Keywords = ReadonlyMap<string, Pattern>

/** @param q as it stands in the query, decoded once: Harbor decodes a second time. @throws `Refusal` 400 */
export function parseKeywords(q: string): Keywords {
  const keywords = new Map<string, Pattern>()
  if (q === '') return keywords
  for (const part of decodeAgain(q).split(',')) {
    const at = part.indexOf('=')
    const key = part.slice(0, Math.max(at, 0))
    const value = part.slice(at + 1)
    if (at < 1 || value === '') {
      throw badRequest('the query string must contain "=" and the key/value cannot be empty')
    }
    keywords.set(key, parsePattern(value))
  }
  return keywords
}

function decodeAgain(q: string): string {
  try {
    return decodeURIComponent(q.replaceAll('+', ' '))
  } catch {
    return q
  }
}

function parsePattern(value: string): Pattern {
  const bad = badRequest(`invalid query string value: ${value}`)
  const inner = value.slice(1, -1)
  switch (value[0]) {
    case '~':
      if (value.length < 2) throw bad
      return { op: 'fuzzy', value: value.slice(1) }
    case '[': {
      const [min = '', max = '', ...rest] = inner.split('~').map((bound) => unquoted(bound.trim()))
      if (!value.endsWith(']') || !inner.includes('~') || rest.length > 0 || (min === '' && max === ''))
        throw bad
      return { op: 'range', min, max }
    }
    case '{':
    case '(': {
      const any = value[0] === '{'
      if (!value.endsWith(any ? '}' : ')')) throw bad
      const values = inner.split(' ').map((one) => unquoted(one.trim()))
      return { op: any ? 'any' : 'all', values: values.filter((one) => one !== '') }
    }
    default:
      return { op: 'exact', value: value.replace(/^\\/, '') }
  }
}

const unquoted = (value: string) => value.replace(/^["']+|["']+$/g, '')

/** Does the row pass every filter whose key is a column? */
export function passes<T>(row: T, keywords: Keywords, columns: Columns<T>): boolean {
  for (const [key, pattern] of keywords) {
    const read = columnOf(columns, key)
    if (read && !fits(read(row), pattern)) return false
  }
  return true
}

/** The column by its own name or by that of the field in Go: `project_id`, `ProjectID`. */
function columnOf<T>(columns: Columns<T>, key: string) {
  const name = /^[A-Z]/.test(key) ? snakeCase(key) : key
  // Not what every object has, such as `constructor`.
  return Object.hasOwn(columns, name) ? columns[name] : undefined
}

const snakeCase = (key: string) =>
  key.replace(/([a-z0-9])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$&_').toLowerCase()

function fits(value: string | number | boolean | undefined, pattern: Pattern): boolean {
  const shown = String(value ?? '')
  switch (pattern.op) {
    case 'exact':
      return shown === pattern.value
    case 'fuzzy':
      return shown.toLowerCase().includes(pattern.value.toLowerCase())
    case 'any':
      return pattern.values.includes(shown)
    case 'all':
      // A model that has no meaning for it, and a column never has one, lets everything through.
      return true
    case 'range':
      return (
        (pattern.min === '' || order(value, pattern.min) >= 0) &&
        (pattern.max === '' || order(value, pattern.max) <= 0)
      )
  }
}

function order(value: unknown, bound: string): number {
  const number = Number(bound)
  if (typeof value === 'number' && !Number.isNaN(number)) return value - number
  const shown = String(value ?? '')
  if (TIME.test(shown) && TIME.test(bound)) return Date.parse(shown) - timeOf(bound)
  return shown < bound ? -1 : shown > bound ? 1 : 0
}

const TIME = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d:\d\d|$)/

/** Bounds of time name no zone: they are UTC. */
const timeOf = (bound: string) =>
  Date.parse(
    /(Z|[+-]\d\d:?\d\d)$/.test(bound.slice(10))
      ? bound
      : `${bound.replace(' ', 'T')}${bound.length > 10 ? 'Z' : ''}`,
  )

/** The value of an exact filter, if there is one. */
export function exact(keywords: Keywords, key: string): string | undefined {
  const pattern = keywords.get(key)
  return pattern?.op === 'exact' ? pattern.value : undefined
}

/** Sorted by `sort` (`a,-b`), by `fallback` when it names no column; ties keep their order. */
export function sorted<T>(rows: readonly T[], sort: string, columns: Columns<T>, fallback: string): T[] {
  const keys = keysOf(sort, columns)
  const effective = keys.length > 0 ? keys : keysOf(fallback, columns)
  return [...rows].sort((a, b) => {
    for (const { read, sign } of effective) {
      const x = read(a) ?? ''
      const y = read(b) ?? ''
      if (x !== y) return (x < y ? -1 : 1) * sign
    }
    return 0
  })
}

function keysOf<T>(sort: string, columns: Columns<T>) {
  return sort
    .split(',')
    .map((key) => ({ read: columnOf(columns, key.replace(/^-/, '')), sign: key.startsWith('-') ? -1 : 1 }))
    .flatMap(({ read, sign }) => (read ? [{ read, sign }] : []))
}
