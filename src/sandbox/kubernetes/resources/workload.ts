/** Pods and what makes them: the defaults of their specs. Nothing runs here, so nothing ever becomes ready. */
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
import { byPath } from '../selectors.ts'
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

/** What the API fills into every pod spec. */
export function defaultPodSpec(spec: JsonObject): void {
  spec['restartPolicy'] ??= 'Always'
  spec['dnsPolicy'] ??= 'ClusterFirst'
  spec['terminationGracePeriodSeconds'] ??= 30
  spec['securityContext'] ??= {}
  spec['schedulerName'] ??= 'default-scheduler'
  if (spec['serviceAccountName'] !== undefined) spec['serviceAccount'] ??= spec['serviceAccountName']
  for (const container of containersOf(spec)) defaultContainer(container)
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
    draft['status'] = before?.['status'] ?? { phase: 'Pending', qosClass: 'BestEffort' }
  },
  check: (object, before, problems) => {
    const containers = asList(at(object, 'spec', 'containers')).map(asObject)
    if (containers.length === 0) problems.required('spec.containers')
    for (const [index, container] of containers.entries()) {
      if (asText(container['name']) === '') problems.required(`spec.containers[${index}].name`)
      if (asText(container['image']) === '' && !before) problems.required(`spec.containers[${index}].image`)
    }
  },
  selectable: byPath(
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
  ),
  columns: [
    { name: 'Ready', cell: (object) => `0/${asList(at(object, 'spec', 'containers')).length}` },
    { name: 'Status', cell: (object) => asText(at(object, 'status', 'phase')) },
    { name: 'Restarts', cell: () => '0' },
  ],
}

const withTemplate = (
  fill: (spec: JsonObject) => void,
  columns: NonNullable<Behaviour['columns']> = [],
): Behaviour => ({
  generation: true,
  defaults: (draft) => {
    const spec = fieldOf(draft, 'spec')
    fill(spec)
    const template = at(spec, 'template')
    if (isObject(template)) defaultPodSpec(fieldOf(template, 'spec'))
  },
  prepare: (draft, before) => {
    draft['status'] = before?.['status'] ?? {}
  },
  check: (object, before, problems) => {
    const spec = asObject(object['spec'])
    if (spec['selector'] === undefined) problems.required('spec.selector')
    const labels = asObject(at(spec, 'template', 'metadata', 'labels'))
    const wanted = asObject(at(spec, 'selector', 'matchLabels'))
    if (Object.entries(wanted).some(([key, value]) => labels[key] !== value)) {
      problems.invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')
    }
    if (asList(at(spec, 'template', 'spec', 'containers')).length === 0) {
      problems.required('spec.template.spec.containers')
    }
    if (before && JSON.stringify(at(before, 'spec', 'selector')) !== JSON.stringify(spec['selector'])) {
      problems.invalid('spec.selector', spec['selector'], 'field is immutable')
    }
  },
  columns,
})

/** Columns of numbers that a controller would count up. */
const counts = (desired: (object: KubernetesObject) => number, names: readonly string[]) => [
  { name: 'Desired', type: 'integer' as const, cell: desired },
  ...names.map((name) => ({ name, type: 'integer' as const, cell: () => 0 })),
]

const replicas = (object: KubernetesObject): string => `0/${at(object, 'spec', 'replicas') ?? 1}`

export const deployment = withTemplate(
  (spec) => {
    spec['replicas'] ??= 1
    const strategy = fieldOf(spec, 'strategy')
    strategy['type'] ??= 'RollingUpdate'
    if (strategy['type'] === 'RollingUpdate') {
      const rolling = fieldOf(strategy, 'rollingUpdate')
      rolling['maxUnavailable'] ??= '25%'
      rolling['maxSurge'] ??= '25%'
    }
    spec['revisionHistoryLimit'] ??= 10
    spec['progressDeadlineSeconds'] ??= 600
  },
  [
    { name: 'Ready', cell: replicas },
    { name: 'Up-to-date', type: 'integer', cell: () => 0 },
    { name: 'Available', type: 'integer', cell: () => 0 },
  ],
)

