/** People: `/users`. */

import { isPublic } from '../identity/caller.ts'
import { generated, hashed, matches, strongEnough } from '../identity/passwords.ts'
import { PUBLIC_RIGHTS, ROLES } from '../identity/roles.ts'
import { now } from '../state/clock.ts'
import type { User } from '../state/rows.ts'
import { body, bool, struct, text } from '../wire/body.ts'
import { boolQuery, type Call, idParam, requiredQuery } from '../wire/call.ts'
import { listing, listRoute, searchReply } from '../wire/paging.ts'
import { badRequest, conflict, forbidden, notFound, precondition } from '../wire/refusal.ts'
import { compact, done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireAuthenticated, requireSystem } from './access.ts'
import { checkProfile, createUser, WEAK } from './user-create.ts'

/** `/users`. */
export const userRoutes: readonly Route[] = [
  listRoute('GET /users', listUsers),
  route('POST /users', createUser),
  listRoute('GET /users/search', searchUsers),
  route('GET /users/current', currentUser),
  route('GET /users/current/permissions', currentPermissions),
  route('GET /users/{user_id}', readUser),
  route('PUT /users/{user_id}', updateUser),
  route('DELETE /users/{user_id}', deleteUser),
  route('PUT /users/{user_id}/sysadmin', setSysadmin),
  route('PUT /users/{user_id}/password', setPassword),
  route('PUT /users/{user_id}/cli_secret', setCliSecret),
]

const oidcMode = ({ harbor }: Call) => harbor.settings.text('auth_mode') === 'oidc_auth'

/** @param adminByGroup is known for the caller's own sign-on only */
function show(call: Call, user: User, adminByGroup = false): Record<string, unknown> {
  const meta = oidcMode(call) ? call.harbor.tables.oidcUsers.one('user', user.id) : undefined
  return compact(
    {
      admin_role_in_auth: adminByGroup,
      comment: user.comment,
      creation_time: user.created,
      email: user.email,
      oidc_user_meta: meta && {
        creation_time: meta.created,
        id: meta.id,
        secret: meta.secret,
        subiss: meta.subiss,
        update_time: meta.updated,
        user_id: meta.userId,
      },
      realname: user.realname,
      sysadmin_flag: user.sysadmin,
      update_time: user.updated,
      user_id: user.id,
      username: user.username,
    },
    ['admin_role_in_auth', 'sysadmin_flag'],
  )
}

const columns = {
  username: (row: User) => row.username,
  email: (row: User) => row.email,
  realname: (row: User) => row.realname,
  user_id: (row: User) => row.id,
  comment: (row: User) => row.comment,
  sysadmin_flag: (row: User) => row.sysadmin,
  creation_time: (row: User) => row.created,
  update_time: (row: User) => row.updated,
}

/** Without the admin. `username` and `email` of the query look for a part, as they did in older versions. */
function listUsers(call: Call): Reply {
  requireSystem(call, 'user', 'list')
  const part = (name: string) => (call.query.get(name) ?? '').toLowerCase()
  const rows = call.harbor.tables.users
    .all()
    .filter(
      ({ id, username, email }) =>
        id > 1 &&
        username.toLowerCase().includes(part('username')) &&
        email.toLowerCase().includes(part('email')),
    )
  return listing(call, rows, { columns, sort: 'username', show: (user) => show(call, user) })
}

function searchUsers(call: Call): Reply {
  const part = requiredQuery(call, 'username')
  requireAuthenticated(call)
  const { users } = call.harbor.tables
  const found = users
    .all()
    .map(({ id, username }) => ({ user_id: id, username }))
    .sort((a, b) => a.username.length - b.username.length || (a.username < b.username ? -1 : 1))
  const names = users.all().filter(({ id }) => id > 1)
  return searchReply(call, part, {
    found,
    nameOf: ({ username }) => username,
    counted: names.map(({ username }) => username),
  })
}

function find({ harbor }: Call, id: number): User {
  const user = harbor.tables.users.get(id)
  if (!user) throw notFound(`user ${id} not found`)
  return user
}

/** Only users have themselves to read. */
function currentUser(call: Call): Reply {
  requireAuthenticated(call)
  const { user, kind } = call.caller
  if (!user) throw precondition(`get current user not available for security context: ${kind}`)
  return json(show(call, find(call, user.row.id), user.adminByGroup))
}

/** Of a project, or of everything, to the caller. */
function currentPermissions(call: Call): Reply {
  requireAuthenticated(call)
  const scope = call.query.get('scope') ?? ''
  const id = /^\/project\/(\d+)$/.exec(scope)?.[1]
  const project = id === undefined ? undefined : call.harbor.tables.projects.get(Number(id))
  if (!project) return json([])
  const roles = call.caller.roles(project)
  const rights = new Set([
    ...(isPublic(project) ? PUBLIC_RIGHTS : []),
    ...roles.flatMap((role) => [...(ROLES.get(role)?.rights ?? [])]),
  ])
  const relative = boolQuery(call, 'relative') === true
  return json(
    [...rights].map((right) => {
      const [resource = '', action = ''] = right.split(' ')
      const full = resource === '.' ? scope : `${scope}/${resource}`
      return { action, resource: relative ? resource : full }
    }),
  )
}

