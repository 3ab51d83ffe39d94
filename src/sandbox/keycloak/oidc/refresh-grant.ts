/** Refreshing: claims are computed anew, and the refresh token is not used up unless the realm wants that. */
import type { Realm } from '../model/realm.ts'
import type { ClientRow, SessionRow, UserRow } from '../model/rows.ts'
import { clientEndOf, joined, left, liveSession, offlineId } from '../model/sessions.ts'
import type { JsonObject } from '../rest/json.ts'
import { refusal } from '../rest/refusal.ts'
import type { GrantCall } from './grant-call.ts'
import { issuerOf, nowInSeconds, unsealed } from './jwt.ts'
import { noteUse } from './refresh-reuse.ts'
import { tokenResponse } from './tokens.ts'

/** What a refresh token leads to while its session lasts. */
interface RefreshState {
  readonly session: SessionRow
  readonly user: UserRow
}

const invalid = (description: string) => refusal(400, 'invalid_grant', description)

/** The claims of a refresh token that was made for the client, expired or not. @throws Refusal 400 */
export async function refreshClaims(
  realm: Realm,
  client: ClientRow,
  token: string,
  base: string,
): Promise<JsonObject> {
  const claims = await unsealed(realm, token)
  const kinds = ['Refresh', 'Offline']
  if (!claims || !kinds.includes(`${claims['typ']}`) || claims['iss'] !== issuerOf(realm, base)) {
    throw invalid('Invalid refresh token')
  }
  if (claims['azp'] !== client.clientId) {
    throw invalid("Invalid refresh token. Token client and authorized client don't match")
  }
  return claims
}

/** The session that a refresh token is for, online or offline, if it lasts. */
export function refreshSession(realm: Realm, claims: JsonObject): SessionRow | undefined {
  const sid = `${claims['sid']}`
  return liveSession(realm, claims['typ'] === 'Offline' ? offlineId(sid) : sid)
}

/** @throws Refusal 400 that says what is wrong with the session */
function refreshState(realm: Realm, client: ClientRow, claims: JsonObject): RefreshState {
  const offline = claims['typ'] === 'Offline'
  const session = refreshSession(realm, claims)
  const user = session && realm.users.get(session.userId)
  if (!session || !user) throw invalid(offline ? 'Offline user session not found' : 'Session not active')
  if (!user.enabled) throw invalid('User disabled')
  if (!session.clients[client.id]) {
    throw invalid(offline ? 'Offline user session not found' : "Session doesn't have required client")
  }
  const { idle, age } = clientEndOf(realm, session, client)
  if (Math.min(idle ?? Number.POSITIVE_INFINITY, age ?? Number.POSITIVE_INFINITY) <= Date.now()) {
    left(realm, session, client)
    throw invalid('Client session not active')
  }
  if (Number(claims['iat']) < Math.max(client.notBefore, user.notBefore)) throw invalid('Stale token')
  return { session, user }
}

/** The scope of before, without what a request leaves out. It can't be widened. */
function narrowed(before: string, asked: string | undefined): string {
  if (!asked) return before
  const wanted = new Set(asked.split(' '))
  return before
    .split(' ')
    .filter((name) => wanted.has(name))
    .join(' ')
}

/** @throws Refusal */
export async function refreshed({ realm, client, form, base }: GrantCall): Promise<JsonObject> {
  const token = form['refresh_token']
  if (!token) throw refusal(400, 'invalid_request', 'No refresh token')
  const claims = await refreshClaims(realm, client, token, base)
  if (Number(claims['iat']) < Number(realm.row.fields['notBefore'] ?? 0)) throw invalid('Stale token')
  if (Number(claims['exp'] ?? Number.POSITIVE_INFINITY) <= nowInSeconds())
    throw invalid('Token is not active')
  const { session, user } = refreshState(realm, client, claims)
  const used = noteUse(realm, session, client, claims)
  const acr = session.clients[client.id]?.acr ?? '1'
  const granted = `${claims['scope'] ?? ''}`
  return tokenResponse({
    realm,
    client,
    user,
    base,
    session: joined(realm, used, client, acr),
    scope: narrowed(granted, form['scope']),
    granted,
    acr,
    notes: session.notes,
    ...(typeof claims['reuse_id'] === 'string' ? { reuseId: claims['reuse_id'] } : {}),
    ...(session.authTime === undefined ? {} : { authTime: session.authTime }),
  })
}
