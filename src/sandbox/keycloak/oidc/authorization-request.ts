/**
 * What the authorization endpoint refuses, in the server's order and words (contract 29-code-flow-refusals). Checked before
 * the library is asked, whose own checks come in another order and with other texts.
 */
import type { Realm } from '../model/realm.ts'
import type { ClientRow } from '../model/rows.ts'
import type { Answer } from '../rest/exchange.ts'
import { issuerOf } from './jwt.ts'
import { messagePage } from './pages.ts'
import { EXTRA } from './provider-options.ts'
import { redirectAllowed } from './redirect-uris.ts'
import { scopeKnown } from './scopes.ts'

/** A request that the library may decide, or the refusal. */
export type Checked = { readonly query: URLSearchParams } | { readonly refusal: Answer }

type Params = Readonly<Record<string, string>>
type Problem = readonly [error: string, description: string]

const METHOD = 'pkce.code.challenge.method'
/** Parameters that the library gets as they are. */
const PASSED =
  'client_id redirect_uri response_type response_mode state nonce max_age login_hint ui_locales acr_values'

/** @param params of the query or of a form */
export function checkedRequest(realm: Realm, params: Params, base: string): Checked {
  const page = (text: string): Checked => ({ refusal: messagePage(realm, 400, 'We are sorry...', text) })
  const client = realm.clients.one('name', params['client_id'] ?? '')
  if (!params['client_id']) return page('Missing parameters: client_id')
  if (!client) return page('Client not found.')
  if (!client.enabled) return page('Client disabled.')
  if (client.bearerOnly) return page('Bearer-only applications are not allowed to initiate browser login.')
  const redirectUri = params['redirect_uri']
  if (!redirectUri || !redirectAllowed(client, redirectUri, base))
    return page('Invalid parameter: redirect_uri')
  const problem = problemOf(realm, client, params)
  if (problem) return { refusal: sentBack(realm, params, base, problem) }
  return { query: rewritten(params) }
}

function problemOf(realm: Realm, client: ClientRow, params: Params): Problem | undefined {
  const type = params['response_type']
  if (!type) return ['invalid_request', 'Missing parameter: response_type']
  const kinds = type.split(' ')
  if (!kinds.every((kind) => ['code', 'token', 'id_token', 'none'].includes(kind))) {
    return ['unsupported_response_type', 'Invalid parameter: response_type']
  }
  const flow = flowProblem(client, kinds)
  if (flow) return flow
  const scope = params['scope'] ?? ''
  if (!scopeKnown(realm, client, scope)) return ['invalid_scope', `Invalid scopes: ${scope}`]
  return pkceProblem(client, params)
}

function flowProblem(client: ClientRow, kinds: readonly string[]): Problem | undefined {
  const notAllowed = (flow: string): Problem => [
    'unauthorized_client',
    `Client is not allowed to initiate browser login with given response_type. ${flow} flow is disabled for the client.`,
  ]
  if (kinds.includes('code') && !client.standardFlowEnabled) return notAllowed('Standard')
  if (kinds.some((kind) => kind === 'token' || kind === 'id_token')) {
    // Tokens in the address bar are what OAuth 2.1 gave up; a client that has the flow switched on is told so.
    return client.implicitFlowEnabled
      ? ['unsupported_response_type', 'Invalid parameter: response_type']
      : notAllowed('Implicit')
  }
  return undefined
}

function pkceProblem(client: ClientRow, params: Params): Problem | undefined {
  const wanted = client.attributes[METHOD]
  const { code_challenge: challenge, code_challenge_method: method } = params
  const invalid = (description: string): Problem => ['invalid_request', description]
  if (wanted && !method) return invalid('Missing parameter: code_challenge_method')
  if (wanted && method !== wanted) {
    return invalid('Invalid parameter: code challenge method is not matching the configured one')
  }
  if (method && method !== 'S256' && method !== 'plain')
    return invalid('Invalid parameter: invalid code_challenge_method')
  if (method && !challenge) return invalid('Missing parameter: code_challenge')
  if (challenge && !/^[A-Za-z0-9\-._~]{43,128}$/.test(challenge))
    return invalid('Invalid parameter: code_challenge')
  return undefined
}

/** The refusal at the client's address: in the fragment where tokens would have come there. */
function sentBack(realm: Realm, params: Params, base: string, [error, description]: Problem): Answer {
  const answer = new URLSearchParams({ error, error_description: description })
  if (params['state'] !== undefined) answer.set('state', params['state'])
  answer.set('iss', issuerOf(realm, base))
  const uri = params['redirect_uri'] ?? ''
  const inFragment = params['response_mode'] === 'fragment' || /token/.test(params['response_type'] ?? '')
  const glue = inFragment ? '#' : uri.includes('?') ? '&' : '?'
  return { status: 302, headers: { location: `${uri}${glue}${answer}` } }
}

/** The request as the library is to see it. */
function rewritten(params: Params): URLSearchParams {
  const query = new URLSearchParams()
  for (const name of PASSED.split(' ')) {
    const value = params[name]
    if (value !== undefined && value !== '') query.set(name, value)
  }
  const prompts = (params['prompt'] ?? '')
    .split(' ')
    .filter((prompt) => prompt === 'none' || prompt === 'login')
  if (prompts.length > 0) query.set('prompt', prompts.join(' '))
  query.set('scope', 'openid')
  query.set(EXTRA.scope, params['scope'] ?? '')
  if (params['code_challenge']) {
    query.set(EXTRA.challenge, params['code_challenge'])
    query.set(EXTRA.method, params['code_challenge_method'] ?? 'plain')
  }
  if (params['kc_idp_hint']) query.set(EXTRA.hint, params['kc_idp_hint'])
  return query
}
