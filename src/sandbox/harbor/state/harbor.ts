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
import { now } from './clock.ts'
import type { CveList } from './rows.ts'
import { openSettings, type Settings } from './settings.ts'
import { openTables, type Tables } from './tables.ts'

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
  readonly systemCves: Table<CveList>
  /** Signs cookies; kept, so that browsers stay signed in over a restart. */
  readonly cookieKey: Buffer
}

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
    systemCves: store.table<CveList>('harbor.system-cves'),
    cookieKey: cookieKey(store),
  }
  if (tables.users.size === 0) install(harbor, options.adminPassword)
  return harbor
}

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
