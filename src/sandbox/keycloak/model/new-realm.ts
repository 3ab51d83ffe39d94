/** Making a realm with all that the server puts into it, and the client in master that grants powers over it. */

import { builtinFlows } from './builtin-flows.ts'
import { addBuiltinClients, addManagementRoles, addRole, bare } from './builtin-roles.ts'
import { builtinScopes } from './builtin-scopes.ts'
import { builtinComponents } from './components.ts'
import type { Realm } from './realm.ts'
import { REALM_ATTRIBUTES, REALM_DEFAULTS } from './realm-fields.ts'
import { builtinActions } from './required-actions.ts'
import { roleByName } from './roles.ts'
import type { RoleRow } from './rows.ts'
import { DEFAULT_PROFILE, MASTER_PROFILE } from './user-profile.ts'
import type { World } from './world.ts'

/** The clientId in master that stands for a realm. */
export const realmClientId = (realm: string) => `${realm}-realm`

/** A realm as the server makes it. @param fields `id` chooses its id */
export function makeRealm(
  world: World,
  name: string,
  { id, enabled }: { id?: string; enabled: boolean },
): Realm {
  return world.store.batch(() => {
    const isMaster = world.find('master') === undefined
    const realm = world.add(
      { ...emptyRow(name, enabled), profile: isMaster ? MASTER_PROFILE : DEFAULT_PROFILE },
      id,
    )
    addScopes(realm)
    for (const flow of builtinFlows()) realm.flows.put(flow)
    for (const action of builtinActions()) realm.requiredActions.put(action)
    for (const component of builtinComponents(realm)) realm.components.put(component)
    addBuiltinClients(realm, isMaster)
    addDefaultRole(realm)
    if (isMaster) {
      addRole(realm, 'create-realm')
      addRole(realm, 'admin', { parts: ['create-realm'] })
      realm.row = { ...realm.row, fields: { ...realm.row.fields, accessTokenLifespan: 60 } }
    }
    addToMaster(world, realm)
    return realm
  })
}

/** Forgets a realm and its client in master. */
export function removeRealm(world: World, realm: Realm): void {
  world.store.batch(() => {
    const { master } = world
    const client = master.clients.one('name', realmClientId(realm.name))
    if (client) {
      const gone = new Set(master.roles.by('client', client.id).map((role) => role.id))
      for (const role of gone) master.roles.delete(role)
      const rest = (ids: readonly string[]) => ids.filter((role) => !gone.has(role))
      const admin = roleByName(master, 'admin')
      if (admin) master.roles.put({ ...admin, composites: rest(admin.composites) })
      for (const user of [...gone].flatMap((role) => master.users.by('role', role))) {
        const now = master.users.get(user.id) ?? user
        master.users.put({ ...now, roles: rest(now.roles) })
      }
      master.clients.delete(client.id)
    }
    world.remove(realm)
  })
}

/** The roles in master that grant powers over a realm. */
export function powersOver(world: World, realm: Realm): readonly RoleRow[] {
  const client = world.master.clients.one('name', realmClientId(realm.name))
  return client ? world.master.roles.by('client', client.id) : []
}

function emptyRow(realm: string, enabled: boolean) {
  return {
    realm,
    enabled,
    fields: REALM_DEFAULTS,
    attributes: REALM_ATTRIBUTES,
    smtpServer: {},
    profile: DEFAULT_PROFILE,
    defaultScopes: [],
    optionalScopes: [],
    defaultGroups: [],
    defaultRole: '',
  }
}

function addScopes(realm: Realm): void {
  const scopes = builtinScopes()
  for (const { scope } of scopes) realm.scopes.put(scope)
  const listed = (wanted: string) => scopes.filter(({ list }) => list === wanted).map(({ scope }) => scope.id)
  realm.row = { ...realm.row, defaultScopes: listed('default'), optionalScopes: listed('optional') }
}

function addDefaultRole(realm: Realm): void {
  addRole(realm, 'offline_access', { description: '$' + '{role_offline-access}' })
  addRole(realm, 'uma_authorization')
  const account = realm.clients.one('name', 'account')
  const parts = [
    roleByName(realm, 'offline_access'),
    roleByName(realm, 'uma_authorization'),
    roleByName(realm, 'view-profile', account?.id),
    roleByName(realm, 'manage-account', account?.id),
  ].flatMap((role) => role?.id ?? [])
  const role = addRole(realm, `default-roles-${realm.name.toLowerCase()}`, {
    description: '$' + '{role_default-roles}',
  })
  realm.roles.put({ ...role, composites: parts })
  const offline = realm.scopes.one('name', 'offline_access')
  const offlineRole = roleByName(realm, 'offline_access')
  if (offline && offlineRole) realm.scopes.put({ ...offline, scopeMappings: [offlineRole.id] })
  realm.row = { ...realm.row, defaultRole: role.id }
}

function addToMaster(world: World, realm: Realm): void {
  const { master } = world
  const client = master.clients.put({
    ...bare(realmClientId(realm.name)),
    name: `${realm.name} Realm`,
    bearerOnly: true,
  })
  addManagementRoles(master, client, false)
  const admin = roleByName(master, 'admin')
  if (!admin) return
  const powers = master.roles.by('client', client.id).map((role) => role.id)
  master.roles.put({ ...admin, composites: [...admin.composites, ...powers] })
}
