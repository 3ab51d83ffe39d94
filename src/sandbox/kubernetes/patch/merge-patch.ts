/** JSON merge patch (RFC 7396). */
import { isObject, type JsonObject, type JsonValue } from '../object.ts'

/** The target with the patch laid over it; null removes. */
export function mergePatch(target: JsonValue | undefined, patch: JsonObject): JsonObject {
  const made: JsonObject = isObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete made[key]
    else if (isObject(value)) made[key] = mergePatch(made[key], value)
    else made[key] = value
  }
  return made
}
