/** What is asked of admission, and how plugins answer. */
import type { User } from '../access/user.ts'
import type { KubernetesObject } from '../object.ts'
import type { Registry } from '../registry.ts'
import type { Resource } from '../resources/resource.ts'
import type { Subject } from '../status.ts'
import type { Storage } from '../storage.ts'

/** One write, before it is made. */
export interface Review {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE'
  readonly resource: Resource
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly user: User
  readonly dryRun: boolean
  /** The new state; mutating plugins change it. */
  readonly object: KubernetesObject | undefined
  readonly before: KubernetesObject | undefined
  /** Adds a `Warning` header. */
  readonly warn: (text: string) => void
}

/** What plugins may look at. */
export interface AdmissionContext {
  readonly storage: Storage
  readonly registry: Registry
}

/** A plugin. It refuses by throwing. */
export type Plugin = (review: Review, context: AdmissionContext) => void

export const subjectOf = ({ resource, name }: Pick<Review, 'resource' | 'name'>): Subject => ({
  group: resource.group,
  resource: resource.plural,
  kind: resource.kind,
  name,
})

/** Extra admission, e.g. istiod's validating webhook. @returns a refusal, warnings, or undefined to let it pass */
export type Admission = (request: {
  operation: 'CREATE' | 'UPDATE' | 'DELETE'
  group: string
  version: string
  resource: string
  object: KubernetesObject | undefined
  oldObject: KubernetesObject | undefined
}) =>
  | {
      status?: { code: number; message: string; reason?: string }
      warnings?: readonly string[]
    }
  | undefined
