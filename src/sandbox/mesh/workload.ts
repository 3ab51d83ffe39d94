/** The proxies that serve, and which resources concern them. */
import { type KubernetesObject, labelsMatch, namespaceOf, specOf } from './object.ts'

/** A proxy that requests come through. */
export interface Workload {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  /** The Gateway (Gateway API) it was made for, if istiod made it. */
  readonly gateway: string | undefined
}

interface TargetRef {
  readonly group?: string
  readonly kind?: string
  readonly name?: string
}
interface PolicySpec {
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> }
  readonly targetRef?: TargetRef
  readonly targetRefs?: readonly TargetRef[]
}

/**
 * Whether a RequestAuthentication or AuthorizationPolicy judges at a workload: only those of the root namespace and of
 * the workload's own do, whatever others select (mesh contract 24-authz-elsewhere).
 */
export function concerns(policy: KubernetesObject, workload: Workload, root: string): boolean {
  const namespace = namespaceOf(policy)
  if (namespace !== root && namespace !== workload.namespace) return false
  const { selector, targetRef, targetRefs } = specOf<PolicySpec>(policy)
  const targets = targetRefs ?? (targetRef ? [targetRef] : [])
  if (targets.length === 0) return labelsMatch(selector?.matchLabels, workload.labels)
  return targets.some(({ kind, name }) => {
    if (workload.gateway === undefined) return false
    if (kind === 'GatewayClass') return namespace === root && name === 'istio'
    return kind === 'Gateway' && namespace === workload.namespace && name === workload.gateway
  })
}
