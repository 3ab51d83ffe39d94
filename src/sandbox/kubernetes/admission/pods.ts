/** What admission makes of pods: their account and its pull secrets, and the defaults and bounds of limit ranges. */
import {
  asList,
  asObject,
  asText,
  at,
  fieldOf,
  isObject,
  type JsonObject,
  type KubernetesObject,
} from '../object.ts'
import { forbidden } from '../status.ts'
import { resourceKey } from '../storage.ts'
import { quantityOf } from '../types/quantity.ts'
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
    (container) => items.flatMap((item) => outOfBounds(asObject(container['resources']), item)),
  )
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

function outOfBounds(resources: JsonObject, item: JsonObject): string[] {
  const [limits, requests] = [asObject(resources['limits']), asObject(resources['requests'])]
  const found: string[] = []
  for (const [name, most] of Object.entries(asObject(item['max']))) {
    const limit = limits[name]
    if (limit === undefined)
      found.push(`maximum ${name} usage per Container is ${asText(most)}.  No limit is specified`)
    else if (quantityOf(limit).nano > quantityOf(most).nano) {
      found.push(`maximum ${name} usage per Container is ${asText(most)}, but limit is ${asText(limit)}`)
    }
  }
  for (const [name, least] of Object.entries(asObject(item['min']))) {
    const request = requests[name]
    if (request === undefined)
      found.push(`minimum ${name} usage per Container is ${asText(least)}.  No request is specified`)
    else if (quantityOf(request).nano < quantityOf(least).nano) {
      found.push(`minimum ${name} usage per Container is ${asText(least)}, but request is ${asText(request)}`)
    }
  }
  return found
}
