/** How a Team's spec lies over the platform's defaults. */
import { isMap } from './validate.ts'

/** Maps merge; lists and scalars replace; `null` takes a default away, as in a JSON merge patch (RFC 7396). */
export function mergeDefaults(defaults: unknown, own: unknown): unknown {
  if (own === undefined) return defaults
  if (!isMap(defaults) || !isMap(own)) return own
  const merged = new Map<string, unknown>(Object.entries(defaults))
  for (const [key, value] of Object.entries(own)) {
    if (value === null) merged.delete(key)
    else merged.set(key, mergeDefaults(merged.get(key), value))
  }
  // fromEntries defines each key, `__proto__` among them, and never assigns.
  return Object.fromEntries(merged)
}

/** Without the keys that have no value (`registry:` and nothing below it): they count as left out. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)]])),
  )
}
