/**
 * The Admin API: a table of routes over behaviours, and the habits that all addresses share
 * (reference/keycloak.md §10.1; contract 41-habits-of-the-admin-api).
 */
import type { IncomingMessage } from 'node:http'
import type { Network } from '../../http/network.ts'
import type { World } from '../model/world.ts'
import { type Answer, bodyOf } from '../rest/exchange.ts'
import { MalformedJson, type Parsed, parseJson } from '../rest/json.ts'
import { notFound, refusal } from '../rest/refusal.ts'
import { type Match, Router } from '../rest/router.ts'
import { shaped } from '../rest/shape.ts'
import { authenticatorConfigRoutes } from './authenticator-configs.ts'
import type { Behaviour, Call, RealmBehaviour } from './call.ts'
import { callerOf } from './caller.ts'
import { clientRoutes } from './clients.ts'
import { componentRoutes } from './components.ts'
import { credentialRoutes } from './credentials.ts'
import { evaluateRoutes } from './evaluate-scopes.ts'
import { eventRoutes, recordChange } from './events.ts'
import { executionRoutes } from './executions.ts'
import { federatedIdentityRoutes } from './federated-identities.ts'
import { flowRoutes } from './flows.ts'
import { groupRoutes } from './groups.ts'
import { identityProviderRoutes } from './identity-providers.ts'
import { partialImportRoutes } from './partial-import.ts'
import { protocolMapperRoutes } from './protocol-mappers.ts'
import { providerMapperRoutes } from './provider-mappers.ts'
import { createRealm, listRealms, realmRoutes } from './realms.ts'
import { requiredActionRoutes } from './required-actions.ts'
import { rightsOver } from './rights.ts'
import { roleMappingRoutes } from './role-mappings.ts'
import { roleRoutes } from './roles.ts'
import { scopeRoutes } from './scopes.ts'
import { serverInfo } from './server-info.ts'
import { sessionRoutes } from './sessions.ts'
import { userRoutes } from './users.ts'

const top = new Router<Behaviour>()
  .on('GET', '/admin/realms', listRealms)
  .on('POST', '/admin/realms', createRealm)
  .on('GET', '/admin/serverinfo', serverInfo)

const within = new Router<RealmBehaviour>()
for (const add of [
  realmRoutes,
  clientRoutes,
  scopeRoutes,
  protocolMapperRoutes,
  evaluateRoutes,
  groupRoutes,
  roleRoutes,
  roleMappingRoutes,
  userRoutes,
  credentialRoutes,
  sessionRoutes,
  federatedIdentityRoutes,
  identityProviderRoutes,
  providerMapperRoutes,
  flowRoutes,
  executionRoutes,
  authenticatorConfigRoutes,
  requiredActionRoutes,
  componentRoutes,
  eventRoutes,
  partialImportRoutes,
]) {
  add(within)
}

/** What the Admin API stands on. */
export interface AdminApi {
  readonly world: World
  readonly network: Network
}

/** Answers a request under /admin. @throws Refusal */
export async function administer(
  { world, network }: AdminApi,
  request: IncomingMessage,
  url: URL,
  base: string,
): Promise<Answer> {
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET')
  if (/^\/admin\/?$/.test(url.pathname)) {
    return { status: 302, headers: { location: `${base}/admin/master/console/` } }
  }
  const call = await opened({ world, network }, request, url, base)
  if (method === 'OPTIONS') return { status: 200, headers: { allow: 'GET, POST, PUT, DELETE, OPTIONS' } }
  const inRealm = /^\/admin\/realms\/([^/]+)(\/.*)?$/.exec(url.pathname)
  if (!inRealm?.[1]) {
    const { handler } = matched(top.match(method, url.pathname))
    checkType(request, method, url.pathname)
    return acceptable(request, method, await world.store.batch(() => handler(call)))
  }
  const realm = world.find(decodedName(inRealm[1]))
  if (!realm) throw notFound('Realm not found.')
  const { handler, params } = matched(within.match(method, inRealm[2] ?? ''))
  checkType(request, method, url.pathname)
  const realmCall = { ...call, params, realm, rights: rightsOver(world, call.caller, realm) }
  const answer = await world.store.batch(() => handler(realmCall))
  if (answer.change) recordChange(realmCall, answer.change)
  return acceptable(request, method, answer)
}

async function opened(
  { world, network }: AdminApi,
  request: IncomingMessage,
  url: URL,
  base: string,
): Promise<Call> {
  const caller = await callerOf(world, request, base)
  const text = await bodyOf(request)
  return {
    world,
    network,
    caller,
    params: {},
    query: url.searchParams,
    base,
    text,
    body: (shape) => {
      const parsed = parsedBody(text)
      return parsed && shaped(parsed, shape)
    },
  }
}

function matched<H>(match: Match<H>) {
  if (match.kind === 'not-found') throw notFound()
  if (match.kind === 'method-not-allowed') throw refusal(405, 'HTTP 405 Method Not Allowed')
  return match
}

/** A broken escape is the name of no realm. */
function decodedName(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** Resources are JSON only. A resource that is not there says so before. */
function acceptable(request: IncomingMessage, method: string, answer: Answer): Answer {
  const accept = request.headers.accept ?? '*/*'
  if (method === 'GET' && !/\*\/\*|application\/(\*|json)/.test(accept)) {
    throw refusal(406, 'HTTP 406 Not Acceptable')
  }
  return answer
}

const JSON_TYPE = /^application\/([\w.+-]*\+)?json\b/i

/** A body without a type is taken as JSON; the label of a credential is the only one that is plain text. */
function checkType(request: IncomingMessage, method: string, path: string): void {
  const type = request.headers['content-type']
  const taken = /\/credentials\/[^/]+\/userLabel\/?$/.test(path) ? /^text\/plain\b/i : JSON_TYPE
  if (type !== undefined && method !== 'GET' && !taken.test(type)) {
    throw refusal(415, 'The content-type header value did not match the value in @Consumes')
  }
}

function parsedBody(text: string): Parsed | undefined {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof MalformedJson) throw refusal(400, 'invalid_request', 'Cannot parse the JSON')
    throw error
  }
}
