/** Events: one store with two doors, the core API's and events.k8s.io's. */
import { asObject, asText, at, type JsonValue, type KubernetesObject } from '../object.ts'
import { byPath, type Selectable } from '../selectors.ts'
import type { Behaviour, Resource } from './resource.ts'

/** Names of the same field: events.k8s.io's and, as it is stored, the core API's. */
const FIELDS = [
  ['note', 'message'],
  ['regarding', 'involvedObject'],
  ['reportingController', 'reportingComponent'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
] as const

function rename(object: KubernetesObject, apiVersion: string, to: 'stored' | 'new'): KubernetesObject {
  const made: KubernetesObject = { ...object, apiVersion }
  for (const [fresh, old] of FIELDS) {
    const [from, into] = to === 'stored' ? [fresh, old] : [old, fresh]
    delete made[from]
    if (object[from] !== undefined) made[into] = object[from]
  }
  return made
}

/** Between the form of events.k8s.io and the stored one. */
export const eventConversion: NonNullable<Resource['conversion']> = {
  toStored: (object) => rename(object, 'v1', 'stored'),
  fromStored: (object) => rename(object, 'events.k8s.io/v1', 'new'),
}

const isNew = (object: KubernetesObject): boolean => object.apiVersion === 'events.k8s.io/v1'
const read = (object: KubernetesObject, fresh: string, old: string): JsonValue | undefined =>
  object[isNew(object) ? fresh : old]

const involved: Selectable = Object.fromEntries(
  ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].flatMap((field) =>
    ['involvedObject', 'regarding'].map((prefix) => [
      `${prefix}.${field}`,
      (object: KubernetesObject) => asText(asObject(read(object, 'regarding', 'involvedObject'))[field]),
    ]),
  ),
)

/** Errors speak of the core API's fields, whichever door was taken. @see contract 20-events */
export const event: Behaviour = {
  createOnUpdate: true,
  check: (object, before, problems) => {
    if (before) return
    const regarding = asObject(read(object, 'regarding', 'involvedObject'))
    const namespace = asText(regarding['namespace'])
    // events.k8s.io takes any namespace that is named; an unnamed one stands for `default`.
    const fits = isNew(object)
      ? namespace !== ''
      : namespace === '' || namespace === object.metadata.namespace
    const everywhere = namespace === '' && object.metadata.namespace === 'default'
    if (!fits && !everywhere)
      problems.invalid('involvedObject.namespace', namespace, 'does not match event.namespace')
    if (!isNew(object)) return
    checkNew(object, problems)
  },
  selectable: {
    ...involved,
    ...byPath('type', 'reason', 'action'),
    reportingComponent: (object) => asText(read(object, 'reportingController', 'reportingComponent')),
    reportingController: (object) => asText(read(object, 'reportingController', 'reportingComponent')),
    source: (object) => asText(at(asObject(read(object, 'deprecatedSource', 'source')), 'component')),
  },
  columns: [
    { name: 'Last Seen', cell: () => null },
    { name: 'Type', cell: (object) => asText(object['type']) },
    { name: 'Reason', cell: (object) => asText(object['reason']) },
    {
      name: 'Object',
      cell: (object) => {
        const regarding = asObject(read(object, 'regarding', 'involvedObject'))
        return `${asText(regarding['kind']).toLowerCase()}/${asText(regarding['name'])}`
      },
    },
    { name: 'Message', cell: (object) => asText(read(object, 'note', 'message')).trim() },
  ],
}

function checkNew(object: KubernetesObject, problems: Parameters<NonNullable<Behaviour['check']>>[2]): void {
  const type = asText(object['type'])
  const timed = asText(object['eventTime']) !== ''
  if (!timed) problems.required('eventTime')
  if (timed) {
    if (asText(object['reportingController']) === '') problems.required('reportingController')
    if (asText(object['reportingInstance']) === '') problems.required('reportingInstance')
    if (asText(object['action']) === '') problems.required('action')
    if (asText(object['reason']) === '') problems.required('reason')
  }
  if (asText(object['note']).length > 1024)
    problems.invalid('message', '', 'can have at most 1024 characters')
  if (type !== 'Normal' && type !== 'Warning') problems.invalid('type', '', `has invalid value: ${type}`)
}
