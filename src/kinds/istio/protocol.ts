/** The protocol that Istio takes a Service's port for (`ConvertProtocol` in istio's pkg/config/kube/conversion.go). */

const http = ['http', 'http2', 'grpc', 'grpc-web', 'http_proxy']
const tcp = ['tcp', 'tls', 'https', 'mongo', 'redis', 'mysql']
const kubernetesProtocols = ['kubernetes.io/h2c', 'kubernetes.io/ws']
/** Ports that are TCP without a name: the server speaks first there. */
const wellKnownTcp = [25, 53, 3306, 27017]

/** A port as a Service describes it. */
export interface NamedPort {
  readonly port: number
  readonly name?: string
  readonly appProtocol?: string
  readonly protocol?: string
}

/** `auto` is what Istio has to find out from the first bytes. */
export type ProtocolClass = 'http' | 'tcp' | 'udp' | 'auto'

/** `appProtocol` counts before the name, even where it is unknown. */
export function protocolOf({ port, name = '', appProtocol, protocol }: NamedPort): ProtocolClass {
  if (protocol === 'UDP') return 'udp'
  const word = (appProtocol ?? name).toLowerCase()
  if (kubernetesProtocols.includes(appProtocol ?? '')) return 'http'
  if (appProtocol === 'kubernetes.io/wss') return 'tcp'
  const [first = ''] = word.split('-')
  if (word.startsWith('grpc-web') || http.includes(first)) return 'http'
  if (tcp.includes(first)) return 'tcp'
  return wellKnownTcp.includes(port) ? 'tcp' : 'auto'
}
