/** Role-based access control: what a user may do, by the roles that are bound to it. */
import {
  asList,
  asObject,
  asText,
  asTexts,
  type JsonObject,
  type JsonValue,
  type KubernetesObject,
} from '../object.ts'
import { resourceKey, type Storage } from '../storage.ts'
import type { User } from './user.ts'

/** What somebody wants to do. */
export interface Attributes {
  readonly verb: string
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  /** Set instead of a resource, e.g. /version. */
  readonly path?: string
}

/** One rule of a role. */
export interface Rule {
  readonly verbs: readonly string[]
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames: readonly string[]
  readonly nonResourceURLs: readonly string[]
}

export interface Decision {
  readonly allowed: boolean
  readonly reason: string
}

const GROUP = 'rbac.authorization.k8s.io'
export const ROLES = resourceKey(GROUP, 'roles')
export const CLUSTER_ROLES = resourceKey(GROUP, 'clusterroles')
export const ROLE_BINDINGS = resourceKey(GROUP, 'rolebindings')
export const CLUSTER_ROLE_BINDINGS = resourceKey(GROUP, 'clusterrolebindings')

/** The rules of a role object. */
export const rulesOf = (role: KubernetesObject): Rule[] =>
  asList(role['rules']).map((rule) => readRule(asObject(rule)))

const readRule = (rule: JsonObject): Rule => ({
  verbs: asTexts(rule['verbs']),
  apiGroups: asTexts(rule['apiGroups']),
  resources: asTexts(rule['resources']),
  resourceNames: asTexts(rule['resourceNames']),
  nonResourceURLs: asTexts(rule['nonResourceURLs']),
})

const has = (list: readonly string[], wanted: string): boolean => list.includes('*') || list.includes(wanted)

function ruleAllows(rule: Rule, wanted: Attributes): boolean {
  if (!has(rule.verbs, wanted.verb)) return false
  if (wanted.path !== undefined) return rule.nonResourceURLs.some((url) => pathFits(url, wanted.path ?? ''))
  const resource = wanted.subresource === '' ? wanted.resource : `${wanted.resource}/${wanted.subresource}`
  const named =
    has(rule.resources, resource) ||
    (wanted.subresource !== '' && rule.resources.includes(`*/${wanted.subresource}`))
  if (!named || !has(rule.apiGroups, wanted.group)) return false
  return rule.resourceNames.length === 0 || rule.resourceNames.includes(wanted.name)
}

const pathFits = (pattern: string, path: string): boolean =>
  pattern === '*' || pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1)))

/** The subject of a binding that the user is, as reasons name it. */
function subjectOf(binding: KubernetesObject, user: User): string | undefined {
  for (const subject of asList(binding['subjects']).map(asObject)) {
    const kind = asText(subject['kind'])
    const name = asText(subject['name'])
    if (kind === 'User' && name === user.username) return `User "${name}"`
    if (kind === 'Group' && user.groups.includes(name)) return `Group "${name}"`
    if (kind !== 'ServiceAccount') continue
    const namespace = asText(subject['namespace']) || (binding.metadata.namespace ?? '')
    if (user.username === `system:serviceaccount:${namespace}:${name}`)
      return `ServiceAccount "${name}/${namespace}"`
  }
  return undefined
}

/** Decides by what is stored at the moment. */
export class Authorizer {
  readonly #storage: Storage

  constructor(storage: Storage) {
    this.#storage = storage
  }

  decide(user: User, wanted: Attributes): Decision {
    if (user.groups.includes('system:masters')) return { allowed: true, reason: '' }
    for (const { binding, rules, subject, role } of this.#bound(user, wanted.namespace)) {
      if (!rules.some((rule) => ruleAllows(rule, wanted))) continue
      const { name, namespace } = binding.metadata
      const shown =
        namespace === undefined ? `ClusterRoleBinding "${name}"` : `RoleBinding "${name}/${namespace}"`
      return { allowed: true, reason: `RBAC: allowed by ${shown} of ${role} to ${subject}` }
    }
    return { allowed: false, reason: '' }
  }

  allows(user: User, wanted: Attributes): boolean {
    return this.decide(user, wanted).allowed
  }

