/**
 * Userinfo, introspection and revocation. Answered before the provider library, which knows neither tokens that it did not store
 * nor, at userinfo, any token with an audience; all three take our own JWTs.
 */
import type { IncomingMessage } from 'node:http'
import type { Realm } from '../model/realm.ts'
import { endSession, left, sidOf } from '../model/sessions.ts'
import type { Answer } from '../rest/exchange.ts'
import type { JsonObject } from '../rest/json.ts'
import { Refusal, refusal } from '../rest/refusal.ts'
import { checkAccessToken } from './access-token.ts'
import type { Grant } from './claims.ts'
import { authenticatedClient } from './client-auth.ts'
import { refreshState } from './refresh-grant.ts'
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

/** Active only for who is in the token's audience. */
export async function introspect(realm: Realm, { request, form, base }: FormCall): Promise<JsonObject> {
  const client = introspecting(realm, request, form)
  const checked = await checkAccessToken(realm, form['token'] ?? '', base)
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

function introspecting(realm: Realm, request: IncomingMessage, form: FormCall['form']) {
  try {
    const client = authenticatedClient(realm, request, form)
    if (!client.publicClient) return client
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
  throw refusal(401, 'invalid_client', 'Client authentication failed.')
}

/** Ends the client's part of the session; unknown tokens are fine (RFC 7009 §2.2). */
export async function revoke(realm: Realm, { request, form, base }: FormCall): Promise<Answer> {
  const client = authenticatedClient(realm, request, form)
  const token = form['token']
  if (!token) throw refusal(400, 'invalid_request', 'Token not provided')
  const checked = await checkAccessToken(realm, token, base)
  const session = checked.ok ? checked.session : await refreshSession(realm, client, token, base)
  if (session && (!checked.ok || checked.client.id === client.id)) {
    const rest = left(realm, session, client)
    if (Object.keys(rest.clients).length === 0) endSession(realm, rest)
  }
  return { status: 200 }
}

async function refreshSession(...[realm, client, token, base]: Parameters<typeof refreshState>) {
  try {
    return (await refreshState(realm, client, token, base)).session
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

/** POST with a refresh token: logging out from behind (contract 30-logout). An ended session is fine. */
export async function logoutFromBehind(realm: Realm, { request, form, base }: FormCall): Promise<Answer> {
  const client = authenticatedClient(realm, request, form)
  const session = await refreshSession(realm, client, form['refresh_token'] ?? '', base)
  if (session) {
    endSession(realm, session)
    const online = realm.sessions.get(sidOf(session))
    if (online) endSession(realm, online)
  }
  return { status: 204 }
}
