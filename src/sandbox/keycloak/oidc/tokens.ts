/** The tokens of a grant (reference/keycloak.md §13.1). */
import { createHash, randomUUID } from 'node:crypto'
import type { Realm } from '../model/realm.ts'
import type { ClientRow, SessionRow } from '../model/rows.ts'
import { clientEndOf, endOf, latestEndOf, sidOf } from '../model/sessions.ts'
import { type JsonObject, present } from '../rest/json.ts'
import { type Grant, mappedClaims } from './claims.ts'
import { issuerOf, nowInSeconds, sealed, signed } from './jwt.ts'
import { usesUp } from './refresh-reuse.ts'
import { hasScope, scopeText } from './scopes.ts'

/** What tokens are made of: a grant, the session behind it, and what only this request says. */
export interface TokenRequest extends Grant {
  readonly base: string
  /** Absent for a service account, which has none. */
  readonly session?: SessionRow
  readonly nonce?: string
  /** The scope that the refresh token keeps, where this request asks for less. */
  readonly granted?: string
  /** The chain of refresh tokens that goes on, where the realm uses them up. */
  readonly reuseId?: string
}

/** The life of an access token in seconds: the client's own, else the realm's, and no longer than the session may last. */
function accessLifespan({ realm, client, session }: TokenRequest): number {
  const own = client.attributes['access.token.lifespan']
  const wanted = Number(
    own === undefined || own === '' ? (realm.row.fields['accessTokenLifespan'] ?? 300) : own,
  )
  const ends = session ? [latestEndOf(realm, session), clientEndOf(realm, session, client).age] : []
  const left = ends.flatMap((end) => (end === undefined ? [] : [Math.ceil((end - Date.now()) / 1000)]))
  const most = Math.max(0, Math.min(...left))
  return wanted === -1 && left.length > 0 ? most : Math.min(wanted, most)
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

function head(request: TokenRequest) {
  const { realm, base } = request
  const iat = nowInSeconds()
  return {
    exp: iat + accessLifespan(request),
    iat,
    jti: randomUUID(),
    iss: issuerOf(realm, base),
  }
}

const halfHash = (token: string) =>
  createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url')

/** The answer of the token endpoint. A grant without a session has no refresh token, and a client may do without. */
export async function tokenResponse(request: TokenRequest): Promise<JsonObject> {
  const { realm, client, session, scope } = request
  const access = await signed(realm, accessClaims(request))
  const wantsRefresh = client.attributes['use.refresh.tokens'] !== 'false'
  const refresh = session && wantsRefresh ? await refreshToken(request, session) : undefined
  const idToken = hasScope(request.granted ?? scope, 'openid')
    ? await signed(realm, idClaims(request, access))
    : undefined
  return present({
    access_token: access,
    expires_in: accessLifespan(request),
    refresh_expires_in: refresh?.expiresIn ?? 0,
    refresh_token: refresh?.token,
    token_type: 'Bearer',
    id_token: idToken,
    'not-before-policy': Number(realm.row.fields['notBefore'] ?? 0),
    session_state: session && sidOf(session),
    scope: scopeText(request),
  })
}

/** When a refresh token expires, in seconds: an offline one only where the age of offline sessions is limited. */
function refreshEnd(realm: Realm, client: ClientRow, session: SessionRow): number | undefined {
  if (session.offline && latestEndOf(realm, session) === undefined) return undefined
  const { idle, age } = clientEndOf(realm, session, client)
  const ends = [endOf(realm, session), idle, age].filter((end) => end !== undefined)
  return Math.floor(Math.min(...ends) / 1000)
}

async function refreshToken(request: TokenRequest, session: SessionRow) {
  const { realm, client, user, base, scope, granted = scope } = request
  const iat = nowInSeconds()
  const exp = refreshEnd(realm, client, session)
  const iss = issuerOf(realm, base)
  const token = await sealed(
    realm,
    present({
      exp,
      iat,
      jti: randomUUID(),
      iss,
      aud: iss,
      sub: user.id,
      typ: session.offline ? 'Offline' : 'Refresh',
      azp: client.clientId,
      sid: sidOf(session),
      scope: granted,
      reuse_id: usesUp(realm) ? (request.reuseId ?? randomUUID()) : undefined,
    }),
  )
  return { token, expiresIn: exp === undefined ? 0 : exp - iat }
}
