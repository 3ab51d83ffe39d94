/**
 * Whether a Service makes sense.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go ValidateService
 */
import { isIP } from 'node:net'
import { dnsLabel, dnsSubdomain, qualifiedNameProblems } from '../names.ts'
import {
  asList,
  asObject,
  asText,
  asTexts,
  at,
  equal,
  type JsonObject,
  type JsonValue,
  type KubernetesObject,
} from '../object.ts'
import type { Problems } from '../problems.ts'
import { isCidr, NO_CIDR, NO_PORT, portNameProblems } from './addresses.ts'
import { checkLabelMap } from './selector-check.ts'
import { isExternal, needsHealthCheck } from './service-kind.ts'

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']

/** What is wrong with a Service, or with what became of it. */
export function checkService(
  object: KubernetesObject,
  before: KubernetesObject | undefined,
  problems: Problems,
): void {
  const spec = asObject(object['spec'])
  if (before) checkChange(spec, asObject(before['spec']), problems)
  const type = asText(spec['type'])
  const ports = asList(spec['ports']).map(asObject)
  if (ports.length === 0 && spec['clusterIP'] !== 'None' && type !== 'ExternalName')
    problems.required('spec.ports')
  checkHead(spec, type, problems)
  checkPorts(ports, problems)
  checkLabelMap(spec['selector'], 'spec.selector', problems)
  checkAffinity(spec, problems)
  checkExternalAddresses(asTexts(spec['externalIPs']), problems)
  if (!TYPES.includes(type)) problems.unsupported('spec.type', type, TYPES)
  checkNumbers(ports, type, problems)
  checkBalancer(spec, type, problems)
  checkTraffic(spec, problems)
}

