/** Realms (reference/keycloak.md §2.1; contracts 03, 04, 39 and 47). */

import { powersOver, realmClientId, removeRealm } from '../model/new-realm.ts'
import { changeRealm, illegalIn, realmRepresentation } from '../model/realm-changes.ts'
import { importRealm } from '../model/realm-import.ts'
import { REALM } from '../model/representations.ts'
import { effectiveRoles, roleByName } from '../model/roles.ts'
import { created, found, NOTHING } from '../rest/exchange.ts'
import { forbidden, refusal, resourceRefusal } from '../rest/refusal.ts'
import { type AdminAnswer, type Call, flagIn, objectIn, type RealmCall, type RealmRoutes } from './call.ts'
import { rightsOver } from './rights.ts'

/** GET /admin/realms: the ones that the caller has any power over. */
export function listRealms(call: Call): AdminAnswer {
  const brief = flagIn(call.query, 'briefRepresentation', false)
  const visible = call.world.all().flatMap((realm) => {
    const rights = rightsOver(call.world, call.caller, realm)
    if (!rights.any) return []
    const { id, realm: name, enabled, fields } = realm.row
    const { displayName } = fields
    if (brief) return [{ id, realm: name, ...(displayName === undefined ? {} : { displayName }), enabled }]
    return [rights.has('view-realm', 'manage-realm') ? realmRepresentation(realm) : { realm: name }]
  })
  if (visible.length === 0) throw forbidden()
  return found(visible)
}

/** POST /admin/realms: whoever makes a realm may work in it. */
export function createRealm(call: Call): AdminAnswer {
  const { world, caller } = call
  const sent = objectIn(call, REALM)
  const may = roleByName(world.master, 'create-realm')
  if (caller.realm !== world.master || !may || !effectiveRoles(caller.realm, caller.user).has(may.id)) {
    throw forbidden()
  }
  const { realm: name } = sent
  if (typeof name !== 'string' || name === '') throw resourceRefusal(400, 'Realm name cannot be empty')
  const illegal = illegalIn(name)
  if (illegal) throw refusal(400, `Character '${illegal}' not allowed.`)
  if (world.find(name)) throw resourceRefusal(409, `Realm ${name} already exists`)
  const realm = importRealm(world, sent)
  grantPowers(call, realm)
  return created(`${call.base}/admin/realms/${encodeURIComponent(name)}`)
}

/** All roles of the realm's client in master, to an account that does not have them by being admin. */
function grantPowers({ world, caller }: Call, realm: RealmCall['realm']): void {
  const powers = powersOver(world, realm).map(({ id }) => id)
  const held = effectiveRoles(caller.realm, caller.user)
  const missing = powers.filter((id) => !held.has(id))
  const user = world.master.users.get(caller.user.id)
  if (user && missing.length > 0) world.master.users.put({ ...user, roles: [...user.roles, ...missing] })
}

/** Without view-realm, only what every console needs. */
function readRealm({ realm, rights }: RealmCall): AdminAnswer {
  if (rights.has('view-realm', 'manage-realm')) return found(realmRepresentation(realm))
  if (!rights.any) throw forbidden()
  const { fields } = realm.row
  const { displayName } = fields
  return found({
    realm: realm.name,
    ...(displayName === undefined ? {} : { displayName }),
    ...(rights.has('view-users', 'manage-users')
      ? { registrationEmailAsUsername: fields['registrationEmailAsUsername'] }
      : {}),
    bruteForceProtected: fields['bruteForceProtected'],
    supportedLocales: fields['supportedLocales'] ?? [],
    organizationsEnabled: fields['organizationsEnabled'],
  })
}

/** Adds the addresses of the realm itself. */
export function realmRoutes(routes: RealmRoutes): void {
  routes
    .on('GET', '', readRealm)
    .on('PUT', '', (call) => {
      call.rights.need('manage-realm')
      const sent = objectIn(call, REALM)
      const before = call.realm.name
      changeRealm(call.world, call.realm, sent)
      if (call.realm.name !== before) renameClient(call, before)
      return { ...NOTHING, change: { operation: 'UPDATE', type: 'REALM', path: '', representation: sent } }
    })
    .on('DELETE', '', (call) => {
      call.rights.need('manage-realm')
      if (call.realm === call.world.master) throw resourceRefusal(400, "Can't remove master realm")
      removeRealm(call.world, call.realm)
      return NOTHING
    })
}

/** The client in master that stands for the realm is named after it. */
function renameClient({ world, realm }: RealmCall, before: string): void {
  const client = world.master.clients.one('name', realmClientId(before))
  if (client) {
    world.master.clients.put({ ...client, clientId: realmClientId(realm.name), name: `${realm.name} Realm` })
  }
}
