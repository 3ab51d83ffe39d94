/** Kinds that keep a number of pods. */
import {
  asList,
  asObject,
  asText,
  at,
  equal,
  fieldOf,
  isObject,
  type JsonObject,
  type KubernetesObject,
} from '../object.ts'
import type { Problems } from '../problems.ts'
import { matchesSelector } from '../selectors.ts'
import { defaultPodSpec } from './pod.ts'
import { checkPodSpec } from './pod-check.ts'
import type { Behaviour } from './resource.ts'
import { checkLabelMap, checkSelector } from './selector-check.ts'
import { wide } from './template-columns.ts'

function checkTemplate(
  object: KubernetesObject,
  before: KubernetesObject | undefined,
  problems: Problems,
): void {
  const spec = asObject(object['spec'])
  const replicas = spec['replicas']
  if (typeof replicas === 'number' && replicas < 0)
    problems.invalid('spec.replicas', replicas, 'must be greater than or equal to 0')
  const labels = asObject(at(spec, 'template', 'metadata', 'labels'))
  const { selector } = spec
  const parts = Object.values(asObject(selector)).map(
    (part) => Object.keys(asObject(part)).length || asList(part).length,
  )
  if (selector === undefined) problems.required('spec.selector')
  else if (parts.every((size) => size === 0))
    problems.invalid('spec.selector', selector, `empty selector is invalid for ${object.kind.toLowerCase()}`)
  else {
    checkSelector(selector, 'spec.selector', problems)
    if (!matchesSelector(selector, labels as { readonly [key: string]: string })) {
      const shown = Object.keys(labels).length === 0 ? null : labels
      problems.invalid('spec.template.metadata.labels', shown, '`selector` does not match template `labels`')
    }
  }
  checkLabelMap(labels, 'spec.template.labels', problems)
  const pods = asObject(at(spec, 'template', 'spec'))
  checkPodSpec(pods, 'spec.template.spec', problems)
  if (['OnFailure', 'Never'].includes(asText(pods['restartPolicy'])))
    problems.unsupported('spec.template.spec.restartPolicy', pods['restartPolicy'] ?? '', ['Always'])
  if (before && !equal(at(before, 'spec', 'selector') ?? null, selector ?? null))
    problems.invalid('spec.selector', selector, 'field is immutable')
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
  check: checkTemplate,
  columns: [...columns, ...wide],
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
