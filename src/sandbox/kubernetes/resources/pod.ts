/** Pods: the defaults of their specs, and what of them may change. Nothing runs here, so nothing ever becomes ready. */
import {
  asList,
  asObject,
  asText,
  at,
  copy,
  equal,
  fieldOf,
  isObject,
  type JsonObject,
  type KubernetesObject,
} from '../object.ts'
import { byPath } from '../selectors.ts'
import { quantityOf } from '../types/quantity.ts'
import { checkPodSpec } from './pod-check.ts'
import type { Behaviour } from './resource.ts'

const containersOf = (spec: JsonObject): JsonObject[] =>
  ['initContainers', 'containers'].flatMap((list) => asList(spec[list]).filter(isObject))

function defaultContainer(container: JsonObject): void {
  container['terminationMessagePath'] ??= '/dev/termination-log'
  container['terminationMessagePolicy'] ??= 'File'
  const image = asText(container['image'])
  const tag = /:([^/@:]+)$/.exec(image)?.[1]
  const pinned = image.includes('@') || (tag !== undefined && tag !== 'latest')
  container['imagePullPolicy'] ??= pinned ? 'IfNotPresent' : 'Always'
  for (const port of asList(container['ports']).filter(isObject)) port['protocol'] ??= 'TCP'
  const resources = fieldOf(container, 'resources')
  if (isObject(resources['limits'])) {
    resources['requests'] = { ...resources['limits'], ...asObject(resources['requests']) }
  }
}

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe']

function defaultProbes(container: JsonObject): void {
  for (const probe of PROBES.map((name) => container[name]).filter(isObject)) {
    probe['timeoutSeconds'] ??= 1
    probe['periodSeconds'] ??= 10
    probe['successThreshold'] ??= 1
    probe['failureThreshold'] ??= 3
    const get = probe['httpGet']
    if (isObject(get)) {
      get['path'] ??= '/'
      get['scheme'] ??= 'HTTP'
    }
  }
  for (const variable of asList(container['env'])) {
    const ref = at(variable, 'valueFrom', 'fieldRef')
    if (isObject(ref)) ref['apiVersion'] ??= 'v1'
  }
}

/** Readable by all, writable by the owner. */
const MODE = 0o644

function defaultVolume(volume: JsonObject): void {
  for (const source of ['secret', 'configMap', 'downwardAPI', 'projected'].map((name) => volume[name]))
    if (isObject(source)) source['defaultMode'] ??= MODE
  if (isObject(volume['hostPath'])) volume['hostPath']['type'] ??= ''
}

/** What the API fills into every pod spec. */
export function defaultPodSpec(spec: JsonObject): void {
  spec['restartPolicy'] ??= 'Always'
  spec['dnsPolicy'] ??= 'ClusterFirst'
  spec['terminationGracePeriodSeconds'] ??= 30
  spec['securityContext'] ??= {}
  spec['schedulerName'] ??= 'default-scheduler'
  if (spec['serviceAccountName'] !== undefined) spec['serviceAccount'] ??= spec['serviceAccountName']
  for (const volume of asList(spec['volumes']).filter(isObject)) defaultVolume(volume)
  for (const container of containersOf(spec)) {
    defaultContainer(container)
    defaultProbes(container)
  }
}

/** How well a pod's resources are promised, by what its containers ask for. */
function qosClass(spec: JsonObject): string {
  const resources = containersOf(spec).map((container) => asObject(container['resources']))
  const parts = resources.flatMap(({ limits, requests }) => [asObject(limits), asObject(requests)])
  const counted = ['cpu', 'memory']
  if (!parts.some((part) => counted.some((name) => quantityOf(part[name] ?? 0).nano > 0n)))
    return 'BestEffort'
  const guaranteed = resources.every(({ limits, requests }) =>
    counted.every((name) => {
      const [limit, request] = [asObject(limits)[name], asObject(requests)[name]]
      return limit !== undefined && quantityOf(request ?? limit).nano === quantityOf(limit).nano
    }),
  )
  return guaranteed ? 'Guaranteed' : 'Burstable'
}

const FIXED =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

/** The spec of a pod without what may be changed of it. */
function fixedPart(spec: JsonObject): JsonObject {
  const { activeDeadlineSeconds, tolerations, ...rest } = copy(spec)
  for (const container of containersOf(rest)) delete container['image']
  return rest
}

/** Pods get their account and limits by admission. @see contracts 14-limit-range, 37-pod-admission */
export const pod: Behaviour = {
  generation: true,
  returnsDeleted: true,
  defaults: (draft) => {
    const spec = fieldOf(draft, 'spec')
    defaultPodSpec(spec)
    spec['enableServiceLinks'] ??= true
  },
  prepare: (draft, before) => {
    draft['status'] = before?.['status'] ?? { phase: 'Pending', qosClass: qosClass(asObject(draft['spec'])) }
  },
  check: (object, before, problems) => {
    const spec = asObject(object['spec'])
    checkPodSpec(spec, 'spec', problems)
    if (before && !equal(fixedPart(spec), fixedPart(asObject(before['spec']))))
      problems.forbidden('spec', FIXED)
  },
  selectable: byPath(
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ),
  columns: [
    { name: 'Ready', cell: (object) => `0/${asList(at(object, 'spec', 'containers')).length}` },
    { name: 'Status', cell: podStatus },
    { name: 'Restarts', cell: () => '0' },
    { name: 'Age', cell: () => null },
    { name: 'IP', priority: 1, cell: (object) => asText(at(object, 'status', 'podIP')) || '<none>' },
    { name: 'Node', priority: 1, cell: (object) => asText(at(object, 'spec', 'nodeName')) || '<none>' },
    {
      name: 'Nominated Node',
      priority: 1,
      cell: (object) => asText(at(object, 'status', 'nominatedNodeName')) || '<none>',
    },
    { name: 'Readiness Gates', priority: 1, cell: () => '<none>' },
  ],
}

function podStatus(object: KubernetesObject): string {
  if (object.metadata.deletionTimestamp !== undefined) return 'Terminating'
  return asText(at(object, 'status', 'reason')) || asText(at(object, 'status', 'phase'))
}
