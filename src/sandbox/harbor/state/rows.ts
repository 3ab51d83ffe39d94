/** What Harbor remembers, as plain values. Times are ISO texts in UTC. */
import type { Row } from './collection.ts'

interface Timed {
  readonly created: string
  readonly updated: string
}

/** A hashed password or secret. */
export interface Hashed {
  readonly salt: string
  readonly hash: string
}

/** A person. Number 1 is the local admin; people of OIDC have no password. */
export interface User extends Row, Timed {
  readonly username: string
  readonly email: string
  readonly realname: string
  readonly comment: string
  readonly password?: Hashed
  readonly sysadmin: boolean
}

/** The tokens that a sign-on left behind, by which a CLI secret is checked. `expires` in ms since 1970. */
export interface StoredTokens {
  readonly access: string
  readonly refresh: string
  readonly id: string
  readonly expires: number
}

/** Ties a person to the issuer: `subiss` is sub and iss one behind the other. */
export interface OidcUser extends Row, Timed {
  readonly userId: number
  readonly subiss: string
  readonly secret: string
  readonly tokens: StoredTokens
}

/** A user group. Type 3 is OIDC. */
export interface UserGroup extends Row {
  readonly name: string
  readonly type: number
  readonly ldapDn: string
}

/** The type of a group that OIDC brought. */
export const OIDC_GROUP = 3

/** A person of the issuer. */
export interface OidcPerson {
  readonly subject: string
  readonly issuer: string
  /** '' when nothing names them. */
  readonly username: string
  readonly email: string
  /** As far as the filter lets them through. */
  readonly groups: readonly string[]
  /** In the admin group, which is looked up before the filter. */
  readonly admin: boolean
}

/** The list of CVEs that do not count; `expires` in seconds since 1970. */
export interface CveList extends Timed {
  readonly id: number
  readonly items: readonly string[]
  readonly expires?: number
}

/** A project. All metadata is text. */
export interface Project extends Row, Timed {
  readonly name: string
  readonly ownerId: number
  readonly registryId?: number
  readonly metadata: Readonly<Record<string, string>>
  readonly cves: CveList
}

/** How much a project may store (-1: no limit) and does store, in bytes. */
export interface Quota extends Row, Timed {
  readonly projectId: number
  readonly hard: number
  readonly used: number
}

/** A member of a project: a user (`u`) or a user group (`g`). */
export interface Member extends Row {
  readonly projectId: number
  readonly entityType: 'u' | 'g'
  readonly entityId: number
  readonly role: number
}

/** One right: `repository` `pull`. The effect is kept as it was sent. */
export interface Access {
  readonly resource: string
  readonly action: string
  readonly effect: string
}

/** Rights of a robot over one project, over all (`projectId` '*'), or over the system. */
export interface Grant {
  readonly kind: 'project' | 'system'
  readonly projectId?: number | '*'
  readonly access: readonly Access[]
}

/** A robot. `name` is what the database holds: `ci`, or `team-a+ci` for one of a project (`projectId` 0: of the system). */
export interface Robot extends Row, Timed {
  readonly name: string
  readonly projectId: number
  readonly description: string
  readonly disabled: boolean
  readonly duration: number
  readonly expires: number
  readonly secret: Hashed
  readonly grants: readonly Grant[]
  readonly creatorType: 'local' | 'robot'
  readonly creatorId: number
}

/** A label of a project (`p`) or of all (`g`). */
export interface Label extends Row, Timed {
  readonly name: string
  readonly description: string
  readonly color: string
  readonly scope: string
  readonly projectId: number
}

/** A selector of retention and immutability rules. */
export interface Selector {
  readonly kind?: string | undefined
  readonly decoration?: string | undefined
  readonly pattern?: string | undefined
  readonly extras?: string | undefined
}

/** Selectors of repositories by kind of scope. */
export type ScopeSelectors = Readonly<Record<string, readonly Selector[]>>

/** One rule of a retention policy. */
export interface RetentionRule {
  readonly id?: number
  readonly priority?: number
  readonly disabled?: boolean
  readonly action?: string
  readonly template?: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly tagSelectors?: readonly Selector[]
  readonly scopeSelectors?: ScopeSelectors
}

