/** The ingress gateway: Istio's resources, obeyed over HTTP as istiod and Envoy obey them. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Handler } from '../http/listen.ts'
import { answer } from './answer.ts'
import { askProviders, type ExtensionProvider, type Verdict } from './ask.ts'
import { type Asked, askedOf } from './asked.ts'
import { AUDIENCE, authenticate, challenge } from './authentication.ts'
import { isAllowed } from './authorization.ts'
import { type Configuration, configuration } from './configuration.ts'
import { addCors, answerPreflight } from './cors.ts'
import { injectFault } from './fault.ts'
import { type Dial, fetchThrough } from './fetch.ts'
import { type Backends, forward } from './forward.ts'
import { outgoing } from './headers.ts'
import { type KeyStore, keyStore } from './keys.ts'
import type { ClusterView } from './object.ts'
import type { PathNormalization } from './path.ts'
import { toHttps } from './redirect.ts'
import type { Route, VirtualHost } from './route.ts'
import type { Exchange } from './sending.ts'
import type { Edge, Table } from './table.ts'
import { responseOn } from './tunnel.ts'
import { type Upstream, upstream } from './upstream.ts'

export type { ExtensionProvider } from './ask.ts'
export type { Dial } from './fetch.ts'
export type { ClusterView } from './object.ts'
export type { PathNormalization } from './path.ts'

/** A gateway that serves. */
export interface Gateway {
  readonly handler: Handler
  /** For a server's `upgrade` event: websockets go through the same filters and routes. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Ends connections to backends and all timers. */
  close(): void
}

/** How a gateway is set up. */
export interface GatewayOptions {
  readonly cluster: ClusterView
  /** Host of a Service (`harbor-core.harbor.svc.cluster.local`) to base URL; otherwise the cluster tells where it listens. */
  readonly backends?: Readonly<Record<string, string>>
  /** The mesh's root namespace, where the gateway runs, too; `istio-system`. */
  readonly root?: string
  /** Labels of the gateway's pods; `istio: ingressgateway`. */
  readonly labels?: Readonly<Record<string, string>>
  /** MeshConfig.pathNormalization.normalization; `BASE`. */
  readonly pathNormalization?: PathNormalization
  /** MeshConfig.extensionProviders: who can be asked by CUSTOM policies. */
  readonly extensionProviders?: readonly ExtensionProvider[]
  /** How keys' addresses are reached; by themselves where nothing is said. */
  readonly dial?: Dial
}

/** Serves what the cluster's resources say, from the request after a change on. */
export function meshGateway(options: GatewayOptions): Gateway {
  const { cluster, root = 'istio-system' } = options
  const labels = options.labels ?? { istio: 'ingressgateway', app: 'istio-ingressgateway' }
  const keys = keyStore(fetchThrough(options.dial ?? ((url) => ({ url, host: new URL(url).host }))))
  const pool = upstream()
  const configured = configuration(cluster, keys, {
    root,
    workload: { namespace: root, labels, gateway: undefined },
    backends: options.backends ?? {},
  })
  const serving = { options, configured, keys, pool }
  return {
    handler: (request, response) => serve(serving, { request, response, upgrade: undefined }),
    upgrade(request, socket, head) {
      const upgrade = { socket, head, protocol: request.headers.upgrade ?? '' }
      const response = responseOn(request, socket)
      void serve(serving, { request, response, upgrade }).catch(() => socket.destroy())
    },
    close() {
      configured.close()
      keys.close()
      pool.close()
    },
  }
}

interface Serving {
  readonly options: GatewayOptions
  readonly configured: Configuration
  readonly keys: KeyStore
  readonly pool: Upstream
}
type Incoming = Pick<Exchange, 'request' | 'response' | 'upgrade'>

/** The filters in Envoy's order: CUSTOM, tokens, DENY and ALLOW, then routes. */
async function serve({ options, configured, keys, pool }: Serving, incoming: Incoming): Promise<void> {
  const { request, response } = incoming
  const table = configured.table()
  const normalization = options.pathNormalization ?? 'BASE'
  const asked = askedOf(request, { normalization, workloadPort: table.workloadPort })
  if (typeof asked === 'number') return answer(response, asked)
  const { edge, host } = edgeFor(table, asked)
  const court = { providers: options.extensionProviders ?? [], registry: table.registry, upstream: pool }
  const verdict = await askProviders(asked, edge?.policies.custom ?? [], court)
  if (verdict.kind !== 'pass') return refuse(response, verdict)
  const known = await authenticate(asked, edge?.jwtRules ?? [], keys)
  if ('refusal' in known) {
    const status = known.refusal === AUDIENCE ? 403 : 401
    return answer(response, status, known.refusal, { 'www-authenticate': challenge(asked) })
  }
  if (edge && !isAllowed({ asked, identity: known.identity }, edge.policies)) {
    return answer(response, 403, ACCESS_DENIED)
  }
  const exchange = { ...incoming, asked, added: new Map(verdict.downstream) }
  await route(exchange, host, { ...table, upstream: pool })
}

/** What a client gets when its judge does not let it pass. */
function refuse(response: ServerResponse, verdict: Exclude<Verdict, { kind: 'pass' }>): void {
  if (verdict.kind !== 'answered') {
    if (verdict.kind === 'refused') answer(response, 403, ACCESS_DENIED)
    else answer(response, verdict.status)
    return
  }
  const { 'content-length': _, ...headers } = outgoing(verdict.headers)
  response.writeHead(verdict.answer.status, { ...headers, server: 'istio-envoy' })
  verdict.answer.body.pipe(response)
}

const ACCESS_DENIED = 'RBAC: access denied'

/** The proxy that serves a host: the ingress gateway unless only a Gateway's own proxy has it. */
function edgeFor(table: Table, asked: Asked): { edge: Edge | undefined; host: VirtualHost | undefined } {
  for (const edge of table.edges) {
    const host = edge.listeners.get(asked.port)?.find(asked.host)
    if (host) return { edge, host }
  }
  return { edge: table.edges[0], host: undefined }
}

async function route(exchange: Exchange, host: VirtualHost | undefined, backends: Backends): Promise<void> {
  const { asked, response } = exchange
  if (host?.httpsRedirect && asked.scheme === 'http') return follow(exchange, toHttps, backends)
  const found: Route | undefined = host?.routes.find(({ matches }) => matches(asked))
  if (!found) return answer(response, 404)
  await follow(exchange, found.action, backends)
}

async function follow(exchange: Exchange, action: Route['action'], backends: Backends): Promise<void> {
  const { asked, response } = exchange
  if (action.kind === 'answer') return answer(response, action.status, action.body)
  if (action.kind === 'redirect') {
    return answer(response, action.status, '', { location: action.location(asked) })
  }
  if (action.cors && answerPreflight(exchange, action.cors)) return
  if (action.cors) addCors(exchange, action.cors)
  if (action.fault && (await injectFault(response, action.fault))) return
  await forward(exchange, action, backends)
}
