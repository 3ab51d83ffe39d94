/** The routing table: what is applied, compiled for each proxy that serves. */
import { type JwtRule, rulesOf } from './authentication.ts'
import { type Policies, policiesOf } from './authorization.ts'
import { withDelegates } from './delegate.ts'
import { attachHttpRoutes, type GatewayApi } from './gateway-api.ts'
import { byAge, type ClusterView, type KubernetesObject, labelsMatch, namespaceOf, specOf } from './object.ts'
import { fullHost, type Registry, registryOf } from './registry.ts'
import { addRoutes, type HostTable, hostTable, hostWithin, type VirtualHost } from './route.ts'
import { type Subsets, subsetsOf } from './subset.ts'
import { virtualServiceRoutes } from './virtual-service.ts'
import type { VirtualServiceSpec } from './virtual-service-spec.ts'
import { concerns, type Workload } from './workload.ts'

/** A proxy with all that it obeys. */
export interface Edge {
  readonly workload: Workload
  /** Hosts by listener: the port that a Gateway's server names. */
  readonly listeners: ReadonlyMap<number, HostTable>
  readonly jwtRules: readonly JwtRule[]
  readonly policies: Policies
}

/** Everything compiled from one state of the cluster. */
export interface Table {
  readonly edges: readonly Edge[]
  readonly registry: Registry
  readonly subsets: Subsets
  /** The ingress gateway's own port behind a port of its Service. */
  readonly workloadPort: (serverPort: number) => number
}

interface Server {
  readonly port?: { readonly number?: number; readonly protocol?: string }
  readonly hosts?: readonly string[]
  readonly tls?: { readonly httpsRedirect?: boolean; readonly mode?: string }
}
interface GatewaySpec {
  readonly selector?: Readonly<Record<string, string>>
  readonly servers?: readonly Server[]
}

/** What the compiler must know besides the cluster. */
export interface TableOptions {
  readonly root: string
  readonly workload: Workload
  readonly backends: Readonly<Record<string, string>>
}

/** Compiles the cluster's present state. */
export function compile(cluster: ClusterView, { root, workload, backends }: TableOptions): Table {
  const registry = registryOf(cluster, backends)
  const api = attachHttpRoutes(cluster, registry)
  const provisioned = api.filter(({ provisioned: own }) => own)
  const workloads = [
    workload,
    ...provisioned.map(({ namespace, name }) => ({
      namespace,
      labels: { 'gateway.networking.k8s.io/gateway-name': name },
      gateway: name,
    })),
  ]
  const services = visibleServices(cluster)
  const edges = workloads.map((one): Edge => {
    const listeners = new Map<number, HostTable>()
    serveGateways(cluster, services, { workload: one, listeners })
    serveApi(api, { workload: one, listeners })
    const here = (object: KubernetesObject) => concerns(object, one, root)
    const authentications = cluster.list('security.istio.io', 'requestauthentications').filter(here)
    const policies = cluster.list('security.istio.io', 'authorizationpolicies').filter(here)
    return {
      workload: one,
      listeners,
      jwtRules: rulesOf(authentications.toSorted(byAge)),
      policies: policiesOf(policies),
    }
  })
  return { edges, registry, subsets: subsetsOf(cluster), workloadPort: workloadPorts(cluster, workload) }
}

/** VirtualServices, oldest first, with a way to find delegates. */
interface Services {
  readonly byAge: readonly KubernetesObject[]
  delegate(namespace: string, name: string, rootNamespace: string): KubernetesObject | undefined
}

function visibleServices(cluster: ClusterView): Services {
  const all = cluster.list('networking.istio.io', 'virtualservices').toSorted(byAge)
  const byName = new Map(all.map((object) => [`${namespaceOf(object)}/${object.metadata.name}`, object]))
  return {
    byAge: all,
    delegate(namespace, name, rootNamespace) {
      const found = byName.get(`${namespace}/${name}`)
      return found && isExported(found, rootNamespace) ? found : undefined
    },
  }
}

/** Whether a VirtualService is visible in a namespace; to all by default. */
function isExported(object: KubernetesObject, namespace: string): boolean {
  const { exportTo = [] } = specOf<VirtualServiceSpec>(object)
  if (exportTo.length === 0) return true
  return exportTo.some(
    (to) => to === '*' || to === namespace || (to === '.' && namespaceOf(object) === namespace),
  )
}

interface Serving {
  readonly workload: Workload
  readonly listeners: Map<number, HostTable>
}

function tableFor({ listeners }: Serving, port: number): HostTable {
  const table = listeners.get(port) ?? hostTable()
  listeners.set(port, table)
  return table
}

