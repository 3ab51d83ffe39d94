/** The shape of objects: what a field is, how lists merge, who may own what. Built-in and custom kinds share it. */
import type { JsonValue } from '../object.ts'

/** How lists and maps are owned: as one value, by element value, by element key, or field by field. */
export type Relation = 'atomic' | 'set' | 'map' | 'granular'

/** The leaf kinds. `any` accepts everything; `quantity` and `intOrString` are text or number. */
export type ScalarKind =
  | 'string'
  | 'bytes'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'quantity'
  | 'intOrString'
  | 'time'
  | 'microTime'
  | 'any'

/** A field of a struct. */
export interface Field {
  readonly name: string
  readonly schema: Schema
  /** Its zero value says something, so it is written. */
  readonly pointer: boolean
  /** Written even when it is empty. */
  readonly always: boolean
  /** A struct that is left out when it is empty. */
  readonly omitZero: boolean
  readonly default?: JsonValue
  readonly required: boolean
  readonly patch?: { readonly strategy: readonly string[]; readonly key?: string }
  readonly number: number
  /** What a custom resource's definition says of it. */
  readonly doc?: string
  /** Name of the message that carries it on the protobuf wire, when its fields stand in the parent. */
  readonly inline?: { readonly number: number; readonly schema: StructSchema }
}

export interface StructSchema {
  readonly kind: 'struct'
  readonly name: string
  /** What a custom resource's definition says of it. */
  readonly doc?: string
  readonly relation: Relation
  readonly fields: ReadonlyMap<string, Field>
  /** Unknown fields are kept (custom resources with x-kubernetes-preserve-unknown-fields). */
  readonly preserve: boolean
}

export interface MapSchema {
  readonly kind: 'map'
  readonly relation: Relation
  readonly values: Schema
}

export interface ListSchema {
  readonly kind: 'list'
  readonly relation: Relation
  readonly items: Schema
  readonly keys: readonly string[]
}

export interface ScalarSchema {
  readonly kind: ScalarKind
}

export type Schema = StructSchema | MapSchema | ListSchema | ScalarSchema

/** Something of unknown shape: maps merge field by field, lists are owned as a whole. */
export const ANY: ScalarSchema = { kind: 'any' }
/** The children of what is of unknown shape. */
export const UNKNOWN_MAP: MapSchema = { kind: 'map', relation: 'granular', values: ANY }
export const UNKNOWN_LIST: ListSchema = { kind: 'list', relation: 'atomic', items: ANY, keys: [] }

/** The schema of a struct's or map's field; undefined when it is not declared. */
export function childSchema(schema: Schema, field: string): Schema | undefined {
  if (schema.kind === 'struct') return schema.fields.get(field)?.schema ?? (schema.preserve ? ANY : undefined)
  if (schema.kind === 'map') return schema.values
  return schema.kind === 'any' ? ANY : undefined
}

/** The schema as it applies to this value: of unknown shape becomes the shape that the value has. */
export function resolved(schema: Schema, value: JsonValue | undefined): Schema {
  if (schema.kind !== 'any') return schema
  if (Array.isArray(value)) return UNKNOWN_LIST
  return typeof value === 'object' && value !== null ? UNKNOWN_MAP : ANY
}
