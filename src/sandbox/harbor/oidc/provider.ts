/** The issuer that the configuration names: codes, tokens, who someone is. */
import { errors, type JWTPayload, jwtVerify } from 'jose'
import type { Network } from '../../http/network.ts'
import type { StoredTokens } from '../state/rows.ts'
import type { Settings } from '../state/settings.ts'
import { type Discovery, openDiscovery } from './discovery.ts'
import { issuerClient } from './http.ts'
import { readTokens, requestTokens } from './token-request.ts'

/** What the issuer can be asked. Whatever it refuses, or nothing that answers, is an Error. */
export interface Provider {
  /** Is there an issuer of just that name? */
  answers(url: string, verifyCert: boolean): Promise<boolean>
  /** Where a browser signs on. */
  authorizeUrl(request: AuthorizationRequest): Promise<string>
  exchange(code: string, verifier: string, redirectUri: string): Promise<StoredTokens>
  refresh(tokens: StoredTokens): Promise<StoredTokens>
  /** Signature, issuer, audience and times. */
  verify(idToken: string): Promise<JWTPayload>
  userinfo(accessToken: string): Promise<Readonly<Record<string, unknown>>>
  /** Where a browser signs off; undefined when the issuer has no such place. */
  endSessionUrl(idToken: string, returnTo: string): Promise<string | undefined>
  revoke(refreshToken: string): Promise<void>
  /** Hangs up. */
  close(): void
}

/** What goes along to where people sign on; `challenge` is PKCE's, by S256. */
export interface AuthorizationRequest {
  readonly redirectUri: string
  readonly state: string
  readonly challenge: string
}

/** @param settings are read at each request */
export function openProvider(settings: Settings, network: Network): Provider {
  const { ask, close } = issuerClient(network)
  const discovery = openDiscovery(settings, ask)
  const tokens = async (form: Readonly<Record<string, string>>): Promise<StoredTokens> => {
    const { token_endpoint } = await discovery.metadata()
    return readTokens(await requestTokens(ask, token_endpoint, settings, form), form['refresh_token'] ?? '')
  }
  return {
    close,
    answers: (url, verifyCert) =>
      discovery.fetch(url, verifyCert).then(
        () => true,
        () => false,
      ),
    authorizeUrl: (request) => authorizeUrl(settings, discovery, request),
    exchange: (code, verifier, redirectUri) =>
      tokens({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri }),
    async refresh(stored) {
      const fresh = await tokens({ grant_type: 'refresh_token', refresh_token: stored.refresh })
      return { ...fresh, id: fresh.id || stored.id }
    },
    verify: (idToken) => verify(settings, discovery, idToken),
    async userinfo(accessToken) {
      const { userinfo_endpoint } = await discovery.metadata()
      const authorization = `Bearer ${accessToken}`
      const verifyCert = settings.flag('oidc_verify_cert')
      const { status, json } = await ask(userinfo_endpoint, { authorization, verifyCert })
      if (status !== 200) throw new Error(`userinfo: ${status}`)
      return json
    },
    endSessionUrl: (idToken, returnTo) => endSessionUrl(discovery, idToken, returnTo),
    async revoke(refreshToken) {
      const { revocation_endpoint: endpoint } = await discovery.metadata()
      if (endpoint === '') return
      await requestTokens(ask, endpoint, settings, { token: refreshToken, token_type_hint: 'refresh_token' })
    },
  }
}

async function authorizeUrl(
  settings: Settings,
  discovery: Discovery,
  { redirectUri, state, challenge }: AuthorizationRequest,
): Promise<string> {
  const { authorization_endpoint } = await discovery.metadata()
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
  return withQuery(authorization_endpoint, query)
}

function extraParameters(settings: Settings): Readonly<Record<string, string>> {
  const value: unknown = JSON.parse(settings.text('oidc_extra_redirect_parms') || '{}')
  return typeof value === 'object' && value !== null ? (value as Record<string, string>) : {}
}

/** Keys that are not known yet may be new: they are fetched once more. */
async function verify(settings: Settings, discovery: Discovery, idToken: string): Promise<JWTPayload> {
  const { issuer } = await discovery.metadata()
  const wanted = { issuer, audience: settings.text('oidc_client_id') }
  try {
    return (await jwtVerify(idToken, await discovery.keys(false), wanted)).payload
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
    return (await jwtVerify(idToken, await discovery.keys(true), wanted)).payload
  }
}

async function endSessionUrl(
  discovery: Discovery,
  idToken: string,
  returnTo: string,
): Promise<string | undefined> {
  const { end_session_endpoint: endpoint } = await discovery.metadata()
  if (endpoint === '') return undefined
  return withQuery(endpoint, { id_token_hint: idToken, post_logout_redirect_uri: returnTo })
}

function withQuery(address: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(address)
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value)
  return url.href
}
