/** Roles and their bindings. */

import { dnsSubdomain, pathSegment } from '../names.ts'
import {
  asList,
  asObject,
  asText,
  equal,
  isObject,
  type JsonObject,
  type KubernetesObject,
} from '../object.ts'
import type { Problems } from '../problems.ts'
import type { Behaviour, Column } from './resource.ts'
import { checkSelector } from './selector-check.ts'

const GROUP = 'rbac.authorization.k8s.io'

function checkRules(object: KubernetesObject, problems: Problems, cluster: boolean): void {
  for (const [index, rule] of asList(object['rules']).map(asObject).entries()) {
    const field = `rules[${index}]`
    const empty = (part: string) => asList(rule[part]).length === 0
    if (empty('verbs')) problems.required(`${field}.verbs`, 'verbs must contain at least one value')
    if (!empty('nonResourceURLs')) {
      if (!cluster) {
        problems.invalid(
          `${field}.nonResourceURLs`,
          rule['nonResourceURLs'],
          'namespaced rules cannot apply to non-resource URLs',
        )
      }
      if (!empty('apiGroups') || !empty('resources') || !empty('resourceNames')) {
        problems.invalid(
          `${field}.nonResourceURLs`,
          rule['nonResourceURLs'],
          'rules cannot apply to both regular resources and non-resource URLs',
        )
      }
      continue
    }
    if (empty('apiGroups'))
      problems.required(`${field}.apiGroups`, 'resource rules must supply at least one api group')
    if (empty('resources'))
      problems.required(`${field}.resources`, 'resource rules must supply at least one resource')
  }
}

const role = (cluster: boolean): Behaviour => ({
  names: pathSegment,
  createOnUpdate: true,
  check: (object, _before, problems) => {
    checkRules(object, problems, cluster)
    const aggregation = object['aggregationRule']
    if (!isObject(aggregation)) return
    const field = 'aggregationRule.clusterRoleSelectors'
    const selectors = asList(aggregation['clusterRoleSelectors'])
    if (selectors.length === 0)
      problems.required(field, 'at least one clusterRoleSelector required if aggregationRule is non-nil')
    for (const [index, selector] of selectors.entries())
      checkSelector(selector, `${field}[${index}]`, problems)
  },
  columns: [],
})

export const roleBehaviour = role(false)
export const clusterRoleBehaviour = role(true)

const KINDS = ['ServiceAccount', 'User', 'Group']

function checkSubject(subject: JsonObject, field: string, cluster: boolean, problems: Problems): void {
  const kind = asText(subject['kind'])
  const group = asText(subject['apiGroup'])
  const name = asText(subject['name'])
  if (name === '') problems.required(`${field}.name`)
  if (!KINDS.includes(kind)) {
    problems.unsupported(`${field}.kind`, kind, KINDS)
    return
  }
  if (kind === 'ServiceAccount' && name !== '')
    for (const problem of dnsSubdomain(name)) problems.invalid(`${field}.name`, name, problem)
  const wanted = kind === 'ServiceAccount' ? '' : GROUP
  if (group !== wanted) problems.unsupported(`${field}.apiGroup`, group, [wanted])
  if (kind === 'ServiceAccount' && cluster && asText(subject['namespace']) === '') {
    problems.required(`${field}.namespace`)
  }
}

const subjects =
  (kind: string): Column['cell'] =>
  (object) =>
    asList(object['subjects'])
      .map(asObject)
      .filter((subject) => subject['kind'] === kind)
      .map((subject) =>
        kind === 'ServiceAccount'
          ? `${asText(subject['namespace']) || object.metadata.namespace || ''}/${asText(subject['name'])}`
          : asText(subject['name']),
      )
      .join(', ')

const binding = (cluster: boolean): Behaviour => ({
  names: pathSegment,
  createOnUpdate: true,
  defaults: (draft) => {
    const ref = asObject(draft['roleRef'])
    if (asText(ref['apiGroup']) === '') draft['roleRef'] = { ...ref, apiGroup: GROUP }
    for (const subject of asList(draft['subjects'])) {
      if (isObject(subject) && (subject['kind'] === 'User' || subject['kind'] === 'Group')) {
        subject['apiGroup'] ??= GROUP
      }
    }
  },
  check: (object, before, problems) => {
    const ref = asObject(object['roleRef'])
    if (before && !equal(before['roleRef'], ref)) {
      // The server prints its internal struct here.
      problems.invalid(
        'roleRef',
        { APIGroup: ref['apiGroup'] ?? '', Kind: ref['kind'] ?? '', Name: ref['name'] ?? '' },
        'cannot change roleRef',
      )
    }
    const kinds = cluster ? ['ClusterRole'] : ['Role', 'ClusterRole']
    if (asText(ref['apiGroup']) !== GROUP)
      problems.unsupported('roleRef.apiGroup', ref['apiGroup'] ?? '', [GROUP])
    if (!kinds.includes(asText(ref['kind']))) problems.unsupported('roleRef.kind', ref['kind'] ?? '', kinds)
    const name = asText(ref['name'])
    if (name === '') problems.required('roleRef.name')
    else for (const problem of pathSegment(name)) problems.invalid('roleRef.name', name, problem)
    for (const [index, subject] of asList(object['subjects']).map(asObject).entries()) {
      checkSubject(subject, `subjects[${index}]`, cluster, problems)
    }
  },
  columns: [
    {
      name: 'Role',
      cell: ({ roleRef }) => `${asText(asObject(roleRef)['kind'])}/${asText(asObject(roleRef)['name'])}`,
    },
    { name: 'Age', cell: () => null },
    { name: 'Users', priority: 1, cell: subjects('User') },
    { name: 'Groups', priority: 1, cell: subjects('Group') },
    { name: 'ServiceAccounts', priority: 1, cell: subjects('ServiceAccount') },
  ],
})

/** @see contract 16-rbac-binding */
export const roleBinding = binding(false)
export const clusterRoleBinding = binding(true)
