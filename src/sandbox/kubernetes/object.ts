/** JSON as the API carries it, and how to walk it without believing in its shape. */

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject
export interface JsonObject {
  [field: string]: JsonValue | undefined
}

/** `metadata` of an object, as far as the server itself reads it. */
export interface ObjectMeta extends JsonObject {
  name: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: { [key: string]: string }
  annotations?: { [key: string]: string }
  finalizers?: string[]
  ownerReferences?: JsonObject[]
  managedFields?: JsonObject[]
}

/** Any object of the API. What is stored is never changed in place: a change is a copy. */
export interface KubernetesObject extends JsonObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
}

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value)

/** The value as an object; anything else is an empty one. */
export const asObject = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {})

/** The value as a list; anything else is an empty one. */
export const asList = (value: JsonValue | undefined): readonly JsonValue[] => (isList(value) ? value : [])

/** The value as text; anything else is ''. */
export const asText = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')

/** The texts of a list. */
export const asTexts = (value: JsonValue | undefined): string[] =>
  asList(value).filter((item): item is string => typeof item === 'string')

/** Walks into an object by field names. */
export function at(value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined {
  let found = value
  for (const field of path) found = isObject(found) ? found[field] : undefined
  return found
}

/** A deep copy that may be changed. */
export function copy<T extends JsonValue | undefined>(value: T): T {
  if (Array.isArray(value)) return value.map((item: JsonValue) => copy(item)) as unknown as T
  if (typeof value !== 'object' || value === null) return value
  // From entries, since a key may be `__proto__`.
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.fromEntries(entries.map(([key, item]) => [key, copy(item)])) as T
}

/** Deep equality; an undefined field is an absent one. */
export function equal(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    return (
      a.length === b.length && a.every((item: JsonValue, index) => equal(item, (b as JsonValue[])[index]))
    )
  }
  if (!isObject(a) || !isObject(b)) return false
  for (const [key, item] of Object.entries(a)) if (!equal(item, b[key])) return false
  for (const [key, item] of Object.entries(b)) if (item !== undefined && a[key] === undefined) return false
  return true
}

/** An object's field as an object that may be written to; made when it is absent. */
export function fieldOf(object: JsonObject, field: string): JsonObject {
  const found = object[field]
  if (isObject(found)) return found
  const made: JsonObject = {}
  object[field] = made
  return made
}

/** Now, in the API's form: seconds, no fraction. */
export const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z')

/** Fields of a custom object that its open schema takes although its real one has none, e.g. `spec.rules[0].form`. */
export type UnknownFields = (group: string, object: KubernetesObject) => readonly string[]
