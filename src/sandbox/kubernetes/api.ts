/** The parts of the server that verbs work with. */
import type { Authorizer } from './access/rbac.ts'
import type { Tokens, User } from './access/user.ts'
import type { Chain } from './admission/chain.ts'
import type { Target } from './http/request.ts'
import type { Registry } from './registry.ts'
import type { Resource } from './resources/resource.ts'
import type { Subject } from './status.ts'
import type { Storage } from './storage.ts'

export interface Api {
  readonly storage: Storage
  readonly registry: Registry
  readonly authorizer: Authorizer
  readonly tokens: Tokens
  readonly admission: Chain
}

/** One request about a resource. */
export interface Call {
  readonly api: Api
  readonly user: User
  readonly resource: Resource
  readonly target: Target
  readonly warnings: string[]
  readonly contentType: string
  readonly body: Buffer
  readonly userAgent: string
}

/** What a verb answers: an object with its status code. */
export interface Answer {
  readonly code: number
  readonly body: import('./object.ts').JsonObject
}

export const subjectOf = (
  { resource, target }: Pick<Call, 'resource' | 'target'>,
  name = target.name,
): Subject => ({
  group: resource.group,
  resource: resource.plural,
  kind: resource.kind,
  name,
})
