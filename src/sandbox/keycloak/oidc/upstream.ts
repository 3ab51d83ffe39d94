/** The back channel to an external provider: a code for tokens, and what they say once they are verified. */
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose'
import type { Network } from '../../http/network.ts'
import type { ProviderRow } from '../model/rows.ts'
import type { JsonObject } from '../rest/json.ts'
import { isObject } from '../rest/shape.ts'
import type { ExternalIdentity } from './broker-mappers.ts'
import { type Outgoing, outbound } from './outbound.ts'

/** The provider did not play its part: unreachable, refusing, or with tokens that do not verify. */
export class ExternalFailure extends Error {}

/** What belongs to one attempt to sign in. */
export interface Attempt {
  readonly code: string
  readonly redirectUri: string
  readonly nonce: string
  readonly verifier: string
}

/** @throws ExternalFailure */
export async function identityBehind(
  network: Network,
  provider: ProviderRow,
  attempt: Attempt,
): Promise<ExternalIdentity> {
  const tokens = await redeemed(network, provider, attempt)
  const { id_token: idToken, access_token: accessToken } = tokens
  if (typeof idToken !== 'string') throw new ExternalFailure('no ID token in the answer')
  const claims = await verifiedClaims(network, provider, idToken)
  if (claims['nonce'] !== attempt.nonce) throw new ExternalFailure('the ID token has another nonce')
  const { config } = provider
  const wanted = config['userInfoUrl'] !== undefined && config['disableUserInfo'] !== 'true'
  const info = wanted ? await userinfo(network, config['userInfoUrl'] ?? '', `${accessToken}`) : {}
  const sub = `${claims['sub'] ?? ''}`
  if (info['sub'] !== undefined && info['sub'] !== sub)
    throw new ExternalFailure('userinfo is about someone else')
  const sources = [...accessClaims(provider, accessToken), claims, info]
  const name = [claims, info].map((source) => source['preferred_username'] ?? source['email']).find(Boolean)
  const username = `${name ?? sub}`
  const keepCase = config['caseSensitiveOriginalUsername'] === 'true'
  return { id: sub, username: keepCase ? username : username.toLowerCase(), claims: sources }
}

/** A provider that is a Keycloak itself is asked for claims in its access token first. */
function accessClaims({ providerId }: ProviderRow, token: unknown): readonly JsonObject[] {
  if (providerId !== 'keycloak-oidc' || typeof token !== 'string') return []
  const claims: unknown = decodeJwt(token)
  return isObject(claims) ? [claims] : []
}

function redeemed(network: Network, { config }: ProviderRow, attempt: Attempt): Promise<JsonObject> {
  const basic = config['clientAuthMethod'] === 'client_secret_basic'
  const { clientId = '', clientSecret = '' } = config
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code: attempt.code,
    redirect_uri: attempt.redirectUri,
    ...(config['pkceEnabled'] === 'true' ? { code_verifier: attempt.verifier } : {}),
    ...(basic ? {} : { client_id: clientId, client_secret: clientSecret }),
  })
  const credentials = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`
  return asked(network, config['tokenUrl'] ?? '', {
    method: 'POST',
    body: `${form}`,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      ...(basic ? { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` } : {}),
    },
  })
}

const userinfo = (network: Network, url: string, token: string) =>
  asked(network, url, { headers: { authorization: `Bearer ${token}`, accept: 'application/json' } })

/** A JSON answer with a good status. The failure names the address, and nothing that was sent or answered but the error code. */
async function asked(network: Network, url: string, outgoing: Outgoing): Promise<JsonObject> {
  const reply = await outbound(network, url, outgoing).catch(() => {
    throw new ExternalFailure(`no answer from ${url}`)
  })
  const value = parsed(reply.text)
  if (reply.status >= 300 || !isObject(value)) {
    const error = isObject(value) && typeof value['error'] === 'string' ? ` ${value['error']}` : ''
    throw new ExternalFailure(`${url} answered ${reply.status}${error}`)
  }
  return value
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Signature by the published keys where the provider is set up to check it; issuer, audience and life always. */
async function verifiedClaims(
  network: Network,
  { config }: ProviderRow,
  idToken: string,
): Promise<JsonObject> {
  const { issuer, clientId = '', jwksUrl, validateSignature } = config
  try {
    if (validateSignature === 'true' && jwksUrl !== undefined) {
      const { keys } = await asked(network, jwksUrl, {})
      const set = createLocalJWKSet({ keys: Array.isArray(keys) ? keys.filter(isObject) : [] } as never)
      const expected = issuer === undefined ? {} : { issuer: issuer.split(/\s*,\s*/) }
      const { payload } = await jwtVerify(idToken, set, { ...expected, audience: clientId })
      return payload as JsonObject
    }
    return checkedClaims(decodeJwt(idToken) as JsonObject, issuer, clientId)
  } catch (error) {
    if (error instanceof ExternalFailure) throw error
    throw new ExternalFailure(`the ID token is not valid: ${(error as Error).message}`)
  }
}

function checkedClaims(claims: JsonObject, issuer: string | undefined, clientId: string): JsonObject {
  if (issuer !== undefined && claims['iss'] !== issuer)
    throw new ExternalFailure('the ID token has another issuer')
  if (![claims['aud']].flat().includes(clientId))
    throw new ExternalFailure('the ID token is for someone else')
  if (Number(claims['exp']) * 1000 < Date.now()) throw new ExternalFailure('the ID token has expired')
  return claims
}
