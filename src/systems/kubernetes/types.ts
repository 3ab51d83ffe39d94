/** What the Kubernetes client offers. Objects are plain JSON: kinds know what they read in them. */
import type { Query, RequestCount } from '../http/types.ts'

export interface ObjectMeta {
  readonly name: string
  readonly namespace?: string
  readonly uid?: string
  readonly resourceVersion?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly creationTimestamp?: string
  readonly deletionTimestamp?: string
  readonly managedFields?: readonly ManagedFields[]
}

export interface ManagedFields {
  readonly manager?: string
  readonly time?: string
  readonly operation?: string
  readonly subresource?: string
  readonly fieldsV1?: Readonly<Record<string, unknown>>
}

export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
  readonly [field: string]: unknown
}

/** A resource as its URL names it: `{apiVersion: 'v1', plural: 'secrets'}`. */
export interface Resource {
  readonly apiVersion: string
  readonly plural: string
}

/** One object's address; no namespace for cluster-wide ones. */
export interface ObjectAddress extends Resource {
  readonly namespace?: string
  readonly name: string
}

export interface ListOptions {
  readonly namespace?: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
}

export interface ApplyOptions {
  readonly fieldManager: string
  readonly force?: boolean
  readonly dryRun?: boolean
}

/** One event of a watch; `synced` once after the first list, and after each list made anew. */
export type WatchEvent =
  | { readonly type: 'added' | 'modified' | 'deleted'; readonly object: KubernetesObject }
  | { readonly type: 'synced' }

export interface KubernetesClient {
  readonly url: string
  /** @returns undefined when it is absent (404) and only then */
  get(address: ObjectAddress, signal: AbortSignal): Promise<KubernetesObject | undefined>
  /** All pages. A 410 in the middle starts over. Absent resources (a CRD that is not installed) are an error. */
  list(resource: Resource, options: ListOptions, signal: AbortSignal): Promise<readonly KubernetesObject[]>
  /** Server-side apply with strict field validation. */
  apply(
    resource: Resource,
    object: KubernetesObject,
    options: ApplyOptions,
    signal: AbortSignal,
  ): Promise<KubernetesObject>
  /** POST; a 409 "AlreadyExists" has verdict `conflict`. */
  create(
    resource: Resource,
    object: KubernetesObject,
    options: { readonly fieldManager: string },
    signal: AbortSignal,
  ): Promise<KubernetesObject>
  /** JSON merge patch: null removes. */
  mergePatch(
    address: ObjectAddress,
    patch: object,
    options: { readonly fieldManager: string },
    signal: AbortSignal,
  ): Promise<KubernetesObject>
  /** Already gone is success. With `uid` only that very object is deleted. */
  delete(address: ObjectAddress, options: { readonly uid?: string }, signal: AbortSignal): Promise<void>
  /** List, then watch from there for ever: resumes after drops, lists anew on 410, reports deletions that it missed. Ends with the signal. */
  watch(resource: Resource, options: ListOptions, signal: AbortSignal): AsyncIterable<WatchEvent>
  /** Any other read: `/version`, discovery, `/openapi/v3`. JSON answer, undefined on 404. */
  raw(path: string, query: Query, signal: AbortSignal): Promise<unknown>
  /** Any other POST with a JSON answer, e.g. a SelfSubjectAccessReview, which needs no discovery. */
  post(path: string, body: object, signal: AbortSignal): Promise<unknown>
  readonly requests: RequestCount
  close(): Promise<void>
}
