/** Ways through the schema: what may stand at a path, and where else a key is known. */
import { z } from 'zod'
import type { Path } from './error.ts'

/** The keys that a map at this path may have; none where it is no map of fixed keys. */
export function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  const found = path.reduce<z.ZodType | null>((at, step) => (at === null ? null : stepInto(at, step)), schema)
  const inner = found === null ? null : unwrap(found)
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : []
}

/** Every place in a schema that knows this key, as dotted paths; lists are written `[]`. */
export function placesOfKey(schema: z.ZodType, key: string): readonly string[] {
  return [...keyPaths(schema, '')].filter((path) => path === key || path.endsWith(`.${key}`))
}

function* keyPaths(schema: z.ZodType, prefix: string): Iterable<string> {
  const inner = unwrap(schema)
  if (inner instanceof z.ZodArray && inner.element instanceof z.ZodType)
    yield* keyPaths(inner.element, `${prefix}[]`)
  if (!(inner instanceof z.ZodObject)) return
  for (const [key, value] of Object.entries(inner.shape)) {
    const path = prefix === '' ? key : `${prefix}.${key}`
    yield path
    if (value instanceof z.ZodType) yield* keyPaths(value, path)
  }
}

function stepInto(schema: z.ZodType, step: string | number): z.ZodType | null {
  const inner = unwrap(schema)
  const next =
    inner instanceof z.ZodObject
      ? inner.shape[step]
      : inner instanceof z.ZodArray
        ? inner.element
        : inner instanceof z.ZodRecord
          ? inner.valueType
          : null
  return next instanceof z.ZodType ? next : null
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    const inner = schema.unwrap()
    return inner instanceof z.ZodType ? unwrap(inner) : schema
  }
  return schema
}
