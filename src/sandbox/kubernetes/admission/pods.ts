/** What admission makes of pods: their account and its pull secrets, and the defaults and bounds of limit ranges. */
import {
  asList,
  asObject,
  asText,
  at,
  fieldOf,
  isObject,
  type JsonObject,
  type JsonValue,
  type KubernetesObject,
} from '../object.ts'
import { forbidden } from '../status.ts'
import { resourceKey } from '../storage.ts'
import { printQuantity, type Quantity, quantityOf } from '../types/quantity.ts'
import { randomSuffix } from '../verbs/metadata.ts'
import { type Plugin, type Review, subjectOf } from './admission.ts'

const PODS = resourceKey('', 'pods')
const newPod = ({ resource, operation, subresource, object }: Review): KubernetesObject | undefined =>
  resource.key === PODS && operation === 'CREATE' && subresource === '' ? object : undefined

/** ServiceAccount: pull secrets come from the account only when the pod names none. @see contract 37-pod-admission */
export const serviceAccount: Plugin = (review, { storage }) => {
  const { namespace } = review
  const object = newPod(review)
  if (!object) return
  const spec = fieldOf(object, 'spec')
  const name = asText(spec['serviceAccountName']) || 'default'
  const account = storage.get(resourceKey('', 'serviceaccounts'), namespace, name)
  if (!account) {
    const why = `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`
    throw forbidden(subjectOf(review), why)
  }
  spec['serviceAccountName'] = name
  spec['serviceAccount'] = name
  const secrets = asList(account['imagePullSecrets'])
  if (asList(spec['imagePullSecrets']).length === 0 && secrets.length > 0) spec['imagePullSecrets'] = secrets
  const automount = spec['automountServiceAccountToken'] ?? account['automountServiceAccountToken'] ?? true
  if (automount === true) mountToken(object)
}

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount'

/** The account's token, the cluster's CA and the namespace, in every container that has nothing at their place. */
function mountToken(object: KubernetesObject): void {
  const bare = [...containersOf(object, 'initContainers'), ...containersOf(object, 'containers')].filter(
    (container) => !asList(container['volumeMounts']).some((mount) => at(mount, 'mountPath') === TOKEN_PATH),
  )
  if (bare.length === 0) return
  const name = `kube-api-access-${randomSuffix()}`
  for (const container of bare) {
    container['volumeMounts'] = [
      ...asList(container['volumeMounts']),
      { name, readOnly: true, mountPath: TOKEN_PATH },
    ]
  }
  const spec = fieldOf(object, 'spec')
  spec['volumes'] = [
    ...asList(spec['volumes']),
    { name, projected: { sources: SOURCES, defaultMode: 0o644 } },
  ]
}

const SOURCES: JsonObject[] = [
  { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  {
    downwardAPI: {
      items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
    },
  },
]

const CLASSES = resourceKey('scheduling.k8s.io', 'priorityclasses')

/** Priority: the number of the pod's class, of the default class, or 0. */
export const priority: Plugin = (review, { storage }) => {
  const object = newPod(review)
  if (!object) return
  const spec = fieldOf(object, 'spec')
  const name = asText(spec['priorityClassName'])
  const found =
    name === ''
      ? storage.list(CLASSES).find(({ globalDefault }) => globalDefault === true)
      : storage.get(CLASSES, '', name)
  if (name !== '' && !found)
    throw forbidden(subjectOf(review), `no PriorityClass with name ${name} was found`)
  if (found) spec['priorityClassName'] = found.metadata.name
  spec['priority'] = found?.['value'] ?? 0
  spec['preemptionPolicy'] = found?.['preemptionPolicy'] ?? 'PreemptLowerPriority'
}

/** DefaultTolerationSeconds: a pod stays five minutes on a node that is lost. */
export const tolerations: Plugin = (review) => {
  const object = newPod(review)
  if (!object) return
  const spec = fieldOf(object, 'spec')
  const given = asList(spec['tolerations']).map(asObject)
  for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']) {
    const tolerated = given.some(
      (each) =>
        (asText(each['key']) === key || asText(each['key']) === '') &&
        (asText(each['effect']) === 'NoExecute' || asText(each['effect']) === ''),
    )
    if (!tolerated) given.push({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 })
  }
  spec['tolerations'] = given
}

const containersOf = (object: KubernetesObject, list: string): JsonObject[] =>
  asList(at(object, 'spec', list)).filter(isObject)

const rangesOf = (ranges: readonly KubernetesObject[], type: string): JsonObject[] =>
  ranges
    .flatMap((range) => asList(at(range, 'spec', 'limits')).map(asObject))
    .filter((item) => item['type'] === type)

/** LimitRanger. @see contract 14-limit-range */
export const limitRanger: Plugin = (review, { storage }) => {
  const { namespace } = review
  const object = newPod(review)
  if (!object) return
  const ranges = storage.list(resourceKey('', 'limitranges'), namespace)
  if (ranges.length === 0) return
  const items = rangesOf(ranges, 'Container')
  const whole = rangesOf(ranges, 'Pod')
  const said: string[] = []
  for (const list of ['containers', 'initContainers']) {
    const what = list === 'containers' ? 'container' : 'init container'
    for (const container of containersOf(object, list)) said.push(...fillContainer(container, items, what))
  }
  if (said.length > 0) {
    object.metadata.annotations = {
      ...object.metadata.annotations,
      'kubernetes.io/limit-ranger': `LimitRanger plugin set: ${said.join('; ')}`,
    }
  }
  const problems = [...containersOf(object, 'containers'), ...containersOf(object, 'initContainers')].flatMap(
    (container) =>
      items.flatMap((item) => outOfBounds(asObject(container['resources']), item, { of: 'Container' })),
  )
  problems.push(...whole.flatMap((item) => outOfBounds(sums(object), item, { of: 'Pod' })))
  const [first] = problems
  if (first === undefined) return
  throw forbidden(subjectOf(review), problems.length === 1 ? first : `[${problems.join(', ')}]`)
}

