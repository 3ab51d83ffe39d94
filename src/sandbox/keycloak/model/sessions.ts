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
    const limited = realm.row.fields['offlineSessionMaxLifespanEnabled'] === true
    const age = session.started + secondsOf(realm, 'offlineSessionMaxLifespan')
    return limited ? Math.min(idle, age) : idle
  }
  return Math.min(
    session.lastAccess + secondsOf(realm, 'ssoSessionIdleTimeout'),
    session.started + secondsOf(realm, 'ssoSessionMaxLifespan'),
  )
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
  const entry: ClientSession = { started: before?.started ?? Math.floor(Date.now() / 1000), acr }
  return putSession(realm, {
    ...session,
    lastAccess: Date.now(),
    clients: { ...session.clients, [client.id]: entry },
  })
}

/** Takes a client out of a session, so that its tokens are void; the session goes on. */
export function left(realm: Realm, session: SessionRow, client: ClientRow): SessionRow {
  const { [client.id]: _gone, ...clients } = session.clients
  return putSession(realm, { ...session, clients })
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
