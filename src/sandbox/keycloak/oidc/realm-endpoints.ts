/** The addresses under /realms/{realm}: a table over what OpenID Connect and brokering do. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Answer, bodyOf, RESOURCE_JSON } from '../rest/exchange.ts'
import { notFound, refusal } from '../rest/refusal.ts'
import { Router } from '../rest/router.ts'
import { authenticate, authorize } from './authorize.ts'
import { brokerEndpoint, brokerLogin } from './broker.ts'
import { corsHeaders } from './cors.ts'
import { certs, discovery, publicFace } from './discovery.ts'
import type { EndpointCall } from './endpoint-call.ts'
import { afterFirstBrokerLogin, linkAccount, runFirstBrokerLogin } from './first-broker-login.ts'
import { confirmLogout, logout } from './logout.ts'
import { requiredAction } from './required-actions.ts'
import { descriptor, serviceProviderDescriptor } from './saml.ts'
import { tokens } from './token-endpoint.ts'
import { introspect, logoutFromBehind, revoke, userinfo } from './userinfo.ts'

type Endpoint = (call: EndpointCall) => Answer | Promise<Answer>

const OIDC = '/protocol/openid-connect'

const documentOf: Endpoint = ({ realm, base }) => ({ status: 200, json: discovery(realm, base) })
const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' }

const router = new Router<Endpoint>()
  .on('GET', '', async ({ realm, base }) => ({
    status: 200,
    json: await publicFace(realm, base),
    type: RESOURCE_JSON,
  }))
  .on('GET', '/.well-known/openid-configuration', documentOf)
  .on('GET', '/.well-known/oauth-authorization-server', documentOf)
  .on('GET', `${OIDC}/certs`, async ({ realm }) => ({ status: 200, json: await certs(realm) }))
  .on('POST', `${OIDC}/token`, async ({ realm, request, form, base }) => ({
    status: 200,
    json: await tokens(realm, request, form, base),
    headers: noStore,
  }))
  .on('POST', `${OIDC}/token/introspect`, async (call) => ({
    status: 200,
    json: await introspect(call.realm, call),
  }))
  .on('POST', `${OIDC}/revoke`, (call) => revoke(call.realm, call))
  .on('GET', `${OIDC}/userinfo`, (call) => userinfo(call.realm, call))
  .on('POST', `${OIDC}/userinfo`, (call) => userinfo(call.realm, call))
  .on('GET', `${OIDC}/auth`, authorize)
  .on('POST', `${OIDC}/auth`, authorize)
  .on('GET', `${OIDC}/logout`, logout)
  .on('POST', `${OIDC}/logout`, (call) =>
    call.form['refresh_token'] === undefined ? logout(call) : logoutFromBehind(call.realm, call),
  )
  .on('POST', `${OIDC}/logout/logout-confirm`, confirmLogout)
  .on('POST', '/login-actions/authenticate', authenticate)
  .on('POST', '/login-actions/required-action', requiredAction)
  .on('GET', '/login-actions/first-broker-login', runFirstBrokerLogin)
  .on('POST', '/login-actions/link-account', linkAccount)
  .on('GET', '/broker/after-first-broker-login', afterFirstBrokerLogin)
  .on('GET', '/broker/{alias}/login', brokerLogin)
  .on('GET', '/broker/{alias}/endpoint', brokerEndpoint)
  .on('GET', '/broker/{alias}/endpoint/descriptor', serviceProviderDescriptor)
  .on('GET', '/protocol/saml/descriptor', descriptor)

/** Where a field that is sent twice is an error. */
const SINGLE = new Set([`${OIDC}/token`, `${OIDC}/token/introspect`, `${OIDC}/revoke`])

function refuseRepeated(fields: URLSearchParams): void {
  const names = [...fields.keys()]
  if (new Set(names).size < names.length) throw refusal(400, 'invalid_request', 'duplicated parameter')
}

/** Answers a request under /realms. @throws Refusal */
export async function realmEndpoint(
  { world, network }: Pick<EndpointCall, 'world' | 'network'>,
  {
    request,
    response,
    url,
    base,
  }: { request: IncomingMessage; response: ServerResponse; url: URL; base: string },
): Promise<Answer> {
  const [, segment = '', path = ''] = /^\/realms\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? []
  const realm = world.find(decoded(segment))
  if (!realm) throw notFound('Realm does not exist')
  for (const [name, value] of Object.entries(corsHeaders(realm, request, path)))
    response.setHeader(name, value)
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET')
  const match = router.match(method, path)
  if (match.kind === 'not-found') throw notFound()
  if (method === 'OPTIONS') return { status: 200, headers: { allow: 'GET, POST, OPTIONS' } }
  if (match.kind === 'method-not-allowed') throw refusal(405, 'HTTP 405 Method Not Allowed')
  if (!realm.row.enabled && path !== '' && path !== '/') {
    throw refusal(403, 'access_denied', 'Realm not enabled')
  }
  const fields = method === 'POST' ? new URLSearchParams(await bodyOf(request)) : new URLSearchParams()
  if (SINGLE.has(path)) refuseRepeated(fields)
  const form = Object.fromEntries(fields)
  const { params } = match
  return match.handler({
    world,
    network,
    realm,
    request,
    response,
    params,
    query: url.searchParams,
    form,
    base,
  })
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
