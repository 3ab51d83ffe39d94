/**
 * A built-in object as the server's own structs would hold and print it: unknown fields are gone, empty ones are left
 * out unless their struct says otherwise, quantities and times are in the server's form.
 */
import { isList, isObject, type JsonObject, type JsonValue } from '../object.ts'
import { NO_QUANTITY, parseQuantity, printQuantity } from './quantity.ts'
import type { Field, Schema, StructSchema } from './schema.ts'

/** A value that its field cannot hold, in the words of Go's decoders. */
export class DecodeError extends Error {}

/** The object as the server holds it, and the fields that it has never heard of. */
export interface Normalized {
  readonly value: JsonObject
  readonly unknown: readonly string[]
}

/** @throws {DecodeError} when a value is of another type than its field */
export function normalize(schema: StructSchema, value: JsonObject): Normalized {
  const unknown: string[] = []
  const root = { kind: schema.name.split('.').at(-1) ?? '', unknown }
  const made = normalizeStruct(schema, value, '', root, true)
  return { value: made, unknown }
}

interface Root {
  readonly kind: string
  readonly unknown: string[]
}

function normalizeStruct(
  schema: StructSchema,
  value: JsonObject,
  path: string,
  root: Root,
  top = false,
): JsonObject {
  const made: JsonObject = {}
  if (top) {
    if (value['kind'] !== undefined) made['kind'] = value['kind']
    if (value['apiVersion'] !== undefined) made['apiVersion'] = value['apiVersion']
  }
  for (const field of schema.fields.values()) {
    const raw = value[field.name]
    const inner = path === '' ? field.name : `${path}.${field.name}`
    const kept = raw === undefined || raw === null ? zero(field, root) : filled(field, raw, inner, root)
    if (kept !== undefined) made[field.name] = kept
  }
  for (const name of Object.keys(value)) {
    if (schema.fields.has(name) || (top && (name === 'kind' || name === 'apiVersion'))) continue
    if (value[name] !== undefined) root.unknown.push(path === '' ? name : `${path}.${name}`)
  }
  return made
}

/** What an absent field is printed as; undefined when it is not printed. */
function zero(field: Field, root: Root): JsonValue | undefined {
  if (field.pointer) return field.always ? null : undefined
  const { schema } = field
  switch (schema.kind) {
    case 'struct':
      return field.omitZero ? undefined : normalizeStruct(schema, {}, '', { ...root, unknown: [] })
    case 'time':
    case 'microTime':
      return field.omitZero ? undefined : null
    case 'quantity':
      return '0'
    case 'list':
    case 'map':
      return field.always ? null : undefined
    case 'intOrString':
      return 0
    case 'any':
      return field.always ? null : undefined
    default:
      return field.always ? zeroScalar(schema) : undefined
  }
}

function zeroScalar(schema: Schema): JsonValue {
  if (schema.kind === 'integer' || schema.kind === 'number' || schema.kind === 'intOrString') return 0
  if (schema.kind === 'boolean') return false
  if (schema.kind === 'quantity') return '0'
  return schema.kind === 'string' || schema.kind === 'bytes' ? '' : null
}

function filled(field: Field, raw: JsonValue, path: string, root: Root): JsonValue | undefined {
  const value = normalizeValue(field.schema, raw, path, root)
  if (field.pointer) return value
  if (field.omitZero && isObject(value) && Object.keys(value).length === 0) return undefined
  if (field.schema.kind === 'list' || field.schema.kind === 'map') {
    const size = isList(value) ? value.length : isObject(value) ? Object.keys(value).length : 0
    return size === 0 && !field.always ? undefined : value
  }
  if (field.always || field.schema.kind === 'quantity' || field.schema.kind === 'intOrString') return value
  return value === '' || value === 0 || value === false ? undefined : value
}

function normalizeValue(schema: Schema, raw: JsonValue, path: string, root: Root): JsonValue {
  if (schema.kind === 'struct') {
    if (raw === null) return normalizeStruct(schema, {}, path, root)
    if (!isObject(raw)) throw mismatch(raw, path, root, schema.name)
    return normalizeStruct(schema, raw, path, root)
  }
  if (schema.kind === 'map') {
    if (!isObject(raw)) throw mismatch(raw, path, root, `map[string]${goType(schema.values)}`)
    // From entries, since a key may be `__proto__`, which ConfigMaps take.
    return Object.fromEntries(
      Object.entries(raw).flatMap(([key, item]) =>
        item === undefined ? [] : [[key, normalizeValue(schema.values, item, `${path}.${key}`, root)]],
      ),
    )
  }
  if (schema.kind === 'list') {
    if (!isList(raw)) throw mismatch(raw, path, root, `[]${goType(schema.items)}`)
    return raw.map((item, index) => normalizeValue(schema.items, item, `${path}[${index}]`, root))
  }
  return normalizeScalar(schema, raw, path, root)
}

