/** Users, their groups and their sessions (reference/keycloak.md §6.1; contracts 19, 21, 22, 30 and 48). */
import { CREDENTIAL, USER, USER_PROFILE } from '../model/representations.ts'
import type { GroupRow, SessionRow, UserRow } from '../model/rows.ts'
import { endSession, endSessions, left, liveSession, sidOf } from '../model/sessions.ts'
import { normalizedProfile } from '../model/user-profile.ts'
import { createUser, deleteUser, setPassword, updateUser } from '../model/users.ts'
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

const pathTo = (user: UserRow) => `users/${user.id}`

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

function join(call: RealmCall): AdminAnswer {
  const user = userIn(call, MANAGE)
  const group = memberGroup(call)
  if (!user.groups.includes(group.id)) {
    call.realm.users.put({ ...user, groups: [...user.groups, group.id] })
  }
  const path = `${pathTo(user)}/groups/${group.id}`
  return { ...NOTHING, change: { operation: 'CREATE', type: 'GROUP_MEMBERSHIP', path } }
}

function leave(call: RealmCall): AdminAnswer {
  const user = userIn(call, MANAGE)
  const group = memberGroup(call)
  call.realm.users.put({ ...user, groups: user.groups.filter((id) => id !== group.id) })
  const path = `${pathTo(user)}/groups/${group.id}`
  return { ...NOTHING, change: { operation: 'DELETE', type: 'GROUP_MEMBERSHIP', path } }
}

function groupsOf(call: RealmCall): AdminAnswer {
  const user = userIn(call, ...VIEW)
  const search = (call.query.get('search') ?? '').toLowerCase()
  const groups = user.groups
    .flatMap((id) => call.realm.groups.get(id) ?? [])
    .filter(({ name }) => name.toLowerCase().includes(search))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const brief = flagIn(call.query, 'briefRepresentation', true)
  return found(paged(groups, call.query).map((group) => groupRepresentation(call.realm, group, { brief })))
}

function session({ realm }: RealmCall, row: SessionRow, user: UserRow): JsonObject {
  const clients = Object.keys(row.clients).flatMap((id) => realm.clients.get(id) ?? [])
  return {
    id: sidOf(row),
    username: user.username,
    userId: user.id,
    ipAddress: row.ipAddress,
    start: row.started,
    lastAccess: row.lastAccess,
    rememberMe: false,
    clients: Object.fromEntries(clients.map(({ id, clientId }) => [id, clientId])),
    transientUser: false,
  }
}

function sessionsOf(call: RealmCall, wanted: (row: SessionRow) => boolean): AdminAnswer {
  const user = userIn(call, ...VIEW)
  const rows = call.realm.sessions
    .by('user', user.id)
    .filter(wanted)
    .filter(({ id }) => liveSession(call.realm, id))
  return found(rows.map((row) => session(call, row, user)))
}

/** Ends the sessions, and makes all tokens of before void, offline ones too. */
function logout(call: RealmCall): AdminAnswer {
  const user = userIn(call, MANAGE)
  call.realm.users.put({ ...user, notBefore: Math.floor(Date.now() / 1000) })
  endSessions(call.realm, user, { offline: false })
  return { ...NOTHING, change: { operation: 'ACTION', type: 'USER', path: `${pathTo(user)}/logout` } }
}

/** Withdraws the consent given to a client, and its offline access with it. */
function withdraw(call: RealmCall): AdminAnswer {
  const user = userIn(call, MANAGE)
  const { realm } = call
  const client = realm.clients.one('name', call.params['clientId'] ?? '')
  if (!client) throw notFound('Client not found')
  const rows = realm.sessions.by('user', user.id).filter((row) => row.offline && row.clients[client.id])
  if (rows.length === 0) throw notFound('Consent nor offline token not found')
  for (const row of rows) {
    if (Object.keys(left(realm, row, client).clients).length === 0) endSession(realm, row)
  }
  return NOTHING
}

function credentials(call: RealmCall): AdminAnswer {
  const user = userIn(call, ...VIEW)
  return found(
    user.credentials.map(({ id, type, userLabel, createdDate }) => ({
      id,
      type,
      ...(userLabel === undefined ? {} : { userLabel }),
      createdDate,
      credentialData: JSON.stringify({ hashIterations: 5, algorithm: 'argon2', additionalParameters: {} }),
    })),
  )
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
    .on('GET', `${one}/groups`, groupsOf)
    .on('GET', `${one}/groups/count`, (call) => found({ count: userIn(call, ...VIEW).groups.length }))
    .on('PUT', `${one}/groups/{group}`, join)
    .on('DELETE', `${one}/groups/{group}`, leave)
    .on('GET', `${one}/credentials`, credentials)
    .on('PUT', `${one}/reset-password`, (call) => {
      const user = userIn(call, MANAGE)
      setPassword(call.realm, user, objectIn(call, CREDENTIAL))
      const path = `${pathTo(user)}/reset-password`
      return { ...NOTHING, change: { operation: 'ACTION', type: 'USER', path } }
    })
    .on('GET', `${one}/sessions`, (call) => sessionsOf(call, ({ offline }) => !offline))
    .on('GET', `${one}/offline-sessions/{client}`, (call) =>
      sessionsOf(call, (row) => row.offline && row.clients[call.params['client'] ?? ''] !== undefined),
    )
    .on('POST', `${one}/logout`, logout)
    .on('DELETE', `${one}/consents/{clientId}`, withdraw)
}
