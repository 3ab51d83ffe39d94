/** People: `/users`. */

import { isPublic } from '../identity/caller.ts'
import { generated, hashed, matches, strongEnough } from '../identity/passwords.ts'
import { PUBLIC_RIGHTS, ROLES } from '../identity/roles.ts'
import { now } from '../state/clock.ts'
import type { User } from '../state/rows.ts'
import { body, bool, struct, text } from '../wire/body.ts'
import { boolQuery, type Call, idParam } from '../wire/call.ts'
import { listing } from '../wire/paging.ts'
import { badRequest, conflict, forbidden, invalid, notFound, precondition } from '../wire/refusal.ts'
import { compact, created, done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireAuthenticated, requireSystem } from './access.ts'

/** `/users`. */
export const userRoutes: readonly Route[] = [
  route('GET /users', listUsers),
  route('POST /users', createUser),
  route('GET /users/search', searchUsers),
  route('GET /users/current', currentUser),
  route('GET /users/current/permissions', currentPermissions),
  route('GET /users/{user_id}', readUser),
  route('PUT /users/{user_id}', updateUser),
  route('DELETE /users/{user_id}', deleteUser),
  route('PUT /users/{user_id}/sysadmin', setSysadmin),
  route('PUT /users/{user_id}/password', setPassword),
  route('PUT /users/{user_id}/cli_secret', setCliSecret),
]

const WEAK =
  'the password or secret must be 8-128, inclusively, characters long with at least 1 uppercase letter, 1 lowercase letter and 1 number'

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
  creation_time: (row: User) => row.created,
}

/** Without the admin. */
function listUsers(call: Call): Reply {
  requireSystem(call, 'user', 'list')
  const rows = call.harbor.tables.users.all().filter(({ id }) => id > 1)
  return listing(call, rows, { columns, sort: 'username', show: (user) => show(call, user) })
}

function searchUsers(call: Call): Reply {
  const part = call.query.get('username')
  if (part === null) throw invalid('username in query is required')
  requireAuthenticated(call)
  const rows = call.harbor.tables.users.all().filter(({ username }) => username.includes(part))
  const byLength = { length: (row: User) => row.username.length }
  return listing(call, rows, {
    columns: { ...columns, ...byLength },
    sort: 'length',
    show: ({ id, username }) => ({ user_id: id, username }),
  })
}

const USER = struct('UserCreationReq', {
  username: text,
  email: text,
  realname: text,
  password: text,
  comment: text,
})

const ILLEGAL = /[,"~#%$]/

async function createUser(call: Call): Promise<Reply> {
  const sent = await body(call, 'userReq', USER)
  const { username = '', email = '', realname = '', password = '', comment = '' } = sent
  const { settings, tables, audit } = call.harbor
  const mode = settings.text('auth_mode')
  if (mode !== 'db_auth') throw forbidden(`creating local user is not allowed under auth mode: ${mode}`)
  if (!settings.flag('self_registration')) requireSystem(call, 'user', 'create')
  if (username === '' || username.length > 255) throw badRequest('username with illegal length')
  if (ILLEGAL.test(username)) throw badRequest(`username ${username} contains illegal characters: ,"~#%$`)
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw badRequest('email with illegal format')
  if (!strongEnough(password)) throw badRequest(WEAK)
  requireFreeName(call, username, email)
  const user = tables.users.insert({
    username,
    email,
    realname,
    comment,
    password: hashed(password),
    sysadmin: false,
    created: now(),
    updated: now(),
  })
  audit.record(call, { operation: 'create', type: 'user', resource: username })
  return created(`/api/v2.0/users/${user.id}`)
}

/** @throws `Refusal` 409 */
function requireFreeName({ harbor: { tables } }: Call, username: string, email: string): void {
  if (tables.users.one('username', username) || (email !== '' && tables.users.one('email', email))) {
    throw conflict(`user ${username} or email ${email} already exists`)
  }
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

/** Oneself, or with the right to others. */
function requireSelfOr(call: Call, id: number, action: string): User {
  requireAuthenticated(call)
  if (call.caller.user?.row.id !== id) requireSystem(call, 'user', action)
  return find(call, id)
}

function readUser(call: Call): Reply {
  return json(show(call, requireSelfOr(call, idParam(call, 'user_id'), 'read')))
}

async function updateUser(call: Call): Promise<Reply> {
  const id = idParam(call, 'user_id')
  const profile = struct('UserProfile', { email: text, realname: text, comment: text })
  const sent = await body(call, 'profile', profile)
  const user = requireSelfOr(call, id, 'update')
  if (id !== 1 && call.harbor.settings.text('auth_mode') !== 'db_auth') throw forbidden()
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

async function setSysadmin(call: Call): Promise<Reply> {
  const id = idParam(call, 'user_id')
  const sent = await body(call, 'sysadmin_flag', struct('UserSysAdminFlag', { sysadmin_flag: bool }))
  requireSystem(call, 'user', 'update')
  const user = find(call, id)
  call.harbor.tables.users.update({ ...user, sysadmin: sent.sysadmin_flag ?? false, updated: now() })
  return done
}

async function setPassword(call: Call): Promise<Reply> {
  const id = idParam(call, 'user_id')
  const form = struct('PasswordReq', { old_password: text, new_password: text })
  const { old_password = '', new_password = '' } = await body(call, 'password', form)
  const user = requireSelfOr(call, id, 'update')
  if (id !== 1 && call.harbor.settings.text('auth_mode') !== 'db_auth') throw forbidden()
  if (!strongEnough(new_password)) throw badRequest(WEAK)
  const own = call.caller.user?.row.id === id
  if (own && !matches(old_password, user.password)) throw forbidden('Current password is incorrect')
  if (matches(new_password, user.password)) {
    throw badRequest('the new password can not be same with the old one')
  }
  call.harbor.tables.users.update({ ...user, password: hashed(new_password), updated: now() })
  return done
}

/** Of people of OIDC only; an empty one is generated. */
async function setCliSecret(call: Call): Promise<Reply> {
  const id = idParam(call, 'user_id')
  const { secret = '' } = await body(call, 'secret', struct('OIDCCliSecretReq', { secret: text }))
  const mode = call.harbor.settings.text('auth_mode')
  if (mode !== 'oidc_auth') throw precondition(`set CLI secret not available in auth mode: ${mode}`)
  requireSelfOr(call, id, 'update')
  if (secret !== '' && !strongEnough(secret)) throw badRequest(WEAK)
  const { oidcUsers } = call.harbor.tables
  const meta = oidcUsers.one('user', id)
  if (!meta) throw notFound(`oidc info for user ${id} not found`)
  oidcUsers.update({ ...meta, secret: secret === '' ? generated(9) : secret, updated: now() })
  return done
}