  /** Every rule that holds for the user in a namespace. */
  rulesFor(user: User, namespace: string): Rule[] {
    if (user.groups.includes('system:masters')) return [EVERYTHING, EVERY_PATH]
    return [...this.#bound(user, namespace)].flatMap(({ rules }) => rules)
  }

  /** The rules of the role that a binding refers to; undefined when the role is absent. */
  referred(ref: JsonValue | undefined, namespace: string): Rule[] | undefined {
    const { kind, name } = asObject(ref)
    const role =
      kind === 'ClusterRole'
        ? this.#storage.get(CLUSTER_ROLES, '', asText(name))
        : this.#storage.get(ROLES, namespace, asText(name))
    return role && rulesOf(role)
  }

  *#bound(user: User, namespace: string) {
    const bindings = [
      ...this.#storage.list(CLUSTER_ROLE_BINDINGS),
      ...(namespace === '' ? [] : this.#storage.list(ROLE_BINDINGS, namespace)),
    ]
    for (const binding of bindings) {
      const subject = subjectOf(binding, user)
      if (subject === undefined) continue
      const ref = asObject(binding['roleRef'])
      const rules = this.referred(ref, binding.metadata.namespace ?? '')
      if (rules) yield { binding, rules, subject, role: `${asText(ref['kind'])} "${asText(ref['name'])}"` }
    }
  }
}

const EVERYTHING: Rule = {
  verbs: ['*'],
  apiGroups: ['*'],
  resources: ['*'],
  resourceNames: [],
  nonResourceURLs: [],
}
const EVERY_PATH: Rule = {
  verbs: ['*'],
  apiGroups: [],
  resources: [],
  resourceNames: [],
  nonResourceURLs: ['*'],
}

/** What the user wants to grant without holding it, as the refusal prints it; empty when it holds everything. */
export function notHeld(held: readonly Rule[], granted: readonly Rule[]): string[] {
  const missing = new Map<
    string,
    { group: string; resource: string; names: readonly string[]; verbs: string[] }
  >()
  for (const { group, resource, names, verb } of granted.flatMap(breakdown)) {
    const name = names.length > 0 ? names : ['']
    const covered = name.every((each) =>
      held.some((rule) =>
        resource.startsWith('/')
          ? has(rule.verbs, verb) && rule.nonResourceURLs.some((url) => pathFits(url, resource))
          : covers(rule, { verb, group, resource, name: each }),
      ),
    )
    if (covered) continue
    const key = JSON.stringify([group, resource, names])
    const entry = missing.get(key) ?? { group, resource, names, verbs: [] }
    entry.verbs.push(verb)
    missing.set(key, entry)
  }
  const quote = (list: readonly string[]) => `[${list.map((each) => JSON.stringify(each)).join(' ')}]`
  return [...missing.values()]
    .sort((a, b) => (a.resource < b.resource ? -1 : 1))
    .map(({ group, resource, names, verbs }) => {
      if (resource.startsWith('/')) return `{NonResourceURLs:${quote([resource])}, Verbs:${quote(verbs)}}`
      const named = names.length > 0 ? `, ResourceNames:${quote(names)}` : ''
      return `{APIGroups:${quote([group])}, Resources:${quote([resource])}${named}, Verbs:${quote(verbs)}}`
    })
}

function covers(
  rule: Rule,
  wanted: { verb: string; group: string; resource: string; name: string },
): boolean {
  const [, subresource] = wanted.resource.split('/')
  const named = has(rule.resources, wanted.resource) || rule.resources.includes(`*/${subresource ?? ''}`)
  const names =
    rule.resourceNames.length === 0 || (wanted.name !== '' && rule.resourceNames.includes(wanted.name))
  return named && names && has(rule.verbs, wanted.verb) && has(rule.apiGroups, wanted.group)
}

function breakdown(
  rule: Rule,
): { group: string; resource: string; names: readonly string[]; verb: string }[] {
  const paths = rule.nonResourceURLs.flatMap((resource) =>
    rule.verbs.map((verb) => ({ group: '', resource, names: [], verb })),
  )
  const resources = rule.apiGroups.flatMap((group) =>
    rule.resources.flatMap((resource) =>
      rule.verbs.map((verb) => ({ group, resource, names: rule.resourceNames, verb })),
    ),
  )
  return [...resources, ...paths]
}
