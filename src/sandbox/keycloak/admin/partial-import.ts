/** Partial import: contents of a realm, one by one, with a rule for what is there already (reference/keycloak.md §3.4). */
import { createClient, deleteClient } from '../model/clients.ts'
import { deleteGroup, groupByPath, importGroup } from '../model/groups.ts'
import { createProvider, createProviderMapper, deleteProvider } from '../model/identity-providers.ts'
import { linkKey, type Realm } from '../model/realm.ts'
import { MASK } from '../model/realm-changes.ts'
import { PARTIAL_IMPORT } from '../model/representations.ts'
import { createRole, dropRole, partsIn } from '../model/role-changes.ts'
import { roleByName } from '../model/roles.ts'
import type { RoleRow, UserRow } from '../model/rows.ts'
import { createUser, deleteUser } from '../model/users.ts'
import type { Json, JsonObject } from '../rest/json.ts'
import { resourceRefusal } from '../rest/refusal.ts'
import { isObject } from '../rest/shape.ts'
import { type AdminAnswer, objectIn, type RealmCall, type RealmRoutes } from './call.ts'
import { recordChange } from './events.ts'

/** How one kind of content is found, removed and made. */
interface Kind {
  /** What results call it. */
  readonly type: string
  /** What admin events call it, and where they say it is; the part behind is the id of the result. */
  readonly event: { readonly type: string; readonly place: string }
  itemsOf(sent: JsonObject): readonly JsonObject[]
  nameOf(item: JsonObject): string
  exists(item: JsonObject): string
  find(realm: Realm, item: JsonObject): { readonly id: string } | undefined
  remove(realm: Realm, id: string): void
  make(realm: Realm, item: JsonObject): void
}

/** Removes what has the id, where there is such a thing. */
const removal =
  <T>(get: (realm: Realm, id: string) => T | undefined, drop: (realm: Realm, row: T) => void) =>
  (realm: Realm, id: string) => {
    const row = get(realm, id)
    if (row) drop(realm, row)
  }

const objects = (value: Json | undefined) => (Array.isArray(value) ? value.filter(isObject) : [])
const listed = (list: string) => (sent: JsonObject) => objects(sent[list])
const rolesOf = (sent: JsonObject) => (isObject(sent['roles']) ? sent['roles'] : {})
const named = (item: JsonObject) => `${item['name']}`

/** Clients that every realm has; they are left alone. */
const INTERNAL = new Set([
  'account',
  'account-console',
  'admin-cli',
  'broker',
  'realm-management',
  'security-admin-console',
])
const isInternal = (clientId: string) => clientId.endsWith('-realm') || INTERNAL.has(clientId)

const removeRole = removal<RoleRow>((realm, id) => realm.roles.get(id), dropRole)

/** A role of a client, with the client that it is listed under. */
const ownerOf = (realm: Realm, item: JsonObject) => realm.clients.one('name', `${item[OWNER]}`)
const OWNER = 'containerId'

const mapperOf = (realm: Realm, item: JsonObject) =>
  realm.providerMappers.one('name', linkKey(`${item['identityProviderAlias']}`, named(item)))

function userOf(realm: Realm, { username, email }: JsonObject): UserRow | undefined {
  const byName = realm.users.one('username', `${username ?? ''}`.toLowerCase())
  if (byName || typeof email !== 'string' || realm.row.fields['duplicateEmailsAllowed'] === true)
    return byName
  return realm.users.one('email', email.toLowerCase())
}

/** In the server's order, which lets later ones refer to earlier ones. */
const KINDS: readonly Kind[] = [
  {
    type: 'CLIENT',
    event: { type: 'CLIENT', place: 'clients' },
    itemsOf: (sent) => objects(sent['clients']).filter((item) => !isInternal(`${item['clientId']}`)),
    nameOf: (item) => `${item['clientId']}`,
    exists: (item) => `Client id '${item['clientId']}' already exists`,
    find: (realm, item) => realm.clients.one('name', `${item['clientId']}`),
    remove: removal((realm, id) => realm.clients.get(id), deleteClient),
    make: (realm, { id: _id, ...item }) => createClient(realm, item, { imported: true }),
  },
  {
    type: 'REALM_ROLE',
    event: { type: 'REALM_ROLE', place: 'roles-by-id' },
    itemsOf: (sent) => objects(rolesOf(sent)['realm']),
    nameOf: named,
    exists: (item) => `Realm role '${named(item)}' already exists.`,
    find: (realm, item) => roleByName(realm, named(item)),
    remove: removeRole,
    make: (realm, { composites: _parts, ...item }) => createRole(realm, item),
  },
  {
    type: 'CLIENT_ROLE',
    event: { type: 'CLIENT_ROLE', place: 'roles-by-id' },
    itemsOf(sent) {
      const { client } = rolesOf(sent)
      if (!isObject(client)) return []
      return Object.entries(client).flatMap(([clientId, roles]) =>
        objects(roles).map((role) => ({ ...role, [OWNER]: clientId })),
      )
    },
    nameOf: (item) => `${item[OWNER]}-->${named(item)}`,
    exists: (item) => `Client role '${named(item)}' for client '${item[OWNER]}' already exists.`,
    find(realm, item) {
      const client = ownerOf(realm, item)
      return client && roleByName(realm, named(item), client.id)
    },
    remove: removeRole,
    make: (realm, { composites: _parts, ...item }) => createRole(realm, item, ownerOf(realm, item)?.id),
  },
  {
    type: 'IDP',
    event: { type: 'IDENTITY_PROVIDER', place: 'identity-provider/instances' },
    itemsOf: listed('identityProviders'),
    nameOf: (item) => `${item['alias']}`,
    exists: (item) => `Identity Provider '${item['alias']}' already exists.`,
    find: (realm, item) => realm.providers.one('alias', `${item['alias']}`),
    remove: removal((realm, id) => realm.providers.get(id), deleteProvider),
    make: (realm, item) => createProvider(realm, item),
  },
  {
    type: 'IDP_MAPPER',
    event: { type: 'IDENTITY_PROVIDER_MAPPER', place: 'identity-provider/instances' },
    itemsOf: listed('identityProviderMappers'),
    nameOf: named,
    // Without a space, as the server has it.
    exists: (item) => `Identity Provider Mapper'${named(item)}' already exists.`,
    find: mapperOf,
    remove: (realm, id) => realm.providerMappers.delete(id),
    make(realm, item) {
      const before = mapperOf(realm, item)
      if (before) realm.providerMappers.delete(before.id)
      createProviderMapper(realm, item)
    },
  },
  {
    type: 'GROUP',
    event: { type: 'GROUP', place: 'groups' },
    itemsOf: listed('groups'),
    nameOf: named,
    exists: (item) => `Group '${item['path'] ?? `/${named(item)}`}' already exists`,
    find: (realm, item) => groupByPath(realm, `${item['path'] ?? `/${named(item)}`}`),
    remove: removal((realm, id) => realm.groups.get(id), deleteGroup),
    make: (realm, item) => importGroup(realm, item),
  },
  {
    type: 'USER',
    event: { type: 'USER', place: 'users' },
    itemsOf: listed('users'),
    nameOf: (item) => `${item['username'] ?? item['email']}`,
    exists: (item) => `User with user name ${item['username'] ?? item['email']} already exists.`,
    find: userOf,
    remove: removal((realm, id) => realm.users.get(id), deleteUser),
    make: (realm, item) => createUser(realm, item, { imported: true }),
  },
]

