/** Making, changing and deleting roles (contract 18-roles). */
import { randomUUID } from 'node:crypto'
import type { Json, JsonObject } from '../rest/json.ts'
import { duplicate, type Refusal, refusal, resourceRefusal, unknownError } from '../rest/refusal.ts'
import { isObject } from '../rest/shape.ts'
import { type Realm, roleKey } from './realm.ts'
import { roleByName } from './roles.ts'
import type { RoleRow, TextLists } from './rows.ts'

/** The lists of a map. An empty list is no value at all, so there is nothing to keep. */
export function listsIn(value: Json | undefined): TextLists {
  if (!isObject(value)) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, items]) =>
      Array.isArray(items) && items.length > 0 ? [[key, items.map(String)]] : [],
    ),
  )
}

const nameless = () => refusal(400, 'role has no name')

/** How a role comes to be. */
interface Making {
  /** Only an import chooses the id. */
  readonly imported?: boolean
  /** Called with each part before anything is kept. @throws Refusal when the maker may not hand it out */
  readonly judge?: (part: RoleRow) => void
}

/** @throws Refusal */
export function createRole(
  realm: Realm,
  sent: JsonObject,
  clientId?: string,
  { imported = false, judge }: Making = {},
): RoleRow {
  const { name, description } = sent
  if (typeof name !== 'string') throw nameless()
  if (name.length > 255) throw unknownError()
  if (realm.roles.one('name', roleKey(name, clientId))) {
    throw resourceRefusal(409, `Role with name ${name} already exists`)
  }
  const composites = sent['composite'] === true ? partsIn(realm, sent['composites'], noSuchPart) : []
  if (judge) for (const part of composites.flatMap((id) => realm.roles.get(id) ?? [])) judge(part)
  return realm.roles.put({
    id: imported && typeof sent['id'] === 'string' ? sent['id'] : randomUUID(),
    name,
    ...(typeof description === 'string' ? { description } : {}),
    ...(clientId === undefined ? {} : { clientId }),
    attributes: listsIn(sent['attributes']),
    composites,
  })
}

const noSuchPart = (kind: 'Realm' | 'Client', name: string) =>
  resourceRefusal(404, `${kind} Role with name ${name} does not exist`)

/** The ids of the roles that `composites` names; a client that is not there is passed over. @throws what `missing` makes */
export function partsIn(
  realm: Realm,
  composites: Json | undefined,
  missing: (kind: 'Realm' | 'Client', name: string) => Refusal = unknownError,
): readonly string[] {
  if (!isObject(composites)) return []
  const { realm: ofRealm, client: ofClients } = composites
  const idOf = (name: string, clientId?: string) => {
    const role = roleByName(realm, name, clientId)
    if (!role) throw missing(clientId === undefined ? 'Realm' : 'Client', name)
    return role.id
  }
  return [
    ...(Array.isArray(ofRealm) ? ofRealm.map((name: Json) => idOf(`${name}`)) : []),
    ...Object.entries(listsIn(ofClients)).flatMap(([clientId, names]) => {
      const client = realm.clients.one('name', clientId)
      return client ? names.map((name) => idOf(name, client.id)) : []
    }),
  ]
}

/** What a PUT does: the description is overwritten, attributes are replaced when sent. @throws Refusal */
export function updateRole(realm: Realm, before: RoleRow, sent: JsonObject): RoleRow {
  const { name, description } = sent
  if (typeof name !== 'string') throw nameless()
  if (name !== before.name && realm.roles.one('name', roleKey(name, before.clientId))) throw duplicate()
  const { description: _description, ...kept } = before
  return realm.roles.put({
    ...kept,
    name,
    ...(typeof description === 'string' ? { description } : {}),
    ...(isObject(sent['attributes']) ? { attributes: listsIn(sent['attributes']) } : {}),
  })
}

/** Forgets a role; whoever had it loses it. */
export function dropRole(realm: Realm, role: RoleRow): void {
  const without = (ids: readonly string[]) => ids.filter((id) => id !== role.id)
  for (const group of realm.groups.by('role', role.id)) {
    realm.groups.put({ ...group, roles: without(group.roles) })
  }
  for (const user of realm.users.by('role', role.id)) realm.users.put({ ...user, roles: without(user.roles) })
  for (const whole of realm.roles.by('part', role.id)) {
    realm.roles.put({ ...whole, composites: without(whole.composites) })
  }
  for (const client of [...realm.clients.all()]) {
    const { scopeMappings } = client
    if (scopeMappings.includes(role.id)) {
      realm.clients.put({ ...client, scopeMappings: without(scopeMappings) })
    }
  }
  for (const scope of [...realm.scopes.all()]) {
    const { scopeMappings = [] } = scope
    if (scopeMappings.includes(role.id)) realm.scopes.put({ ...scope, scopeMappings: without(scopeMappings) })
  }
  realm.roles.delete(role.id)
}
