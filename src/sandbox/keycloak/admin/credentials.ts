/** What a user signs in with, and what they have granted (contract 21-user-credentials). */
import { CREDENTIAL } from '../model/representations.ts'
import type { CredentialRow, SessionRow, UserRow } from '../model/rows.ts'
import { leave } from '../model/sessions.ts'
import { setPassword } from '../model/users.ts'
import { found, NOTHING } from '../rest/exchange.ts'
import { notFound, refusal } from '../rest/refusal.ts'
import { type AdminAnswer, objectIn, type RealmCall, type RealmRoutes } from './call.ts'
import { pathTo, userIn } from './users.ts'

const VIEW = ['view-users', 'manage-users'] as const
const MANAGE = 'manage-users'
const PASSWORD_DATA = { hashIterations: 5, algorithm: 'argon2', additionalParameters: {} }

function list(call: RealmCall): AdminAnswer {
  const { credentials } = userIn(call, ...VIEW)
  return found(
    credentials.map(({ id, type, userLabel, createdDate }) => ({
      id,
      type,
      ...(userLabel === undefined ? {} : { userLabel }),
      createdDate,
      credentialData: JSON.stringify(PASSWORD_DATA),
    })),
  )
}

function reset(call: RealmCall): AdminAnswer {
  const user = userIn(call, MANAGE)
  const sent = objectIn(call, CREDENTIAL)
  if (typeof sent['value'] !== 'string') throw refusal(400, 'No password provided')
  setPassword(call.realm, user, sent)
  const path = `${pathTo(user)}/reset-password`
  return { ...NOTHING, change: { operation: 'ACTION', type: 'USER', path } }
}

function credentialIn(call: RealmCall, user: UserRow): CredentialRow {
  const credential = user.credentials.find(({ id }) => id === call.params['credential'])
  if (!credential) throw notFound('Credential not found')
  return credential
}

function remove(call: RealmCall): AdminAnswer {
  const user = userIn(call, MANAGE)
  const { id } = credentialIn(call, user)
  call.realm.users.put({ ...user, credentials: user.credentials.filter((other) => other.id !== id) })
  const path = `${pathTo(user)}/credentials/${id}`
  return { ...NOTHING, change: { operation: 'ACTION', type: 'USER', path } }
}

/** The body is the bare text. */
function label(call: RealmCall): AdminAnswer {
  const user = userIn(call, MANAGE)
  const { id } = credentialIn(call, user)
  const userLabel = call.text
  if (userLabel.trim() === '') {
    throw refusal(400, 'missingCredentialLabel', 'Credential label must not be empty')
  }
  const credentials = user.credentials.map((other) => (other.id === id ? { ...other, userLabel } : other))
  call.realm.users.put({ ...user, credentials })
  return NOTHING
}

/** To the front, or behind another one. */
function move(call: RealmCall): AdminAnswer {
  const user = userIn(call, MANAGE)
  const moved = credentialIn(call, user)
  const others = user.credentials.filter(({ id }) => id !== moved.id)
  const place = others.findIndex(({ id }) => id === call.params['previous']) + 1
  call.realm.users.put({ ...user, credentials: [...others.slice(0, place), moved, ...others.slice(place)] })
  return NOTHING
}

/** No type of credential can be switched off: what is kept here is what is in use. */
function disable(call: RealmCall): AdminAnswer {
  userIn(call, MANAGE)
  return NOTHING
}

const offlineOf = ({ realm }: RealmCall, user: UserRow): readonly SessionRow[] =>
  realm.sessions.by('user', user.id).filter(({ offline }) => offline)

/** Without a consent page, what a user has granted is offline access. */
function consents(call: RealmCall): AdminAnswer {
  const rows = offlineOf(call, userIn(call, ...VIEW))
  const ids = new Set(rows.flatMap((row) => Object.keys(row.clients)))
  const clients = [...ids].flatMap((id) => call.realm.clients.get(id) ?? [])
  return found(
    clients.map(({ id, clientId }) => ({
      clientId,
      grantedClientScopes: [],
      createdDate: null,
      lastUpdatedDate: null,
      additionalGrants: [{ client: id, key: 'Offline Token' }],
    })),
  )
}

/** Withdraws the consent given to a client, and its offline access with it. */
function withdraw(call: RealmCall): AdminAnswer {
  const user = userIn(call, MANAGE)
  const { realm } = call
  const client = realm.clients.one('name', call.params['clientId'] ?? '')
  if (!client) throw notFound('Client not found')
  const rows = offlineOf(call, user).filter((row) => row.clients[client.id])
  if (rows.length === 0) throw notFound('Consent nor offline token not found')
  for (const row of rows) leave(realm, row, client)
  const path = `${pathTo(user)}/consents/${client.clientId}`
  return { ...NOTHING, change: { operation: 'ACTION', type: 'USER', path } }
}

/** Adds the addresses of credentials and consents. */
export function credentialRoutes(routes: RealmRoutes): void {
  const user = '/users/{user}'
  const one = `${user}/credentials/{credential}`
  routes
    .on('GET', `${user}/credentials`, list)
    .on('PUT', `${user}/reset-password`, reset)
    .on('DELETE', one, remove)
    .on('PUT', `${one}/userLabel`, label)
    .on('POST', `${one}/moveToFirst`, move)
    .on('POST', `${one}/moveAfter/{previous}`, move)
    .on('PUT', `${user}/disable-credential-types`, disable)
    .on('GET', `${user}/configured-user-storage-credential-types`, (call) => {
      userIn(call, ...VIEW)
      return found([])
    })
    .on('GET', `${user}/consents`, consents)
    .on('DELETE', `${user}/consents/{clientId}`, withdraw)
}
