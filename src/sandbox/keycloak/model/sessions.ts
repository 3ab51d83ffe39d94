/**
 * User sessions: what a token's `sid` refers to. A session ends by idling, by its age, by logging out, or with its user.
 * Offline sessions live by their own limits and survive a logout (contract 48-offline-access).
 */
import { randomBytes } from 'node:crypto'
import type { Realm } from './realm.ts'
import type { ClientRow, ClientSession, SessionRow, UserRow } from './rows.ts'

/** A session id as the server makes them: 24 characters. */
export const newSessionId = () => randomBytes(18).toString('base64url')

/** The row of a session's offline twin: it has the same `sid` and lives on its own. */
export const offlineId = (id: string) => `offline:${id}`
/** The `sid` of a row. */
export const sidOf = (session: SessionRow) => session.id.replace(/^offline:/, '')

const secondsOf = (realm: Realm, field: string) => Number(realm.row.fields[field] ?? 0) * 1000

/** When a session ends if nothing happens, in milliseconds. */
export function endOf(realm: Realm, session: SessionRow): number {
  if (session.offline) {
    const idle = session.lastAccess + secondsOf(realm, 'offlineSessionIdleTimeout')
    return Math.min(idle, latestEndOf(realm, session) ?? idle)
  }
  const idle = session.lastAccess + secondsOf(realm, 'ssoSessionIdleTimeout')
  return Math.min(idle, latestEndOf(realm, session) ?? idle)
}

/** When a session ends however busy it is, in milliseconds; undefined for an offline one without a limit. */
export function latestEndOf(realm: Realm, session: SessionRow): number | undefined {
  if (!session.offline) return session.started + secondsOf(realm, 'ssoSessionMaxLifespan')
  if (realm.row.fields['offlineSessionMaxLifespanEnabled'] !== true) return undefined
  return session.started + secondsOf(realm, 'offlineSessionMaxLifespan')
}

/** A limit of a client, else of the realm for all clients; undefined for none. In milliseconds. */
function clientLimit(realm: Realm, client: ClientRow, attribute: string, field: string): number | undefined {
  const own = Number(client.attributes[attribute] ?? 0) * 1000
  const limit = own > 0 ? own : secondsOf(realm, field)
  return limit > 0 ? limit : undefined
}

/** When a client's part of a session ends: after its own idling or age where there are such limits. */
export function clientEndOf(realm: Realm, session: SessionRow, client: ClientRow) {
  const part = session.clients[client.id]
  const [prefix, field] = session.offline ? ['client.offline', 'clientOffline'] : ['client', 'client']
  const idle = clientLimit(realm, client, `${prefix}.session.idle.timeout`, `${field}SessionIdleTimeout`)
  const age = clientLimit(realm, client, `${prefix}.session.max.lifespan`, `${field}SessionMaxLifespan`)
  const began = (part?.started ?? 0) * 1000
  return {
    idle: idle === undefined ? undefined : (part?.lastAccess ?? began) + idle,
    age: age === undefined ? undefined : began + age,
  }
}

/** A session that has not ended. */
export function liveSession(realm: Realm, id: string): SessionRow | undefined {
  const session = realm.sessions.get(id)
  if (!session) return undefined
  if (endOf(realm, session) > Date.now()) return session
  endSession(realm, session)
  return undefined
}

const SWEEP_EVERY = 200
const begun = new WeakMap<Realm, number>()

/** Called where something short-lived begins: now and then, forgets all that has expired. */
export function sweep(realm: Realm): void {
  const count = (begun.get(realm) ?? 0) + 1
  begun.set(realm, count)
  if (count % SWEEP_EVERY !== 0) return
  const now = Date.now()
  for (const session of [...realm.sessions.all()]) liveSession(realm, session.id)
  for (const row of [...realm.artifacts.all()]) if (row.expires < now) realm.artifacts.delete(row.id)
  for (const code of [...realm.codes.all()]) if (code.expires < now) realm.codes.delete(code.id)
}

/** Begins a session, or replaces the row of one that goes on. */
export function putSession(realm: Realm, session: SessionRow): SessionRow {
  return realm.sessions.put(session)
}

/** Notes that a client takes part in a session from now on. @param acr how the user was authenticated for it */
export function joined(realm: Realm, session: SessionRow, client: ClientRow, acr: string): SessionRow {
  const before = session.clients[client.id]
  const lastAccess = Date.now()
  const entry: ClientSession = {
    ...before,
    started: before?.started ?? Math.floor(lastAccess / 1000),
    acr,
    lastAccess,
  }
  return putSession(realm, {
    ...session,
    lastAccess,
    clients: { ...session.clients, [client.id]: entry },
  })
}

/** Takes a client out of a session, so that its tokens are void; the session goes on. */
export function left(realm: Realm, session: SessionRow, client: ClientRow): SessionRow {
  const { [client.id]: _gone, ...clients } = session.clients
  return putSession(realm, { ...session, clients })
}

/** The same, and a session that is no client's any more ends. */
export function leave(realm: Realm, session: SessionRow, client: ClientRow): void {
  const rest = left(realm, session, client)
  if (Object.keys(rest.clients).length === 0) endSession(realm, rest)
}

/** Ends a session, and the browser's with it. */
export function endSession(realm: Realm, session: SessionRow): void {
  realm.sessions.delete(session.id)
  if (session.offline) return
  for (const artifact of realm.artifacts.by('uid', session.id)) realm.artifacts.delete(artifact.id)
}

/** Ends all sessions of a user; offline ones only where asked for. */
export function endSessions(realm: Realm, user: UserRow, { offline }: { readonly offline: boolean }): void {
  for (const session of realm.sessions.by('user', user.id)) {
    if (offline || !session.offline) endSession(realm, session)
  }
}