function fillContainer(container: JsonObject, items: readonly JsonObject[], what: string): string[] {
  const resources = fieldOf(container, 'resources')
  const said: string[] = []
  for (const [part, source, word] of [
    ['requests', 'defaultRequest', 'request'],
    ['limits', 'default', 'limit'],
  ] as const) {
    const given = { ...asObject(resources[part]) }
    const filled: string[] = []
    for (const [name, value] of items.flatMap((item) => Object.entries(asObject(item[source])))) {
      if (given[name] !== undefined || value === undefined) continue
      given[name] = value
      filled.push(name)
    }
    if (Object.keys(given).length > 0) resources[part] = given
    if (filled.length > 0)
      said.push(`${filled.sort().join(', ')} ${word} for ${what} ${asText(container['name'])}`)
  }
  return said
}

/** What all containers of a pod ask for together; the greatest of those that run first counts where it is more. */
function sums(object: KubernetesObject): JsonObject {
  const made: JsonObject = {}
  for (const part of ['requests', 'limits']) {
    const total = new Map<string, Quantity>()
    for (const container of containersOf(object, 'containers')) {
      for (const [name, value] of Object.entries(asObject(at(container, 'resources', part)))) {
        const more = quantityOf(value)
        total.set(name, { ...more, nano: (total.get(name)?.nano ?? 0n) + more.nano })
      }
    }
    for (const container of containersOf(object, 'initContainers')) {
      for (const [name, value] of Object.entries(asObject(at(container, 'resources', part)))) {
        const alone = quantityOf(value)
        if (alone.nano > (total.get(name)?.nano ?? -1n)) total.set(name, alone)
      }
    }
    made[part] = Object.fromEntries([...total].map(([name, value]) => [name, printQuantity(value)]))
  }
  return made
}

/** LimitRanger for claims: they ask for storage between two bounds. */
export const claimLimits: Plugin = (review, { storage }) => {
  const { resource, operation, subresource, object, namespace } = review
  if (resource.key !== CLAIMS || operation === 'DELETE' || subresource !== '' || !object) return
  const items = rangesOf(storage.list(resourceKey('', 'limitranges'), namespace), 'PersistentVolumeClaim')
  const requests = asObject(at(object, 'spec', 'resources', 'requests'))
  const problems = items.flatMap((item) =>
    outOfBounds({ requests }, item, { of: 'PersistentVolumeClaim', byRequest: true }),
  )
  const [first] = problems
  if (first === undefined) return
  throw forbidden(subjectOf(review), problems.length === 1 ? first : `[${problems.join(', ')}]`)
}

const CLAIMS = resourceKey('', 'persistentvolumeclaims')

/** @see https://github.com/kubernetes/kubernetes/blob/master/plugin/pkg/admission/limitranger/admission.go */
function outOfBounds(
  resources: JsonObject,
  item: JsonObject,
  { of, byRequest = false }: { readonly of: string; readonly byRequest?: boolean },
): string[] {
  const [limits, requests] = [asObject(resources['limits']), asObject(resources['requests'])]
  const found: string[] = []
  const size = (value: JsonValue | undefined): bigint => quantityOf(value).nano
  const judge = (word: 'minimum' | 'maximum', name: string, bound: JsonValue | undefined) => {
    const says = `${word} ${name} usage per ${of} is ${asText(bound)}`
    const beyond = (value: JsonValue | undefined) =>
      word === 'minimum' ? size(value) < size(bound) : size(value) > size(bound)
    const [request, limit] = [requests[name], limits[name]]
    const kind = word === 'minimum' || byRequest ? 'request' : 'limit'
    const counted = kind === 'request' ? request : limit
    if (counted === undefined) found.push(`${says}.  No ${kind} is specified`)
    else if (beyond(counted)) found.push(`${says}, but ${kind} is ${asText(counted)}`)
    else if (kind === 'request' && limit !== undefined && word === 'minimum' && beyond(limit))
      found.push(`${says}, but limit is ${asText(limit)}`)
    else if (kind === 'limit' && request !== undefined && beyond(request))
      found.push(`${says}, but request is ${asText(request)}`)
  }
  for (const [name, least] of Object.entries(asObject(item['min']))) judge('minimum', name, least)
  for (const [name, most] of Object.entries(asObject(item['max']))) judge('maximum', name, most)
  for (const [name, ratio] of Object.entries(asObject(item['maxLimitRequestRatio']))) {
    const says = `${name} max limit to request ratio per ${of} is ${asText(ratio)}`
    const [request, limit] = [requests[name], limits[name]]
    if (request === undefined || size(request) === 0n)
      found.push(`${says}, but no request is specified or request is 0`)
    else if (limit === undefined || size(limit) === 0n)
      found.push(`${says}, but no limit is specified or limit is 0`)
    else {
      const given = Number(size(limit)) / Number(size(request))
      if (given > Number(size(ratio)) / 1e9) found.push(`${says}, but provided ratio is ${given.toFixed(6)}`)
    }
  }
  return found
}
