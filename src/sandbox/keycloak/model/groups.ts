/** Groups and their tree (reference/keycloak.md §2.2; contracts 14 to 16). */
import { randomUUID } from 'node:crypto'
import type { Json, JsonObject } from '../rest/json.ts'
import { resourceRefusal, unknownError } from '../rest/refusal.ts'
import { isObject } from '../rest/shape.ts'
import { type Realm, siblingKey } from './realm.ts'
import { listsIn } from './role-changes.ts'
import { groupsUp, roleByName } from './roles.ts'
import type { GroupRow } from './rows.ts'

/** The names from the top down. A slash in a name is not escaped, so such paths are ambiguous, as on the server. */
export function pathOf(realm: Realm, group: GroupRow): string {
  return groupsUp(realm, group.id)
    .map(({ name }) => `/${name}`)
    .reverse()
    .join('')
}

/** The group that a path names; names with slashes are found too. */
export function groupByPath(realm: Realm, path: string): GroupRow | undefined {
  const segments = path.replace(/^\//, '').replace(/\/$/, '').split('/')
  return below(realm, segments, undefined)
}

function below(
  realm: Realm,
  segments: readonly string[],
  parentId: string | undefined,
): GroupRow | undefined {
  for (let length = segments.length; length > 0; length -= 1) {
    const name = segments.slice(0, length).join('/')
    const group = realm.groups.one('sibling', siblingKey(name, parentId))
    if (!group) continue
    if (length === segments.length) return group
    const found = below(realm, segments.slice(length), group.id)
    if (found) return found
  }
  return undefined
}

/** Direct children, by name. */
export function childrenOf(realm: Realm, group: GroupRow): readonly GroupRow[] {
  return [...realm.groups.by('parent', group.id)].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** How many direct children there are. */
export const childCount = (realm: Realm, group: GroupRow) => realm.groups.by('parent', group.id).length

/** @throws Refusal 400 without a name, 500 for one that its column has no room for */
export function checkName(sent: JsonObject): string {
  const name = typeof sent['name'] === 'string' ? sent['name'] : ''
  if (name.trim() === '') throw resourceRefusal(400, 'Group name is missing')
  if (name.length > 255) throw unknownError()
  return name
}

function refuseTaken(realm: Realm, name: string, parentId: string | undefined): void {
  if (!realm.groups.one('sibling', siblingKey(name, parentId))) return
  throw resourceRefusal(
    409,
    parentId === undefined
      ? `Top level group named '${name}' already exists.`
      : `Sibling group named '${name}' already exists.`,
  )
}

/** @throws Refusal 400 without a name, 409 for a taken one */
export function createGroup(realm: Realm, sent: JsonObject, parentId?: string): GroupRow {
  const name = checkName(sent)
  refuseTaken(realm, name, parentId)
  const { description } = sent
  return realm.groups.put({
    id: randomUUID(),
    name,
    ...(typeof description === 'string' ? { description } : {}),
    ...(parentId === undefined ? {} : { parentId }),
    attributes: listsIn(sent['attributes']),
    roles: [],
  })
}

/** A group of a realm import, with its roles and the groups within. @throws Refusal */
export function importGroup(realm: Realm, sent: JsonObject, parentId?: string): void {
  const group = createGroup(realm, sent, parentId)
  const { realmRoles, subGroups } = sent
  const ofRealm = Array.isArray(realmRoles)
    ? realmRoles.map((name: Json) => roleByName(realm, `${name}`))
    : []
  const ofClients = Object.entries(listsIn(sent['clientRoles'])).flatMap(([clientId, names]) => {
    const client = realm.clients.one('name', clientId)
    return client ? names.map((name) => roleByName(realm, name, client.id)) : []
  })
  realm.groups.put({ ...group, roles: [...ofRealm, ...ofClients].flatMap((role) => role?.id ?? []) })
  for (const child of Array.isArray(subGroups) ? subGroups.filter(isObject) : []) {
    importGroup(realm, child, group.id)
  }
}

/** What a PUT does: the description is overwritten, attributes are replaced when sent. @throws Refusal */
export function updateGroup(realm: Realm, before: GroupRow, sent: JsonObject): void {
  const name = checkName(sent)
  const { id, description } = sent
  if (typeof id === 'string' && id !== before.id) throw resourceRefusal(400, 'Invalid group id')
  if (name !== before.name && realm.groups.one('sibling', siblingKey(name, before.parentId))) {
    throw resourceRefusal(409, `Sibling group named '${name}' already exists.`)
  }
  const oldPath = pathOf(realm, before)
  const { description: _description, ...kept } = before
  const group = realm.groups.put({
    ...kept,
    name,
    ...(typeof description === 'string' ? { description } : {}),
    ...(isObject(sent['attributes']) ? { attributes: listsIn(sent['attributes']) } : {}),
  })
  followPath(realm, oldPath, pathOf(realm, group))
}

/** Puts a group below another, or to the top. Below itself is a silent no-op. @throws Refusal 409 for a taken name */
export function moveGroup(realm: Realm, group: GroupRow, parentId: string | undefined): void {
  if (group.parentId === parentId) return
  if (parentId !== undefined && groupsUp(realm, parentId).some(({ id }) => id === group.id)) return
  refuseTaken(realm, group.name, parentId)
  const oldPath = pathOf(realm, group)
  const { parentId: _parent, ...top } = group
  const moved = realm.groups.put(parentId === undefined ? top : { ...top, parentId })
  followPath(realm, oldPath, pathOf(realm, moved))
}

/** Mappers of identity providers name groups by path, and follow when a path changes (contract 24). */
function followPath(realm: Realm, from: string, to: string): void {
  if (from === to) return
  for (const mapper of [...realm.providerMappers.all()]) {
    const path = mapper.config['group']
    if (path === from || path?.startsWith(`${from}/`)) {
      realm.providerMappers.put({
        ...mapper,
        config: { ...mapper.config, group: `${to}${path.slice(from.length)}` },
      })
    }
  }
}

/** Forgets a group and the groups within; members leave. */
export function deleteGroup(realm: Realm, group: GroupRow): void {
  for (const child of realm.groups.by('parent', group.id)) deleteGroup(realm, child)
  for (const user of realm.users.by('group', group.id)) {
    realm.users.put({ ...user, groups: user.groups.filter((id) => id !== group.id) })
  }
  const { row } = realm
  if (row.defaultGroups.includes(group.id)) {
    realm.row = { ...row, defaultGroups: row.defaultGroups.filter((id) => id !== group.id) }
  }
  realm.groups.delete(group.id)
}
