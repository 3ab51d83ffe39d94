/** Whether an access token is good now: it is ours, and the client, the user and the session behind it still stand. */
import type { Realm } from '../model/realm.ts'
import type { ClientRow, SessionRow, UserRow } from '../model/rows.ts'
import { liveSession, offlineId } from '../model/sessions.ts'
import type { JsonObject } from '../rest/json.ts'
import { issuerOf, verified } from './jwt.ts'

/** A good token with what is behind it, or the reason why it is none. */
export type CheckedToken =
  | {
      readonly ok: true
      readonly claims: JsonObject
      readonly user: UserRow
      readonly client: ClientRow
      /** Absent for a service account. */
      readonly session?: SessionRow
    }
  | { readonly ok: false; readonly reason: 'invalid' | 'session' }

const INVALID: CheckedToken = { ok: false, reason: 'invalid' }
const NO_SESSION: CheckedToken = { ok: false, reason: 'session' }

/** @param base scheme and host that the client called: the token must have been got from there */
export async function checkAccessToken(realm: Realm, token: string, base: string): Promise<CheckedToken> {
  const claims = await verified(realm, token)
  if (claims?.['typ'] !== 'Bearer' || claims['iss'] !== issuerOf(realm, base)) return INVALID
  const client = realm.clients.one('name', `${claims['azp']}`)
  if (!client?.enabled || !realm.row.enabled) return INVALID
  const { sid, sub, iat } = claims
  if (isRevoked(realm, claims)) return INVALID
  const issued = Number(iat)
  const notBefore = Math.max(client.notBefore, Number(realm.row.fields['notBefore'] ?? 0))
  const good = (user: UserRow | undefined, session?: SessionRow): CheckedToken =>
    user?.enabled && issued >= Math.max(notBefore, user.notBefore)
      ? { ok: true, claims, user, client, ...(session ? { session } : {}) }
      : INVALID
  if (typeof sid !== 'string') return good(realm.users.get(`${sub}`))
  const session = sessionFor(realm, sid, client, issued)
  return session ? good(realm.users.get(session.userId), session) : NO_SESSION
}

const revocation = ({ jti }: JsonObject) => `Revoked:${jti}`

const isRevoked = (realm: Realm, claims: JsonObject) => realm.artifacts.get(revocation(claims)) !== undefined

/** Makes one access token void; the session goes on. */
export function revokeAccessToken(realm: Realm, claims: JsonObject): void {
  const expires = Number(claims['exp']) * 1000
  realm.artifacts.put({ id: revocation(claims), kind: 'Revoked', payload: {}, expires })
}

/** The session of a token, online or offline, in which the client took part when the token was made. */
function sessionFor(realm: Realm, sid: string, client: ClientRow, issued: number): SessionRow | undefined {
  return [sid, offlineId(sid)]
    .map((id) => liveSession(realm, id))
    .find((session) => session && issued >= (session.clients[client.id]?.started ?? Number.POSITIVE_INFINITY))
}
