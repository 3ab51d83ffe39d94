/**
 * Who manages which field (`metadata.managedFields`), for applies and for all other writes.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff/blob/master/merge/update.go
 */
import { asList, asObject, asText, type JsonObject, type JsonValue, now } from '../object.ts'
import { ApiError, type Cause } from '../status.ts'
import type { Schema } from '../types/schema.ts'
import {
  difference,
  EMPTY,
  fromFieldsV1,
  intersection,
  isEmpty,
  type Path,
  type PathSet,
  paths,
  printPath,
  toFieldsV1,
  union,
  without,
} from './path-set.ts'
import { compare, fieldSet, merge, removePaths, withContainers } from './typed.ts'

/** One entry of managedFields. */
export interface Owner {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly subresource: string
  readonly time: string | undefined
  readonly fields: PathSet
}

/** Who writes, by which door, and what this door does not write. */
export interface Writer {
  readonly manager: string
  readonly apiVersion: string
  readonly subresource: string
  readonly schema: Schema
  /** Fields that this door resets, e.g. status by the main one. */
  readonly ignored: PathSet
}

export type Owners = ReadonlyMap<string, Owner>

const identity = (owner: Omit<Owner, 'time' | 'fields'>): string =>
  [
    owner.manager,
    owner.operation,
    owner.operation === 'Apply' ? '' : owner.apiVersion,
    owner.subresource,
  ].join('\0')

/** The entries of an object. */
export function readOwners(entries: JsonValue | undefined): Owners {
  const owners = new Map<string, Owner>()
  for (const entry of asList(entries).map(asObject)) {
    const owner: Owner = {
      manager: asText(entry['manager']),
      operation: entry['operation'] === 'Apply' ? 'Apply' : 'Update',
      apiVersion: asText(entry['apiVersion']),
      subresource: asText(entry['subresource']),
      time: typeof entry['time'] === 'string' ? entry['time'] : undefined,
      fields: fromFieldsV1(entry['fieldsV1']),
    }
    owners.set(identity(owner), owner)
  }
  return owners
}

