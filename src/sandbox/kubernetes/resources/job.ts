/** Jobs, and what starts them by the clock. */
import { dnsSubdomain } from '../names.ts'
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
import { defaultPodSpec } from './pod.ts'
import { checkPodSpec } from './pod-check.ts'
import type { Behaviour } from './resource.ts'
import { wide } from './template-columns.ts'

/** Jobs choose their own selector. */
export const job: Behaviour = {
  generation: true,
  defaults: (draft) => {
    const spec = fieldOf(draft, 'spec')
    if (spec['parallelism'] === undefined) spec['completions'] ??= 1
    spec['parallelism'] ??= 1
    spec['backoffLimit'] ??= 6
    spec['completionMode'] ??= 'NonIndexed'
    spec['podReplacementPolicy'] ??= 'TerminatingOrFailed'
    spec['suspend'] ??= false
    spec['manualSelector'] ??= false
    const template = at(spec, 'template')
    if (isObject(template)) defaultPodSpec(fieldOf(template, 'spec'))
    const labels = at(template, 'metadata', 'labels')
    if (isObject(labels)) draft.metadata.labels ??= { ...labels } as { [key: string]: string }
  },
  prepare: (draft, before) => {
    draft['status'] = before?.['status'] ?? {}
    if (!before) nameItsPods(draft)
  },
  check: (object, before, problems) => {
    const spec = asObject(object['spec'])
    const pods = asObject(at(spec, 'template', 'spec'))
    for (const field of ['parallelism', 'completions', 'backoffLimit', 'activeDeadlineSeconds']) {
      const value = spec[field]
      if (typeof value === 'number' && value < 0)
        problems.invalid(`spec.${field}`, value, 'must be greater than or equal to 0')
    }
    checkPodSpec(pods, 'spec.template.spec', problems)
    checkRestarts(pods, 'spec.template.spec', problems)
    if (!before) return
    const old = asObject(before['spec'])
    for (const field of ['completions', 'selector', 'completionMode', 'podReplacementPolicy'])
      if (!equal(spec[field] ?? null, old[field] ?? null))
        problems.invalid(`spec.${field}`, spec[field], 'field is immutable')
    if (!equal(spec['template'] ?? null, old['template'] ?? null))
      problems.invalid('spec.template', spec['template'], 'field is immutable')
  },
  columns: [
    { name: 'Status', cell: jobStatus },
    {
      name: 'Completions',
      cell: (object) => {
        const wanted = at(object, 'spec', 'completions')
        const parallel = at(object, 'spec', 'parallelism')
        const of = wanted ?? (parallel === 1 || parallel === undefined ? '1' : `1 of ${parallel}`)
        return `${at(object, 'status', 'succeeded') ?? 0}/${of}`
      },
    },
    { name: 'Duration', cell: () => '' },
    ...wide,
  ],
}

function checkRestarts(pods: JsonObject, field: string, problems: Problems): void {
  if (asText(pods['restartPolicy']) === 'Always')
    problems.required(`${field}.restartPolicy`, 'valid values: "OnFailure", "Never"')
}

/** The labels by which a job knows its pods, and the selector of them. */
function nameItsPods(draft: KubernetesObject): void {
  const spec = fieldOf(draft, 'spec')
  if (spec['manualSelector'] === true || !isObject(spec['template'])) return
  const { name, uid = '' } = draft.metadata
  const labels = fieldOf(fieldOf(spec['template'], 'metadata'), 'labels')
  labels['batch.kubernetes.io/controller-uid'] = uid
  labels['batch.kubernetes.io/job-name'] = name
  labels['controller-uid'] = uid
  labels['job-name'] = name
  const selector = fieldOf(spec, 'selector')
  fieldOf(selector, 'matchLabels')['batch.kubernetes.io/controller-uid'] = uid
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
  names: (name) => (name.length > 52 ? ['must be no more than 52 characters'] : dnsSubdomain(name)),
  check: (object, _before, problems) => {
    const schedule = asText(at(object, 'spec', 'schedule'))
    const parts = schedule.split(/\s+/).filter((part) => part !== '' && !/^(TZ|CRON_TZ)=/.test(part))
    if (schedule === '') problems.required('spec.schedule')
    else if (parts.length !== 5 && !schedule.startsWith('@')) {
      const why = `expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`
      problems.invalid('spec.schedule', schedule, why)
    }
    const policy = asText(at(object, 'spec', 'concurrencyPolicy'))
    const policies = ['Allow', 'Forbid', 'Replace']
    if (!policies.includes(policy)) problems.unsupported('spec.concurrencyPolicy', policy, policies)
    const field = 'spec.jobTemplate.spec.template.spec'
    const pods = asObject(at(object, 'spec', 'jobTemplate', 'spec', 'template', 'spec'))
    checkPodSpec(pods, field, problems)
    checkRestarts(pods, field, problems)
  },
  columns: [
    { name: 'Schedule', cell: (object) => asText(at(object, 'spec', 'schedule')) },
    { name: 'Timezone', cell: (object) => asText(at(object, 'spec', 'timeZone')) || '<none>' },
    { name: 'Suspend', cell: (object) => (at(object, 'spec', 'suspend') === true ? 'True' : 'False') },
    { name: 'Active', type: 'integer', cell: (object) => asList(at(object, 'status', 'active')).length },
    { name: 'Last Schedule', cell: () => '<none>' },
  ],
}
