/** What the server needs to know of a kind: where it is served, its shape, and how it behaves. */

import type { NameRule } from '../names.ts'
import type { JsonObject, JsonValue, KubernetesObject } from '../object.ts'
import type { Problems } from '../problems.ts'
import type { Selectable } from '../selectors.ts'
import type { ResourceKey, Storage } from '../storage.ts'
import type { StructSchema } from '../types/schema.ts'

/** A column of `kubectl get`. */
export interface Column {
  readonly name: string
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  readonly format?: string
  readonly description?: string
  /** 1 is only shown with `-o wide`. */
  readonly priority?: number
  readonly cell: (object: KubernetesObject) => JsonValue
}

/** What is special about a kind. Everything has a default, so a plain kind needs none of it. */
export interface Behaviour {
  /** Default: a DNS subdomain. */
  readonly names?: NameRule
  /** Fills in what the API's version defaults; the writer owns it. Changes the draft. */
  readonly defaults?: (draft: KubernetesObject) => void
  /** Sets what belongs to the server, and takes back what this door may not write. Changes the draft. */
  readonly prepare?: (draft: KubernetesObject, before: KubernetesObject | undefined, storage: Storage) => void
  readonly check?: (
    object: KubernetesObject,
    before: KubernetesObject | undefined,
    problems: Problems,
    storage: Storage,
  ) => void
  readonly warn?: (object: KubernetesObject) => readonly string[]
  readonly selectable?: Selectable
  readonly columns?: readonly Column[]
  /** `metadata.generation` counts changes of everything but metadata and status. */
  readonly generation?: boolean
  /** PUT of an absent object makes it. */
  readonly createOnUpdate?: boolean
  /** PUT must name a resourceVersion. */
  readonly needsVersion?: boolean
  /** Finalizers that a deletion adds: the server's own work before the object may go. */
  readonly heldOnDelete?: readonly string[]
  /** Finalizers need no domain of their own. */
  readonly plainFinalizers?: boolean
  /** DELETE answers with the object, not with a Status. */
  readonly returnsDeleted?: boolean
}

/** A kind in one version of its group, as it is served. */
export interface Resource {
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly singular: string
  readonly kind: string
  readonly listKind: string
  readonly namespaced: boolean
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly verbs: readonly string[]
  readonly subresources: readonly string[]
  readonly schema: StructSchema
  /** Where the objects are kept; versions of a kind share it. */
  readonly key: ResourceKey
  readonly behaviour: Behaviour
  /** Set where there is a door `scale`. */
  readonly scale?: ScalePaths
  /** Set on kinds that a CustomResourceDefinition made. */
  readonly custom?: CustomKind
  /** Set where the stored form is another one than this version's. */
  readonly conversion?: {
    readonly toStored: (object: KubernetesObject) => KubernetesObject
    readonly fromStored: (object: KubernetesObject) => KubernetesObject
  }
}

/** Where a kind keeps what its Scale shows. */
export interface ScalePaths {
  readonly spec: readonly string[]
  readonly status: readonly string[]
  /** The selector of the pods that are counted, as text; '' without one. */
  readonly selector: (object: KubernetesObject) => string
}

/** How a custom kind treats its objects; see `crd/`. */
export interface CustomKind {
  /** Drops what the schema does not know. @returns the paths of it */
  prune(draft: JsonObject): readonly string[]
  /** The paths of what only the extra schema does not know. */
  unknown(object: JsonObject): readonly string[]
  defaults(draft: JsonObject): void
  check(object: KubernetesObject, before: KubernetesObject | undefined, problems: Problems): void
  readonly hasStatus: boolean
  readonly openApi: JsonObject
  /** When the kind began to exist: no watch goes back behind it. */
  readonly since: number
}

export const apiVersionOf = ({ group, version }: Pick<Resource, 'group' | 'version'>): string =>
  group === '' ? version : `${group}/${version}`

export const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

/** An object in the form of this version. */
export function inVersion(resource: Resource, stored: KubernetesObject): KubernetesObject {
  if (resource.conversion) return resource.conversion.fromStored(stored)
  const apiVersion = apiVersionOf(resource)
  return stored.apiVersion === apiVersion ? stored : { ...stored, apiVersion }
}
