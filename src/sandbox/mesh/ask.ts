/** CUSTOM policies: a provider of the mesh is asked before anything else is judged (Envoy's ext_authz over HTTP). */
import type { Asked } from './asked.ts'
import type { Policy } from './authorization.ts'
import { milliseconds } from './duration.ts'
import { type Headers, headerText } from './headers.ts'
import { wildcard } from './pattern.ts'
import type { Registry } from './registry.ts'
import type { Answered, Upstream } from './upstream.ts'

/** MeshConfig.extensionProviders, the HTTP form of an authorizer. */
export interface ExtensionProvider {
  readonly name: string
  readonly envoyExtAuthzHttp?: {
    /** `host` or `namespace/host`. */
    readonly service: string
    readonly port: number
    readonly timeout?: string
    readonly pathPrefix?: string
    readonly failOpen?: boolean
    readonly statusOnError?: string
    readonly includeRequestHeadersInCheck?: readonly string[]
    readonly includeAdditionalHeadersInCheck?: Readonly<Record<string, string>>
    readonly headersToUpstreamOnAllow?: readonly string[]
    readonly headersToDownstreamOnDeny?: readonly string[]
    readonly headersToDownstreamOnAllow?: readonly string[]
  }
}

/** What a judge's word leads to. */
export type Verdict =
  | { readonly kind: 'pass'; readonly downstream: ReadonlyMap<string, string[]> }
  /** No judge to ask: Envoy's RBAC refuses. */
  | { readonly kind: 'refused' }
  /** The judge failed. */
  | { readonly kind: 'failed'; readonly status: number }
  /** The judge's own answer goes to the client. */
  | { readonly kind: 'answered'; readonly answer: Answered; readonly headers: Headers }

/** What is needed to ask. */
export interface Court {
  readonly providers: readonly ExtensionProvider[]
  readonly registry: Registry
  readonly upstream: Upstream
}

const PASS: Verdict = { kind: 'pass', downstream: new Map() }

/**
 * Asks the provider of the CUSTOM policies that match. One that is missing, and two different ones on one workload, refuse
 * all that they match (mesh contracts 28-authz-custom-missing, 45-authz-custom-two).
 */
export async function askProviders(
  asked: Asked,
  policies: readonly Policy[],
  court: Court,
): Promise<Verdict> {
  const matching = policies.filter(({ matches }) => matches({ asked, identity: undefined }))
  const [first] = matching
  if (!first) return PASS
  const provider = court.providers.find(({ name }) => name === first.provider)?.envoyExtAuthzHttp
  if (!provider || new Set(policies.map((policy) => policy.provider)).size > 1) return { kind: 'refused' }
  const failed: Verdict = provider.failOpen
    ? PASS
    : { kind: 'failed', status: Number(provider.statusOnError ?? 403) }
  try {
    const answer = await ask(asked, provider, court)
    if (!answer || answer.status >= 500) {
      answer?.body.resume()
      return failed
    }
    return judged(asked, answer, provider)
  } catch {
    return failed
  }
}

type Provider = NonNullable<ExtensionProvider['envoyExtAuthzHttp']>

/** Istio's default is 10 minutes. */
const ANSWER_WITHIN = 600_000

/** The judge sees method, path, host and the listed headers, and never the body. */
function ask(asked: Asked, provider: Provider, court: Court): Promise<Answered> | undefined {
  const host = provider.service.slice(provider.service.indexOf('/') + 1)
  const destination = court.registry.find(host, provider.port)
  const [endpoint] = destination?.endpoints ?? []
  if (!destination || !endpoint) return undefined
  const headers: Headers = new Map(listed(asked.headers, provider.includeRequestHeadersInCheck ?? []))
  for (const [name, value] of Object.entries(provider.includeAdditionalHeadersInCheck ?? {})) {
    headers.set(name.toLowerCase(), [value])
  }
  headers.set('host', [asked.authority])
  headers.set('content-length', ['0'])
  return court.upstream.send({
    endpoint,
    protocol: destination.protocol,
    method: asked.method,
    path: (provider.pathPrefix ?? '') + asked.path,
    headers,
    body: undefined,
    signal: AbortSignal.timeout(milliseconds(provider.timeout) ?? ANSWER_WITHIN),
  })
}

function judged(asked: Asked, answer: Answered, provider: Provider): Verdict {
  if (answer.status !== 200) {
    const names = provider.headersToDownstreamOnDeny ?? []
    const headers = names.length > 0 ? listed(answer.headers, names) : answer.headers
    return { kind: 'answered', answer, headers: new Map(headers) }
  }
  answer.body.resume()
  for (const [name, values] of listed(answer.headers, provider.headersToUpstreamOnAllow ?? [])) {
    asked.headers.set(name, values)
    if (name === 'path') asked.path = headerText(answer.headers, name) ?? asked.path
  }
  return {
    kind: 'pass',
    downstream: new Map(listed(answer.headers, provider.headersToDownstreamOnAllow ?? [])),
  }
}

/** Headers that a list of names takes; a name may begin or end with a star. */
function listed(headers: Headers, names: readonly string[]): [string, string[]][] {
  const tests = names.map((name) => wildcard(name, true))
  return [...headers].filter(([name]) => tests.some((test) => test(name)))
}
