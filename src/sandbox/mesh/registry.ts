/** Which addresses stand behind a host, as istiod's service registry knows them. */
import { type ClusterView, type KubernetesObject, labelsMatch, namespaceOf, specOf } from './object.ts'

/** How the gateway speaks to a port, by its name or appProtocol. */
export type Protocol = 'http1' | 'http2'

/** One address of a destination. */
export interface Endpoint {
  readonly host: string
  readonly port: number
  readonly labels: Readonly<Record<string, string>>
  readonly tls: boolean
}

/** A port of a Service or ServiceEntry with what listens behind it. */
export interface Destination {
  readonly protocol: Protocol
  readonly endpoints: readonly Endpoint[]
}

interface ServicePort {
  readonly name?: string
  readonly port: number
  readonly targetPort?: number | string
  readonly appProtocol?: string
}
interface ServiceSpec {
  readonly selector?: Readonly<Record<string, string>>
  readonly ports?: readonly ServicePort[]
}
interface WorkloadEntrySpec {
  readonly address?: string
  readonly ports?: Readonly<Record<string, number>>
  readonly labels?: Readonly<Record<string, string>>
}
interface ServiceEntrySpec {
  readonly hosts?: readonly string[]
  readonly ports?: readonly {
    readonly number: number
    readonly name: string
    readonly protocol?: string
    readonly targetPort?: number
  }[]
  readonly endpoints?: readonly WorkloadEntrySpec[]
  readonly workloadSelector?: { readonly labels?: Readonly<Record<string, string>> }
  readonly resolution?: string
  readonly exportTo?: readonly string[]
}
interface EndpointsObject {
  readonly subsets?: readonly {
    readonly addresses?: readonly { readonly ip: string }[]
    readonly ports?: readonly { readonly name?: string; readonly port: number }[]
  }[]
}

/** Answers where destinations lead. */
export interface Registry {
  /** @param port absent when the route names none @returns undefined when there is no such host or port */
  find(host: string, port: number | undefined): Destination | undefined
  /** Whether the host is known at all. */
  has(host: string): boolean
}

/** A destination's full name: a name without a dot is of the route's namespace (`ResolveShortnameToFQDN`). */
export function fullHost(host: string, namespace: string): string {
  return host.includes('.') || host === '*' ? host : `${host}.${namespace}.svc.cluster.local`
}

/** How a gateway speaks to a port: only `http2*` and `grpc*` are more than HTTP/1.1 (mesh contract 46-port-names). */
function protocolOf(name: string | undefined, appProtocol: string | undefined): Protocol {
  const value = (appProtocol ?? name ?? '').toLowerCase()
  if (value === 'kubernetes.io/h2c' || value.startsWith('grpc-web')) return 'http2'
  const [word] = value.split('-', 1)
  return word === 'http2' || word === 'grpc' ? 'http2' : 'http1'
}

interface Known {
  readonly ports: ReadonlyMap<number, () => Destination>
}

/** Reads Services, ServiceEntries, WorkloadEntries, Endpoints and pods once; addresses are looked up when asked for. */
export function registryOf(cluster: ClusterView, backends: Readonly<Record<string, string>>): Registry {
  const known = new Map<string, Known>()
  const workloads = workloadsOf(cluster)
  const endpoints = endpointsOf(cluster)
  for (const object of cluster.list('networking.istio.io', 'serviceentries')) {
    for (const [host, entry] of serviceEntry(object, workloads)) known.set(host, entry)
  }
  for (const object of cluster.list('', 'services')) {
    const host = `${object.metadata.name}.${namespaceOf(object)}.svc.cluster.local`
    known.set(host, service(object, { backend: () => backends[host], workloads, endpoints }))
  }
  const find = (host: string, port: number | undefined): Destination | undefined => {
    const entry = known.get(host.toLowerCase())
    if (!entry) return outside(backends[host.toLowerCase()])
    const only = entry.ports.size === 1 ? [...entry.ports.keys()][0] : undefined
    return entry.ports.get(port ?? only ?? 80)?.()
  }
  return { find, has: (host) => known.has(host.toLowerCase()) || host.toLowerCase() in backends }
}

/** A backend that has an address but no Service. */
function outside(base: string | undefined): Destination | undefined {
  return base === undefined ? undefined : { protocol: 'http1', endpoints: [baseEndpoint(base)] }
}

function baseEndpoint(base: string): Endpoint {
  const url = new URL(base)
  const tls = url.protocol === 'https:'
  return { host: url.hostname, port: Number(url.port) || (tls ? 443 : 80), labels: {}, tls }
}

interface Workload {
  readonly namespace: string
  readonly address: string
  readonly ports: Readonly<Record<string, number>>
  readonly labels: Readonly<Record<string, string>>
}

