/** Which pods a ResourceQuota is about. @see https://kubernetes.io/docs/concepts/policy/resource-quotas/#quota-scopes */
import { asList, asObject, asText, asTexts, at, type JsonObject, type KubernetesObject } from '../object.ts'

/** Whether a pod counts for a quota; objects of other kinds have no scope and always do. */
export function inScope(quota: KubernetesObject, object: KubernetesObject): boolean {
  if (object.kind !== 'Pod') return true
  const named = asTexts(at(quota, 'spec', 'scopes')).map(
    (scopeName): JsonObject => ({ scopeName, operator: 'Exists' }),
  )
  const selected = asList(at(quota, 'spec', 'scopeSelector', 'matchExpressions')).map(asObject)
  return [...named, ...selected].every((scope) => fits(scope, object))
}

function fits({ scopeName, operator, values }: JsonObject, pod: KubernetesObject): boolean {
  if (scopeName === 'PriorityClass') {
    const name = asText(at(pod, 'spec', 'priorityClassName'))
    if (operator === 'Exists') return name !== ''
    if (operator === 'DoesNotExist') return name === ''
    return asTexts(values).includes(name) === (operator === 'In')
  }
  const holds = SCOPES[asText(scopeName)]?.(pod) ?? false
  return operator === 'DoesNotExist' ? !holds : holds
}

const ends = (pod: KubernetesObject): boolean => at(pod, 'spec', 'activeDeadlineSeconds') !== undefined

/** No container asks for anything. */
const asksNothing = (pod: KubernetesObject): boolean =>
  ['initContainers', 'containers']
    .flatMap((list) => asList(at(pod, 'spec', list)))
    .flatMap((container) => [at(container, 'resources', 'requests'), at(container, 'resources', 'limits')])
    .every((part) => !['cpu', 'memory'].some((name) => asObject(part)[name] !== undefined))

const SCOPES: { readonly [name: string]: (pod: KubernetesObject) => boolean } = {
  Terminating: ends,
  NotTerminating: (pod) => !ends(pod),
  BestEffort: asksNothing,
  NotBestEffort: (pod) => !asksNothing(pod),
}

/** A pod that has ended uses nothing. */
export const hasEnded = (object: KubernetesObject): boolean =>
  object.kind === 'Pod' && ['Succeeded', 'Failed'].includes(asText(at(object, 'status', 'phase')))
