/**
 * Keycloak as the platform sees it: the Admin API, and OpenID Connect with brokering, over one store.
 *
 * The address that a client calls is the issuer, as in dev mode without a configured hostname.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Handler } from '../http/listen.ts'
import type { Network } from '../http/network.ts'
import type { Store } from '../store/store.ts'
import { administer } from './admin/api.ts'
import { makeRealm } from './model/new-realm.ts'
import { importRealm } from './model/realm-import.ts'
import { REALM } from './model/representations.ts'
import { roleByName } from './model/roles.ts'
import { newUser, setPassword } from './model/users.ts'
import { openWorld, type World } from './model/world.ts'
import { consolePage, errorPage } from './oidc/pages.ts'
import { realmEndpoint } from './oidc/realm-endpoints.ts'
import { type Answer, baseOf, send } from './rest/exchange.ts'
import { parseJson } from './rest/json.ts'
import { notFound, Refusal, refusal } from './rest/refusal.ts'
import { isObject, shaped } from './rest/shape.ts'

/** A running server, without a listener of its own. */
export interface KeycloakSandbox {
  readonly handler: Handler
  close(): void
}

/** What a server is made of. */
export interface KeycloakOptions {
  readonly store: Store
  /** How discovery and brokering reach other issuers, often this very server. */
  readonly network: Network
  /** The bootstrap admin of the master realm; only used when there is no master realm yet. */
  readonly admin: { readonly username: string; readonly password: string }
  /** Realm representations, made at the first start; realms that are there already are left alone. */
  readonly imports?: readonly unknown[]
}

/** Opens what the store holds, or starts anew. @throws Refusal when an import is not accepted */
export function keycloakSandbox(options: KeycloakOptions): Promise<KeycloakSandbox> {
  const { store, network } = options
  const world = openWorld(store)
  if (!world.find('master')) bootstrap(world, options.admin)
  for (const representation of options.imports ?? []) importOnce(world, representation)
  const context = { world, network }
  return Promise.resolve({
    handler: async (request, response) => {
      const answer = await answered(context, request, response)
      if (!response.writableEnded) send(request, response, answer)
    },
    // Nothing of its own is open: no timer, no listener, no file.
    close: () => undefined,
  })
}

function bootstrap(world: World, { username, password }: KeycloakOptions['admin']): void {
  world.store.batch(() => {
    const master = makeRealm(world, 'master', { enabled: true })
    const admin = roleByName(master, 'admin')
    const user = newUser(master, username.toLowerCase())
    const roles = [...user.roles, ...(admin ? [admin.id] : [])]
    master.users.put({
      ...user,
      enabled: true,
      attributes: { is_temporary_admin: ['true'] },
      roles,
    })
    setPassword(master, master.users.get(user.id) ?? user, { value: password, temporary: false })
  })
}

function importOnce(world: World, representation: unknown): void {
  const parsed = parseJson(JSON.stringify(representation))
  const sent = parsed && shaped(parsed, REALM)
  if (!isObject(sent) || typeof sent['realm'] !== 'string') throw refusal(400, 'Realm name cannot be empty')
  if (!world.find(sent['realm'])) importRealm(world, sent)
}

type Context = Parameters<typeof administer>[0]

async function answered(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer> {
  try {
    return await routed(context, request, response)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const wantsPage = /^text\/html\b/.test(request.headers.accept ?? '')
    return wantsPage ? errorPage(error) : { status: error.status, json: error.body }
  }
}

function routed(context: Context, request: IncomingMessage, response: ServerResponse): Promise<Answer> {
  const target = request.url ?? '/'
  const path = target.split('?')[0] ?? ''
  const broken = pathProblem(path)
  if (broken) return Promise.resolve(broken)
  const base = baseOf(request)
  const url = new URL(target, 'http://localhost')
  const console = /^\/admin\/([^/]+)\/console\/?$/.exec(path)?.[1]
  if (console !== undefined && console !== 'realms') return Promise.resolve(consolePage())
  if (/^\/admin(\/|$)/.test(path)) return administer(context, request, url, base)
  if (/^\/realms\/[^/]/.test(path)) return realmEndpoint(context, { request, response, url, base })
  if (path === '/') return Promise.resolve({ status: 302, headers: { location: `${base}/admin/` } })
  throw notFound('Unable to find matching target resource method')
}

/** Paths that are not normalized are refused before anything else looks at them. */
function pathProblem(path: string): Answer | undefined {
  const problem = (error: string, description: string): Answer => ({
    status: 400,
    json: { error, error_description: description },
    type: 'application/json; charset=UTF-8',
  })
  if (path.includes(';')) return problem('invalidCharacter', "Request path contains invalid character ';'")
  if (/\/\/|\/\.{1,2}(\/|$)/.test(path)) return problem('missingNormalization', 'Request path not normalized')
  return undefined
}
