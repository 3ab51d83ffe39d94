/** Who may do what in a realm: roles of `realm-management`, or of the realm's client in master (reference/keycloak.md §1.3). */
import { powersOver } from '../model/new-realm.ts'
import type { Realm } from '../model/realm.ts'
import { effectiveRoles } from '../model/roles.ts'
import type { World } from '../model/world.ts'
import { forbidden } from '../rest/refusal.ts'
import type { Caller } from './caller.ts'

/** The powers of a caller over a realm. */
export interface Rights {
  /** Whether there is any power at all. */
  readonly any: boolean
  has(...oneOf: readonly string[]): boolean
  /** @throws Refusal 403 */
  need(...oneOf: readonly string[]): void
}

const MANAGEMENT = 'realm-management'

/** Looked up anew at each call, so a grant or a revocation counts at once. */
export function rightsOver(world: World, caller: Caller, realm: Realm): Rights {
  const held = effectiveRoles(caller.realm, caller.user)
  const names = new Set<string>()
  if (caller.realm === realm) {
    const client = realm.clients.one('name', MANAGEMENT)
    for (const role of client ? realm.roles.by('client', client.id) : []) {
      if (held.has(role.id)) names.add(role.name)
    }
  }
  if (caller.realm === world.master) {
    for (const role of powersOver(world, realm)) if (held.has(role.id)) names.add(role.name)
  }
  const has = (...oneOf: readonly string[]) => oneOf.some((name) => names.has(name))
  return {
    any: names.size > 0,
    has,
    need(...oneOf) {
      if (!has(...oneOf)) throw forbidden()
    },
  }
}

/** Whether a role hands out powers over a realm, so that only who holds them may map it. */
export function grantsPower(world: World, realm: Realm, clientId: string | undefined): boolean {
  const client = realm.clients.get(clientId)
  if (!client) return false
  return client.clientId === MANAGEMENT || (realm === world.master && client.clientId.endsWith('-realm'))
}

/** Powers that come with none of their own: who manages users may hand these out. */
const HARMLESS = new Set([
  'query-users',
  'query-groups',
  'query-clients',
  'query-realms',
  'query-organizations',
])
const READING: Readonly<Record<string, string>> = { 'view-users': 'manage-users' }

/** Whether the caller may hand out a power: they hold it, or one that includes it. */
export function mayHandOut(rights: Rights, power: string): boolean {
  const including = READING[power]
  return HARMLESS.has(power) || rights.has(power, 'realm-admin', ...(including ? [including] : []))
}
