/**
 * Userinfo, introspection and revocation. Answered before the provider library, which knows neither tokens that it did not store
 * nor, at userinfo, any token with an audience; all three take our own JWTs.
 */
import type { IncomingMessage } from 'node:http'
import type { Realm } from '../model/realm.ts'
import type { ClientRow, SessionRow } from '../model/rows.ts'
import { endSession, leave, liveSession, offlineId, sidOf } from '../model/sessions.ts'
import type { Answer } from '../rest/exchange.ts'
import type { JsonObject } from '../rest/json.ts'
import { Refusal, refusal } from '../rest/refusal.ts'
import { checkAccessToken, revokeAccessToken } from './access-token.ts'
import type { Grant } from './claims.ts'
import { authenticatedClient } from './client-auth.ts'
import { issuerOf, unsealed, verifiedHint } from './jwt.ts'
import { refreshClaims, refreshSession } from './refresh-grant.ts'
import { hasScope } from './scopes.ts'
import { userinfoClaims } from './tokens.ts'

/** A form, and the address by which the server was called. */
export interface FormCall {
  readonly request: IncomingMessage
  readonly form: Readonly<Record<string, string>>
  readonly base: string
}

/** Its errors have an empty body and say all in a header (contract 28-code-flow). */
export async function userinfo(realm: Realm, { request, form, base }: FormCall): Promise<Answer> {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? form['access_token']
  if (!bearer) return challenge(realm, 401)
  const checked = await checkAccessToken(realm, bearer, base)
  if (!checked.ok) {
    const reason = checked.reason === 'session' ? 'user_session_not_found' : 'Token verification failed'
    return challenge(realm, 401, 'invalid_token', reason)
  }
  const scope = `${checked.claims['scope'] ?? ''}`
  if (!hasScope(scope, 'openid')) {
    return challenge(realm, 403, 'insufficient_scope', 'Missing openid scope')
  }
  return { status: 200, json: userinfoClaims(grantOf(realm, checked, scope)) }
}

function grantOf(
  realm: Realm,
  { user, client, session }: Extract<Awaited<ReturnType<typeof checkAccessToken>>, { ok: true }>,
  scope: string,
): Grant {
  return { realm, user, client, scope, acr: '1', notes: session?.notes ?? {} }
}

function challenge(realm: Realm, status: number, error?: string, description?: string): Answer {
  const why = error === undefined ? '' : `, error="${error}", error_description="${description}"`
  return {
    status,
    type: 'text/plain;charset=utf-8',
    headers: { 'www-authenticate': `Bearer realm="${realm.name}"${why}` },
  }
}

const TOKEN_TYPES = new Set(['access_token', 'refresh_token', 'requesting_party_token'])

/** Active only for who is in the token's audience. */
export async function introspect(realm: Realm, { request, form, base }: FormCall): Promise<JsonObject> {
  const client = introspecting(realm, request, form)
  const { token, token_type_hint: hint } = form
  if (!token) throw refusal(400, 'invalid_request', 'Token not provided.')
  if (hint && !TOKEN_TYPES.has(hint)) {
    throw refusal(400, 'invalid_request', `Unsupported token type [${hint}].`)
  }
  const checked = await checkAccessToken(realm, token, base)
  if (!checked.ok) return { active: false }
  const { aud } = checked.claims
  if (![aud].flat().includes(client.clientId)) return { active: false }
  return {
    ...checked.claims,
    client_id: checked.client.clientId,
    username: checked.user.username,
    token_type: 'Bearer',
    active: true,
  }
}

function introspecting(realm: Realm, request: IncomingMessage, form: FormCall['form']): ClientRow {
  const client = authenticatedHere(realm, request, form)
  if (client.publicClient) throw refusal(403, 'invalid_request', 'Client not allowed.')
  return client
}

/** One refusal for every reason. */
function authenticatedHere(...[realm, request, form]: Parameters<typeof authenticatedClient>): ClientRow {
  try {
    return authenticatedClient(realm, request, form)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw refusal(401, 'invalid_client', 'Client authentication failed.')
  }
}

const INVALID_TOKEN: Answer = {
  status: 200,
  json: { error: 'invalid_token', error_description: 'Invalid token' },
}

/**
 * A refresh token takes the client's part of the session with it, an access token only itself. What is no token is answered
 * with 200 and says so (RFC 7009 §2.2). @throws Refusal 400 for another client's token
 */
export async function revoke(realm: Realm, { request, form, base }: FormCall): Promise<Answer> {
  const client = authenticatedClient(realm, request, form)
  const { token } = form
  if (!token) throw refusal(400, 'invalid_request', 'Token not provided')
  const claims = (await unsealed(realm, token)) ?? (await verifiedHint(realm, token))
  if (!claims || claims['iss'] !== issuerOf(realm, base)) return INVALID_TOKEN
  if (!['Refresh', 'Offline', 'Bearer'].includes(`${claims['typ']}`)) {
    throw refusal(400, 'unsupported_token_type', 'Unsupported token type')
  }
  if (claims['azp'] !== client.clientId) throw refusal(400, 'invalid_request', 'Unmatching clients')
  const sessions = sessionsOf(realm, claims).filter((session) => session.clients[client.id])
  if (typeof claims['sid'] === 'string' && sessions.length === 0) return INVALID_TOKEN
  if (claims['typ'] === 'Bearer') revokeAccessToken(realm, claims)
  else for (const session of sessions) leave(realm, session, client)
  return { status: 200 }
}

/** The sessions that a token stands for: an offline token for its online twin too, an access token for either. */
function sessionsOf(realm: Realm, { sid, typ }: JsonObject): readonly SessionRow[] {
  const ids = typ === 'Refresh' ? [`${sid}`] : [`${sid}`, offlineId(`${sid}`)]
  return ids.flatMap((id) => liveSession(realm, id) ?? [])
}

/** POST with a refresh token: logging out from behind (contract 30-logout). An ended session is fine. @throws Refusal 400 */
export async function logoutFromBehind(realm: Realm, { request, form, base }: FormCall): Promise<Answer> {
  const client = authenticatedClient(realm, request, form)
  const claims = await refreshClaims(realm, client, form['refresh_token'] ?? '', base)
  const session = refreshSession(realm, claims)
  if (session) {
    endSession(realm, session)
    const online = realm.sessions.get(sidOf(session))
    if (online) endSession(realm, online)
  }
  return { status: 204 }
}
