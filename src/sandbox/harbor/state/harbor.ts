/** All of one Harbor's state, and what it reaches the world by. */
import { randomBytes } from 'node:crypto'
import type { Network } from '../../http/network.ts'
import type { Store, Table } from '../../store/store.ts'
import { type Lockout, openLockout } from '../identity/lockout.ts'
import { hashed } from '../identity/passwords.ts'
import { openSessions, type Sessions } from '../identity/sessions.ts'
import { openProvider, type Provider } from '../oidc/provider.ts'
import { type BlobStore, openBlobs } from '../registry/blobs.ts'
import { openSigner, type Signer } from '../registry/signer.ts'
import { type Audit, openAudit } from './audit.ts'
import { type Collection, collection } from './collection.ts'
import type * as rows from './rows.ts'
import { openSettings, type Settings } from './settings.ts'

/** Everything that operations work on. */
export interface Harbor {
  readonly store: Store
  readonly network: Network
  readonly settings: Settings
  readonly sessions: Sessions
  readonly lockout: Lockout
  readonly provider: Provider
  readonly blobs: BlobStore
  readonly signer: Signer
  readonly audit: Audit
  readonly tables: Tables
  /** The system's CVE list, in one row. */
  readonly systemCves: Table<rows.CveList>
  /** Signs cookies; kept, so that browsers stay signed in over a restart. */
  readonly cookieKey: Buffer
}

/** The rows, each kind with its indexes. */
export type Tables = ReturnType<typeof openTables>

/** What a Harbor is made of; see `harborSandbox`. */
export interface HarborOptions {
  readonly store: Store
  readonly blobs: string
  readonly network: Network
  readonly adminPassword: string
}

/** Opens the state; on a new store with what a fresh installation has: the admin and the project `library`. */
export async function openHarbor(options: HarborOptions): Promise<Harbor> {
  const { store, network } = options
  const settings = openSettings(store)
  const tables = openTables(store)
  const harbor: Harbor = {
    store,
    network,
    settings,
    tables,
    sessions: openSessions(store, settings),
    lockout: openLockout(),
    provider: openProvider(settings, network),
    blobs: openBlobs(options.blobs, store),
    signer: await openSigner(store),
    audit: openAudit(store, settings),
    systemCves: store.table<rows.CveList>('harbor.system-cves'),
    cookieKey: cookieKey(store),
  }
  if (tables.users.size === 0) install(harbor, options.adminPassword)
  return harbor
}

/** Now, as Harbor writes times. */
export const now = () => new Date().toISOString()

function cookieKey(store: Store): Buffer {
  const keys = store.table<string>('harbor.keys')
  const kept = keys.get('cookies') ?? randomBytes(32).toString('base64')
  if (!keys.has('cookies')) keys.set('cookies', kept)
  return Buffer.from(kept, 'base64')
}

function install(harbor: Harbor, adminPassword: string): void {
  const { tables, store, systemCves } = harbor
  const times = { created: now(), updated: now() }
  store.batch(() => {
    const admin = tables.users.insert({
      username: 'admin',
      email: '',
      realname: 'system admin',
      comment: 'admin user',
      password: hashed(adminPassword),
      sysadmin: true,
      ...times,
    })
    systemCves.set('0', { id: 1, items: [], ...times })
    const library = tables.projects.insert({
      name: 'library',
      ownerId: admin.id,
      metadata: { public: 'true' },
      cves: { id: 2, items: [], ...times },
      ...times,
    })
    tables.members.insert({ projectId: library.id, entityType: 'u', entityId: admin.id, role: 1 })
    tables.quotas.insert({ projectId: library.id, hard: -1, used: 0, ...times })
  })
}

function openTables(store: Store) {
  const of = <T extends { readonly id: number }, I extends string>(
    name: string,
    indexes: Readonly<Record<I, (row: T) => string | number | undefined>>,
  ): Collection<T, I> => collection<T, I>(store, name, indexes)
  return {
    users: of('users', {
      username: (row: rows.User) => row.username,
      email: (row: rows.User) => row.email || undefined,
    }),
    oidcUsers: of('oidc-users', {
      user: (row: rows.OidcUser) => row.userId,
      subiss: (row: rows.OidcUser) => row.subiss,
    }),
    groups: of('user-groups', { name: (row: rows.UserGroup) => row.name }),
    projects: of('projects', {
      name: (row: rows.Project) => row.name,
      registry: (row: rows.Project) => row.registryId,
    }),
    quotas: of('quotas', { project: (row: rows.Quota) => row.projectId }),
    members: of('members', {
      project: (row: rows.Member) => row.projectId,
      entity: (row: rows.Member) => `${row.entityType}${row.entityId}`,
    }),
    robots: of('robots', {
      name: (row: rows.Robot) => row.name,
      project: (row: rows.Robot) => row.projectId,
    }),
    labels: of('labels', {
      place: (row: rows.Label) => `${row.scope}${row.projectId}`,
    }),
    retentions: of('retentions', { project: (row: rows.Retention) => row.projectId }),
    immutables: of('immutable-rules', { project: (row: rows.ImmutableRule) => row.projectId }),
    webhooks: of('webhooks', { project: (row: rows.Webhook) => row.projectId }),
    registries: of('registries', { name: (row: rows.Registry) => row.name }),
    replications: of('replications', { name: (row: rows.Replication) => row.name }),
    schedules: of('schedules', { vendor: (row: rows.Schedule) => row.vendor }),
    tasks: of('tasks', {
      vendor: (row: rows.Task) => `${row.vendor}${row.vendorId}`,
      job: (row: rows.Task) => row.jobId,
    }),
    repositories: of('repositories', {
      name: (row: rows.Repository) => row.name,
      project: (row: rows.Repository) => row.projectId,
    }),
    artifacts: of('artifacts', {
      repository: (row: rows.Artifact) => row.repositoryId,
      digest: (row: rows.Artifact) => `${row.repositoryId}@${row.digest}`,
      project: (row: rows.Artifact) => row.projectId,
    }),
    tags: of('tags', {
      name: (row: rows.Tag) => `${row.repositoryId}:${row.name}`,
      repository: (row: rows.Tag) => row.repositoryId,
      artifact: (row: rows.Tag) => row.artifactId,
    }),
    accessories: of('accessories', {
      subject: (row: rows.Accessory) => `${row.repositoryId}@${row.subjectDigest}`,
      artifact: (row: rows.Accessory) => row.artifactId,
    }),
  }
}
