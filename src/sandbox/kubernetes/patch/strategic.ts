/**
 * Strategic merge patch: a merge patch that merges lists by the key which their type names, with directives.
 * @see https://github.com/kubernetes/apimachinery/blob/master/pkg/util/strategicpatch/patch.go
 */
import {
  asList,
  asObject,
  asTexts,
  equal,
  isList,
  isObject,
  type JsonObject,
  type JsonValue,
} from '../object.ts'
import type { Field, Schema } from '../types/schema.ts'

const ORDER = '$setElementOrder/'
const DELETE = '$deleteFromPrimitiveList/'
const isDirective = (key: string): boolean =>
  key === '$patch' || key === '$retainKeys' || key.startsWith(ORDER) || key.startsWith(DELETE)

/** The target with the patch laid over it. */
export function strategicMerge(schema: Schema, target: JsonValue | undefined, patch: JsonObject): JsonObject {
  if (patch['$patch'] === 'replace') return withoutDirectives(patch)
  if (patch['$patch'] === 'delete') return {}
  const made: JsonObject = isObject(target) ? { ...target } : {}
  const retained = isList(patch['$retainKeys']) ? new Set(asTexts(patch['$retainKeys'])) : undefined
  for (const key of Object.keys(made)) if (retained && !retained.has(key)) delete made[key]
  for (const [key, value] of Object.entries(patch)) {
    if (isDirective(key) || value === undefined) continue
    if (value === null) delete made[key]
    else made[key] = mergeField(schema, key, made[key], value, patch)
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith(DELETE)) dropValues(made, key.slice(DELETE.length), asList(value))
    if (key.startsWith(ORDER)) reorder(schema, made, key.slice(ORDER.length), asList(value))
  }
  return made
}

const fieldOf = (schema: Schema, key: string): Field | undefined =>
  schema.kind === 'struct' ? schema.fields.get(key) : undefined

const inner = (schema: Schema, key: string): Schema =>
  fieldOf(schema, key)?.schema ?? (schema.kind === 'map' ? schema.values : { kind: 'any' })

function mergeField(
  schema: Schema,
  key: string,
  target: JsonValue | undefined,
  value: JsonValue,
  patch: JsonObject,
): JsonValue {
  const field = fieldOf(schema, key)
  const merges = field?.patch?.strategy.includes('merge') ?? false
  if (isObject(value)) {
    if (field?.patch?.strategy.includes('replace')) return withoutDirectives(value)
    return strategicMerge(inner(schema, key), target, value)
  }
  if (!isList(value) || !merges) return value
  const mergeKey = field?.patch?.key
  if (mergeKey !== undefined) {
    const listSchema = field?.schema.kind === 'list' ? field.schema.items : inner(schema, key)
    return mergeByKey(listSchema, asList(target), value, mergeKey)
  }
  const kept = asList(target)
  const added = value.filter((item) => !kept.some((each) => equal(each, item)))
  return patch[`${ORDER}${key}`] === undefined ? [...kept, ...added] : [...kept, ...added]
}

function mergeByKey(
  schema: Schema,
  target: readonly JsonValue[],
  patch: readonly JsonValue[],
  key: string,
): JsonValue[] {
  if (patch.some((item) => isObject(item) && item['$patch'] === 'replace')) {
    return patch.filter((item) => !(isObject(item) && item['$patch'] === 'replace'))
  }
  const made = [...target]
  for (const item of patch.map(asObject)) {
    const index = made.findIndex((each) => isObject(each) && equal(each[key], item[key]))
    if (item['$patch'] === 'delete') {
      if (index >= 0) made.splice(index, 1)
    } else if (index >= 0) {
      made[index] = strategicMerge(schema, made[index], item)
    } else {
      made.push(strategicMerge(schema, undefined, item))
    }
  }
  return made
}

function dropValues(made: JsonObject, key: string, values: readonly JsonValue[]): void {
  if (!isList(made[key])) return
  made[key] = asList(made[key]).filter((item) => !values.some((value) => equal(value, item)))
}

/** What the patch orders comes in its order; the rest keeps its place as well as it can. */
function reorder(schema: Schema, made: JsonObject, key: string, order: readonly JsonValue[]): void {
  const list = made[key]
  const mergeKey = fieldOf(schema, key)?.patch?.key
  if (!isList(list)) return
  const rank = (item: JsonValue): number =>
    order.findIndex((each) =>
      mergeKey === undefined
        ? equal(each, item)
        : isObject(each) && isObject(item) && equal(each[mergeKey], item[mergeKey]),
    )
  const ranked = list.filter((item) => rank(item) >= 0).sort((a, b) => rank(a) - rank(b))
  made[key] = list.map((item) => (rank(item) >= 0 ? (ranked.shift() ?? item) : item))
}

function withoutDirectives(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !isDirective(key)))
}
