/** Who may do what in a realm: roles of `realm-management`, or of the realm's client in master (reference/keycloak.md §1.3). */
import { powersOver } from '../model/new-realm.ts'
import type { Realm } from '../model/realm.ts'
import { closure, effectiveRoles, roleByName } from '../model/roles.ts'
import type { RoleRow } from '../model/rows.ts'
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

/** Powers that come with none of their own: who manages users may hand these out. */
const HARMLESS = new Set([
  'query-users',
  'query-groups',
  'query-clients',
  'query-realms',
  'query-organizations',
])
/** A power to read is included in the one to manage. */
const INCLUDING: Readonly<Record<string, string>> = { 'view-users': 'manage-users' }

/** What is needed to judge a mapping. */
interface Mapping {
  readonly world: World
  readonly caller: Caller
  readonly realm: Realm
}

/**
 * A role that contains powers over a realm may be given, taken or contained only by who holds these powers.
 * @throws Refusal 403
 */
export function needPowerToMap(mapping: Mapping, role: RoleRow): void {
  const reach = [...closure(mapping.realm, [role.id])].flatMap((id) => mapping.realm.roles.get(id) ?? [])
  if (!reach.every((part) => mayHandOut(mapping, part))) throw forbidden()
}

/** Master's realm clients have no `realm-admin`, so its administrators could never hold that very power. */
function isMasterAdmin(world: World, caller: Caller): boolean {
  const admin = roleByName(world.master, 'admin')
  return (
    caller.realm === world.master &&
    admin !== undefined &&
    effectiveRoles(caller.realm, caller.user).has(admin.id)
  )
}

function mayHandOut({ world, caller, realm }: Mapping, { id, name, clientId }: RoleRow): boolean {
  const inMaster = realm === world.master
  if (clientId === undefined) {
    const powerful = inMaster && (name === 'admin' || name === 'create-realm')
    return !powerful || effectiveRoles(caller.realm, caller.user).has(id)
  }
  const container = realm.clients.get(clientId)?.clientId ?? ''
  const foreign = inMaster && container.endsWith('-realm') ? world.find(container.slice(0, -6)) : undefined
  const target = container === MANAGEMENT ? realm : foreign
  if (!target || HARMLESS.has(name)) return true
  if (name === 'realm-admin' && isMasterAdmin(world, caller)) return true
  const including = INCLUDING[name]
  const rights = rightsOver(world, caller, target)
  return rights.has(name, 'realm-admin', ...(including ? [including] : []))
}