/** The one retention policy of a project. */
export interface Retention extends Row {
  readonly algorithm: string
  readonly projectId: number
  readonly trigger: string
  readonly cron: string
  readonly rules: readonly RetentionRule[]
}

/** Tags that may not be overwritten. */
export interface ImmutableRule extends Row {
  readonly projectId: number
  readonly disabled: boolean
  readonly priority: number
  readonly action: string
  readonly template: string
  readonly tagSelectors: readonly Selector[] | null
  readonly scopeSelectors: ScopeSelectors | null
}

/** Where a webhook is sent. */
export interface WebhookTarget {
  readonly type: string
  readonly address: string
  readonly authHeader: string
  readonly skipCertVerify: boolean
  readonly payloadFormat: string
}

/** A webhook of a project. */
export interface Webhook extends Row, Timed {
  readonly projectId: number
  readonly name: string
  readonly description: string
  readonly enabled: boolean
  readonly events: readonly string[]
  readonly targets: readonly WebhookTarget[]
  readonly creator: string
}

/** Another registry. */
export interface Registry extends Row, Timed {
  readonly name: string
  readonly type: string
  readonly url: string
  readonly insecure: boolean
  readonly description: string
  readonly credentialType: string
  readonly accessKey: string
  readonly accessSecret: string
  readonly status: string
}

/** A filter of a replication policy. */
export interface ReplicationFilter {
  readonly type: string
  readonly value: unknown
  readonly decoration: string
}

/** Copying to or from another registry; number 0 is this one. */
export interface Replication extends Row, Timed {
  readonly name: string
  readonly description: string
  readonly source: number
  readonly destination: number
  readonly namespace: string
  readonly replaceCount: number
  readonly trigger: string
  readonly cron: string
  readonly filters: readonly ReplicationFilter[]
  readonly deletion: boolean
  readonly override: boolean
  readonly enabled: boolean
  readonly speed: number
  readonly copyByChunk: boolean
  readonly singleActive: boolean
}

/** A schedule of the system: garbage collection, purging of the audit log. */
export interface Schedule extends Row, Timed {
  readonly vendor: string
  readonly type: string
  readonly cron: string
  readonly parameters: string
}

/** One piece of work of the job service, whose status the job hooks report. */
export interface Task extends Row, Timed {
  readonly vendor: string
  readonly vendorId: number
  readonly jobId: string
  readonly status: string
  readonly parameters: string
}

/** One line of the audit log. */
export interface AuditEntry extends Row {
  readonly time: string
  readonly operation: string
  readonly resourceType: string
  readonly resource: string
  readonly description: string
  readonly username: string
  readonly projectId: number
  readonly address: string
}

/** A repository; `name` has the project in front. */
export interface Repository extends Row, Timed {
  readonly projectId: number
  readonly name: string
  readonly description: string
  readonly pulls: number
}

/** A platform's image within an index. */
export interface Reference {
  readonly digest: string
  readonly platform?: Readonly<Record<string, unknown>>
}

/** A manifest and what is known of it. */
export interface Artifact extends Row {
  readonly projectId: number
  readonly repositoryId: number
  readonly digest: string
  readonly type: string
  readonly manifestMediaType: string
  readonly mediaType: string
  readonly artifactType: string
  readonly manifestSize: number
  /** Manifest, configuration and layers together, in bytes. */
  readonly size: number
  /** Digests of everything it consists of, its own manifest included. */
  readonly blobs: readonly string[]
  readonly references: readonly Reference[]
  readonly extra: Readonly<Record<string, unknown>>
  readonly annotations?: Readonly<Record<string, unknown>>
  readonly labels: readonly number[]
  readonly pushed: string
  readonly pulled: string
}

/** A name for an artifact. */
export interface Tag extends Row {
  readonly repositoryId: number
  readonly artifactId: number
  readonly name: string
  readonly pushed: string
  readonly pulled: string
}

/** An artifact that belongs to another: a signature, a bill of materials. The subject may come later. */
export interface Accessory extends Row {
  readonly repositoryId: number
  readonly artifactId: number
  readonly subjectDigest: string
  readonly type: string
  readonly created: string
}
