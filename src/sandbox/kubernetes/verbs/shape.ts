/** The shape that a kind gives its objects, on the way in and before anything was written. */
import type { Call } from '../api.ts'
import { asObject, copy, type JsonObject, type KubernetesObject } from '../object.ts'
import type { Resource } from '../resources/resource.ts'
import { badRequest } from '../status.ts'
import { DecodeError, normalize } from '../types/normalize.ts'

/** An object in its kind's shape, and the fields that were not known. */
export interface Shaped {
  readonly object: KubernetesObject
  readonly unknown: readonly string[]
}

/** @throws {DecodeError} for built-in kinds, when a value is of another type than its field */
export function shape(resource: Resource, given: KubernetesObject): Shaped {
  if (!resource.custom) {
    const { value, unknown } = normalize(resource.schema, given)
    return { object: value as KubernetesObject, unknown }
  }
  const draft = copy(given)
  const metadata = normalize(metadataType(resource), asObject(draft.metadata))
  draft.metadata = metadata.value as KubernetesObject['metadata']
  const unknown = [
    ...resource.custom.prune(draft),
    ...metadata.unknown.map((field) => `metadata.${field}`),
  ].sort()
  return { object: draft, unknown }
}

function metadataType(resource: Resource) {
  const schema = resource.schema.fields.get('metadata')?.schema
  if (schema?.kind !== 'struct') throw new Error(`${resource.plural} have no metadata`)
  return schema
}

/** Fills in what the version defaults. */
export function fillDefaults(resource: Resource, draft: KubernetesObject): void {
  resource.custom?.defaults(draft)
  resource.behaviour.defaults?.(draft)
}

/** The object that a kind starts from, before anybody wrote anything. */
export function emptyObject(resource: Resource): KubernetesObject {
  const { apiVersion, kind } = identity(resource)
  const bare: KubernetesObject = { apiVersion, kind, metadata: {} as KubernetesObject['metadata'] }
  return resource.custom ? bare : shape(resource, bare).object
}

/** The type that objects of the resource name. */
export const identity = ({ group, version, kind }: Resource) => ({
  apiVersion: group === '' ? version : `${group}/${version}`,
  kind,
})

/** The object without what names its type: fields that nobody owns. */
export const withoutType = (object: KubernetesObject): JsonObject => {
  const { apiVersion, kind, ...rest } = object
  return rest
}

/** Runs what may throw a DecodeError. @throws {ApiError} 400 in its place */
export function decoding<T>({ resource }: Call, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    const { kind, version } = resource
    throw badRequest(
      `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${error.message}`,
    )
  }
}
