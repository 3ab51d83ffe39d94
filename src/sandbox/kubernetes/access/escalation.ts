/** Nobody may grant what they do not hold: roles and bindings are checked against the writer's own rules. */
import type { Call } from '../api.ts'
import { asObject, asText, equal, type KubernetesObject } from '../object.ts'
import { forbidden, notFound } from '../status.ts'
import { notHeld, rulesOf } from './rbac.ts'

const GROUP = 'rbac.authorization.k8s.io'

/** @throws {ApiError} 403 with the missing rules, 404 when the role to bind is absent. @see contract 17-rbac-escalation */
export function checkEscalation(
  call: Call,
  draft: KubernetesObject,
  before: KubernetesObject | undefined,
): void {
  const { resource, user } = call
  if (resource.group !== GROUP || user.groups.includes('system:masters')) return
  if (resource.kind.endsWith('Binding')) checkBinding(call, draft, before)
  else if (!(before && equal(before['rules'], draft['rules']))) checkRole(call, draft)
}

function checkRole(call: Call, draft: KubernetesObject): void {
  const { resource, user, api, target } = call
  const escalate = { ...target, verb: 'escalate', name: draft.metadata.name }
  if (api.authorizer.allows(user, escalate)) return
  refuse(
    call,
    draft,
    notHeld(api.authorizer.rulesFor(user, resource.namespaced ? target.namespace : ''), rulesOf(draft)),
  )
}

function checkBinding(call: Call, draft: KubernetesObject, before: KubernetesObject | undefined): void {
  const { user, api, target, resource } = call
  const ref = asObject(draft['roleRef'])
  if (before && equal(before['roleRef'], ref) && equal(before['subjects'], draft['subjects'])) return
  const plural = ref['kind'] === 'ClusterRole' ? 'clusterroles' : 'roles'
  const bind = { ...target, verb: 'bind', resource: plural, subresource: '', name: asText(ref['name']) }
  if (api.authorizer.allows(user, bind)) return
  const namespace = resource.namespaced ? target.namespace : ''
  const rules = api.authorizer.referred(ref, namespace)
  // The answer names the bindings' resource, though it is the role that is absent.
  if (!rules) throw notFound({ group: GROUP, resource: resource.plural, name: asText(ref['name']) })
  refuse(call, draft, notHeld(api.authorizer.rulesFor(user, namespace), rules))
}

function refuse({ resource, user }: Call, draft: KubernetesObject, missing: readonly string[]): void {
  if (missing.length === 0) return
  const groups = user.groups.map((group) => JSON.stringify(group)).join(' ')
  throw forbidden(
    { group: GROUP, resource: resource.plural, name: draft.metadata.name },
    `user ${JSON.stringify(user.username)} (groups=[${groups}]) is attempting to grant RBAC permissions not currently held:\n${missing.join('\n')}`,
  )
}
