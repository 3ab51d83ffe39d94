/**
 * The shape of a representation: which fields there are and of which type.
 * An unknown field is refused by name and place; numbers and booleans may come as text, and text as either.
 */
import type { Json, JsonObject, Parsed } from './json.ts'
import { refusal } from './refusal.ts'

/** What a value may be. `any` is not looked into. */
export type Shape =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'any'
  | { readonly oneOf: readonly string[] }
  | { readonly list: Shape }
  | { readonly map: Shape }
  | Representation

/** An object with known fields; `open` ones swallow unknown fields. */
export interface Representation {
  readonly name: string
  readonly fields: Readonly<Record<string, Shape>>
  readonly open?: boolean
}

const cannotParse = () => refusal(400, 'unknown_error', 'Cannot parse the JSON')

/** @returns the value, coerced. @throws Refusal 400 for an unknown field or a wrong type */
export function shaped(parsed: Parsed, shape: Shape): Json {
  return fitted(parsed.value, shape, parsed)
}

function fitted(value: Json, shape: Shape, parsed: Parsed): Json {
  if (value === null || shape === 'any') return value
  if (typeof shape === 'string') return scalar(value, shape)
  if ('oneOf' in shape) {
    if (typeof value === 'string' && shape.oneOf.includes(value)) return value
    throw cannotParse()
  }
  if ('list' in shape) {
    if (!Array.isArray(value)) throw cannotParse()
    return value.map((item: Json) => fitted(item, shape.list, parsed))
  }
  if (!isObject(value)) throw cannotParse()
  if ('map' in shape) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, fitted(item, shape.map, parsed)]),
    )
  }
  return fields(value, shape, parsed)
}

function fields(value: JsonObject, shape: Representation, parsed: Parsed): JsonObject {
  const out: Record<string, Json> = {}
  for (const [key, item] of Object.entries(value)) {
    const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined
    if (field !== undefined) out[key] = fitted(item, field, parsed)
    else if (!shape.open) throw unrecognized(value, key, shape, parsed)
  }
  return out
}

function unrecognized(value: JsonObject, key: string, { name }: Representation, parsed: Parsed) {
  const place = parsed.placeOf(value, key)
  const at = place ? ` at line ${place.line} column ${place.column}` : ''
  return refusal(400, `Invalid json representation for ${name}. Unrecognized field "${key}"${at}.`)
}

function scalar(value: Json, type: 'string' | 'boolean' | 'integer'): Json {
  if (typeof value === 'object') throw cannotParse()
  if (type === 'string') return String(value)
  if (type === 'boolean') {
    if (typeof value === 'boolean') return value
    if (value === 'true' || value === 'false') return value === 'true'
    throw cannotParse()
  }
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
  if (typeof number !== 'number') throw cannotParse()
  return Math.trunc(number)
}

/** Whether a JSON value is an object with fields. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
