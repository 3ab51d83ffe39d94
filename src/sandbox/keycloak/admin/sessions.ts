/** Sessions of the realm and of clients, as administrators see and end them. */
import type { Realm } from '../model/realm.ts'
import type { SessionRow } from '../model/rows.ts'
import { endSession, liveSession, offlineId, sidOf } from '../model/sessions.ts'
import { found, NOTHING } from '../rest/exchange.ts'
import type { JsonObject } from '../rest/json.ts'
import { notFound } from '../rest/refusal.ts'
import { type AdminAnswer, flagIn, paged, type RealmCall, type RealmRoutes } from './call.ts'
import { clientIn } from './clients.ts'

const VIEW = ['view-clients', 'manage-clients'] as const
const CAP = 100

/** A session as the Admin API shows it. @param lastAccess of one client, where the list is about that */
export function sessionRepresentation(
  realm: Realm,
  row: SessionRow,
  lastAccess: number = row.lastAccess,
): JsonObject {
  const clients = Object.keys(row.clients).flatMap((id) => realm.clients.get(id) ?? [])
  return {
    id: sidOf(row),
    username: realm.users.get(row.userId)?.username ?? '',
    userId: row.userId,
    ipAddress: row.ipAddress,
    start: row.started,
    lastAccess,
    rememberMe: false,
    clients: Object.fromEntries(clients.map(({ id, clientId }) => [id, clientId])),
    transientUser: false,
  }
}

const live = (realm: Realm) => [...realm.sessions.all()].flatMap(({ id }) => liveSession(realm, id) ?? [])

/** A client's sessions, online or offline ones. */
function ofClient(call: RealmCall, offline: boolean): readonly SessionRow[] {
  const { id } = clientIn(call, ...VIEW)
  return live(call.realm).filter((row) => row.offline === offline && row.clients[id])
}

function listed(call: RealmCall, offline: boolean): AdminAnswer {
  const rows = paged(ofClient(call, offline), call.query, CAP)
  return found(
    rows.map((row) => {
      const part = row.clients[call.params['client'] ?? '']
      return sessionRepresentation(call.realm, row, offline ? part?.lastAccess : row.lastAccess)
    }),
  )
}

/** How many sessions each client has that has any. */
function statistics({ realm, rights }: RealmCall): AdminAnswer {
  rights.need('view-realm', 'manage-realm')
  const rows = live(realm)
  const count = (id: string, offline: boolean) =>
    `${rows.filter((row) => row.offline === offline && row.clients[id]).length}`
  const ids = new Set(rows.flatMap((row) => Object.keys(row.clients)))
  return found(
    [...ids]
      .flatMap((id) => realm.clients.get(id) ?? [])
      .map(({ id, clientId }) => ({ id, clientId, active: count(id, false), offline: count(id, true) })),
  )
}

/** Ends every online session, and says nothing of clients that would have to be told. */
function logoutAll({ realm, rights }: RealmCall): AdminAnswer {
  rights.need('manage-users')
  for (const row of [...realm.sessions.all()]) if (!row.offline) endSession(realm, row)
  // Tokens from before are void, as the server sets the realm's policy anew.
  realm.row = { ...realm.row, fields: { ...realm.row.fields, notBefore: Math.floor(Date.now() / 1000) } }
  return {
    ...found({}),
    change: { operation: 'ACTION', type: 'REALM', path: 'logout-all', representation: {} },
  }
}

function end(call: RealmCall): AdminAnswer {
  call.rights.need('manage-users')
  const sid = call.params['session'] ?? ''
  const offline = flagIn(call.query, 'isOffline', false)
  const row = liveSession(call.realm, offline ? offlineId(sid) : sid)
  // Misspelt by the server.
  if (!row) throw notFound('Sesssion not found')
  endSession(call.realm, row)
  const change = { operation: 'DELETE', type: 'USER_SESSION', path: `sessions/${sid}` } as const
  return { ...NOTHING, change: { ...change, representation: { offline } } }
}

/** Adds the addresses of sessions. */
export function sessionRoutes(routes: RealmRoutes): void {
  const one = '/clients/{client}'
  routes
    .on('GET', '/client-session-stats', statistics)
    .on('POST', '/logout-all', logoutAll)
    .on('DELETE', '/sessions/{session}', end)
    .on('GET', `${one}/user-sessions`, (call) => listed(call, false))
    .on('GET', `${one}/offline-sessions`, (call) => listed(call, true))
    .on('GET', `${one}/session-count`, (call) => found({ count: ofClient(call, false).length }))
    .on('GET', `${one}/offline-session-count`, (call) => found({ count: ofClient(call, true).length }))
}
