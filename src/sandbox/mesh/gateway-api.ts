/** Gateway API's Gateways of class istio, with the HTTPRoutes that their listeners take. */
import { byPrecedence, httpRoutes, type RankedRoute } from './http-route.ts'
import type { HttpRouteSpec } from './http-route-spec.ts'
import {
  type ClusterView,
  type KubernetesObject,
  type LabelSelector,
  namespaceOf,
  selectorMatches,
  specOf,
} from './object.ts'
import type { Registry } from './registry.ts'
import { hostWithin, type Route } from './route.ts'

/** A Gateway's hosts by port. */
export interface GatewayApi {
  readonly name: string
  readonly namespace: string
  /** Whether istiod runs a proxy of its own for it: it does unless `addresses` names one that is there. */
  readonly provisioned: boolean
  readonly hosts: readonly {
    readonly port: number
    readonly host: string
    readonly routes: readonly Route[]
  }[]
}

interface Listener {
  readonly name: string
  readonly port: number
  readonly protocol: string
  readonly hostname?: string
  readonly allowedRoutes?: {
    readonly namespaces?: { readonly from?: string; readonly selector?: LabelSelector }
  }
}
interface GatewayApiSpec {
  readonly gatewayClassName?: string
  readonly addresses?: readonly unknown[]
  readonly listeners?: readonly Listener[]
}

/** Attaches routes to listeners as Gateway API says: by name, port, host and allowed namespace. */
export function attachHttpRoutes(cluster: ClusterView, registry: Registry): GatewayApi[] {
  const routes = cluster.list('gateway.networking.k8s.io', 'httproutes')
  const namespaces = namespaceLabels(cluster)
  const compiled = new Map<KubernetesObject, RankedRoute[]>()
  const rulesOf = (route: KubernetesObject) => {
    const rules = compiled.get(route) ?? httpRoutes(route, { registry, cluster })
    compiled.set(route, rules)
    return rules
  }
  return cluster
    .list('gateway.networking.k8s.io', 'gateways')
    .filter((gateway) => specOf<GatewayApiSpec>(gateway).gatewayClassName === 'istio')
    .map((gateway) => {
      const { listeners = [], addresses = [] } = specOf<GatewayApiSpec>(gateway)
      const ranked = new Map<string, { port: number; host: string; routes: RankedRoute[] }>()
      for (const listener of listeners.filter(({ protocol }) => ['HTTP', 'HTTPS'].includes(protocol))) {
        for (const route of routes) {
          if (!attaches(route, { gateway, listener, namespaces })) continue
          for (const host of commonHosts(route, listener)) {
            const key = `${listener.port} ${host}`
            const at = ranked.get(key) ?? { port: listener.port, host, routes: [] }
            ranked.set(key, at)
            at.routes.push(...rulesOf(route))
          }
        }
      }
      const hosts = [...ranked.values()].map(({ port, host, routes: all }) => ({
        port,
        host,
        routes: [...new Set(all)].sort(byPrecedence).map(({ route }) => route),
      }))
      const { name } = gateway.metadata
      return { name, namespace: namespaceOf(gateway), provisioned: addresses.length === 0, hosts }
    })
}

type NamespaceLabels = ReadonlyMap<string, Readonly<Record<string, string>>>

/** Every namespace carries its own name as a label. */
function namespaceLabels(cluster: ClusterView): NamespaceLabels {
  return new Map(
    cluster
      .list('', 'namespaces')
      .map(({ metadata }) => [
        metadata.name,
        { 'kubernetes.io/metadata.name': metadata.name, ...metadata.labels },
      ]),
  )
}

interface Place {
  readonly gateway: KubernetesObject
  readonly listener: Listener
  readonly namespaces: NamespaceLabels
}

function attaches(route: KubernetesObject, { gateway, listener, namespaces }: Place): boolean {
  const own = namespaceOf(route)
  const named = (specOf<HttpRouteSpec>(route).parentRefs ?? []).some(
    (ref) =>
      (ref.kind ?? 'Gateway') === 'Gateway' &&
      ref.name === gateway.metadata.name &&
      (ref.namespace ?? own) === namespaceOf(gateway) &&
      (ref.sectionName === undefined || ref.sectionName === listener.name) &&
      (ref.port === undefined || ref.port === listener.port),
  )
  if (!named) return false
  const { from = 'Same', selector } = listener.allowedRoutes?.namespaces ?? {}
  if (from === 'All') return true
  if (from === 'Same') return own === namespaceOf(gateway)
  return from === 'Selector' && selectorMatches(selector, namespaces.get(own) ?? {})
}

/** The more specific of each pair of names; a route without hostnames takes the listener's. */
function commonHosts(route: KubernetesObject, { hostname = '*' }: Listener): string[] {
  const { hostnames = [] } = specOf<HttpRouteSpec>(route)
  if (hostnames.length === 0) return [hostname]
  return hostnames.flatMap((host) =>
    hostWithin(host, hostname) ? [host] : hostWithin(hostname, host) ? [hostname] : [],
  )
}
