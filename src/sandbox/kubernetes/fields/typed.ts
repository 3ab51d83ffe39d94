/**
 * Structured merge: objects seen through their schema.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff (typed/merge.go, tofieldset.go, compare.go, remove.go)
 */
import { equal, isList, isObject, type JsonObject, type JsonValue } from '../object.ts'
import { childSchema, type ListSchema, resolved, type Schema } from '../types/schema.ts'
import { insert, newPathSet, type Path, type PathSet, type PathSetBuilder, type Step } from './path-set.ts'

/** The step that leads to an element of a list of maps or a set. */
export function elementStep(schema: ListSchema, item: JsonValue): Step {
  if (schema.relation === 'set') return `v:${JSON.stringify(item)}`
  const keys: JsonObject = {}
  for (const key of [...schema.keys].sort()) {
    const given = isObject(item) ? item[key] : undefined
    const fallback = schema.items.kind === 'struct' ? schema.items.fields.get(key)?.default : undefined
    const value = given ?? fallback
    if (value !== undefined) keys[key] = value
  }
  return `k:${JSON.stringify(keys)}`
}

const isEmptyValue = (value: JsonValue | undefined): boolean =>
  value === undefined ||
  value === null ||
  (isList(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0)

/** Fields, declared ones as well as entries of maps. */
const entriesOf = (value: JsonValue | undefined): [string, JsonValue][] =>
  isObject(value)
    ? Object.entries(value).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined)
    : []

const isStruct = (schema: Schema): boolean => schema.kind === 'struct' || schema.kind === 'map'

/** Every path that an applied object speaks of. */
export function fieldSet(schema: Schema, value: JsonValue): PathSet {
  const set = newPathSet()
  collect(schema, value, [], set)
  return set
}

function collect(given: Schema, value: JsonValue, path: Path, set: PathSetBuilder): void {
  const schema = resolved(given, value)
  if (schema.kind === 'struct' || schema.kind === 'map') {
    if (schema.relation === 'atomic') {
      insert(set, path)
      return
    }
    for (const [name, item] of entriesOf(value)) {
      const inner = childSchema(schema, name)
      const next = [...path, `f:${name}`]
      if (inner) collect(inner, item, next, set)
      const declared = schema.kind === 'struct' && schema.fields.has(name)
      if (item === null || (isObject(item) && isEmptyValue(item)) || !declared) insert(set, next)
    }
    return
  }
  if (schema.kind === 'list' && schema.relation !== 'atomic') {
    if (!isList(value)) return
    for (const item of value) {
      const next = [...path, elementStep(schema, item)]
      collect(schema.items, item, next, set)
      insert(set, next)
    }
    return
  }
  insert(set, path)
}

/** What changed between two states. */
export interface Comparison {
  readonly added: PathSetBuilder
  readonly removed: PathSetBuilder
  readonly modified: PathSetBuilder
}

export function compare(
  schema: Schema,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): Comparison {
  const result: Comparison = { added: newPathSet(), removed: newPathSet(), modified: newPathSet() }
  diff(schema, before, after, [], result)
  return result
}

function diff(
  given: Schema,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: Path,
  result: Comparison,
): void {
  if (before === after || (before === undefined && after === undefined)) return
  const schema = resolved(given, after ?? before)
  const shapes = [before, after].filter((value) => value !== undefined && value !== null)
  const mixed = shapes.length === 2 && isList(before) !== isList(after)
  const bothEmpty = isEmptyValue(before) && isEmptyValue(after)
  const granular = 'relation' in schema && schema.relation !== 'atomic' && !bothEmpty && !mixed
  if (!granular) {
    if (before === undefined) insert(result.added, path)
    else if (after === undefined) insert(result.removed, path)
    else if (!equal(before, after)) insert(result.modified, path)
    return
  }
  for (const [step, inner, was, is] of children(schema, before, after)) {
    diff(inner, was, is, [...path, step], result)
  }
  if (before === undefined) insert(result.added, path)
  else if (after === undefined) insert(result.removed, path)
}

