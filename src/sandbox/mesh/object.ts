/** What the mesh reads from the cluster: Kubernetes objects as they were applied, and a view of them. */

/** A Kubernetes object as the API server stores it. */
export interface KubernetesObject {
  apiVersion: string
  kind: string
  metadata: {
    name: string
    namespace?: string
    labels?: Record<string, string>
    annotations?: Record<string, string>
    creationTimestamp?: string
    resourceVersion?: string
    uid?: string
  }
  [field: string]: unknown
}

/** What is applied now, e.g. `list('networking.istio.io', 'virtualservices')`; the core group is `''`. */
export interface ClusterView {
  list(group: string, resource: string): readonly KubernetesObject[]
  /** Calls the listener after every change. Returns how to stop that. */
  onChange(listener: () => void): () => void
}

/** An object's `spec`, taken at its word: admission has checked its shape. */
export function specOf<Spec extends object>(object: KubernetesObject): Partial<Spec> {
  const spec = object['spec']
  return (typeof spec === 'object' && spec !== null ? spec : {}) as Partial<Spec>
}

/** The namespace of a namespaced object; `default` as the API server has it. */
export function namespaceOf(object: KubernetesObject): string {
  return object.metadata.namespace ?? 'default'
}

/** Whether every wanted label is there with that value; no wanted labels match everything. */
export function labelsMatch(
  wanted: Readonly<Record<string, string>> | undefined,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  return Object.entries(wanted ?? {}).every(([name, value]) => labels?.[name] === value)
}

/** Kubernetes' label selector with both of its forms. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly {
    readonly key: string
    readonly operator: string
    readonly values?: readonly string[]
  }[]
}

/** Whether labels fulfil a selector; an empty selector takes everything. */
export function selectorMatches(
  selector: LabelSelector | undefined,
  labels: Readonly<Record<string, string>>,
): boolean {
  if (!labelsMatch(selector?.matchLabels, labels)) return false
  return (selector?.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
    const value = labels[key]
    if (operator === 'Exists') return value !== undefined
    if (operator === 'DoesNotExist') return value === undefined
    const listed = value !== undefined && values.includes(value)
    return operator === 'NotIn' ? !listed : listed
  })
}

/** Oldest first; of the same second by `name.namespace`, as istiod sorts (`sortConfigByCreationTime`). */
export function byAge(a: KubernetesObject, b: KubernetesObject): number {
  const [first, second] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '']
  if (first !== second) return first < second ? -1 : 1
  const name = (object: KubernetesObject) => `${object.metadata.name}.${namespaceOf(object)}`
  return name(a) < name(b) ? -1 : 1
}

/** Derives something from objects once per version: 1,000 teams' objects are not compiled anew for each change. */
export function perVersion<Derived>(
  derive: (object: KubernetesObject) => Derived,
): (object: KubernetesObject) => Derived {
  const known = new WeakMap<KubernetesObject, { version: string | undefined; derived: Derived }>()
  return (object) => {
    const version = object.metadata.resourceVersion
    const found = known.get(object)
    if (found && found.version === version) return found.derived
    const derived = derive(object)
    known.set(object, { version, derived })
    return derived
  }
}