export const statefulSet = withTemplate(
  (spec) => {
    spec['replicas'] ??= 1
    spec['podManagementPolicy'] ??= 'OrderedReady'
    fieldOf(spec, 'updateStrategy')['type'] ??= 'RollingUpdate'
    spec['revisionHistoryLimit'] ??= 10
  },
  [{ name: 'Ready', cell: replicas }],
)

export const daemonSet = withTemplate(
  (spec) => {
    fieldOf(spec, 'updateStrategy')['type'] ??= 'RollingUpdate'
    spec['revisionHistoryLimit'] ??= 10
  },
  [
    ...counts(() => 0, ['Current', 'Ready', 'Up-to-date', 'Available']),
    {
      name: 'Node Selector',
      cell: (object) =>
        Object.entries(asObject(at(object, 'spec', 'template', 'spec', 'nodeSelector')))
          .map(([key, value]) => `${key}=${asText(value)}`)
          .join(',') || '<none>',
    },
  ],
)

export const replicaSet = withTemplate(
  (spec) => {
    spec['replicas'] ??= 1
  },
  counts((object) => Number(at(object, 'spec', 'replicas') ?? 1), ['Current', 'Ready']),
)

/** Jobs choose their own selector. */
export const job: Behaviour = {
  generation: true,
  defaults: (draft) => {
    const spec = fieldOf(draft, 'spec')
    spec['parallelism'] ??= 1
    spec['completions'] ??= 1
    spec['backoffLimit'] ??= 6
    spec['completionMode'] ??= 'NonIndexed'
    spec['suspend'] ??= false
    const template = at(spec, 'template')
    if (isObject(template)) defaultPodSpec(fieldOf(template, 'spec'))
  },
  prepare: (draft, before) => {
    draft['status'] = before?.['status'] ?? {}
  },
  columns: [
    { name: 'Status', cell: jobStatus },
    {
      name: 'Completions',
      cell: (object) =>
        `${at(object, 'status', 'succeeded') ?? 0}/${at(object, 'spec', 'completions') ?? '1'}`,
    },
    { name: 'Duration', cell: () => '' },
  ],
}

/** What kubectl shows of a job (pkg/printers/internalversion, printJob). */
function jobStatus(object: KubernetesObject): string {
  const conditions = asList(at(object, 'status', 'conditions')).map(asObject)
  const holds = (type: string) =>
    conditions.some((each) => each['type'] === type && each['status'] === 'True')
  if (holds('Complete')) return 'Complete'
  if (holds('Failed')) return 'Failed'
  if (object.metadata.deletionTimestamp !== undefined) return 'Terminating'
  return holds('Suspended') ? 'Suspended' : 'Running'
}

export const cronJob: Behaviour = {
  generation: true,
  defaults: (draft) => {
    const spec = fieldOf(draft, 'spec')
    spec['concurrencyPolicy'] ??= 'Allow'
    spec['suspend'] ??= false
    spec['successfulJobsHistoryLimit'] ??= 3
    spec['failedJobsHistoryLimit'] ??= 1
    const template = at(spec, 'jobTemplate', 'spec', 'template')
    if (isObject(template)) defaultPodSpec(fieldOf(template, 'spec'))
  },
  prepare: (draft, before) => {
    draft['status'] = before?.['status'] ?? {}
  },
  columns: [
    { name: 'Schedule', cell: (object) => asText(at(object, 'spec', 'schedule')) },
    { name: 'Timezone', cell: (object) => asText(at(object, 'spec', 'timeZone')) || '<none>' },
    { name: 'Suspend', cell: (object) => (at(object, 'spec', 'suspend') === true ? 'True' : 'False') },
    { name: 'Active', type: 'integer', cell: (object) => asList(at(object, 'status', 'active')).length },
    { name: 'Last Schedule', cell: () => '<none>' },
  ],
}
