/** What a structural schema does to an object before it is validated: unknown fields go, defaults come. */
import { asObject, copy, isList, isObject, type JsonObject, type JsonValue } from '../object.ts'
import { itemsOf, preserves, propertiesOf, propertySchema, valuesOf } from './openapi.ts'

const ROOT = new Set(['apiVersion', 'kind', 'metadata'])

/** Drops what the schema does not know. @returns its paths, sorted */
export function prune(schema: JsonObject, draft: JsonObject): string[] {
  const dropped: string[] = []
  pruneObject(schema, draft, '', dropped)
  return dropped.sort()
}

function pruneObject(schema: JsonObject, value: JsonObject, path: string, dropped: string[]): void {
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined || (path === '' && ROOT.has(name))) continue
    const inner = propertySchema(schema, name)
    const at = path === '' ? name : `${path}.${name}`
    if (inner) pruneValue(inner, item, at, dropped)
    else if (!preserves(schema) && schema['additionalProperties'] !== true) {
      delete value[name]
      dropped.push(at)
    }
  }
}

function pruneValue(schema: JsonObject, value: JsonValue, path: string, dropped: string[]): void {
  if (isObject(value)) {
    if (schema['type'] === 'object' || schema['properties'] !== undefined)
      pruneObject(schema, value, path, dropped)
  } else if (isList(value)) {
    for (const [index, item] of value.entries())
      pruneValue(itemsOf(schema), item, `${path}[${index}]`, dropped)
  }
}

/** Drops what stands at paths such as `spec.rules[0].form`. */
export function dropPaths(draft: JsonObject, paths: readonly string[]): void {
  for (const path of paths) {
    const steps = path.split(/\.|\[|\]\.?/).filter((step) => step !== '')
    const last = steps.pop() ?? ''
    let value: JsonValue | undefined = draft
    for (const step of steps) value = isList(value) ? value[Number(step)] : asObject(value)[step]
    if (isObject(value)) delete value[last]
  }
}

/** Fills in defaults at every level whose parent is there; null stands for absent where it is not allowed. */
export function fillDefaults(schema: JsonObject, draft: JsonObject): void {
  for (const [name, inner] of propertiesOf(schema)) {
    const fallback = inner['default']
    const given = draft[name]
    if (fallback !== undefined && (given === undefined || (given === null && inner['nullable'] !== true))) {
      draft[name] = copy(fallback)
    }
    const value = draft[name]
    if (value !== undefined) fillValue(inner, value)
  }
  const values = valuesOf(schema)
  if (!values) return
  const named = asObject(schema['properties'])
  for (const [name, value] of Object.entries(draft)) {
    if (value !== undefined && named[name] === undefined) fillValue(values, value)
  }
}

function fillValue(schema: JsonObject, value: JsonValue): void {
  if (isObject(value)) fillDefaults(schema, value)
  else if (isList(value)) for (const item of value) fillValue(itemsOf(schema), item)
}
