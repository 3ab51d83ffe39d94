/** JSON patch (RFC 6902), with the liberties that the API server's library takes. */
import {
  asList,
  asObject,
  asText,
  copy,
  equal,
  isList,
  isObject,
  type JsonObject,
  type JsonValue,
} from '../object.ts'

/** A patch that does not go through: a failed test, a path that is not there, an operation that is none. */
export class PatchFailure extends Error {}

/** @throws {PatchFailure} */
export function jsonPatch(target: JsonObject, patch: readonly JsonValue[]): JsonObject {
  let result: JsonValue = copy(target)
  for (const operation of patch.map(asObject)) result = step(result, operation)
  if (!isObject(result)) throw new PatchFailure('the result is no object')
  return result
}

function step(target: JsonValue, operation: JsonObject): JsonValue {
  const path = pointer(asText(operation['path']))
  const value = operation['value'] ?? null
  switch (operation['op']) {
    case 'add':
      return edit(target, path, { insert: true }, value)
    case 'replace':
      return edit(target, path, { insert: false }, value)
    case 'remove':
      read(target, path)
      return edit(target, path, { insert: false }, undefined)
    case 'test':
      if (!equal(find(target, path) ?? null, value)) throw new PatchFailure('test failed')
      return target
    case 'copy':
      return edit(target, path, { insert: true }, copy(read(target, pointer(asText(operation['from'])))))
    case 'move': {
      const from = pointer(asText(operation['from']))
      const moved = read(target, from)
      return edit(edit(target, from, { insert: false }, undefined), path, { insert: true }, moved)
    }
    default:
      throw new PatchFailure('no such operation')
  }
}

function pointer(text: string): string[] {
  if (text !== '' && !text.startsWith('/')) throw new PatchFailure('not a pointer')
  return text
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function find(target: JsonValue, path: readonly string[]): JsonValue | undefined {
  let found: JsonValue | undefined = target
  for (const key of path) {
    found = isList(found) ? found[Number(key)] : isObject(found) ? found[key] : undefined
  }
  return found
}

function read(target: JsonValue, path: readonly string[]): JsonValue {
  const found = find(target, path)
  if (found === undefined) throw new PatchFailure('no such path')
  return found
}

/** Sets, inserts or (value undefined) removes; `replace` of an absent member adds it, as the server does. */
function edit(
  target: JsonValue,
  path: readonly string[],
  how: { readonly insert: boolean },
  value: JsonValue | undefined,
): JsonValue {
  const [key, ...rest] = path
  if (key === undefined) return value ?? null
  if (isList(target)) {
    const list = [...asList(target)]
    const index = key === '-' ? list.length : Number(key)
    if (!Number.isInteger(index) || index < 0 || index > list.length) throw new PatchFailure('no such index')
    if (rest.length > 0) list[index] = edit(list[index] ?? missing(), rest, how, value)
    else if (value === undefined) list.splice(index, 1)
    else if (how.insert) list.splice(index, 0, value)
    else list[index] = value
    return list
  }
  if (!isObject(target)) throw new PatchFailure('no such path')
  const made = { ...target }
  if (rest.length > 0) made[key] = edit(target[key] ?? missing(), rest, how, value)
  else if (value === undefined) delete made[key]
  else made[key] = value
  return made
}

function missing(): never {
  throw new PatchFailure('no such path')
}
