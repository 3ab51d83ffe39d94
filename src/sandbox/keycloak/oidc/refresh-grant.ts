/** Refreshing: claims are computed anew, and the refresh token is not used up unless the realm wants that. */
import type { Realm } from '../model/realm.ts'
import type { ClientRow, SessionRow, UserRow } from '../model/rows.ts'
import { liveSession, offlineId, putSession } from '../model/sessions.ts'
import type { JsonObject } from '../rest/json.ts'
import { refusal } from '../rest/refusal.ts'
import type { GrantCall } from './grant-call.ts'
import { issuerOf, nowInSeconds, unsealed } from './jwt.ts'
import { tokenResponse } from './tokens.ts'

/** What a refresh token leads to while its session lasts. */
export interface RefreshState {
  readonly claims: JsonObject
  readonly session: SessionRow
  readonly user: UserRow
}

const invalid = (description: string) => refusal(400, 'invalid_grant', description)

/** @throws Refusal 400 that says what is wrong with the token or its session */
export async function refreshState(
  realm: Realm,
  client: ClientRow,
  token: string,
  base: string,
): Promise<RefreshState> {
  const claims = await unsealed(realm, token)
  const offline = claims?.['typ'] === 'Offline'
  if (!claims || !(offline || claims['typ'] === 'Refresh') || claims['iss'] !== issuerOf(realm, base)) {
    throw invalid('Invalid refresh token')
  }
  if (claims['azp'] !== client.clientId) {
    throw invalid("Invalid refresh token. Token client and authorized client don't match")
  }
  const sid = `${claims['sid']}`
  const session = liveSession(realm, offline ? offlineId(sid) : sid)
  const user = session && realm.users.get(session.userId)
  if (!session || !user) throw invalid(offline ? 'Offline user session not found' : 'Session not active')
  if (!user.enabled) throw invalid('User disabled')
  if (Number(claims['iat']) < user.notBefore) throw invalid('Stale token')
  if (Number(claims['exp'] ?? Number.POSITIVE_INFINITY) <= nowInSeconds())
    throw invalid('Token is not active')
  if (!session.clients[client.id]) {
    throw invalid(offline ? 'Offline user session not found' : "Session doesn't have required client")
  }
  return { claims, session, user }
}

/** @throws Refusal */
export async function refreshed({ realm, client, form, base }: GrantCall): Promise<JsonObject> {
  const token = form['refresh_token']
  if (!token) throw refusal(400, 'invalid_request', 'No refresh token')
  const { claims, session, user } = await refreshState(realm, client, token, base)
  const now = putSession(realm, { ...session, lastAccess: Date.now() })
  return tokenResponse({
    realm,
    client,
    user,
    base,
    session: now,
    scope: `${claims['scope'] ?? ''}`,
    acr: session.clients[client.id]?.acr ?? '1',
    notes: session.notes,
    ...(session.authTime === undefined ? {} : { authTime: session.authTime }),
  })
}
