/**
 * What a realm publishes about itself (contract 27-discovery). Told before the provider library, which would name its own
 * algorithms, grants and claims, and publishes no encryption key and no certificates.
 */
import { createHash } from 'node:crypto'
import { keysOf, type RealmKey } from '../model/keys.ts'
import type { Realm } from '../model/realm.ts'
import type { JsonObject } from '../rest/json.ts'
import { issuerOf } from './jwt.ts'

const SIGNING = 'PS384 RS384 EdDSA ES384 HS256 HS512 ES256 RS256 HS384 ES512 PS256 PS512 RS512'.split(' ')
const CLIENT_AUTH = 'private_key_jwt client_secret_basic client_secret_post tls_client_auth client_secret_jwt'

/** The discovery document. */
export function discovery(realm: Realm, base: string): JsonObject {
  const issuer = issuerOf(realm, base)
  const endpoint = `${issuer}/protocol/openid-connect`
  const methods = CLIENT_AUTH.split(' ')
  const scopes = [...realm.scopes.all()].filter(({ protocol }) => protocol === 'openid-connect')
  return {
    issuer,
    authorization_endpoint: `${endpoint}/auth`,
    token_endpoint: `${endpoint}/token`,
    introspection_endpoint: `${endpoint}/token/introspect`,
    userinfo_endpoint: `${endpoint}/userinfo`,
    end_session_endpoint: `${endpoint}/logout`,
    frontchannel_logout_session_supported: true,
    frontchannel_logout_supported: true,
    jwks_uri: `${endpoint}/certs`,
    check_session_iframe: `${endpoint}/login-status-iframe.html`,
    grant_types_supported: [
      'authorization_code',
      'client_credentials',
      'implicit',
      'password',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:device_code',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
      'urn:ietf:params:oauth:grant-type:token-exchange',
      'urn:ietf:params:oauth:grant-type:uma-ticket',
      'urn:openid:params:grant-type:ciba',
    ],
    acr_values_supported: ['0', '1'],
    response_types_supported: [
      'code',
      'none',
      'id_token',
      'token',
      'id_token token',
      'code id_token',
      'code token',
      'code id_token token',
    ],
    subject_types_supported: ['public', 'pairwise'],
    prompt_values_supported: ['none', 'login', 'consent'],
    id_token_signing_alg_values_supported: SIGNING,
    userinfo_signing_alg_values_supported: [...SIGNING, 'none'],
    response_modes_supported: [
      'query',
      'fragment',
      'form_post',
      'query.jwt',
      'fragment.jwt',
      'form_post.jwt',
      'jwt',
    ],
    registration_endpoint: `${issuer}/clients-registrations/openid-connect`,
    token_endpoint_auth_methods_supported: methods,
    introspection_endpoint_auth_methods_supported: methods,
    revocation_endpoint_auth_methods_supported: methods,
    claims_supported: [
      ...['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'name', 'given_name', 'family_name'],
      ...['preferred_username', 'email', 'acr', 'azp', 'nonce'],
    ],
    claim_types_supported: ['normal'],
    claims_parameter_supported: true,
    scopes_supported: ['openid', ...scopes.map(({ name }) => name)],
    request_parameter_supported: true,
    request_uri_parameter_supported: true,
    require_request_uri_registration: true,
    code_challenge_methods_supported: ['plain', 'S256'],
    tls_client_certificate_bound_access_tokens: true,
    revocation_endpoint: `${endpoint}/revoke`,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    device_authorization_endpoint: `${endpoint}/auth/device`,
    pushed_authorization_request_endpoint: `${endpoint}/ext/par/request`,
    authorization_response_iss_parameter_supported: true,
  }
}

/** The public keys, each with its certificate: those for encryption first, then by priority. */
export async function certs(realm: Realm): Promise<JsonObject> {
  const { all } = await keysOf(realm)
  const keys = all.flatMap(published)
  const of = (use: string) => keys.filter((key) => key['use'] === use)
  return { keys: [...of('enc'), ...of('sig')] }
}

function published({ kid, algorithm, use, row, certificate }: RealmKey): readonly JsonObject[] {
  if (!row.jwk || certificate === undefined) return []
  const der = Buffer.from(certificate, 'base64')
  const thumbprint = (hash: string) => createHash(hash).update(der).digest('base64url')
  const { kty, n, e } = row.jwk
  return [
    {
      kid,
      kty: kty ?? '',
      alg: algorithm,
      use: use.toLowerCase(),
      x5c: [certificate],
      x5t: thumbprint('sha1'),
      'x5t#S256': thumbprint('sha256'),
      n: n ?? '',
      e: e ?? '',
    },
  ]
}

/** GET /realms/{realm}: the key and the addresses that old adapters look for. */
export async function publicFace(realm: Realm, base: string): Promise<JsonObject> {
  const { signing } = await keysOf(realm)
  const issuer = issuerOf(realm, base)
  return {
    realm: realm.name,
    public_key: signing.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    'token-service': `${issuer}/protocol/openid-connect`,
    'account-service': `${issuer}/account`,
    'tokens-not-before': Number(realm.row.fields['notBefore'] ?? 0),
  }
}
