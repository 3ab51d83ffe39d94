/** Partial import: contents of a realm, one by one, with a rule for what is there already (reference/keycloak.md §3.4). */
import { createClient, deleteClient } from '../model/clients.ts'
import { deleteGroup, importGroup } from '../model/groups.ts'
import { createProvider, createProviderMapper, deleteProvider } from '../model/identity-providers.ts'
import { type Realm, siblingKey } from '../model/realm.ts'
import { PARTIAL_IMPORT } from '../model/representations.ts'
import { createRole, dropRole } from '../model/role-changes.ts'
import { roleByName } from '../model/roles.ts'
import { createUser, deleteUser } from '../model/users.ts'
import type { Json, JsonObject } from '../rest/json.ts'
import { resourceRefusal } from '../rest/refusal.ts'
import { isObject } from '../rest/shape.ts'
import { type AdminAnswer, objectIn, type RealmCall, type RealmRoutes } from './call.ts'

/** How one kind of content is found, removed and made. */
interface Kind {
  readonly type: string
  readonly list: string
  nameOf(item: JsonObject): string
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

const KINDS: readonly Kind[] = [
  {
    type: 'CLIENT',
    list: 'clients',
    nameOf: (item) => `${item['clientId']}`,
    find: (realm, item) => realm.clients.one('name', `${item['clientId']}`),
    remove: removal((realm, id) => realm.clients.get(id), deleteClient),
    make: (realm, item) => createClient(realm, item, { imported: true }),
  },
  {
    type: 'REALM_ROLE',
    list: 'realm roles',
    nameOf: (item) => `${item['name']}`,
    find: (realm, item) => roleByName(realm, `${item['name']}`),
    remove: removal((realm, id) => realm.roles.get(id), dropRole),
    make: (realm, item) => createRole(realm, item),
  },
  {
    type: 'IDP',
    list: 'identityProviders',
    nameOf: (item) => `${item['alias']}`,
    find: (realm, item) => realm.providers.one('alias', `${item['alias']}`),
    remove: removal((realm, id) => realm.providers.get(id), deleteProvider),
    make: (realm, item) => createProvider(realm, item),
  },
  {
    type: 'GROUP',
    list: 'groups',
    nameOf: (item) => `${item['name']}`,
    find: (realm, item) => realm.groups.one('sibling', siblingKey(`${item['name']}`)),
    remove: removal((realm, id) => realm.groups.get(id), deleteGroup),
    make: (realm, item) => importGroup(realm, item),
  },
  {
    type: 'USER',
    list: 'users',
    nameOf: (item) => `${item['username']}`,
    find: (realm, item) => realm.users.one('username', `${item['username']}`.toLowerCase()),
    remove: removal((realm, id) => realm.users.get(id), deleteUser),
    make: (realm, item) => createUser(realm, item, { imported: true }),
  },
]

const objects = (value: Json | undefined) => (Array.isArray(value) ? value.filter(isObject) : [])

function itemsOf(sent: JsonObject, { list }: Kind): readonly JsonObject[] {
  if (list !== 'realm roles') return objects(sent[list])
  return isObject(sent['roles']) ? objects(sent['roles']['realm']) : []
}

function partialImport(call: RealmCall): AdminAnswer {
  call.rights.need('manage-realm')
  const { realm } = call
  const sent = objectIn(call, PARTIAL_IMPORT)
  const rule = sent['ifResourceExists'] ?? 'FAIL'
  const wanted = KINDS.flatMap((kind) => itemsOf(sent, kind).map((item) => ({ kind, item })))
  const clash = wanted.find(({ kind, item }) => kind.find(realm, item))
  if (rule === 'FAIL' && clash) {
    const { kind, item } = clash
    throw resourceRefusal(409, `${kind.type} '${kind.nameOf(item)}' already exists.`)
  }
  const results = wanted.map(({ kind, item }) => {
    const before = kind.find(realm, item)
    const action = before ? (rule === 'SKIP' ? 'SKIPPED' : 'OVERWRITTEN') : 'ADDED'
    if (before && action === 'OVERWRITTEN') kind.remove(realm, before.id)
    if (action !== 'SKIPPED') kind.make(realm, item)
    const id = kind.find(realm, item)?.id
    return { action, resourceType: kind.type, resourceName: kind.nameOf(item), id }
  })
  for (const mapper of objects(sent['identityProviderMappers'])) createProviderMapper(realm, mapper)
  const count = (action: string) => results.filter((result) => result.action === action).length
  return {
    status: 200,
    json: {
      overwritten: count('OVERWRITTEN'),
      added: count('ADDED'),
      skipped: count('SKIPPED'),
      results,
    },
  }
}

/** Adds the address of the partial import. */
export function partialImportRoutes(routes: RealmRoutes): void {
  routes.on('POST', '/partialImport', partialImport)
}