function checkHead(spec: JsonObject, type: string, problems: Problems): void {
  if ((type === 'LoadBalancer' || type === 'NodePort') && spec['clusterIP'] === 'None')
    problems.invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`)
  if (type !== 'ExternalName') return
  const given = asText(spec['clusterIP']) !== '' || asList(spec['clusterIPs']).length > 0
  if (given) problems.forbidden('spec.clusterIPs', 'may not be set for ExternalName services')
  for (const field of ['ipFamilies', 'ipFamilyPolicy'])
    if (spec[field] !== undefined)
      problems.forbidden(`spec.${field}`, 'may not be set for ExternalName services')
  const name = asText(spec['externalName']).replace(/\.$/, '')
  if (name === '') problems.required('spec.externalName')
  else for (const problem of dnsSubdomain(name)) problems.invalid('spec.externalName', name, problem)
}

function checkPorts(ports: readonly JsonObject[], problems: Problems): void {
  const names = new Set<string>()
  for (const [index, port] of ports.entries()) {
    const field = `spec.ports[${index}]`
    const name = asText(port['name'])
    if (name === '' && ports.length > 1) problems.required(`${field}.name`)
    if (name !== '') {
      for (const problem of dnsLabel(name)) problems.invalid(`${field}.name`, name, problem)
      if (names.has(name)) problems.duplicate(`${field}.name`, name)
      names.add(name)
    }
    const number = Number(port['port'])
    if (number < 1 || number > 65535) problems.invalid(`${field}.port`, port['port'], NO_PORT)
    if (!['TCP', 'UDP', 'SCTP'].includes(asText(port['protocol'])))
      problems.unsupported(`${field}.protocol`, port['protocol'] ?? '', ['SCTP', 'TCP', 'UDP'])
    checkPortOrName(port['targetPort'], `${field}.targetPort`, problems)
    const protocol = asText(port['appProtocol'])
    if (protocol !== '')
      for (const problem of qualifiedNameProblems(protocol))
        problems.invalid(`${field}.appProtocol`, protocol, problem)
  }
}

/** A port's number, or the name that a container gives it. */
function checkPortOrName(value: JsonValue | undefined, field: string, problems: Problems): void {
  if (typeof value === 'number') {
    if (value < 1 || value > 65535) problems.invalid(field, value, NO_PORT)
    return
  }
  const name = asText(value)
  for (const problem of portNameProblems(name)) problems.invalid(field, name, problem)
}

function checkAffinity(spec: JsonObject, problems: Problems): void {
  const affinity = asText(spec['sessionAffinity'])
  if (affinity !== 'None' && affinity !== 'ClientIP')
    problems.unsupported('spec.sessionAffinity', affinity, ['ClientIP', 'None'])
  const seconds = at(spec, 'sessionAffinityConfig', 'clientIP', 'timeoutSeconds')
  if (affinity === 'ClientIP' && (typeof seconds !== 'number' || seconds <= 0 || seconds > 86_400)) {
    const why = 'must be greater than 0 and less than 86400'
    problems.invalid('spec.sessionAffinityConfig.clientIP.timeoutSeconds', seconds ?? null, why)
  }
}

function checkExternalAddresses(addresses: readonly string[], problems: Problems): void {
  for (const [index, address] of addresses.entries()) {
    const field = `spec.externalIPs[${index}]`
    if (isIP(address) === 0) {
      problems.invalid(field, address, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')
    } else if (/^127\./.test(address) || address === '::1') {
      problems.invalid(field, address, 'may not be in the loopback range (127.0.0.0/8, ::1/128)')
    }
  }
}

function checkNumbers(ports: readonly JsonObject[], type: string, problems: Problems): void {
  if (type === 'ClusterIP') {
    for (const [index, { nodePort }] of ports.entries())
      if (nodePort !== undefined)
        problems.forbidden(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'")
  }
  const seen = { nodePort: new Set<string>(), port: new Set<string>() }
  for (const [index, { protocol, nodePort }] of ports.entries()) {
    if (nodePort === undefined) continue
    const key = `${protocol}/${nodePort}`
    if (seen.nodePort.has(key)) problems.duplicate(`spec.ports[${index}].nodePort`, nodePort)
    seen.nodePort.add(key)
  }
  for (const [index, { protocol, port }] of ports.entries()) {
    const key = `${protocol}/${port}`
    // The server prints its internal struct here.
    const shown = { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 }
    if (seen.port.has(key)) problems.duplicate(`spec.ports[${index}]`, shown)
    seen.port.add(key)
  }
}

function checkBalancer(spec: JsonObject, type: string, problems: Problems): void {
  const only = "may only be used when `type` is 'LoadBalancer'"
  const ranges = asTexts(spec['loadBalancerSourceRanges'])
  if (ranges.length > 0 && type !== 'LoadBalancer') problems.forbidden('spec.LoadBalancerSourceRanges', only)
  for (const [index, range] of ranges.map((each) => each.trim()).entries()) {
    if (!isCidr(range)) problems.invalid(`spec.LoadBalancerSourceRanges[${index}]`, range, NO_CIDR)
  }
  if (spec['allocateLoadBalancerNodePorts'] !== undefined && type !== 'LoadBalancer')
    problems.forbidden('spec.allocateLoadBalancerNodePorts', only)
  if (spec['loadBalancerClass'] !== undefined && type !== 'LoadBalancer')
    problems.forbidden('spec.loadBalancerClass', only)
}

function checkTraffic(spec: JsonObject, problems: Problems): void {
  const policies = ['Cluster', 'Local']
  const external = spec['externalTrafficPolicy']
  if (!isExternal(spec)) {
    if (external !== undefined)
      problems.invalid(
        'spec.externalTrafficPolicy',
        external,
        'may only be set for externally-accessible services',
      )
  } else if (!policies.includes(asText(external)))
    problems.unsupported('spec.externalTrafficPolicy', external ?? '', policies)
  if (!needsHealthCheck(spec) && spec['healthCheckNodePort'] !== undefined) {
    const why = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
    problems.invalid('spec.healthCheckNodePort', spec['healthCheckNodePort'], why)
  }
  const internal = spec['internalTrafficPolicy']
  if (internal !== undefined && !policies.includes(asText(internal)))
    problems.unsupported('spec.internalTrafficPolicy', internal, policies)
}

function checkChange(spec: JsonObject, old: JsonObject, problems: Problems): void {
  const named = [spec, old].some(({ type }) => type === 'ExternalName')
  const [addresses, olds] = [asTexts(spec['clusterIPs']), asTexts(old['clusterIPs'])]
  for (const [index, address] of named ? [] : olds.entries()) {
    if (addresses[index] !== address)
      problems.invalid(`spec.clusterIPs[${index}]`, addresses, 'may not change once set')
  }
  if (
    needsHealthCheck(spec) &&
    needsHealthCheck(old) &&
    !equal(spec['healthCheckNodePort'], old['healthCheckNodePort'])
  )
    problems.forbidden('spec.healthCheckNodePort', 'field is immutable')
}
