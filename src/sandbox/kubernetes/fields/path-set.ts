/**
 * Sets of paths into an object: who owns what. The wire form is `FieldsV1` of `metadata.managedFields`:
 * `f:<field>`, `k:<keys as JSON>` and `v:<value as JSON>` for list elements, `.` for the element itself.
 */
import { isObject, type JsonObject, type JsonValue } from '../object.ts'

/** One step of a path, in its wire form. */
export type Step = string
export type Path = readonly Step[]

/** A node of the tree: whether the path that leads here is in the set, and what is below it. Never changed once shared. */
export interface PathSet {
  readonly owned: boolean
  readonly below: ReadonlyMap<Step, PathSet>
}

export const EMPTY: PathSet = { owned: false, below: new Map() }

export const isEmpty = (set: PathSet): boolean => !set.owned && set.below.size === 0

/** A tree that can be written to while it is built. */
export interface PathSetBuilder extends PathSet {
  owned: boolean
  readonly below: Map<Step, PathSetBuilder>
}

export const newPathSet = (): PathSetBuilder => ({ owned: false, below: new Map() })

/** Puts a path into the tree. */
export function insert(set: PathSetBuilder, path: Path): void {
  let node = set
  for (const step of path) {
    let next = node.below.get(step)
    if (!next) {
      next = newPathSet()
      node.below.set(step, next)
    }
    node = next
  }
  node.owned = true
}

function combine(
  a: PathSet | undefined,
  b: PathSet | undefined,
  keep: (inA: boolean, inB: boolean) => boolean,
): PathSet {
  const below = new Map<Step, PathSet>()
  for (const step of new Set([...(a?.below.keys() ?? []), ...(b?.below.keys() ?? [])])) {
    const node = combine(a?.below.get(step), b?.below.get(step), keep)
    if (!isEmpty(node)) below.set(step, node)
  }
  return { owned: keep(a?.owned ?? false, b?.owned ?? false), below }
}

export const union = (a: PathSet, b: PathSet): PathSet => combine(a, b, (inA, inB) => inA || inB)
export const intersection = (a: PathSet, b: PathSet): PathSet => combine(a, b, (inA, inB) => inA && inB)
export const difference = (a: PathSet, b: PathSet): PathSet => combine(a, b, (inA, inB) => inA && !inB)

/** `a` without the paths of `b` and all that is below them. */
export function without(a: PathSet, b: PathSet): PathSet {
  if (b.owned) return EMPTY
  const below = new Map<Step, PathSet>()
  for (const [step, node] of a.below) {
    const minus = b.below.get(step)
    const rest = minus ? without(node, minus) : node
    if (!isEmpty(rest)) below.set(step, rest)
  }
  return { owned: a.owned, below }
}

/** Every path in the set, sorted as the server lists them. */
export function* paths(set: PathSet, prefix: Path = []): Generator<Path> {
  if (set.owned && prefix.length > 0) yield prefix
  for (const step of [...set.below.keys()].sort()) {
    const node = set.below.get(step)
    if (node) yield* paths(node, [...prefix, step])
  }
}

/** The set as `fieldsV1`. */
export function toFieldsV1(set: PathSet): JsonObject {
  const made: JsonObject = {}
  if (set.owned && set.below.size > 0) made['.'] = {}
  for (const step of [...set.below.keys()].sort()) {
    const node = set.below.get(step)
    if (node) made[step] = toFieldsV1(node)
  }
  return made
}

/** A set from `fieldsV1`. */
export function fromFieldsV1(fields: JsonValue | undefined): PathSet {
  const read = (value: JsonObject): PathSet => {
    const below = new Map<Step, PathSet>()
    let owned = false
    for (const [step, node] of Object.entries(value)) {
      if (step === '.') owned = true
      else if (isObject(node)) below.set(step, read(node))
    }
    return { owned: owned || below.size === 0, below }
  }
  if (!isObject(fields)) return EMPTY
  const root = read(fields)
  return { owned: false, below: root.below }
}

/** A path as error messages print it: `.spec.ports[port=80,protocol="TCP"].name`. */
export function printPath(path: Path): string {
  return path
    .map((step) => {
      const rest = step.slice(2)
      if (step.startsWith('f:')) return `.${rest}`
      if (step.startsWith('v:')) return `[=${rest}]`
      const keys = Object.entries(JSON.parse(rest) as JsonObject)
      return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`
    })
    .join('')
}
