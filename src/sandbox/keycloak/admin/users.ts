/** Users, their groups and their sessions (reference/keycloak.md §6.1; contracts 19, 21, 22, 30 and 48). */
import { USER, USER_PROFILE } from '../model/representations.ts'
import type { GroupRow, UserRow } from '../model/rows.ts'
import { endSessions, liveSession } from '../model/sessions.ts'
import { normalizedProfile } from '../model/user-profile.ts'
import { createUser, deleteUser, updateUser } from '../model/users.ts'
import { created, found, NOTHING } from '../rest/exchange.ts'
import type { JsonObject } from '../rest/json.ts'
import { notFound } from '../rest/refusal.ts'
import {
  type AdminAnswer,
  addressIn,
  flagIn,
  objectIn,
  paged,
  type RealmCall,
  type RealmRoutes,
} from './call.ts'
import { sessionRepresentation } from './sessions.ts'
import { groupRepresentation, userAccess, userRepresentation } from './user-representation.ts'
import { countUsers, listUsers } from './user-search.ts'

const VIEW = ['view-users', 'manage-users'] as const
const MANAGE = 'manage-users'

/** The user of the address. @throws Refusal 403 before 404 for who may not look */
export function userIn(call: RealmCall, ...needed: readonly string[]): UserRow {
  const user = call.realm.users.get(call.params['user'])
  if (!user) {
    call.rights.need(...VIEW, 'query-users')
    throw notFound('User not found')
  }
  call.rights.need(...needed)
  return user
}

/** Where a user is, relative to the realm. */
export const pathTo = (user: UserRow) => `users/${user.id}`

/** Events show what was sent, but for passwords. */
function masked({ credentials: _credentials, ...sent }: JsonObject): JsonObject {
  return sent
}

function create(call: RealmCall): AdminAnswer {
  call.rights.need(MANAGE)
  const sent = objectIn(call, USER)
  const user = createUser(call.realm, sent)
  return {
    ...created(addressIn(call, 'users', user.id)),
    change: { operation: 'CREATE', type: 'USER', path: pathTo(user), representation: masked(sent) },
  }
}

function read(call: RealmCall): AdminAnswer {
  const user = userIn(call, ...VIEW)
  const links = knownLinks(call, user)
  return found({
    ...userRepresentation(user),
    ...(links.length > 0 ? { federatedIdentities: links } : {}),
    access: userAccess(call.rights),
  })
}

/** Links to providers that are still there. */
export function knownLinks({ realm }: RealmCall, user: UserRow) {
  return user.links.filter(({ identityProvider }) => realm.providers.one('alias', identityProvider))
}

function update(call: RealmCall): AdminAnswer {
  const user = userIn(call, MANAGE)
  const sent = objectIn(call, USER)
  updateUser(call.realm, user, sent)
  const change = {
    operation: 'UPDATE',
    type: 'USER',
    path: pathTo(user),
    representation: masked(sent),
  } as const
  return { ...NOTHING, change }
}

function memberGroup(call: RealmCall): GroupRow {
  const group = call.realm.groups.get(call.params['group'])
  if (!group) throw notFound('Group not found')
  return group
}

/** Only a change is told. */
function membership(call: RealmCall, operation: 'CREATE' | 'DELETE'): AdminAnswer {
  const user = userIn(call, MANAGE)
  const group = memberGroup(call)
  const others = user.groups.filter((id) => id !== group.id)
  const member = others.length < user.groups.length
  if (member === (operation === 'CREATE')) return NOTHING
  call.realm.users.put({ ...user, groups: operation === 'CREATE' ? [...others, group.id] : others })
  const path = `${pathTo(user)}/groups/${group.id}`
  const representation = groupRepresentation(call.realm, group, { brief: false })
  return { ...NOTHING, change: { operation, type: 'GROUP_MEMBERSHIP', path, representation } }
}

function groupsOf(call: RealmCall): readonly GroupRow[] {
  const user = userIn(call, ...VIEW)
  const search = (call.query.get('search') ?? '').toLowerCase()
  return user.groups
    .flatMap((id) => call.realm.groups.get(id) ?? [])
    .filter(({ name }) => name.toLowerCase().includes(search))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function listGroupsOf(call: RealmCall): AdminAnswer {
  const brief = flagIn(call.query, 'briefRepresentation', true)
  const shown = paged(groupsOf(call), call.query)
  return found(shown.map((group) => groupRepresentation(call.realm, group, { brief })))
}

function sessionsOf(call: RealmCall): AdminAnswer {
  const user = userIn(call, ...VIEW)
  const rows = call.realm.sessions.by('user', user.id).filter(({ offline }) => !offline)
  const live = rows.filter(({ id }) => liveSession(call.realm, id))
  return found(live.map((row) => sessionRepresentation(call.realm, row)))
}

function offlineSessionsOf(call: RealmCall): AdminAnswer {
  const user = userIn(call, ...VIEW)
  const client = call.realm.clients.get(call.params['client'])
  if (!client) throw notFound('Client not found')
  const rows = call.realm.sessions.by('user', user.id).filter(({ offline }) => offline)
  const live = rows.filter(({ id, clients }) => clients[client.id] && liveSession(call.realm, id))
  return found(live.map((row) => sessionRepresentation(call.realm, row, row.clients[client.id]?.lastAccess)))
}

/** Ends the sessions, and makes all tokens of before void, offline ones too. */
function logout(call: RealmCall): AdminAnswer {
  const user = userIn(call, MANAGE)
  call.realm.users.put({ ...user, notBefore: Math.floor(Date.now() / 1000) })
  endSessions(call.realm, user, { offline: false })
  return { ...NOTHING, change: { operation: 'ACTION', type: 'USER', path: `${pathTo(user)}/logout` } }
}

function profileRoutes(routes: RealmRoutes): void {
  routes
    .on('GET', '/users/profile', ({ rights, realm }) => {
      rights.need('view-realm', 'manage-realm', ...VIEW, 'query-users')
      return found(realm.row.profile)
    })
    .on('PUT', '/users/profile', (call) => {
      call.rights.need('manage-realm')
      const profile = normalizedProfile(objectIn(call, USER_PROFILE))
      call.realm.row = { ...call.realm.row, profile }
      const change = { operation: 'UPDATE', type: 'USER_PROFILE', path: 'users-profile' } as const
      return { status: 200, json: profile, type: 'application/json', change }
    })
}

/** Adds the addresses of users. */
export function userRoutes(routes: RealmRoutes): void {
  profileRoutes(routes)
  const one = '/users/{user}'
  routes
    .on('GET', '/users', listUsers)
    .on('POST', '/users', create)
    .on('GET', '/users/count', countUsers)
    .on('GET', one, read)
    .on('PUT', one, update)
    .on('DELETE', one, (call) => {
      const user = userIn(call, MANAGE)
      deleteUser(call.realm, user)
      return { ...NOTHING, change: { operation: 'DELETE', type: 'USER', path: pathTo(user) } }
    })
    .on('GET', `${one}/groups`, listGroupsOf)
    .on('GET', `${one}/groups/count`, (call) => found({ count: groupsOf(call).length }))
    .on('PUT', `${one}/groups/{group}`, (call) => membership(call, 'CREATE'))
    .on('DELETE', `${one}/groups/{group}`, (call) => membership(call, 'DELETE'))
    .on('GET', `${one}/sessions`, sessionsOf)
    .on('GET', `${one}/offline-sessions/{client}`, offlineSessionsOf)
    .on('POST', `${one}/logout`, logout)
}
