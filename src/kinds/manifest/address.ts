/** Keys, addresses and objects: three ways to name the same thing. */
import { type Key, type KindName, keyOf, segmentsOf } from '../../core/key.ts'
import type { KubernetesObject, ObjectAddress, Resource } from '../../systems/kubernetes/types.ts'

/** A resource and the `kind` that its manifests carry. */
export interface ManifestType extends Resource {
  readonly kind: string
}

/** `kubernetes.secret:demo/registry-pull` names a namespaced object, `kubernetes.namespace:demo` a cluster-wide one. */
export function placeOf(key: Key): { readonly namespace?: string; readonly name: string } {
  const [first = '', second] = segmentsOf(key)
  return second === undefined ? { name: first } : { namespace: first, name: second }
}

/** Where the thing under a key is on the server. */
export function addressOf({ apiVersion, plural }: Resource, key: Key): ObjectAddress {
  return { apiVersion, plural, ...placeOf(key) }
}

/** The key of an object under a kind's name. */
export function keyOfObject(kind: KindName, { metadata }: KubernetesObject): Key {
  return metadata.namespace === undefined
    ? keyOf(kind, metadata.name)
    : keyOf(kind, metadata.namespace, metadata.name)
}

/** The key of the namespace that a namespaced key is in. */
export function namespaceKey(namespace: string): Key {
  return keyOf('kubernetes.namespace', namespace)
}

/** The handle of an object that the server has answered with. */
export function uidOf({ metadata }: KubernetesObject): string {
  return metadata.uid ?? ''
}
