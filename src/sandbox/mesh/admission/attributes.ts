/** What policies may ask about, and with which values (istio `pkg/config/security`). */
import { isIP } from 'node:net'
import { listText } from './findings.ts'

/** Ports that are none. */
export function badPorts(ports: readonly string[] | undefined): string[] {
  return (ports ?? []).flatMap((port) => {
    if (!/^\d+$/.test(port)) {
      return [`bad port (${port}): strconv.ParseUint: parsing ${JSON.stringify(port)}: invalid syntax`]
    }
    return Number(port) > 65535 ? [`bad port (${port}): <nil>`] : []
  })
}

/** Addresses and blocks that are none. */
export function badAddresses(blocks: readonly string[] | undefined): string[] {
  return (blocks ?? []).flatMap((block) => {
    const [address = '', length] = block.split('/')
    const family = isIP(address)
    if (length === undefined) return family === 0 ? [`bad IP address (${block})`] : []
    const bits = family === 6 ? 128 : 32
    if (family !== 0 && /^\d+$/.test(length) && Number(length) <= bits) return []
    const why = family === 0 ? 'unable to parse IP' : 'prefix length out of range'
    return [`bad CIDR range (${block}): netip.ParsePrefix(${JSON.stringify(block)}): ${why}`]
  })
}

const MAPPED = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.']
const PLAIN = [
  'source.namespace',
  'source.principal',
  'source.serviceAccount',
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
  'connection.sni',
]

/** What is wrong with a condition's key or its values. */
export function attributeProblem(key: string, values: readonly string[]): string | undefined {
  if (values.includes('')) return `empty value not allowed, found in ${key}`
  if (MAPPED.some((prefix) => key.startsWith(prefix))) {
    return /^[^[]+\[.+\]$/.test(key) ? undefined : `bad key (${key}): should have format a[b]`
  }
  if (['source.ip', 'remote.ip', 'destination.ip'].includes(key)) return listText(badAddresses(values))
  if (key === 'destination.port') return listText(badPorts(values))
  if (PLAIN.includes(key)) return undefined
  if (key === 'destination.namespace') return `attribute ${key} is replaced by the metadata.namespace`
  if (key.startsWith('destination.labels')) return `attribute ${key} is replaced by the workload selector`
  if (key === 'destination.name' || key === 'destination.user') {
    return `deprecated attribute ${key}: only supported in v1alpha1`
  }
  return `unknown attribute: ${key}`
}