function normalizeScalar(schema: Schema, raw: JsonValue, path: string, root: Root): JsonValue {
  if (schema.kind === 'any') return raw
  if (raw === null) return zeroScalar(schema)
  const wrong = () => mismatch(raw, path, root, goType(schema))
  switch (schema.kind) {
    case 'integer':
      if (typeof raw !== 'number' || !Number.isInteger(raw)) throw wrong()
      return raw
    case 'number':
      if (typeof raw !== 'number') throw wrong()
      return raw
    case 'boolean':
      if (typeof raw !== 'boolean') throw wrong()
      return raw
    case 'quantity':
      return normalizeQuantity(raw)
    case 'intOrString':
      if (typeof raw !== 'number' && typeof raw !== 'string') throw wrong()
      return raw
    default:
      if (typeof raw !== 'string') throw wrong()
      return normalizeText(schema, raw)
  }
}

function normalizeQuantity(raw: JsonValue): string {
  const text = typeof raw === 'number' || typeof raw === 'string' ? `${raw}` : ''
  const quantity = parseQuantity(text)
  if (!quantity) throw new DecodeError(NO_QUANTITY)
  return printQuantity(quantity)
}

function normalizeText(schema: Schema, raw: string): string | null {
  if (schema.kind === 'bytes') {
    const bad = badBase64(raw)
    if (bad >= 0) throw new DecodeError(`illegal base64 data at input byte ${bad}`)
    return Buffer.from(raw, 'base64').toString('base64')
  }
  if (schema.kind !== 'time' && schema.kind !== 'microTime') return raw
  if (raw === '') return null
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(raw)
  const moment = match ? Date.parse(`${match[1]}${match[3]}`) : Number.NaN
  if (Number.isNaN(moment)) {
    throw new DecodeError(
      `parsing time ${JSON.stringify(raw)} as "2006-01-02T15:04:05Z07:00": ${noTime(raw)}`,
    )
  }
  const seconds = new Date(moment).toISOString().slice(0, 19)
  if (schema.kind === 'time') return `${seconds}Z`
  return `${seconds}.${(match?.[2] ?? '').slice(0, 6).padEnd(6, '0')}Z`
}

/** The parts of Go's RFC3339 layout, and what each takes. */
const LAYOUT: readonly (readonly [part: string, takes: RegExp])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d\d/],
  ['-', /^-/],
  ['02', /^\d\d/],
  ['T', /^T/],
  ['15', /^\d\d/],
  [':', /^:/],
  ['04', /^\d\d/],
  [':', /^:/],
  ['05', /^\d\d(\.\d+)?/],
  ['Z07:00', /^(Z|[+-]\d\d:\d\d)/],
]

/** Why a text is no time, in Go's words. */
function noTime(text: string): string {
  let rest = text
  for (const [part, takes] of LAYOUT) {
    const taken = takes.exec(rest)
    if (!taken) return `cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(part)}`
    rest = rest.slice(taken[0].length)
  }
  return rest === '' ? 'day out of range' : `extra text: ${JSON.stringify(rest)}`
}

/** Where standard base64 ends to be that; -1 when it does not. */
function badBase64(text: string): number {
  const clean = text.replace(/[\r\n]/g, '')
  const good = /^[A-Za-z0-9+/]*={0,2}/.exec(clean)?.[0] ?? ''
  if (good.length < clean.length) return good.length
  return clean.length % 4 === 0 ? -1 : clean.length - (clean.length % 4)
}

function goType(schema: Schema): string {
  const names: { readonly [kind: string]: string } = {
    boolean: 'bool',
    integer: 'int32',
    number: 'float64',
    bytes: '[]uint8',
  }
  if (schema.kind === 'struct') return schema.name
  if (schema.kind === 'map') return `map[string]${goType(schema.values)}`
  if (schema.kind === 'list') return `[]${goType(schema.items)}`
  return names[schema.kind] ?? 'string'
}

function mismatch(raw: JsonValue, path: string, root: Root, type: string): DecodeError {
  const given = isList(raw) ? 'array' : raw === null ? 'null' : typeof raw === 'boolean' ? 'bool' : typeof raw
  return new DecodeError(
    `json: cannot unmarshal ${given} into Go struct field ${root.kind}.${path.replace(/\[\d+\]/g, '')} of type ${type}`,
  )
}
