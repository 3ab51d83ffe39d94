/**
 * The authorization endpoint stands on the library `oidc-provider`: browser sessions and their cookies, prompts, `max_age` and
 * hints, interactions and how they resume, codes, and response modes are its work. What differs is shaped by its options:
 *
 * - the interaction policy knows only `login`, since an administrator has agreed to everything;
 * - the grant is made on the spot for the same reason, and not kept;
 * - scopes and PKCE travel as extra parameters: the library drops `offline_access` without a consent prompt, and knows no `plain`;
 * - its outcome is taken from its context by a middleware, so that a login page is shown where it would redirect to one.
 *
 * The library is loaded when a browser first comes: importing it takes as long as starting the server.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import { keysOf } from '../model/keys.ts'
import type { Realm } from '../model/realm.ts'
import { adapterFor } from './adapter.ts'
import { codeIssued } from './codes.ts'
import { issuerOf } from './jwt.ts'
import { type Library, optionsFor } from './provider-options.ts'

/** What the library decided about a request. */
export interface Outcome {
  readonly status: number
  /** Where it sends the browser. */
  readonly location: string
  readonly body: unknown
  /** The interaction that it began: the user has to sign in. */
  readonly interaction?: string
}

const providers = new WeakMap<Realm, Map<string, Promise<Provider>>>()
/** Names under which one realm is called at a time; a flood of invented ones must not fill the memory. */
const ISSUERS = 16
const waiting = new WeakMap<IncomingMessage, (outcome: Outcome | Promise<never>) => void>()

/** The provider for a realm under the address by which it was called; made once. */
export function providerFor(realm: Realm, base: string): Promise<Provider> {
  const byIssuer = providers.get(realm) ?? new Map<string, Promise<Provider>>()
  providers.set(realm, byIssuer)
  const issuer = issuerOf(realm, base)
  const provider = byIssuer.get(issuer) ?? newProvider(realm, issuer)
  const [oldest] = byIssuer.keys()
  if (byIssuer.size >= ISSUERS && oldest !== undefined && !byIssuer.has(issuer)) byIssuer.delete(oldest)
  byIssuer.set(issuer, provider)
  return provider
}

/** The library works on Node 20 and says at its import, as a warning, that it would rather have a newer one. */
async function loadLibrary(): Promise<Library> {
  const { console: speaker } = globalThis
  const { warn } = speaker
  speaker.warn = () => undefined
  try {
    return await import('oidc-provider')
  } finally {
    speaker.warn = warn
  }
}

async function newProvider(realm: Realm, issuer: string): Promise<Provider> {
  const library = await loadLibrary()
  const keys = await keysOf(realm)
  const provider = new library.Provider(issuer, optionsFor(library, realm, keys, adapterFor(realm)))
  provider.proxy = true
  // Redirect URIs, wildcards among them, are checked before the library is asked (its recipe redirect_uri_wildcards).
  provider.Client.prototype.redirectUriAllowed = () => true
  provider.on('authorization.success', (ctx, out) => {
    codeIssued(realm, ctx, out)
  })
  provider.on('server_error', (_ctx, error) => {
    process.stderr.write(`sandbox: keycloak: ${error.stack}\n`)
  })
  provider.use(async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      waiting.get(ctx.req)?.(Promise.reject(error))
    }
    const interaction = ctx.oidc?.entities.Interaction?.uid
    ctx.respond = false
    waiting.get(ctx.req)?.({
      status: ctx.status,
      location: ctx.response.get('location'),
      body: ctx.body,
      ...(interaction === undefined ? {} : { interaction }),
    })
  })
  return provider
}

/** A request for the library: a path within the realm, in the name of the browser that made the real one. */
export interface Errand {
  readonly realm: Realm
  readonly base: string
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** Lets the library decide. The cookies that it sets stay on the response; nothing else does. */
export async function decided(errand: Errand, path: string, cookies = ''): Promise<Outcome> {
  const { realm, base, request, response } = errand
  const provider = await providerFor(realm, base)
  const mount = new URL(issuerOf(realm, base)).pathname
  const cookie = [request.headers.cookie, cookies].filter(Boolean).join('; ')
  const asked: IncomingMessage = Object.create(request, {
    method: { value: 'GET', writable: true },
    url: { value: path, writable: true },
    originalUrl: { value: `${mount}${path}`, writable: true },
    baseUrl: { value: mount, writable: true },
    headers: { value: { ...request.headers, cookie }, writable: true },
  })
  const outcome = new Promise<Outcome>((resolve) => {
    waiting.set(asked, resolve)
  })
  await provider.callback()(asked, response)
  for (const name of response.getHeaderNames()) {
    if (name !== 'set-cookie') response.removeHeader(name)
  }
  return outcome
}
