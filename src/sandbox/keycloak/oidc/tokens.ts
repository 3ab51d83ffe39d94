/** The tokens of a grant (reference/keycloak.md §13.1). */
import { createHash, randomUUID } from 'node:crypto'
import type { Realm } from '../model/realm.ts'
import type { ClientRow, SessionRow } from '../model/rows.ts'
import { endOf, sidOf } from '../model/sessions.ts'
import { type JsonObject, present } from '../rest/json.ts'
import { type Grant, mappedClaims } from './claims.ts'
import { issuerOf, nowInSeconds, sealed, signed } from './jwt.ts'
import { hasScope, scopeText } from './scopes.ts'

/** What tokens are made of: a grant, the session behind it, and what only this request says. */
export interface TokenRequest extends Grant {
  readonly base: string
  /** Absent for a service account, which has none. */
  readonly session?: SessionRow
  readonly nonce?: string
}

/** The life of an access token in seconds: the client's own, else the realm's. */
function accessLifespan(realm: Realm, client: ClientRow): number {
  const own = client.attributes['access.token.lifespan']
  return Number(own === undefined || own === '' ? (realm.row.fields['accessTokenLifespan'] ?? 300) : own)
}

/** The claims of an access token. */
export function accessClaims(request: TokenRequest): JsonObject {
  const { client, user, session } = request
  const { aud, sub, ...mapped } = mappedClaims(request, 'access')
  return present({
    ...head(request),
    aud,
    sub: session ? sub : user.id,
    typ: 'Bearer',
    azp: client.clientId,
    sid: session && sidOf(session),
    scope: scopeText(request),
    ...mapped,
  })
}

/** The claims of an ID token, which always says who it is about. */
export function idClaims(request: TokenRequest, accessToken?: string): JsonObject {
  const { client, user, session, nonce } = request
  return present({
    ...head(request),
    aud: client.clientId,
    sub: user.id,
    typ: 'ID',
    azp: client.clientId,
    nonce,
    sid: session && sidOf(session),
    at_hash: accessToken === undefined ? undefined : halfHash(accessToken),
    ...mappedClaims(request, 'id'),
  })
}

/** What userinfo answers. */
export function userinfoClaims(grant: Grant): JsonObject {
  return { sub: grant.user.id, ...mappedClaims(grant, 'userinfo') }
}

function head({ realm, client, base }: TokenRequest) {
  const iat = nowInSeconds()
  return {
    exp: iat + accessLifespan(realm, client),
    iat,
    jti: randomUUID(),
    iss: issuerOf(realm, base),
  }
}

const halfHash = (token: string) =>
  createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url')

/** The answer of the token endpoint. A grant without a session has no refresh token. */
export async function tokenResponse(request: TokenRequest): Promise<JsonObject> {
  const { realm, client, session, scope } = request
  const access = await signed(realm, accessClaims(request))
  const refresh = session && (await refreshToken(request, session))
  const idToken = hasScope(scope, 'openid') ? await signed(realm, idClaims(request, access)) : undefined
  return present({
    access_token: access,
    expires_in: accessLifespan(realm, client),
    refresh_expires_in: refresh?.expiresIn ?? 0,
    refresh_token: refresh?.token,
    token_type: 'Bearer',
    id_token: idToken,
    'not-before-policy': Number(realm.row.fields['notBefore'] ?? 0),
    session_state: session && sidOf(session),
    scope: scopeText(request),
  })
}

async function refreshToken({ realm, client, user, base, scope }: TokenRequest, session: SessionRow) {
  const iat = nowInSeconds()
  const exp = Math.floor(endOf(realm, session) / 1000)
  const iss = issuerOf(realm, base)
  const token = await sealed(
    realm,
    present({
      exp: session.offline ? undefined : exp,
      iat,
      jti: randomUUID(),
      iss,
      aud: iss,
      sub: user.id,
      typ: session.offline ? 'Offline' : 'Refresh',
      azp: client.clientId,
      sid: sidOf(session),
      scope,
    }),
  )
  return { token, expiresIn: session.offline ? 0 : exp - iat }
}
