/** Changes a spec in one place, to something that could stand there: the hand that tampers behind our back. */
import { groupBy } from '../../src/core/group.ts'
import type { Desired } from '../../src/core/kind.ts'

type Path = readonly (string | number)[]

/** One change of one spec. */
export interface Mutation {
  /** As a diff would say it, with a list as one leaf: `metadata.public`. */
  readonly path: string
  /** The same, for all objects of a kind: what lists hold is under `[]`. */
  readonly place: string
  /** Specs to try, the likeliest first. */
  readonly specs: readonly unknown[]
}

/** A leaf, or a list as a whole. */
interface Leaf {
  readonly path: Path
  readonly value: unknown
}

/** All mutations of one spec; values are borrowed from specs of the same kind. */
export function mutationsOf(desired: Desired, siblings: readonly Desired[]): readonly Mutation[] {
  const leaves = siblings.flatMap(({ spec }) => leavesOf(spec))
  const byPlace = groupBy(leaves, ({ path }) => placeText(path))
  // A word of another place under the same name, such as another port's mode, is plausible, too.
  const byName = groupBy(leaves, ({ path }) => path.findLast((part) => typeof part === 'string'))
  return leavesOf(desired.spec).map(({ path, value }) => ({
    path: pathText(path),
    place: placeText(path),
    specs: distinct(
      replacements(
        value,
        [
          ...(byPlace.get(placeText(path)) ?? []),
          ...(byName.get(path.findLast((part) => typeof part === 'string')) ?? []),
        ]
          .map((leaf) => leaf.value)
          .filter((other) => isAlike(value, other)),
      ),
      value,
    )
      .slice(0, 3)
      .map((other) => withValue(desired.spec, path, other)),
  }))
}

function isAlike(a: unknown, b: unknown): boolean {
  return typeof a === typeof b && Array.isArray(a) === Array.isArray(b)
}

function leavesOf(value: unknown, path: Path = []): readonly Leaf[] {
  if (Array.isArray(value)) {
    return [{ path, value }, ...value.flatMap((item, index) => leavesOf(item, [...path, index]))]
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([field, inner]) => leavesOf(inner, [...path, field]))
  }
  return value === undefined ? [] : [{ path, value }]
}

function replacements(value: unknown, siblings: readonly unknown[]): readonly unknown[] {
  if (typeof value === 'boolean') return [!value]
  if (typeof value === 'number') return [value + 1, ...siblings, value - 1]
  if (Array.isArray(value)) return lists(value, siblings)
  if (typeof value !== 'string') return siblings
  return [...siblings, ...variants(value)]
}

/** Another number where it holds one, opposite words, and a longer text. */
function variants(text: string): readonly string[] {
  const opposites: Readonly<Record<string, string>> = { true: 'false', false: 'true', none: 'high' }
  const counted = text.replace(/\d+/, (digits) => String(Number(digits) + 1))
  const opposite = opposites[text]
  return [...(opposite === undefined ? [] : [opposite]), counted, `${text}x`, `x${text}`]
}

/** One less, one more. */
function lists(list: readonly unknown[], siblings: readonly unknown[]): readonly unknown[] {
  const strangers = siblings
    .flatMap((other) => (Array.isArray(other) ? (other as unknown[]) : []))
    .filter((item) => !list.some((own) => JSON.stringify(own) === JSON.stringify(item)))
  const [first] = list
  const more = [...strangers.slice(0, 1), ...(typeof first === 'string' ? variants(first).slice(-1) : [])]
  return [...(list.length > 0 ? [list.slice(0, -1)] : []), ...more.map((item) => [...list, item])]
}

function distinct(values: readonly unknown[], original: unknown): readonly unknown[] {
  const seen = new Set([JSON.stringify(original)])
  return values.filter((value) => {
    const text = JSON.stringify(value)
    if (seen.has(text)) return false
    seen.add(text)
    return true
  })
}

function withValue(spec: unknown, [head, ...rest]: Path, value: unknown): unknown {
  if (head === undefined) return value
  if (Array.isArray(spec)) {
    return spec.map((item: unknown, index) => (index === head ? withValue(item, rest, value) : item))
  }
  const fields = spec as Readonly<Record<string, unknown>>
  return { ...fields, [head]: withValue(fields[head], rest, value) }
}

/** Up to the first list: a diff takes a list as a whole. */
function pathText(path: Path): string {
  const end = path.findIndex((part) => typeof part === 'number')
  return join(end < 0 ? path : path.slice(0, end))
}

function placeText(path: Path): string {
  return join(path.map((part) => (typeof part === 'number' ? '[]' : part)))
}

function join(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (part === '[]') return `${text}[]`
    if (!/^[A-Za-z_$][\w$-]*$/.test(String(part))) return `${text}[${JSON.stringify(part)}]`
    return text === '' ? String(part) : `${text}.${part}`
  }, '')
}
