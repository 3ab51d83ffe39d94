/** ResourceQuota: what a namespace uses, and refusals of what would be too much. */
import {
  asList,
  asObject,
  asText,
  at,
  type JsonObject,
  type JsonValue,
  type KubernetesObject,
} from '../object.ts'
import type { Registry } from '../registry.ts'
import type { Resource } from '../resources/resource.ts'
import { forbidden } from '../status.ts'
import { resourceKey, type Storage } from '../storage.ts'
import { parseQuantity, printQuantity, type Quantity, quantityOf } from '../types/quantity.ts'
import { type Plugin, subjectOf } from './admission.ts'
import { hasEnded, inScope } from './quota-scopes.ts'

export const QUOTAS = resourceKey('', 'resourcequotas')
const NANO = 1_000_000_000n
const COMPUTE = new Set(['cpu', 'memory', 'ephemeral-storage'])
const PLAIN = new Set([
  'pods',
  'services',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'replicationcontrollers',
  'resourcequotas',
])

/** Where the objects are kept that a quota's entry counts. */
function countedKey(name: string): string | undefined {
  if (PLAIN.has(name)) return resourceKey('', name)
  if (name.startsWith('services.')) return resourceKey('', 'services')
  if (name === 'requests.storage') return resourceKey('', 'persistentvolumeclaims')
  if (name.startsWith('count/')) {
    const [plural = '', ...group] = name.slice('count/'.length).split('.')
    return resourceKey(group.join('.'), plural)
  }
  return isCompute(name) ? resourceKey('', 'pods') : undefined
}

const parts = (name: string): [part: string, resource: string] =>
  COMPUTE.has(name) ? ['requests', name] : [name.split('.')[0] ?? '', name.split('.').slice(1).join('.')]

const isCompute = (name: string): boolean => {
  const [part, resource] = parts(name)
  return (part === 'requests' || part === 'limits') && COMPUTE.has(resource)
}

const containersOf = (pod: JsonValue | undefined): JsonObject[] =>
  asList(at(pod, 'spec', 'containers')).map(asObject)

/** What one object adds to an entry of a quota, in billionths. */
function usageOf(name: string, object: KubernetesObject): bigint {
  if (isCompute(name)) {
    const [part, resource] = parts(name)
    const asked = (container: JsonObject) => quantityOf(at(container, 'resources', part, resource)).nano
    const together = containersOf(object).reduce((sum, each) => sum + asked(each), 0n)
    const before = asList(at(object, 'spec', 'initContainers'))
      .map(asObject)
      .map(asked)
    // What runs before the containers runs alone.
    return before.reduce((most, each) => (each > most ? each : most), together)
  }
  if (name === 'requests.storage')
    return quantityOf(at(object, 'spec', 'resources', 'requests', 'storage')).nano
  const type = asText(at(object, 'spec', 'type'))
  if (name === 'services.loadbalancers') return type === 'LoadBalancer' ? NANO : 0n
  if (name === 'services.nodeports') {
    const nodes = type === 'LoadBalancer' || type === 'NodePort'
    return nodes ? BigInt(asList(at(object, 'spec', 'ports')).length) * NANO : 0n
  }
  return NANO
}

const print = (nano: bigint, like: Quantity): string => printQuantity({ nano, format: like.format })

/** What a namespace uses of each entry, as `status.used` says it. */
export function usedOf(quota: KubernetesObject, storage: Storage): JsonObject {
  const { namespace = '' } = quota.metadata
  const used: JsonObject = {}
  for (const [name, hard] of Object.entries(asObject(at(quota, 'spec', 'hard')))) {
    used[name] = print(total(name, quota, namespace, storage), quantityOf(hard))
  }
  return used
}

function total(name: string, quota: KubernetesObject, namespace: string, storage: Storage): bigint {
  const key = countedKey(name)
  if (key === undefined) return 0n
  const plain = PLAIN.has(name) || name.startsWith('count/')
  if (plain && name !== 'pods') return BigInt(storage.count(key, namespace)) * NANO
  return storage
    .list(key, namespace)
    .filter((object) => inScope(quota, object) && !hasEnded(object))
    .reduce((sum, object) => sum + usageOf(name, object), 0n)
}

/** Whether a resource counts towards an entry. */
export const counts = (name: string, resource: Pick<Resource, 'key'>): boolean =>
  countedKey(name) === resource.key

function mustSpecify(names: readonly string[], object: KubernetesObject): string[] {
  return names.filter(isCompute).flatMap((name) => {
    const [part, resource] = parts(name)
    const silent = containersOf(object).filter((each) => at(each, 'resources', part, resource) === undefined)
    if (silent.length === 0) return []
    return [`${name} for: ${silent.map((each) => asText(each['name'])).join(',')}`]
  })
}

/** @see contract 13-resource-quota */
export const quota: Plugin = (review, { storage }) => {
  const { operation, resource, namespace, object, before, subresource } = review
  if (operation === 'DELETE' || !object || !resource.namespaced || subresource !== '') return
  for (const each of storage.list(QUOTAS, namespace)) {
    if (!inScope(each, object)) continue
    const hard = asObject(at(each, 'spec', 'hard'))
    const names = Object.keys(hard)
      .filter((name) => counts(name, resource))
      .sort()
    const { name } = each.metadata
    const silent = operation === 'CREATE' ? mustSpecify(names, object) : []
    if (silent.length > 0) {
      throw forbidden(subjectOf(review), `failed quota: ${name}: must specify ${silent.join('; ')}`)
    }
    const over = names.flatMap((entry) => {
      const limit = parseQuantity(asText(hard[entry])) ?? quantityOf(0)
      const added = usageOf(entry, object) - (before ? usageOf(entry, before) : 0n)
      const used = total(entry, each, namespace, storage)
      return added > 0n && used + added > limit.nano ? [{ entry, added, used, limit }] : []
    })
    if (over.length === 0) continue
    const list = (value: (item: (typeof over)[number]) => bigint) =>
      over.map((item) => `${item.entry}=${print(value(item), item.limit)}`).join(',')
    throw forbidden(
      subjectOf(review),
      `exceeded quota: ${name}, requested: ${list(({ added }) => added)}, used: ${list(({ used }) => used)}, limited: ${list(({ limit }) => limit.nano)}`,
    )
  }
}

/** Entries of a quota that the change of a resource touches. */
export const touches = (each: KubernetesObject, key: string, registry: Registry): boolean => {
  const resource = registry.byKey(key)
  return (
    resource !== undefined &&
    Object.keys(asObject(at(each, 'spec', 'hard'))).some((name) => counts(name, resource))
  )
}