const isSelf = ({ caller }: Call, id: number) => caller.user?.row.id === id

/** Oneself, or with the right to others. */
function requireSelfOr(call: Call, id: number, action: string): void {
  requireAuthenticated(call)
  if (!isSelf(call, id)) requireSystem(call, 'user', action)
}

/** Where people come from elsewhere, only the local admin is changed here. @throws `Refusal` 401, 403 */
function requireModifiable(call: Call, id: number): void {
  if (call.harbor.settings.text('auth_mode') === 'db_auth') {
    requireSelfOr(call, id, 'update')
    return
  }
  if (id !== 1) throw forbidden(`User with ID ${id} can't be updated`)
  requireSystem(call, 'user', 'update')
}

function readUser(call: Call): Reply {
  const id = idParam(call, 'user_id')
  requireSelfOr(call, id, 'read')
  return json(show(call, find(call, id)))
}

async function updateUser(call: Call): Promise<Reply> {
  const id = idParam(call, 'user_id')
  const profile = struct('UserProfile', { email: text, realname: text, comment: text })
  const sent = await body(call, 'profile', profile)
  requireModifiable(call, id)
  checkProfile(sent)
  const user = updatable(call, id)
  const { email = '', realname = '', comment = '' } = sent
  const owner = email === '' ? undefined : call.harbor.tables.users.one('email', email)
  if (owner && owner.id !== id) throw conflict(`user ${user.username} or email ${email} already exists`)
  call.harbor.tables.users.update({ ...user, email, realname, comment, updated: now() })
  return done
}

/** Memberships and what OIDC said go too; sessions live on, groups stay. */
function deleteUser(call: Call): Reply {
  const id = idParam(call, 'user_id')
  requireSystem(call, 'user', 'delete')
  const self = call.caller.user?.row.id
  if (id === 1 || id === self) throw forbidden(`User with ID ${id} cannot be deleted`)
  const user = find(call, id)
  const { store, tables, audit } = call.harbor
  store.batch(() => {
    for (const member of tables.members.by('entity', `u${id}`)) tables.members.remove(member.id)
    for (const meta of tables.oidcUsers.by('user', id)) tables.oidcUsers.remove(meta.id)
    tables.users.remove(id)
  })
  audit.record(call, { operation: 'delete', type: 'user', resource: user.username })
  return done
}

/** Found by writing to it, which has its own words for what is not there. */
function updatable({ harbor }: Call, id: number): User {
  const user = harbor.tables.users.get(id)
  if (!user) throw notFound(`user with id ${id} not found`)
  return user
}

async function setSysadmin(call: Call): Promise<Reply> {
  const id = idParam(call, 'user_id')
  const sent = await body(call, 'sysadmin_flag', struct('UserSysAdminFlag', { sysadmin_flag: bool }))
  requireSystem(call, 'user', 'update')
  const user = updatable(call, id)
  call.harbor.tables.users.update({ ...user, sysadmin: sent.sysadmin_flag ?? false, updated: now() })
  return done
}

async function setPassword(call: Call): Promise<Reply> {
  const id = idParam(call, 'user_id')
  const form = struct('PasswordReq', { old_password: text, new_password: text })
  const { old_password = '', new_password = '' } = await body(call, 'password', form)
  requireModifiable(call, id)
  if (isSelf(call, id) && !matches(old_password, find(call, id).password)) {
    throw forbidden('Current password is incorrect')
  }
  if (!strongEnough(new_password)) throw badRequest(WEAK)
  const user = find(call, id)
  if (matches(new_password, user.password)) throw badRequest('New password is identical to old password')
  call.harbor.tables.users.update({ ...user, password: hashed(new_password), updated: now() })
  return done
}

/** Of people of OIDC only; an empty one is generated. */
async function setCliSecret(call: Call): Promise<Reply> {
  const id = idParam(call, 'user_id')
  const { secret = '' } = await body(call, 'secret', struct('OIDCCliSecretReq', { secret: text }))
  const mode = call.harbor.settings.text('auth_mode')
  if (mode !== 'oidc_auth') throw precondition(`unable to update CLI secret under authmode: ${mode}`)
  requireSelfOr(call, id, 'update')
  if (secret !== '' && !strongEnough(secret)) throw badRequest(WEAK)
  const { oidcUsers } = call.harbor.tables
  const meta = oidcUsers.one('user', id)
  if (!meta) throw notFound(`oidc info for user ${id} not found`)
  oidcUsers.update({ ...meta, secret: secret === '' ? generated(9) : secret, updated: now() })
  return done
}
