/**
 * JSON bodies read as Go's encoding/json does under go-swagger: unknown fields dropped, null is absent, a wrong type
 * refused with 422 and a text that leaks Go's type names (harbor contract 01-what-the-server-is).
 */
import { isTooDeep } from '../../http/nesting.ts'
import { type Call, header, readBody } from './call.ts'
import { invalid } from './refusal.ts'

interface Text {
  readonly go: 'string'
}
interface Int {
  readonly go: 'int64'
}
interface Bool {
  readonly go: 'bool'
}
interface Anything {
  readonly go: 'any'
}
interface List<T> {
  readonly go: 'list'
  readonly of: T
}
interface Dict<T> {
  readonly go: 'map'
  readonly of: T
}
interface Struct<F> {
  readonly go: 'struct'
  readonly name: string
  readonly fields: F
}
type Fields = { readonly [name: string]: Type }
type Type = Text | Int | Bool | Anything | List<unknown> | Dict<unknown> | Struct<unknown>

/** The TypeScript type that a Go type decodes to. */
export type Decoded<T> = T extends Text
  ? string
  : T extends Int
    ? number
    : T extends Bool
      ? boolean
      : T extends List<infer E>
        ? readonly Decoded<E>[]
        : T extends Dict<infer E>
          ? Readonly<Record<string, Decoded<E>>>
          : T extends Struct<infer F>
            ? { readonly [K in keyof F]?: Decoded<F[K]> | undefined }
            : unknown

export const text: Text = { go: 'string' }
export const int: Int = { go: 'int64' }
export const bool: Bool = { go: 'bool' }
export const anything: Anything = { go: 'any' }
export const list = <T>(of: T): List<T> => ({ go: 'list', of })
export const dict = <T>(of: T): Dict<T> => ({ go: 'map', of })
/** @param name the Go struct, which refusals mention */
export const struct = <F extends Fields>(name: string, fields: F): Struct<F> => ({
  go: 'struct',
  name,
  fields,
})

/**
 * Reads the body as `type`.
 * @param name the parameter's name in the API's description, which refusals mention
 */
export async function body<T>(call: Call, name: string, type: T): Promise<Decoded<T>> {
  const decoded = await optionalBody(call, name, type)
  if (decoded === undefined) throw invalid(`${name} in body is required`)
  return decoded
}

/** As `body`, where there may be none: then undefined. */
export async function optionalBody<T>(call: Call, name: string, type: T): Promise<Decoded<T> | undefined> {
  const raw = await readBody(call)
  if (raw.length === 0) return undefined
  const media = header(call, 'content-type').split(';')[0]?.trim().toLowerCase() || 'application/octet-stream'
  if (media !== 'application/json') {
    throw invalid(`unsupported media type "${media}", only [application/json] are allowed`)
  }
  const problem = (why: string) => invalid(`parsing ${name} body from "" failed, because ${why}`)
  const source = raw.toString('utf8')
  if (isTooDeep(source)) throw problem(`invalid character '${source.trim()[0]}' exceeded max depth`)
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch {
    throw problem(syntaxProblem(source))
  }
  const fault = (what: string, where: Place, goType: string) =>
    problem(
      where.struct === ''
        ? `json: cannot unmarshal ${what} into Go value of type ${goType}`
        : `json: cannot unmarshal ${what} into Go struct field ${where.struct}.${where.path} of type ${goType}`,
    )
  return decode(value ?? {}, type as Type, { struct: '', path: '' }, fault) as Decoded<T>
}

interface Place {
  readonly struct: string
  readonly path: string
}
type Fault = (what: string, where: Place, goType: string) => Error

function decode(value: unknown, type: Type, where: Place, fault: Fault): unknown {
  const wrong = (what = kindOf(value)) => fault(what, where, goName(type))
  switch (type.go) {
    case 'any':
      return value
    case 'string':
    case 'bool':
      if (typeof value !== (type.go === 'bool' ? 'boolean' : 'string')) throw wrong()
      return value
    case 'int64':
      if (typeof value !== 'number') throw wrong()
      if (!Number.isInteger(value)) throw wrong(`number ${value}`)
      return value
    case 'list':
      if (!Array.isArray(value)) throw wrong()
      return value.map((element) => decode(element, type.of as Type, where, fault))
    case 'map':
      if (!isObject(value)) throw wrong()
      return Object.fromEntries(
        Object.entries(value).map(([key, element]) => [key, decode(element, type.of as Type, where, fault)]),
      )
    case 'struct':
      if (!isObject(value)) throw wrong()
      return decodeStruct(value, type as Struct<Fields>, where, fault)
  }
}

function decodeStruct(
  value: Readonly<Record<string, unknown>>,
  type: Struct<Fields>,
  where: Place,
  fault: Fault,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [name, fieldType] of Object.entries(type.fields)) {
    const field = value[name]
    if (field === undefined || field === null) continue
    const path = where.path === '' ? name : `${where.path}.${name}`
    fields[name] = decode(field, fieldType, { struct: type.name, path }, fault)
  }
  return fields
}

function goName(type: Type): string {
  switch (type.go) {
    case 'list':
      return `[]${pointer(type.of as Type)}`
    case 'map':
      return `map[string]${pointer(type.of as Type)}`
    case 'struct':
      return `models.${type.name}`
    case 'any':
      return 'interface {}'
    case 'string':
    case 'int64':
    case 'bool':
      return type.go
  }
}

const pointer = (type: Type) => (type.go === 'struct' ? `*${goName(type)}` : goName(type))

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

/** Go's words for JSON that is broken. */
export function syntaxProblem(source: string): string {
  const trimmed = source.trim()
  try {
    JSON.parse(trimmed)
    return ''
  } catch (error) {
    const message = (error as Error).message
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? 0)
    if (/end of JSON|Unterminated/.test(message) || position >= trimmed.length) return 'unexpected EOF'
    return `invalid character '${trimmed[position] ?? ''}' looking for beginning of value`
  }
}
