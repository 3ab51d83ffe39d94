/**
 * Addresses and node ports that the server hands out, before it validates what it made.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/registry/core/service/storage/alloc.go
 */
import { isIP } from 'node:net'
import {
  asList,
  asObject,
  asText,
  asTexts,
  fieldOf,
  isObject,
  type JsonObject,
  type JsonValue,
  type KubernetesObject,
} from '../object.ts'
import { collectProblems, type Problems } from '../problems.ts'
import { internal, invalid } from '../status.ts'
import { resourceKey, type Storage } from '../storage.ts'
import { hasNodePorts, needsHealthCheck } from './service-kind.ts'

const FIRST_PORT = 30_000
const PORTS = 2_768

/** What other Services hold. */
interface Taken {
  readonly addresses: ReadonlySet<string>
  readonly ports: Set<number>
}

/** @throws {ApiError} 422 for an address or a port that cannot be had */
export function allocate(
  draft: KubernetesObject,
  before: KubernetesObject | undefined,
  storage: Storage,
): void {
  const spec = fieldOf(draft, 'spec')
  const old = asObject(before?.['spec'])
  const refuse = (tell: (problems: Problems) => void) => {
    const problems = collectProblems()
    tell(problems)
    if (problems.causes.length > 0)
      throw invalid({ group: '', kind: 'Service', name: draft.metadata.name }, problems.causes)
  }
  const held = takenByOthers(draft, storage)
  if (spec['type'] !== 'ExternalName') {
    refuse((problems) => {
      checkAddresses(spec, problems)
    })
    refuse((problems) => {
      fillFamilies(spec, problems)
    })
    refuse((problems) => {
      allocateAddress(spec, old, held, problems)
    })
  }
  if (hasNodePorts(spec)) {
    refuse((problems) => {
      allocateNodePorts(spec, old, held, problems)
    })
  }
  if (needsHealthCheck(spec)) spec['healthCheckNodePort'] ??= freePort(held.ports)
}

function takenByOthers({ metadata }: KubernetesObject, storage: Storage): Taken {
  const others = storage
    .list(resourceKey('', 'services'))
    .filter((each) => each.metadata.name !== metadata.name || each.metadata.namespace !== metadata.namespace)
    .map((each) => asObject(each['spec']))
  const ports = others.flatMap((spec) => [
    spec['healthCheckNodePort'],
    ...asList(spec['ports']).map((port) => asObject(port)['nodePort']),
  ])
  return {
    addresses: new Set(others.flatMap(({ clusterIPs }) => asTexts(clusterIPs))),
    ports: new Set(ports.filter((port) => typeof port === 'number')),
  }
}

function checkAddresses(spec: JsonObject, problems: Problems): void {
  const [first, all] = [asText(spec['clusterIP']), asTexts(spec['clusterIPs'])]
  const given = all.length > 0 ? all : first === '' ? [] : [first]
  if (first !== '' && all[0] !== undefined && all[0] !== first)
    problems.invalid('spec.clusterIPs', all, 'first value must match `clusterIP`')
  for (const [index, address] of given.entries()) {
    if (address !== 'None' && isIP(address) === 0) {
      const why = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'
      problems.invalid(`spec.clusterIPs[${index}]`, address, why)
    }
  }
}

/** This cluster has IPv4 only; a headless Service without a selector may promise both families all the same. */
function fillFamilies(spec: JsonObject, problems: Problems): void {
  const given = asTexts(spec['ipFamilies'])
  if (spec['clusterIP'] === 'None' && Object.keys(asObject(spec['selector'])).length === 0) {
    spec['ipFamilyPolicy'] ??= 'RequireDualStack'
    const [family = 'IPv4'] = given
    const both = [family, family === 'IPv4' ? 'IPv6' : 'IPv4']
    if (given.length < 2) spec['ipFamilies'] = spec['ipFamilyPolicy'] === 'SingleStack' ? [family] : both
    return
  }
  if (spec['ipFamilyPolicy'] === 'RequireDualStack') {
    const why = 'this cluster is not configured for dual-stack services'
    problems.invalid('spec.ipFamilyPolicy', 'RequireDualStack', why)
  }
  for (const [index, family] of given.entries())
    if (family !== 'IPv4')
      problems.invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster')
  if (given.length === 0) spec['ipFamilies'] = ['IPv4']
  spec['ipFamilyPolicy'] ??= 'SingleStack'
}

const inRange = (address: string): boolean => {
  const [a, b = 0] = address.split('.').map(Number)
  return isIP(address) === 4 && a === 10 && b >= 96 && b < 112
}

/** The first address of 10.96.0.0/12 that nobody has, from a start by count; its very first is the API server's. */
function freeAddress(addresses: ReadonlySet<string>): string {
  for (let index = addresses.size; ; index += 1) {
    const found = `10.${96 + ((index >> 16) & 15)}.${(index >> 8) & 255}.${(index % 254) + 1}`
    if (!addresses.has(found)) return found
  }
}

function allocateAddress(spec: JsonObject, old: JsonObject, { addresses }: Taken, problems: Problems): void {
  const wanted = asText(spec['clusterIP']) || asTexts(spec['clusterIPs'])[0] || freeAddress(addresses)
  spec['clusterIP'] = wanted
  if (asTexts(spec['clusterIPs']).length === 0) spec['clusterIPs'] = [wanted]
  // Changing an address is another mistake than asking for one.
  if (wanted === 'None' || asText(old['clusterIP']) !== '') return
  const why = addresses.has(wanted)
    ? 'provided IP is already allocated'
    : inRange(wanted)
      ? ''
      : 'the provided network does not match the current range'
  if (why !== '') problems.invalid('spec.clusterIPs', [wanted], `failed to allocate IP ${wanted}: ${why}`)
}

/** @throws {ApiError} 500 when all are taken */
function freePort(ports: Set<number>): number {
  const start = ports.size
  for (let index = start; index < start + PORTS; index += 1) {
    const found = FIRST_PORT + (index % PORTS)
    if (ports.has(found)) continue
    ports.add(found)
    return found
  }
  throw internal('failed to allocate a nodePort: range is full')
}

/** A port that is open for two protocols has one node port for both. */
function allocateNodePorts(
  spec: JsonObject,
  old: JsonObject,
  { ports: used }: Taken,
  problems: Problems,
): void {
  const ports = asList(spec['ports']).filter(isObject)
  const kept = new Set(asList(old['ports']).map((port) => asObject(port)['nodePort']))
  const chosen = new Map<JsonValue | undefined, JsonValue>()
  for (const [index, port] of ports.entries()) {
    if (port['nodePort'] === undefined && spec['allocateLoadBalancerNodePorts'] === false) continue
    const wanted =
      port['nodePort'] ??
      chosen.get(port['port']) ??
      ports.find((each) => each['port'] === port['port'] && each['nodePort'] !== undefined)?.['nodePort']
    const number = typeof wanted === 'number' ? wanted : freePort(used)
    port['nodePort'] = number
    const field = `spec.ports[${index}].nodePort`
    if (wanted !== undefined && !kept.has(number) && chosen.get(port['port']) !== number) {
      if (number < FIRST_PORT || number >= FIRST_PORT + PORTS) {
        const why = 'provided port is not in the valid range. The range of valid ports is 30000-32767'
        problems.invalid(field, number, why)
      } else if (used.has(number)) problems.invalid(field, number, 'provided port is already allocated')
    }
    used.add(number)
    chosen.set(port['port'], number)
    if (problems.causes.length > 0) return
  }
}
