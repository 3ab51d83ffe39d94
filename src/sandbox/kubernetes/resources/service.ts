/** Services: what the API fills in and takes back, and how they are shown. */

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
import { byPath } from '../selectors.ts'
import { printLabels } from './print.ts'
import type { Behaviour } from './resource.ts'
import { allocate } from './service-allocation.ts'
import { checkService } from './service-check.ts'
import { hasNodePorts, isExternal, needsHealthCheck } from './service-kind.ts'

/** An address and an affinity without which the rest of the server does not work. */
function fillIn(spec: JsonObject): void {
  spec['sessionAffinity'] ??= 'None'
  spec['type'] ??= 'ClusterIP'
  if (spec['sessionAffinity'] === 'None') delete spec['sessionAffinityConfig']
  if (spec['sessionAffinity'] === 'ClientIP') {
    fieldOf(fieldOf(spec, 'sessionAffinityConfig'), 'clientIP')['timeoutSeconds'] ??= 10_800
  }
  for (const port of asList(spec['ports']).filter(isObject)) {
    port['protocol'] ??= 'TCP'
    if (port['targetPort'] === undefined || port['targetPort'] === 0 || port['targetPort'] === '') {
      port['targetPort'] = port['port'] ?? 0
    }
  }
  if (spec['type'] !== 'ExternalName') spec['internalTrafficPolicy'] ??= 'Cluster'
  if (isExternal(spec)) spec['externalTrafficPolicy'] ??= 'Cluster'
  if (spec['type'] === 'LoadBalancer') spec['allocateLoadBalancerNodePorts'] ??= true
}

const same = (a: JsonObject, b: JsonObject, field: string): boolean =>
  JSON.stringify(a[field] ?? null) === JSON.stringify(b[field] ?? null)

/**
 * A change of type takes along what only the old type had, unless the writer changed it, too.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/registry/core/service/strategy.go dropTypeDependentFields
 */
function dropOfOldType(spec: JsonObject, old: JsonObject): void {
  const drop = (had: boolean, has: boolean, fields: readonly string[]) => {
    if (had && !has) for (const field of fields) if (same(spec, old, field)) delete spec[field]
  }
  const named = (each: JsonObject) => each['type'] === 'ExternalName'
  drop(named(old), named(spec), ['externalName'])
  if (same(spec, old, 'clusterIP')) {
    drop(!named(old), !named(spec), ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'])
  }
  drop(needsHealthCheck(old), needsHealthCheck(spec), ['healthCheckNodePort'])
  drop(isExternal(old), isExternal(spec), ['externalTrafficPolicy'])
  const balances = (each: JsonObject) => each['type'] === 'LoadBalancer'
  drop(balances(old), balances(spec), ['allocateLoadBalancerNodePorts', 'loadBalancerClass'])
  if (hasNodePorts(old) && !hasNodePorts(spec)) dropNodePorts(spec, old)
}

function dropNodePorts(spec: JsonObject, old: JsonObject): void {
  const given = new Set(asList(old['ports']).map((port) => asObject(port)['nodePort']))
  const ports = asList(spec['ports']).filter(isObject)
  if (ports.some(({ nodePort }) => nodePort !== undefined && !given.has(nodePort))) return
  for (const port of ports) delete port['nodePort']
}

/** What the server handed out stays, also where a writer leaves it out. */
function keepAllocated(spec: JsonObject, old: JsonObject): void {
  if (spec['type'] !== 'ExternalName' && old['type'] !== 'ExternalName') {
    if (asText(spec['clusterIP']) === '')
      spec['clusterIP'] = asTexts(spec['clusterIPs'])[0] ?? old['clusterIP']
    if (!same(spec, old, 'clusterIP')) spec['clusterIPs'] = [spec['clusterIP'] ?? '']
    else if (asTexts(spec['clusterIPs']).length === 0) spec['clusterIPs'] = old['clusterIPs']
  }
  if (needsHealthCheck(spec) && needsHealthCheck(old))
    spec['healthCheckNodePort'] ??= old['healthCheckNodePort']
  if (!hasNodePorts(spec) || !hasNodePorts(old)) return
  const olds = asList(old['ports']).map(asObject)
  for (const port of asList(spec['ports']).filter(isObject)) {
    const before = olds.find((each) => same(each, port, 'port') && same(each, port, 'protocol'))
    if (before?.['nodePort'] !== undefined) port['nodePort'] ??= before['nodePort']
  }
}

/** @see contract 18-service-ports */
export const service: Behaviour = {
  names: dnsLabelWithoutDots,
  createOnUpdate: true,
  returnsDeleted: true,
  defaults: (draft) => {
    fillIn(fieldOf(draft, 'spec'))
  },
  prepare: (draft, before, storage) => {
    const spec = fieldOf(draft, 'spec')
    draft['status'] = before?.['status'] ?? { loadBalancer: {} }
    if (before) {
      keepAllocated(spec, asObject(before['spec']))
      dropOfOldType(spec, asObject(before['spec']))
    }
    allocate(draft, before, storage)
  },
  check: checkService,
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
      cell: (object) => printLabels(at(object, 'spec', 'selector')),
    },
  ],
}

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
