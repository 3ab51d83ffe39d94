/** Which roles someone has: their own, those of their groups and of the groups above, and all that these contain. */
import { type Realm, roleKey } from './realm.ts'
import type { GroupRow, RoleRow, UserRow } from './rows.ts'

/** Whose roles may be asked for. */
type Holder = Pick<UserRow, 'roles'> & { readonly groups?: readonly string[] }

/** A role of the realm, or of one of its clients, by name. */
export function roleByName(realm: Realm, name: string, clientId?: string): RoleRow | undefined {
  return realm.roles.one('name', roleKey(name, clientId))
}

/** Role ids, closed under composition. */
export function closure(realm: Realm, ids: Iterable<string>): ReadonlySet<string> {
  const all = new Set<string>()
  const waiting = [...ids]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const role = realm.roles.get(id)
    if (!role || all.has(id)) continue
    all.add(id)
    waiting.push(...role.composites)
  }
  return all
}

interface Kept {
  readonly versions: string
  readonly byUser: Map<string, ReadonlySet<string>>
}
const kept = new WeakMap<Realm, Kept>()

/** The ids of all roles that a user has in effect. Kept until a user, group or role of the realm changes. */
export function effectiveRoles(realm: Realm, user: UserRow): ReadonlySet<string> {
  const versions = `${realm.users.version} ${realm.groups.version} ${realm.roles.version}`
  let memory = kept.get(realm)
  if (memory?.versions !== versions) {
    memory = { versions, byUser: new Map() }
    kept.set(realm, memory)
  }
  const known = memory.byUser.get(user.id)
  if (known) return known
  const roles = closure(realm, directRoles(realm, user))
  memory.byUser.set(user.id, roles)
  return roles
}

function directRoles(realm: Realm, holder: Holder): readonly string[] {
  const inherited = (holder.groups ?? []).flatMap((id) => groupsUp(realm, id).flatMap((group) => group.roles))
  return [...holder.roles, ...inherited]
}

/** A group and the groups above it. */
export function groupsUp(realm: Realm, id: string): readonly GroupRow[] {
  const chain: GroupRow[] = []
  for (let group = realm.groups.get(id); group; group = realm.groups.get(group.parentId)) chain.push(group)
  return chain
}

/** The names of a set of roles: of the realm, and by clientId. */
export function namesOfRoles(realm: Realm, ids: Iterable<string>) {
  const ofRealm: string[] = []
  const ofClients: Record<string, string[]> = {}
  for (const id of ids) {
    const role = realm.roles.get(id)
    if (!role) continue
    const client = realm.clients.get(role.clientId)
    if (role.clientId === undefined) ofRealm.push(role.name)
    else if (client) ofClients[client.clientId] = [...(ofClients[client.clientId] ?? []), role.name]
  }
  return { ofRealm, ofClients }
}