/** Both states, element by element. */
function* children(
  schema: Schema,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): Generator<[Step, Schema, JsonValue | undefined, JsonValue | undefined]> {
  if (schema.kind === 'list') {
    const was = elements(schema, before)
    const is = elements(schema, after)
    for (const step of new Set([...was.keys(), ...is.keys()])) {
      yield [step, schema.items, was.get(step), is.get(step)]
    }
    return
  }
  const was = isObject(before) ? before : {}
  const is = isObject(after) ? after : {}
  for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
    const inner = childSchema(schema, name)
    if (inner) yield [`f:${name}`, inner, was[name], is[name]]
  }
}

function elements(schema: ListSchema, value: JsonValue | undefined): Map<Step, JsonValue> {
  const found = new Map<Step, JsonValue>()
  if (isList(value)) for (const item of value) found.set(elementStep(schema, item), item)
  return found
}

/** The live object with an applied configuration laid over it. */
export function merge(
  given: Schema,
  live: JsonValue | undefined,
  applied: JsonValue | undefined,
): JsonValue | undefined {
  if (applied === undefined) return live
  const schema = resolved(given, applied)
  if (live === undefined || live === null || applied === null) return applied
  if (!('relation' in schema) || schema.relation === 'atomic') return applied
  if (schema.kind === 'list') {
    return isList(live) && isList(applied) ? mergeLists(schema, live, applied) : applied
  }
  if (!isObject(live) || !isObject(applied)) return applied
  const made: JsonObject = { ...live }
  for (const [name, value] of entriesOf(applied)) {
    const inner = childSchema(schema, name)
    if (inner) made[name] = merge(inner, live[name], value)
  }
  return made
}

/** What only the live list has stays where it is; shared elements come in the applied order. */
function mergeLists(
  schema: ListSchema,
  live: readonly JsonValue[],
  applied: readonly JsonValue[],
): JsonValue[] {
  const ours = elements(schema, live)
  const theirs = elements(schema, applied)
  const made: JsonValue[] = []
  const done = new Set<Step>()
  const left = [...ours.keys()]
  const right = [...theirs.keys()]
  const take = (step: Step) => {
    const value = merge(schema.items, ours.get(step), theirs.get(step))
    if (value !== undefined) made.push(value)
    done.add(step)
  }
  while (left.length > 0 || right.length > 0) {
    const [l] = left
    const [r] = right
    if (l !== undefined && (done.has(l) || !theirs.has(l))) {
      left.shift()
      if (!done.has(l)) take(l)
    } else if (r !== undefined) {
      right.shift()
      if (!done.has(r)) take(r)
    } else {
      left.shift()
    }
  }
  return made
}

/** The object without the paths of the set; a path that is a container takes its content with it. */
export function removePaths(
  given: Schema,
  value: JsonValue | undefined,
  set: PathSet,
): JsonValue | undefined {
  if (value === undefined || set.below.size === 0) return value
  const schema = resolved(given, value)
  if ('relation' in schema && schema.relation === 'atomic') return value
  if (schema.kind === 'list') {
    if (!isList(value)) return value
    return value.flatMap((item): JsonValue[] => {
      const node = set.below.get(elementStep(schema, item))
      if (!node) return [item]
      if (node.owned) return []
      const rest = removePaths(schema.items, item, node)
      return rest === undefined ? [] : [rest]
    })
  }
  if (!isStruct(schema) || !isObject(value)) return value
  const made: JsonObject = {}
  for (const [name, item] of entriesOf(value)) {
    const node = set.below.get(`f:${name}`)
    const inner = childSchema(schema, name)
    if (!node || !inner) made[name] = item
    else if (!node.owned) made[name] = removePaths(inner, item, node)
  }
  return made
}

/** Named parts count as elements too, so that a container is not lost with what it holds. */
export function withContainers(given: Schema, set: PathSet): PathSet {
  const below = new Map<Step, PathSet>()
  for (const [step, node] of set.below) {
    const inner = step.startsWith('f:') ? childSchema(given, step.slice(2)) : listItems(given)
    const deeper = withContainers(inner ?? { kind: 'any' }, node)
    below.set(step, { owned: true, below: deeper.below })
  }
  return { owned: set.owned, below }
}

const listItems = (schema: Schema): Schema => (schema.kind === 'list' ? schema.items : { kind: 'any' })
