/**
 * Bodies in Kubernetes' protobuf: the magic number, an envelope that names the kind, and the message, whose fields
 * and numbers are those of the type table.
 */
import protobuf from 'protobufjs/minimal.js'
import { isObject, type JsonObject, type JsonValue } from '../object.ts'
import { ApiError, badRequest } from '../status.ts'
import { builtinType } from '../types/builtin.ts'
import type { Field, Schema, StructSchema } from '../types/schema.ts'

const MAGIC = Buffer.from([0x6b, 0x38, 0x73, 0x00])

export const isProtobuf = (type: string): boolean => type === 'application/vnd.kubernetes.protobuf'

/** Where the messages of an API version are described. */
const PACKAGES: { readonly [apiVersion: string]: string } = {
  v1: 'core/v1',
  'apps/v1': 'apps/v1',
  'batch/v1': 'batch/v1',
  'rbac.authorization.k8s.io/v1': 'rbac/v1',
  'networking.k8s.io/v1': 'networking/v1',
  'coordination.k8s.io/v1': 'coordination/v1',
  'events.k8s.io/v1': 'events/v1',
  'policy/v1': 'policy/v1',
  'autoscaling/v1': 'autoscaling/v1',
  'autoscaling/v2': 'autoscaling/v2',
  'admissionregistration.k8s.io/v1': 'admissionregistration/v1',
  'authentication.k8s.io/v1': 'authentication/v1',
  'authorization.k8s.io/v1': 'authorization/v1',
  'discovery.k8s.io/v1': 'discovery/v1',
  'storage.k8s.io/v1': 'storage/v1',
  'scheduling.k8s.io/v1': 'scheduling/v1',
  'node.k8s.io/v1': 'node/v1',
  'apiextensions.k8s.io/v1': 'apiextensions/v1',
  'meta.k8s.io/v1': 'meta/v1',
}

/** @throws {ApiError} 400 when it is no such body */
export function readProtobuf(body: Buffer): JsonObject {
  try {
    return readEnvelope(body)
  } catch (error) {
    // The reader's own errors: a length beyond the end, JSON inside that is none, a stack that is full.
    throw error instanceof ApiError ? error : badRequest('the body is no Kubernetes protobuf message')
  }
}

function readEnvelope(body: Buffer): JsonObject {
  if (!body.subarray(0, 4).equals(MAGIC)) throw badRequest('the body is no Kubernetes protobuf message')
  const envelope = fieldsOf(body.subarray(4))
  const meta = fieldsOf(bytesOf(envelope, 1))
  const apiVersion = textOf(meta, 1)
  const kind = textOf(meta, 2)
  const raw = bytesOf(envelope, 2)
  if (textOf(envelope, 4) === 'application/json')
    return JSON.parse(Buffer.from(raw).toString('utf8')) as JsonObject
  const name = kind === 'DeleteOptions' ? 'meta/v1.DeleteOptions' : `${PACKAGES[apiVersion] ?? ''}.${kind}`
  return { apiVersion, kind, ...readMessage(typeNamed(name), raw) }
}

function typeNamed(name: string): StructSchema {
  try {
    return builtinType(name)
  } catch {
    throw badRequest(`no kind is registered for ${name}`)
  }
}

type Wire = Map<number, (number | bigint | Uint8Array)[]>

function fieldsOf(bytes: Uint8Array): Wire {
  const reader = protobuf.Reader.create(bytes)
  const found: Wire = new Map()
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    const value = readValue(reader, tag & 7)
    const list = found.get(tag >>> 3)
    if (list) list.push(value)
    else found.set(tag >>> 3, [value])
  }
  return found
}

function readValue(reader: protobuf.Reader, wire: number): number | bigint | Uint8Array {
  if (wire === 0) return BigInt.asIntN(64, BigInt(reader.int64().toString()))
  if (wire === 1) return reader.double()
  if (wire === 2) return reader.bytes()
  throw badRequest('the body holds a field of an unknown wire type')
}

const bytesOf = (wire: Wire, number: number): Uint8Array => {
  const value = wire.get(number)?.at(-1)
  return value instanceof Uint8Array ? value : new Uint8Array()
}
const textOf = (wire: Wire, number: number): string => Buffer.from(bytesOf(wire, number)).toString('utf8')

function readMessage(schema: StructSchema, bytes: Uint8Array): JsonObject {
  const wire = fieldsOf(bytes)
  const made: JsonObject = {}
  const inlined = new Map<number, StructSchema>()
  for (const field of schema.fields.values()) {
    if (field.inline) inlined.set(field.inline.number, field.inline.schema)
    else {
      const value = readField(field, wire.get(field.number))
      if (value !== undefined) made[field.name] = value
    }
  }
  for (const [number, inner] of inlined) Object.assign(made, readMessage(inner, bytesOf(wire, number)))
  return made
}

function readField(
  { schema }: Field,
  values: readonly (number | bigint | Uint8Array)[] | undefined,
): JsonValue | undefined {
  if (!values) return undefined
  if (schema.kind === 'list') return values.map((value) => readItem(schema.items, value))
  if (schema.kind === 'map') {
    const made: JsonObject = {}
    for (const value of values) {
      const entry = fieldsOf(value instanceof Uint8Array ? value : new Uint8Array())
      made[textOf(entry, 1)] = readItem(schema.values, entry.get(2)?.at(-1) ?? new Uint8Array())
    }
    return made
  }
  const last = values.at(-1)
  return last === undefined ? undefined : readItem(schema, last)
}

function readItem(schema: Schema, value: number | bigint | Uint8Array): JsonValue {
  const bytes = value instanceof Uint8Array ? value : new Uint8Array()
  switch (schema.kind) {
    case 'struct':
      return readMessage(schema, bytes)
    case 'list': // a list inside of a map stands in a message of its own
      return (fieldsOf(bytes).get(1) ?? []).map((item) => readItem(schema.items, item))
    case 'integer':
    case 'number':
      return Number(value)
    case 'boolean':
      return Number(value) !== 0
    case 'bytes':
      return Buffer.from(bytes).toString('base64')
    case 'quantity':
      return textOf(fieldsOf(bytes), 1) || '0'
    case 'intOrString':
      return readIntOrString(fieldsOf(bytes))
    case 'time':
    case 'microTime':
      return readTime(fieldsOf(bytes))
    case 'any':
      return readRaw(bytes)
    default:
      return Buffer.from(bytes).toString('utf8')
  }
}

const readIntOrString = (wire: Wire): JsonValue =>
  Number(wire.get(1)?.at(-1) ?? 0) === 1 ? textOf(wire, 3) : Number(wire.get(2)?.at(-1) ?? 0)

function readTime(wire: Wire): JsonValue {
  const seconds = Number(wire.get(1)?.at(-1) ?? 0)
  const nanos = Number(wire.get(2)?.at(-1) ?? 0)
  return seconds === 0 && nanos === 0 ? null : new Date(seconds * 1000 + nanos / 1e6).toISOString()
}

/** RawExtension and FieldsV1 carry JSON. */
function readRaw(bytes: Uint8Array): JsonValue {
  const text = textOf(fieldsOf(bytes), 1)
  if (text === '') return null
  const value = JSON.parse(text) as JsonValue
  return isObject(value) ? value : null
}
