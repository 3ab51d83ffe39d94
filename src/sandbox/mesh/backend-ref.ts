/** Backends of HTTPRoutes: they must be there, and granted where they are another namespace's. */
import type { HeaderChanges } from './headers.ts'
import type { BackendRef, HeaderFilter, NamedValue } from './http-route-spec.ts'
import { type ClusterView, type KubernetesObject, namespaceOf, specOf } from './object.ts'
import type { Registry } from './registry.ts'
import type { Choice } from './route.ts'

/** What a backend must be looked up in. */
export interface Backing {
  readonly registry: Registry
  readonly cluster: ClusterView
}

/** Whose backends they are. */
export interface Around {
  readonly owner: KubernetesObject
  readonly backing: Backing
}

/** What a header filter changes. */
export function changesOf(filter: HeaderFilter | undefined): HeaderChanges | undefined {
  if (!filter) return undefined
  const record = (values: readonly NamedValue[] = []) =>
    Object.fromEntries(values.map(({ name, value }) => [name, value]))
  return { set: record(filter.set), add: record(filter.add), remove: filter.remove ?? [] }
}

/** @returns undefined for a backend that is not there or not granted */
export function choiceOf(ref: BackendRef, { owner, backing }: Around): Choice | undefined {
  const { group = '', kind = 'Service', name, port, weight = 1, filters = [] } = ref
  const own = namespaceOf(owner)
  const namespace = ref.namespace ?? own
  if (group !== '' || kind !== 'Service') return undefined
  if (namespace !== own && !granted(backing.cluster, { from: own, to: namespace, name })) return undefined
  const host = `${name}.${namespace}.svc.cluster.local`
  if (!backing.registry.has(host)) return undefined
  return {
    host,
    port,
    subset: undefined,
    weight,
    request: changesOf(filters.find(({ type }) => type === 'RequestHeaderModifier')?.requestHeaderModifier),
    response: changesOf(
      filters.find(({ type }) => type === 'ResponseHeaderModifier')?.responseHeaderModifier,
    ),
  }
}

interface Grant {
  readonly from?: readonly { readonly group: string; readonly kind: string; readonly namespace: string }[]
  readonly to?: readonly { readonly group: string; readonly kind: string; readonly name?: string }[]
}

/** Whether a ReferenceGrant of the backend's namespace lets routes of another one refer to it. */
function granted(cluster: ClusterView, asked: { from: string; to: string; name: string }): boolean {
  return cluster.list('gateway.networking.k8s.io', 'referencegrants').some((object) => {
    if (namespaceOf(object) !== asked.to) return false
    const { from = [], to = [] } = specOf<Grant>(object)
    return (
      from.some(({ kind, namespace }) => kind === 'HTTPRoute' && namespace === asked.from) &&
      to.some(({ kind, name }) => kind === 'Service' && (name === undefined || name === asked.name))
    )
  })
}
