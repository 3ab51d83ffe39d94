/** A realm with everything in one request; if any part fails, nothing of it is left (contract 47-realm-with-contents). */
import type { Json, JsonObject } from '../rest/json.ts'
import { isObject } from '../rest/shape.ts'
import { createClient, updateClient } from './clients.ts'
import { importGroup } from './groups.ts'
import { createProvider, createProviderMapper } from './identity-providers.ts'
import { makeRealm, removeRealm } from './new-realm.ts'
import type { Realm } from './realm.ts'
import { changeRealm } from './realm-changes.ts'
import { createRole, partsIn } from './role-changes.ts'
import { roleByName } from './roles.ts'
import { createScope } from './scopes.ts'
import { createUser } from './users.ts'
import type { World } from './world.ts'

const objects = (value: Json | undefined) => (Array.isArray(value) ? value.filter(isObject) : [])

/** @param sent a checked representation with a name that is free. @throws Refusal */
export function importRealm(world: World, sent: JsonObject): Realm {
  return world.store.batch(() => {
    const id = typeof sent['id'] === 'string' ? { id: sent['id'] } : {}
    const realm = makeRealm(world, `${sent['realm']}`, { enabled: sent['enabled'] === true, ...id })
    try {
      const { defaultGroups, ...settings } = sent
      importScopes(realm, sent)
      changeRealm(world, realm, { ...settings, attributes: attributesOf(realm, sent) })
      importContents(realm, sent)
      if (defaultGroups !== undefined) changeRealm(world, realm, { defaultGroups })
      return realm
    } catch (error) {
      removeRealm(world, realm)
      throw error
    }
  })
}

const attributesOf = (realm: Realm, sent: JsonObject): Json =>
  isObject(sent['attributes']) ? sent['attributes'] : realm.row.attributes

function importScopes(realm: Realm, sent: JsonObject): void {
  for (const scope of objects(sent['clientScopes'])) {
    const before = realm.scopes.one('name', `${scope['name']}`)
    if (before) realm.scopes.delete(before.id)
    const made = createScope(realm, scope)
    if (before) realm.scopes.put({ ...made, id: before.id })
    if (before) realm.scopes.delete(made.id)
  }
  const ids = (names: Json | undefined) =>
    Array.isArray(names)
      ? names.flatMap((name: Json) => realm.scopes.one('name', `${name}`)?.id ?? [])
      : undefined
  const { row } = realm
  realm.row = {
    ...row,
    defaultScopes: ids(sent['defaultDefaultClientScopes']) ?? row.defaultScopes,
    optionalScopes: ids(sent['defaultOptionalClientScopes']) ?? row.optionalScopes,
  }
}

/** Clients that the server makes itself are changed, others made; then roles, and what refers to them. */
function importContents(realm: Realm, sent: JsonObject): void {
  for (const client of objects(sent['clients'])) {
    const builtin = realm.clients.one('name', `${client['clientId']}`)
    if (builtin) updateClient(realm, builtin, client)
    else createClient(realm, client, { imported: true })
  }
  importRoles(realm, sent['roles'])
  for (const group of objects(sent['groups'])) importGroup(realm, group)
  for (const user of objects(sent['users'])) createUser(realm, user, { imported: true })
  for (const provider of objects(sent['identityProviders'])) createProvider(realm, provider)
  for (const mapper of objects(sent['identityProviderMappers'])) createProviderMapper(realm, mapper)
}

function importRoles(realm: Realm, sent: Json | undefined): void {
  if (!isObject(sent)) return
  const ofClients = isObject(sent['client']) ? Object.entries(sent['client']) : []
  const wanted = [
    ...objects(sent['realm']).map((role) => ({ role, clientId: undefined as string | undefined })),
    ...ofClients.flatMap(([name, roles]) => {
      const clientId = realm.clients.one('name', name)?.id
      return clientId === undefined ? [] : objects(roles).map((role) => ({ role, clientId }))
    }),
  ]
  for (const { role, clientId } of wanted) {
    const { composites: _parts, ...simple } = role
    if (!roleByName(realm, `${role['name']}`, clientId))
      createRole(realm, simple, clientId, { imported: true })
  }
  for (const { role, clientId } of wanted) {
    const made = roleByName(realm, `${role['name']}`, clientId)
    if (made && role['composites'])
      realm.roles.put({ ...made, composites: partsIn(realm, role['composites']) })
  }
}
