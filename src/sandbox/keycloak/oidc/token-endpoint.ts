/**
 * The token endpoint.
 *
 * It stands before the provider library, because nearly every rule differs there: a public client may send a secret,
 * a wrong secret and an unknown client are two errors, refresh tokens are JWTs that are not used up, a replayed code ends the
 * client's part of the session, and access tokens carry what protocol mappers say. Codes come from the library (`codes.ts`).
 */
import type { IncomingMessage } from 'node:http'
import { serviceAccountOf } from '../model/clients.ts'
import { passwordFits } from '../model/passwords.ts'
import type { Realm } from '../model/realm.ts'
import type { SessionRow, UserRow } from '../model/rows.ts'
import { joined, newSessionId, offlineId, putSession, sweep } from '../model/sessions.ts'
import { profileComplete, userByLogin } from '../model/users.ts'
import type { JsonObject } from '../rest/json.ts'
import { refusal } from '../rest/refusal.ts'
import { authenticatedClient } from './client-auth.ts'
import { redeemCode } from './code-grant.ts'
import type { GrantCall } from './grant-call.ts'
import { refreshed } from './refresh-grant.ts'
import { checkOffline, checkScope, hasScope } from './scopes.ts'
import { tokenResponse } from './tokens.ts'

const GRANTS: Readonly<Record<string, (call: GrantCall) => Promise<JsonObject>>> = {
  authorization_code: redeemCode,
  refresh_token: refreshed,
  password: byPassword,
  client_credentials: byClient,
}

/** @throws Refusal as OAuth errors */
export function tokens(
  realm: Realm,
  request: IncomingMessage,
  form: Readonly<Record<string, string>>,
  base: string,
): Promise<JsonObject> {
  const type = form['grant_type']
  if (!type) throw refusal(400, 'invalid_request', 'Missing form parameter: grant_type')
  const grant = Object.hasOwn(GRANTS, type) ? GRANTS[type] : undefined
  if (!grant) throw refusal(400, 'unsupported_grant_type', 'Unsupported grant_type')
  const client = authenticatedClient(realm, request, form)
  return grant({ realm, client, form, base, address: request.socket.remoteAddress ?? '' })
}

function byPassword({ realm, client, form, base, address }: GrantCall): Promise<JsonObject> {
  if (!client.directAccessGrantsEnabled) {
    throw refusal(400, 'unauthorized_client', 'Client not allowed for direct access grants')
  }
  const scope = form['scope'] ?? ''
  checkScope(realm, client, scope)
  const user = userByLogin(realm, form['username'] ?? '')
  const fits = user && !user.serviceAccountOf && passwordFits(user, form['password'] ?? '')
  if (!user || !fits) throw refusal(400, 'invalid_grant', 'Invalid user credentials')
  if (!user.enabled) throw refusal(400, 'invalid_grant', 'Account disabled')
  if (user.requiredActions.length > 0 || !profileComplete(realm, user)) {
    throw refusal(400, 'invalid_grant', 'Account is not fully set up')
  }
  const offline = hasScope(scope, 'offline_access')
  if (offline) checkOffline({ realm, client, user, scope })
  const session = joined(realm, begun(realm, user, { address, offline }), client, '1')
  return tokenResponse({ realm, client, user, scope, base, session, acr: '1', notes: session.notes })
}

/** A session that no browser takes part in. */
function begun(
  realm: Realm,
  user: UserRow,
  {
    address,
    offline,
    notes = {},
  }: { readonly address: string; readonly offline: boolean; readonly notes?: SessionRow['notes'] },
): SessionRow {
  sweep(realm)
  const id = newSessionId()
  const now = Date.now()
  return putSession(realm, {
    id: offline ? offlineId(id) : id,
    userId: user.id,
    started: now,
    lastAccess: now,
    ipAddress: address,
    offline,
    notes,
    clients: {},
  })
}

function byClient({ realm, client, form, base, address }: GrantCall): Promise<JsonObject> {
  if (client.publicClient) {
    throw refusal(401, 'unauthorized_client', 'Public client not allowed to retrieve service account')
  }
  const user = serviceAccountOf(realm, client)
  if (!client.serviceAccountsEnabled || !user) {
    throw refusal(401, 'unauthorized_client', 'Client not enabled to retrieve service account')
  }
  const scope = form['scope'] ?? ''
  checkScope(realm, client, scope)
  const notes = { client_id: client.clientId, clientHost: address, clientAddress: address }
  const grant = { realm, client, user, scope, base, acr: '1', notes }
  // Without a refresh token there is nothing that a session would be for.
  if (client.attributes['client_credentials.use_refresh_token'] !== 'true') return tokenResponse(grant)
  const session = joined(realm, begun(realm, user, { address, offline: false, notes }), client, '1')
  return tokenResponse({ ...grant, session })
}
