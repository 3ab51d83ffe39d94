/** A cluster in memory, for a gateway without a Kubernetes API beside it. */
import type { ClusterView, KubernetesObject } from './object.ts'

/** Objects that can be put and taken. */
export interface MemoryCluster extends ClusterView {
  /** Applies an object: it takes the place of the one of its kind, namespace and name. */
  put(object: KubernetesObject): void
  remove(object: KubernetesObject): void
}

/** A cluster that holds these objects. */
export function clusterOf(objects: readonly KubernetesObject[]): MemoryCluster {
  const held = new Map(objects.map((object) => [addressOf(object), object]))
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  return {
    list: (group, resource) =>
      [...held.values()].filter((object) => groupOf(object) === group && resourceOf(object) === resource),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    put(object) {
      held.set(addressOf(object), object)
      tell()
    },
    remove(object) {
      held.delete(addressOf(object))
      tell()
    },
  }
}

function addressOf(object: KubernetesObject): string {
  const { namespace = '', name } = object.metadata
  return `${groupOf(object)}/${object.kind}/${namespace}/${name}`
}

function groupOf({ apiVersion }: KubernetesObject): string {
  return apiVersion.includes('/') ? (apiVersion.split('/', 1)[0] ?? '') : ''
}

/** English plurals are enough for the kinds of the mesh. */
function resourceOf({ kind }: KubernetesObject): string {
  const name = kind.toLowerCase()
  if (name.endsWith('s')) return name === 'endpoints' ? name : `${name}es`
  return name.endsWith('y') && !name.endsWith('ay') ? `${name.slice(0, -1)}ies` : `${name}s`
}
