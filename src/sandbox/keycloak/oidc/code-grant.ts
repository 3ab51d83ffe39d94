/** A code for tokens (contracts 28, 29 and 48). */
import { createHash } from 'node:crypto'
import type { Realm } from '../model/realm.ts'
import type { CodeRow, SessionRow } from '../model/rows.ts'
import { endSession, left, liveSession, offlineId, putSession } from '../model/sessions.ts'
import type { JsonObject } from '../rest/json.ts'
import { refusal } from '../rest/refusal.ts'
import type { GrantCall } from './grant-call.ts'
import { checkOffline, hasScope } from './scopes.ts'
import { tokenResponse } from './tokens.ts'

const invalid = (description: string) => refusal(400, 'invalid_grant', description)

/** A code is used up by the first attempt, whatever comes of it. @throws Refusal */
export function redeemCode(call: GrantCall): Promise<JsonObject> {
  const { realm, client, form, base } = call
  if (!form['code']) throw refusal(400, 'invalid_request', 'Missing parameter: code')
  const code = taken(realm, form['code'])
  const session = liveSession(realm, code.sessionId)
  const user = realm.users.get(code.userId)
  if (!session || !user) throw invalid('Code not valid')
  if (!user.enabled) throw invalid('User disabled')
  if (code.clientId !== client.id) throw invalid('Auth error: Found different client_id in clientSession')
  if (form['redirect_uri'] !== code.redirectUri) throw invalid('Incorrect redirect_uri')
  checkVerifier(code, form['code_verifier'])
  const offline = hasScope(code.scope, 'offline_access')
  if (offline) checkOffline({ realm, client, user, scope: code.scope })
  return tokenResponse({
    realm,
    client,
    user,
    base,
    scope: code.scope,
    acr: code.acr,
    notes: session.notes,
    session: offline ? wentOffline(realm, session, code) : session,
    ...(session.authTime === undefined ? {} : { authTime: session.authTime }),
    ...(code.nonce === undefined ? {} : { nonce: code.nonce }),
  })
}

/** A code that comes back a second time was stolen or leaked: the client's tokens of that session are void from then on. */
function taken(realm: Realm, id: string): CodeRow {
  const code = realm.codes.get(id)
  if (!code || code.expires < Date.now()) throw invalid('Code not valid')
  if (code.used) {
    const session = realm.sessions.get(code.sessionId)
    const client = realm.clients.get(code.clientId)
    if (session && client) left(realm, session, client)
    throw invalid('Code not valid')
  }
  return realm.codes.put({ ...code, used: true })
}

function checkVerifier({ challenge, challengeMethod }: CodeRow, verifier: string | undefined): void {
  if (challenge === undefined) {
    if (verifier)
      throw invalid('PKCE code verifier specified but challenge not present in the authorization request')
    return
  }
  if (!verifier) throw invalid('PKCE code verifier not specified')
  const made =
    challengeMethod === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier
  if (made !== challenge) throw invalid('PKCE verification failed: Code mismatch')
}

/** The offline twin of a session. One that began with this very request leaves no other behind, so the browser forgets it. */
function wentOffline(realm: Realm, session: SessionRow, code: CodeRow): SessionRow {
  const entry = session.clients[code.clientId]
  const before = realm.sessions.get(offlineId(session.id))
  const offline = putSession(realm, {
    ...session,
    id: offlineId(session.id),
    offline: true,
    lastAccess: Date.now(),
    clients: { ...before?.clients, ...(entry ? { [code.clientId]: entry } : {}) },
  })
  if (code.startsSession) endSession(realm, session)
  return offline
}
