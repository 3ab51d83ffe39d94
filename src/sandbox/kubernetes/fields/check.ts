/** Whether an applied configuration fits its schema, in the words of structured-merge-diff. */
import { isList, isObject, type JsonValue } from '../object.ts'
import { childSchema, resolved, type Schema, type StructSchema } from '../types/schema.ts'
import { printPath } from './path-set.ts'
import { elementStep } from './typed.ts'

/** What does not fit, one text per mistake; empty when all is well. */
export function misfits(schema: Schema, value: JsonValue): string[] {
  const found: string[] = []
  check(schema, value, '', found)
  return found
}

const EXPECTED: { readonly [kind: string]: string } = {
  string: 'string',
  bytes: 'string',
  time: 'string',
  microTime: 'string',
  integer: 'numeric (int or float)',
  number: 'numeric (int or float)',
  boolean: 'boolean',
}

function goValue(value: JsonValue): string {
  const inside = (item: JsonValue): string => {
    if (isList(item)) return `[]interface {}{${item.map(inside).join(', ')}}`
    if (isObject(item)) {
      const entries = Object.entries(item).map(
        ([key, each]) => `${JSON.stringify(key)}:${inside(each ?? null)}`,
      )
      return `map[string]interface {}{${entries.join(', ')}}`
    }
    return JSON.stringify(item)
  }
  return `&value.valueUnstructured{Value:${inside(value)}}`
}

function check(given: Schema, value: JsonValue, path: string, found: string[]): void {
  if (value === null) return
  const schema = resolved(given, value)
  const wrong = (expected: string) => {
    found.push(`${path}: expected ${expected}, got ${goValue(value)}`)
  }
  if (schema.kind === 'struct' || schema.kind === 'map') {
    if (!isObject(value)) {
      wrong('map')
      return
    }
    for (const [name, item] of Object.entries(value)) {
      const inner = childSchema(schema, name)
      if (!inner) found.push(`${path}.${name}: field not declared in schema`)
      else if (item !== undefined) check(inner, item, `${path}.${name}`, found)
    }
  } else if (schema.kind === 'list') {
    if (!isList(value)) {
      wrong('list')
      return
    }
    checkList(schema, value, path, found)
  } else {
    const expected = EXPECTED[schema.kind]
    if (expected !== undefined && !fitsScalar(schema.kind, value)) wrong(expected)
    if (expected === undefined && schema.kind !== 'any' && typeof value === 'object') wrong('scalar')
  }
}

function fitsScalar(kind: string, value: JsonValue): boolean {
  if (kind === 'integer' || kind === 'number') return typeof value === 'number'
  if (kind === 'boolean') return typeof value === 'boolean'
  return typeof value === 'string'
}

function checkList(
  schema: Extract<Schema, { kind: 'list' }>,
  value: readonly JsonValue[],
  path: string,
  found: string[],
): void {
  const seen = new Set<string>()
  for (const [index, item] of value.entries()) {
    if (schema.relation === 'map') {
      const defaults = schema.items.kind === 'struct' ? schema.items : undefined
      if (
        !isObject(item) ||
        !schema.keys.some((key) => item[key] !== undefined || hasDefault(defaults, key))
      ) {
        const keys = schema.keys.map((key) => JSON.stringify(key)).join(' ')
        found.push(
          `${path}: element ${index}: associative list with keys has an element that omits all key fields [${keys}] (and doesn't have default values for any key fields)`,
        )
        continue
      }
    }
    const step = schema.relation === 'atomic' ? undefined : elementStep(schema, item)
    if (step !== undefined && seen.has(step)) {
      found.push(`${path}: duplicate entries for key ${printPath([step])}`)
    }
    if (step !== undefined) seen.add(step)
    check(schema.items, item, step === undefined ? `${path}[${index}]` : `${path}${printPath([step])}`, found)
  }
}

const hasDefault = (schema: StructSchema | undefined, key: string): boolean =>
  schema?.fields.get(key)?.default !== undefined