/** The entries as the server orders them: applies first, then by time, then by manager. */
export function printOwners(owners: Owners): JsonObject[] {
  const sorted = [...owners.values()].sort(
    (a, b) =>
      a.operation.localeCompare(b.operation) ||
      compareText(a.time ?? '', b.time ?? '') ||
      compareText(a.manager, b.manager) ||
      compareText(a.apiVersion, b.apiVersion) ||
      compareText(a.subresource, b.subresource),
  )
  return sorted.map(({ manager, operation, apiVersion, time, fields, subresource }) => ({
    manager,
    operation,
    apiVersion,
    ...(time === undefined ? {} : { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(fields),
    ...(subresource === '' ? {} : { subresource }),
  }))
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Never owned by anybody: they are the server's, or say which object it is. */
const STRIPPED = fromFieldsV1({
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    '.': {},
    'f:name': {},
    'f:namespace': {},
    'f:creationTimestamp': {},
    'f:selfLink': {},
    'f:uid': {},
    'f:generation': {},
    'f:managedFields': {},
    'f:resourceVersion': {},
  },
})

const strip = (set: PathSet): PathSet => difference(set, STRIPPED)

/** Takes changed fields from other owners; without `force` a changed field of another one is a conflict. */
function settle(
  owners: Map<string, Owner>,
  change: { readonly touched: PathSet; readonly removed: PathSet },
  self: string,
  force: boolean,
): void {
  const conflicts: { owner: Owner; path: Path }[] = []
  for (const [key, owner] of owners) {
    if (key === self) continue
    const lost = intersection(owner.fields, change.touched)
    if (!isEmpty(lost) && !force) for (const path of paths(lost)) conflicts.push({ owner, path })
    const rest = difference(difference(owner.fields, lost), change.removed)
    owners.set(key, { ...owner, fields: rest })
  }
  if (conflicts.length > 0) throw conflictError(conflicts)
  for (const [key, owner] of owners) if (isEmpty(owner.fields)) owners.delete(key)
}

/** The owners after any write but an apply. */
export function updateOwners(before: Owners, live: JsonObject, next: JsonObject, writer: Writer): Owners {
  const self: Omit<Owner, 'time' | 'fields'> = { ...identityOf(writer), operation: 'Update' }
  const changes = compare(writer.schema, live, next)
  const added = without(strip(changes.added), writer.ignored)
  const modified = without(strip(changes.modified), writer.ignored)
  const removed = without(strip(changes.removed), writer.ignored)
  const owners = new Map(before)
  const key = identity(self)
  settle(owners, { touched: union(added, modified), removed }, '', true)
  const taken = union(added, modified)
  if (!isEmpty(taken)) {
    owners.set(key, { ...self, time: now(), fields: union(owners.get(key)?.fields ?? EMPTY, taken) })
  }
  return owners
}

const identityOf = ({ manager, apiVersion, subresource }: Writer) => ({ manager, apiVersion, subresource })

/** An apply's outcome: the object (undefined when nothing changed) and its owners. */
export interface Applied {
  readonly object: JsonObject | undefined
  readonly owners: Owners
}

/** @throws {ApiError} 409 naming every field that another manager holds with another value */
export function applyFields(
  before: Owners,
  live: JsonObject,
  applied: JsonObject,
  writer: Writer,
  force: boolean,
): Applied {
  const self: Omit<Owner, 'time' | 'fields'> = { ...identityOf(writer), operation: 'Apply' }
  const key = identity(self)
  const last = before.get(key)
  const wanted = without(strip(fieldSet(writer.schema, applied)), writer.ignored)
  const owners = new Map(before)
  owners.set(key, { ...self, time: last?.time, fields: wanted })
  const merged = merge(writer.schema, live, applied) as JsonObject
  const object = last ? prune(writer.schema, merged, owners, last.fields) : merged
  const changes = compare(writer.schema, live, object)
  const touched = without(strip(union(changes.added, changes.modified)), writer.ignored)
  const removed = without(strip(changes.removed), writer.ignored)
  settle(owners, { touched, removed }, key, force)
  if (isEmpty(changes.added) && isEmpty(changes.modified) && isEmpty(changes.removed)) {
    return { object: undefined, owners }
  }
  const own = owners.get(key)
  if (own) owners.set(key, { ...own, time: now() })
  return { object, owners }
}

/** Takes out what the manager applied last time, leaves out now, and nobody else holds. */
function prune(schema: Schema, merged: JsonObject, owners: Owners, last: PathSet): JsonObject {
  if (isEmpty(last)) return merged
  let owned: PathSet = EMPTY
  for (const owner of owners.values()) owned = union(owned, owner.fields)
  const pruned = removePaths(schema, merged, withContainers(schema, last)) as JsonObject
  const everything = withContainers(schema, fieldSet(schema, merged))
  const left = withContainers(schema, fieldSet(schema, pruned))
  const unowned = difference(difference(everything, left), withContainers(schema, owned))
  const second = removePaths(schema, merged, unowned) as JsonObject
  const dropped = intersection(difference(fieldSet(schema, merged), fieldSet(schema, second)), last)
  return removePaths(schema, merged, dropped) as JsonObject
}

/** Owners as they are before a first apply, of an object that nobody managed. */
export function ownersBeforeFirstApply(empty: JsonObject, live: JsonObject, writer: Writer): Owners {
  const all = compare(writer.schema, empty, live)
  const fields = without(strip(union(all.added, all.modified)), writer.ignored)
  if (isEmpty(fields)) return new Map()
  const owner: Owner = {
    manager: 'before-first-apply',
    operation: 'Update',
    apiVersion: writer.apiVersion,
    subresource: '',
    time: now(),
    fields,
  }
  return new Map([[identity(owner), owner]])
}

function printManager({ manager, subresource, operation, apiVersion }: Owner): string {
  const door = subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`
  return `${JSON.stringify(manager)}${door}${operation === 'Update' ? ` using ${apiVersion}` : ''}`
}

function conflictError(conflicts: readonly { owner: Owner; path: Path }[]): ApiError {
  const causes: Cause[] = conflicts.map(({ owner, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${printManager(owner)}`,
    field: printPath(path),
  }))
  return new ApiError({
    code: 409,
    message: conflictMessage(conflicts),
    reason: 'Conflict',
    details: { causes },
  })
}

function conflictMessage(conflicts: readonly { owner: Owner; path: Path }[]): string {
  const [first] = conflicts
  if (conflicts.length === 1 && first) {
    return `Apply failed with 1 conflict: conflict with ${printManager(first.owner)}: ${printPath(first.path)}`
  }
  const byManager = new Map<string, string[]>()
  for (const { owner, path } of conflicts) {
    const name = printManager(owner)
    byManager.set(name, [...(byManager.get(name) ?? []), printPath(path)])
  }
  const parts = [...byManager]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, fields]) => `conflicts with ${name}:\n${fields.map((field) => `- ${field}`).join('\n')}`)
  return `Apply failed with ${conflicts.length} conflicts: ${parts.join('\n')}`
}