/** One thing of the request, and what is there of that name. */
interface Wanted {
  readonly kind: Kind
  readonly item: JsonObject
  readonly before: { readonly id: string } | undefined
}

/** Roles of clients that neither are there nor come along cannot be imported. @throws Refusal 412 */
function checkOwners(realm: Realm, sent: JsonObject): void {
  const { client } = rolesOf(sent)
  const coming = new Set(objects(sent['clients']).map((item) => `${item['clientId']}`))
  for (const clientId of isObject(client) ? Object.keys(client) : []) {
    if (realm.clients.one('name', clientId) || coming.has(clientId)) continue
    throw resourceRefusal(412, `Can not import client roles for nonexistent client named ${clientId}`)
  }
}

/** Everything is looked at before anything is changed. @throws Refusal 409 where what is there must not be */
function wantedIn(realm: Realm, sent: JsonObject, rule: string): readonly Wanted[] {
  checkOwners(realm, sent)
  const wanted = KINDS.flatMap((kind) =>
    kind.itemsOf(sent).map((item) => ({ kind, item, before: kind.find(realm, item) })),
  )
  const clash = wanted.find(({ before }) => before)
  if (rule === 'FAIL' && clash) throw resourceRefusal(409, clash.kind.exists(clash.item))
  return wanted
}

/** Roles first, then what they are composed of, so that they may name each other in any order. */
function composeRoles(realm: Realm, made: readonly Wanted[]): void {
  for (const { kind, item } of made) {
    const role = kind.event.place === 'roles-by-id' ? realm.roles.get(kind.find(realm, item)?.id) : undefined
    if (role && item['composites']) {
      realm.roles.put({ ...role, composites: partsIn(realm, item['composites']) })
    }
  }
}

function partialImport(call: RealmCall): AdminAnswer {
  call.rights.need('manage-realm')
  const { realm } = call
  const sent = objectIn(call, PARTIAL_IMPORT)
  const rule = `${sent['ifResourceExists'] ?? 'FAIL'}`
  const wanted = wantedIn(realm, sent, rule)
  const made = wanted.filter(({ before }) => !before || rule === 'OVERWRITE')
  for (const kind of KINDS) {
    const ofKind = made.filter((item) => item.kind === kind)
    for (const { before } of ofKind) if (before) kind.remove(realm, before.id)
    for (const { item } of ofKind) kind.make(realm, item)
  }
  composeRoles(realm, made)
  const results = wanted.map(({ kind, item, before }) => {
    const action = before ? (rule === 'SKIP' ? 'SKIPPED' : 'OVERWRITTEN') : 'ADDED'
    const id = kind.type === 'CLIENT_ROLE' ? ownerOf(realm, item)?.id : kind.find(realm, item)?.id
    return { action, resourceType: kind.type, resourceName: kind.nameOf(item), id }
  })
  tell(call, made)
  const count = (action: string) => results.filter((result) => result.action === action).length
  const counts = { overwritten: count('OVERWRITTEN'), added: count('ADDED'), skipped: count('SKIPPED') }
  return { status: 200, json: { ...counts, results } }
}

/** An event for each thing that was made. */
function tell(call: RealmCall, made: readonly Wanted[]): void {
  for (const { kind, item, before } of made) {
    const { type, place } = kind.event
    const path = `${place}/${kind.find(call.realm, item)?.id}`
    recordChange(call, { operation: before ? 'UPDATE' : 'CREATE', type, path, representation: shown(item) })
  }
}

/** Events show what was sent, but for secrets. */
function shown({ secret, credentials: _credentials, config, ...item }: JsonObject): JsonObject {
  const settings = isObject(config) && 'clientSecret' in config ? { ...config, clientSecret: MASK } : config
  return {
    ...item,
    ...(secret === undefined ? {} : { secret: MASK }),
    ...(settings === undefined ? {} : { config: settings }),
  }
}

/** Adds the address of the partial import. */
export function partialImportRoutes(routes: RealmRoutes): void {
  routes.on('POST', '/partialImport', partialImport)
}
