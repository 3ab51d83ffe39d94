/** The issuer that the configuration names: discovery, codes, tokens, who someone is. */
import { createLocalJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose'
import type { Network } from '../../http/network.ts'
import type { StoredTokens } from '../state/rows.ts'
import type { Settings } from '../state/settings.ts'
import { type Answer, issuerClient } from './http.ts'

/** What the issuer can be asked. Whatever it refuses, or nothing that answers, is an Error. */
export interface Provider {
  /** Is there an issuer of just that name? */
  answers(url: string, verifyCert: boolean): Promise<boolean>
  /** Where a browser signs on. */
  authorizeUrl(request: {
    readonly redirectUri: string
    readonly state: string
    readonly challenge: string
  }): Promise<string>
  exchange(request: {
    readonly code: string
    readonly verifier: string
    readonly redirectUri: string
  }): Promise<StoredTokens>
  refresh(tokens: StoredTokens): Promise<StoredTokens>
  /** Signature, issuer, audience and times. */
  verify(idToken: string): Promise<JWTPayload>
  userinfo(accessToken: string): Promise<Readonly<Record<string, unknown>>>
  /** Where a browser signs off; undefined when the issuer has no such place. */
  endSessionUrl(idToken: string, returnTo: string): Promise<string | undefined>
  revoke(refreshToken: string): Promise<void>
}

/** The issuer, or its token endpoint, said no; the message is in Go's words. */
export class OidcRefusal extends Error {}

/** What is known of the issuer is fetched again after three seconds (src/pkg/oidc/helper.go). */
const METADATA_MS = 3000

interface Metadata {
  readonly issuer: string
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly userinfo_endpoint: string
  readonly jwks_uri: string
  readonly end_session_endpoint: string
  readonly revocation_endpoint: string
}

/** @param settings are read at each request */
export function openProvider(settings: Settings, network: Network): Provider {
  const ask = issuerClient(network)
  let known: { readonly at: number; readonly metadata: Metadata } | undefined
  let keys: { readonly uri: string; readonly set: ReturnType<typeof createLocalJWKSet> } | undefined
  const verifyCert = () => settings.flag('oidc_verify_cert')

  const discover = async (url: string, verify: boolean): Promise<Metadata> => {
    const address = `${url.replace(/\/$/, '')}/.well-known/openid-configuration`
    const { status, json } = await ask(address, { verifyCert: verify })
    if (status !== 200 || json['issuer'] !== url) throw new OidcRefusal('no issuer of that name')
    return readMetadata(json)
  }
  const metadata = async (): Promise<Metadata> => {
    if (known && Date.now() - known.at < METADATA_MS) return known.metadata
    const fresh = await discover(settings.text('oidc_endpoint'), verifyCert())
    known = { at: Date.now(), metadata: fresh }
    return fresh
  }
  const keySet = async (renew: boolean) => {
    const { jwks_uri: uri } = await metadata()
    if (keys?.uri === uri && !renew) return keys.set
    const { json } = await ask(uri, { verifyCert: verifyCert() })
    keys = { uri, set: createLocalJWKSet(json as unknown as JSONWebKeySet) }
    return keys.set
  }
  const tokens = async (form: Readonly<Record<string, string>>): Promise<StoredTokens> => {
    const { token_endpoint } = await metadata()
    return readTokens(await requestTokens(ask, token_endpoint, settings, form), form['refresh_token'] ?? '')
  }
  return {
    answers: (url, verify) =>
      discover(url, verify).then(
        () => true,
        () => false,
      ),
    async authorizeUrl({ redirectUri, state, challenge }) {
      const url = new URL((await metadata()).authorization_endpoint)
      const query = {
        client_id: settings.text('oidc_client_id'),
        code_challenge: challenge,
        code_challenge_method: 'S256',
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: settings.text('oidc_scope').split(',').join(' '),
        state,
        ...extraParameters(settings),
      }
      for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value)
      return url.href
    },
    exchange: ({ code, verifier, redirectUri }) =>
      tokens({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri }),
    async refresh(stored) {
      const fresh = await tokens({ grant_type: 'refresh_token', refresh_token: stored.refresh })
      return { ...fresh, id: fresh.id || stored.id }
    },
    async verify(idToken) {
      const { issuer } = await metadata()
      const wanted = { issuer, audience: settings.text('oidc_client_id') }
      try {
        return (await jwtVerify(idToken, await keySet(false), wanted)).payload
      } catch (error) {
        if ((error as { code?: string }).code !== 'ERR_JWKS_NO_MATCHING_KEY') throw error
        return (await jwtVerify(idToken, await keySet(true), wanted)).payload
      }
    },
    async userinfo(accessToken) {
      const { userinfo_endpoint } = await metadata()
      const authorization = `Bearer ${accessToken}`
      const { status, json } = await ask(userinfo_endpoint, { authorization, verifyCert: verifyCert() })
      if (status !== 200) throw new OidcRefusal(`userinfo: ${status}`)
      return json
    },
    async endSessionUrl(idToken, returnTo) {
      const { end_session_endpoint: end } = await metadata()
      if (end === '') return undefined
      const url = new URL(end)
      url.searchParams.set('id_token_hint', idToken)
      url.searchParams.set('post_logout_redirect_uri', returnTo)
      return url.href
    },
    async revoke(refreshToken) {
      const { revocation_endpoint: revocation } = await metadata()
      if (revocation === '') return
      await requestTokens(ask, revocation, settings, {
        token: refreshToken,
        token_type_hint: 'refresh_token',
      })
    },
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function readMetadata(json: Readonly<Record<string, unknown>>): Metadata {
  const read = (name: keyof Metadata) => text(json[name])
  return {
    issuer: read('issuer'),
    authorization_endpoint: read('authorization_endpoint'),
    token_endpoint: read('token_endpoint'),
    userinfo_endpoint: read('userinfo_endpoint'),
    jwks_uri: read('jwks_uri'),
    end_session_endpoint: read('end_session_endpoint'),
    revocation_endpoint: read('revocation_endpoint'),
  }
}

function extraParameters(settings: Settings): Readonly<Record<string, string>> {
  const value: unknown = JSON.parse(settings.text('oidc_extra_redirect_parms') || '{}')
  return typeof value === 'object' && value !== null ? (value as Record<string, string>) : {}
}

/** The client names itself in the header; issuers that don't like that are asked again by the form, as Go does. */
async function requestTokens(
  ask: ReturnType<typeof issuerClient>,
  endpoint: string,
  settings: Settings,
  form: Readonly<Record<string, string>>,
): Promise<Answer> {
  const id = settings.text('oidc_client_id')
  const secret = settings.text('oidc_client_secret')
  const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')
  const common = { method: 'POST', verifyCert: settings.flag('oidc_verify_cert') } as const
  const first = await ask(endpoint, { ...common, form, authorization: `Basic ${basic}` })
  if (first.status < 400 || first.json['error'] !== 'invalid_client') return first
  return await ask(endpoint, { ...common, form: { ...form, client_id: id, client_secret: secret } })
}

function readTokens({ status, json }: Answer, refreshBefore: string): StoredTokens {
  if (status >= 400) {
    const description = text(json['error_description'])
    throw new OidcRefusal(`oauth2: "${text(json['error'])}"${description === '' ? '' : ` "${description}"`}`)
  }
  return {
    access: text(json['access_token']),
    refresh: text(json['refresh_token']) || refreshBefore,
    id: text(json['id_token']),
    expires: Date.now() + Number(json['expires_in'] ?? 0) * 1000,
  }
}
