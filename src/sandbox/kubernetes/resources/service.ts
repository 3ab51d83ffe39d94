/** Services: addresses that the server hands out, ports that need names. */

import { dnsLabelWithoutDots } from '../names.ts'
import {
  asList,
  asObject,
  asText,
  asTexts,
  at,
  fieldOf,
  isObject,
  type JsonObject,
  type KubernetesObject,
} from '../object.ts'
import type { Problems } from '../problems.ts'
import { byPath } from '../selectors.ts'
import { resourceKey, type Storage } from '../storage.ts'
import type { Behaviour } from './resource.ts'

const hasNodePorts = (type: string): boolean => type === 'NodePort' || type === 'LoadBalancer'

/** A free address of 10.96.0.0/12, or a free node port: the first that no other Service has, from a start by count. */
function allocate(taken: ReadonlySet<string>, candidate: (index: number) => string): string {
  for (let index = taken.size; ; index += 1) {
    const found = candidate(index)
    if (!taken.has(found)) return found
  }
}

function taken(storage: Storage, read: (spec: JsonObject) => string[]): Set<string> {
  return new Set(storage.list(resourceKey('', 'services')).flatMap((each) => read(asObject(each['spec']))))
}

function allocateAddress(
  draft: KubernetesObject,
  before: KubernetesObject | undefined,
  storage: Storage,
): void {
  const spec = fieldOf(draft, 'spec')
  if (spec['type'] === 'ExternalName') return
  const kept = asText(at(before, 'spec', 'clusterIP'))
  if (asText(spec['clusterIP']) === '') {
    spec['clusterIP'] =
      kept !== ''
        ? kept
        : allocate(
            taken(storage, (each) => [asText(each['clusterIP'])]),
            (index) => `10.${96 + ((index >> 16) & 15)}.${(index >> 8) & 255}.${(index % 254) + 1}`,
          )
  }
  spec['clusterIPs'] = [spec['clusterIP'] ?? '']
  if (asTexts(spec['ipFamilies']).length === 0) spec['ipFamilies'] = ['IPv4']
  spec['ipFamilyPolicy'] ??= 'SingleStack'
}

function allocateNodePorts(
  draft: KubernetesObject,
  before: KubernetesObject | undefined,
  storage: Storage,
): void {
  const spec = fieldOf(draft, 'spec')
  if (!hasNodePorts(asText(spec['type'])) || spec['allocateLoadBalancerNodePorts'] === false) return
  const old = asList(at(before, 'spec', 'ports')).map(asObject)
  const used = taken(storage, (each) =>
    asList(each['ports']).map((port) => `${asObject(port)['nodePort'] ?? ''}`),
  )
  for (const port of asList(spec['ports']).filter(isObject)) {
    if (port['nodePort'] !== undefined) continue
    const same = old.find((each) => each['port'] === port['port'] && each['protocol'] === port['protocol'])
    const chosen = same?.['nodePort'] ?? Number(allocate(used, (index) => `${30000 + (index % 2768)}`))
    port['nodePort'] = chosen
    used.add(`${chosen}`)
  }
}

function checkPorts(spec: JsonObject, problems: Problems): void {
  const ports = asList(spec['ports']).map(asObject)
  const names = new Set<string>()
  if (ports.length === 0 && spec['clusterIP'] !== 'None' && spec['type'] !== 'ExternalName') {
    problems.required('spec.ports')
  }
  for (const [index, port] of ports.entries()) {
    const field = `spec.ports[${index}]`
    const name = asText(port['name'])
    if (name === '' && ports.length > 1) problems.required(`${field}.name`)
    if (name !== '') {
      for (const problem of dnsLabelWithoutDots(name)) problems.invalid(`${field}.name`, name, problem)
      if (names.has(name)) problems.duplicate(`${field}.name`, name)
      names.add(name)
    }
    const number = Number(port['port'])
    if (number < 1 || number > 65535) {
      problems.invalid(`${field}.port`, port['port'], 'must be between 1 and 65535, inclusive')
    }
    if (!['TCP', 'UDP', 'SCTP'].includes(asText(port['protocol']))) {
      problems.unsupported(`${field}.protocol`, port['protocol'] ?? '', ['SCTP', 'TCP', 'UDP'])
    }
  }
}

/** @see contract 18-service-ports */
export const service: Behaviour = {
  names: dnsLabelWithoutDots,
  createOnUpdate: true,
  returnsDeleted: true,
  defaults: (draft) => {
    const spec = fieldOf(draft, 'spec')
    spec['sessionAffinity'] ??= 'None'
    spec['type'] ??= 'ClusterIP'
    for (const port of asList(spec['ports']).filter(isObject)) {
      port['protocol'] ??= 'TCP'
      if (port['targetPort'] === undefined || port['targetPort'] === 0 || port['targetPort'] === '') {
        port['targetPort'] = port['port'] ?? 0
      }
    }
    const type = asText(spec['type'])
    if (type !== 'ExternalName') spec['internalTrafficPolicy'] ??= 'Cluster'
    if (hasNodePorts(type)) spec['externalTrafficPolicy'] ??= 'Cluster'
    if (type === 'LoadBalancer') spec['allocateLoadBalancerNodePorts'] ??= true
  },
  prepare: (draft, before, storage) => {
    draft['status'] = before?.['status'] ?? { loadBalancer: {} }
    allocateAddress(draft, before, storage)
    allocateNodePorts(draft, before, storage)
  },
  check: (object, before, problems) => {
    const spec = asObject(object['spec'])
    checkPorts(spec, problems)
    const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
    if (!types.includes(asText(spec['type']))) problems.unsupported('spec.type', spec['type'] ?? '', types)
    const old = asText(at(before, 'spec', 'clusterIP'))
    if (old !== '' && old !== spec['clusterIP'] && spec['type'] !== 'ExternalName') {
      problems.invalid('spec.clusterIPs[0]', asTexts(spec['clusterIPs']), 'may not change once set')
    }
  },
  selectable: byPath('spec.clusterIP', 'spec.type'),
  columns: [
    { name: 'Type', cell: (object) => asText(at(object, 'spec', 'type')) },
    { name: 'Cluster-IP', cell: (object) => asText(at(object, 'spec', 'clusterIP')) || '<none>' },
    { name: 'External-IP', cell: externalAddress },
    { name: 'Port(s)', cell: printPorts },
    { name: 'Age', cell: () => null },
    {
      name: 'Selector',
      priority: 1,
      cell: (object) => printLabels(asObject(at(object, 'spec', 'selector'))),
    },
  ],
}

const printLabels = (labels: JsonObject): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${asText(value)}`)
    .join(',') || '<none>'

function externalAddress(object: KubernetesObject): string {
  const type = asText(at(object, 'spec', 'type'))
  if (type === 'ExternalName') return asText(at(object, 'spec', 'externalName'))
  const external = asTexts(at(object, 'spec', 'externalIPs'))
  if (external.length > 0) return external.join(',')
  return type === 'LoadBalancer' ? '<pending>' : '<none>'
}

function printPorts(object: KubernetesObject): string {
  const ports = asList(at(object, 'spec', 'ports')).map(asObject)
  const printed = ports.map((port) => {
    const node = port['nodePort'] === undefined ? '' : `:${port['nodePort']}`
    return `${port['port']}${node}/${asText(port['protocol'])}`
  })
  return printed.join(',') || '<none>'
}