function serveGateways(cluster: ClusterView, services: Services, serving: Serving): void {
  const bound = boundServices(services)
  const gateways = cluster
    .list('networking.istio.io', 'gateways')
    .filter((gateway) => labelsMatch(specOf<GatewaySpec>(gateway).selector, serving.workload.labels))
  // A VirtualService that two servers of a port take is added once.
  const added = new Map<VirtualHost, Set<KubernetesObject>>()
  for (const gateway of gateways.toSorted(byAge)) {
    const name = `${namespaceOf(gateway)}/${gateway.metadata.name}`
    for (const server of specOf<GatewaySpec>(gateway).servers ?? []) {
      if (!isHttp(server)) continue
      serveServer(server, { gateway, name, bound: bound.get(name) ?? [], services, serving, added })
    }
  }
}

/** VirtualServices by the Gateway that they name. */
function boundServices(services: Services): ReadonlyMap<string, readonly KubernetesObject[]> {
  const bound = new Map<string, KubernetesObject[]>()
  for (const object of services.byAge) {
    for (const gateway of specOf<VirtualServiceSpec>(object).gateways ?? []) {
      const name = gateway.includes('/') ? gateway : `${namespaceOf(object)}/${gateway}`
      const list = bound.get(name) ?? []
      list.push(object)
      bound.set(name, list)
    }
  }
  return bound
}

interface ServerAround {
  readonly gateway: KubernetesObject
  readonly name: string
  readonly bound: readonly KubernetesObject[]
  readonly services: Services
  readonly serving: Serving
  readonly added: Map<VirtualHost, Set<KubernetesObject>>
}

function serveServer(server: Server, around: ServerAround): void {
  const port = server.port?.number ?? 80
  const table = tableFor(around.serving, port)
  const { namespace, labels } = around.serving.workload
  for (const object of around.bound) {
    // A host without a dot is a Service of the VirtualService's own namespace.
    const hosts = (specOf<VirtualServiceSpec>(object).hosts ?? []).map((host) =>
      fullHost(host, namespaceOf(object)),
    )
    const served = hosts.filter((host) => accepts(server, host, { object, gateway: around.gateway }))
    if (served.length === 0 || !isExported(object, namespace)) continue
    const viewer = { gateway: around.name, namespace, labels, port }
    const routes = virtualServiceRoutes(withDelegates(object, around.services.delegate), viewer)
    for (const host of served) {
      const virtualHost = table.host(host)
      const known = around.added.get(virtualHost) ?? new Set()
      around.added.set(virtualHost, known)
      if (server.tls?.httpsRedirect) virtualHost.httpsRedirect = true
      if (!known.has(object)) addRoutes(virtualHost, routes)
      known.add(object)
    }
  }
}

/** Whether a server takes a host of a VirtualService: its own hosts are `name`, `namespace/name` or `./name`. */
function accepts(
  server: Server,
  host: string,
  { object, gateway }: { object: KubernetesObject; gateway: KubernetesObject },
): boolean {
  return (server.hosts ?? []).some((qualified) => {
    const slash = qualified.indexOf('/')
    const owner = slash < 0 ? '*' : qualified.slice(0, slash)
    const name = qualified.slice(slash + 1)
    const wanted = owner === '.' ? namespaceOf(gateway) : owner
    if (wanted !== '*' && wanted !== namespaceOf(object)) return false
    return hostWithin(host, name) || hostWithin(name, host)
  })
}

function isHttp(server: Server): boolean {
  const protocol = (server.port?.protocol ?? 'HTTP').toUpperCase()
  if (protocol === 'HTTPS')
    return server.tls?.mode !== 'PASSTHROUGH' && server.tls?.mode !== 'AUTO_PASSTHROUGH'
  return ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB', 'HTTP_PROXY'].includes(protocol)
}

function serveApi(api: readonly GatewayApi[], serving: Serving): void {
  for (const gateway of api) {
    const own = gateway.provisioned ? gateway.name : undefined
    if (own !== serving.workload.gateway) continue
    if (gateway.provisioned && gateway.namespace !== serving.workload.namespace) continue
    for (const { port, host, routes } of gateway.hosts) addRoutes(tableFor(serving, port).host(host), routes)
  }
}

/** Ports of the gateway's own process, by its Service; a port that no Service maps stays the same. */
function workloadPorts(cluster: ClusterView, workload: Workload): (serverPort: number) => number {
  const ports = new Map<number, number>()
  for (const object of cluster.list('', 'services')) {
    if (namespaceOf(object) !== workload.namespace) continue
    const { selector, ports: open = [] } = specOf<{
      selector: Record<string, string>
      ports: { port: number; targetPort?: number | string }[]
    }>(object)
    if (!selector || !labelsMatch(selector, workload.labels)) continue
    for (const { port, targetPort } of open) if (typeof targetPort === 'number') ports.set(port, targetPort)
  }
  return (serverPort) => ports.get(serverPort) ?? serverPort
}