function workloadsOf(cluster: ClusterView): readonly Workload[] {
  const entries = cluster.list('networking.istio.io', 'workloadentries').flatMap((object) => {
    const { address, ports = {}, labels = {} } = specOf<WorkloadEntrySpec>(object)
    return address === undefined ? [] : [{ namespace: namespaceOf(object), address, ports, labels }]
  })
  const pods = cluster.list('', 'pods').flatMap((object) => {
    const status = object['status'] as { podIP?: string; phase?: string } | undefined
    if (status?.podIP === undefined || status.phase !== 'Running') return []
    const labels = object.metadata.labels ?? {}
    return [{ namespace: namespaceOf(object), address: status.podIP, ports: podPorts(object), labels }]
  })
  return [...entries, ...pods]
}

function podPorts(pod: KubernetesObject): Record<string, number> {
  const { containers = [] } = specOf<{
    containers: { ports?: { name?: string; containerPort: number }[] }[]
  }>(pod)
  const named = containers.flatMap(({ ports = [] }) => ports)
  return Object.fromEntries(named.flatMap(({ name, containerPort }) => (name ? [[name, containerPort]] : [])))
}

/** Endpoints by `namespace/name`, for Services without a selector that somebody fills by hand. */
function endpointsOf(cluster: ClusterView): ReadonlyMap<string, EndpointsObject> {
  return new Map(
    cluster
      .list('', 'endpoints')
      .map((object) => [
        `${namespaceOf(object)}/${object.metadata.name}`,
        object as unknown as EndpointsObject,
      ]),
  )
}

interface Around {
  /** Asked each time: addresses may become known after the objects. */
  readonly backend: () => string | undefined
  readonly workloads: readonly Workload[]
  readonly endpoints: ReadonlyMap<string, EndpointsObject>
}

function service(object: KubernetesObject, around: Around): Known {
  const { selector, ports = [] } = specOf<ServiceSpec>(object)
  const namespace = namespaceOf(object)
  const filled = around.endpoints.get(`${namespace}/${object.metadata.name}`)
  const selected = (port: ServicePort): Endpoint[] =>
    selector === undefined || Object.keys(selector).length === 0
      ? []
      : around.workloads
          .filter((workload) => workload.namespace === namespace && labelsMatch(selector, workload.labels))
          .flatMap((workload) => endpointOf(workload, port))
  const manual = (port: ServicePort): Endpoint[] =>
    (filled?.subsets ?? []).flatMap(({ addresses = [], ports: open = [] }) =>
      open
        .filter(({ name }) => open.length === 1 || (name ?? '') === (port.name ?? ''))
        .flatMap((at) => addresses.map(({ ip }) => ({ host: ip, port: at.port, labels: {}, tls: false }))),
    )
  const lookUp = (port: ServicePort) => (): Destination => {
    const backend = around.backend()
    const listed = backend === undefined ? selected(port) : [baseEndpoint(backend)]
    const endpoints = listed.length > 0 ? listed : manual(port)
    return { protocol: protocolOf(port.name, port.appProtocol), endpoints }
  }
  return { ports: new Map(ports.map((port) => [port.port, lookUp(port)])) }
}

function endpointOf({ address, ports, labels }: Workload, port: ServicePort): Endpoint[] {
  const { targetPort = port.port } = port
  const byName = port.name === undefined ? undefined : ports[port.name]
  const number = byName ?? (typeof targetPort === 'number' ? targetPort : ports[targetPort])
  return number === undefined ? [] : [{ host: address, port: number, labels, tls: false }]
}

function serviceEntry(object: KubernetesObject, workloads: readonly Workload[]): [string, Known][] {
  const spec = specOf<ServiceEntrySpec>(object)
  const { hosts = [], ports = [], endpoints = [], workloadSelector } = spec
  const selected = workloadSelector
    ? workloads.filter(
        (workload) =>
          workload.namespace === namespaceOf(object) && labelsMatch(workloadSelector.labels, workload.labels),
      )
    : []
  return hosts.map((host) => {
    const lookUp = (port: (typeof ports)[number]) => (): Destination => {
      const listed = [...endpoints, ...selected].flatMap(({ address, ports: open = {}, labels = {} }) =>
        address === undefined
          ? []
          : [{ host: address, port: open[port.name] ?? port.targetPort ?? port.number, labels, tls: false }],
      )
      const byName = (spec.resolution ?? '').includes('DNS') && endpoints.length + selected.length === 0
      const own = { host, port: port.targetPort ?? port.number, labels: {}, tls: false }
      return { protocol: protocolOf(port.protocol, undefined), endpoints: byName ? [own] : listed }
    }
    return [host.toLowerCase(), { ports: new Map(ports.map((port) => [port.number, lookUp(port)])) }]
  })
}
