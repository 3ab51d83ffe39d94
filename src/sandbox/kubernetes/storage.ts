/**
 * The objects, as etcd and the watch cache hold them: one counter of versions, an index by resource and namespace,
 * a log of changes that watches resume from and old pages are read from.
 */
import type { Store, Table } from '../store/store.ts'
import type { KubernetesObject } from './object.ts'

/** A resource's address in the index, e.g. `/secrets` or `networking.istio.io/gateways`. */
export type ResourceKey = string

export const resourceKey = (group: string, resource: string): ResourceKey => `${group}/${resource}`

/** One write. `before` is the state that it replaced. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly version: number
  readonly at: number
  readonly resource: ResourceKey
  readonly namespace: string
  readonly name: string
  readonly object: KubernetesObject
  readonly before: KubernetesObject | undefined
}

export type ChangeListener = (change: Change) => void

/** How many changes a watch can go back. */
const LOG_LENGTH = 50_000
/** How long the pages of a list go on showing its first page's state, in ms. The server's own default is 5 minutes. */
const HISTORY = 60_000

type Shelf = Map<string, Map<string, KubernetesObject>>

/** The server's memory. Objects that it hands out are shared and must not be changed. */
export class Storage {
  readonly #objects: Table<KubernetesObject>
  readonly #counters: Table<number>
  readonly #store: Store
  readonly #shelves = new Map<ResourceKey, Shelf>()
  readonly #listeners = new Map<ResourceKey, Set<ChangeListener>>()
  readonly #everything = new Set<ChangeListener>()
  #log: Change[] = []
  #version: number
  /** Versions at and below this one are out of the log's sight. */
  #forgotten: number

  constructor(store: Store) {
    this.#store = store
    this.#objects = store.table('kubernetes.objects')
    this.#counters = store.table('kubernetes.counters')
    this.#version = this.#counters.get('version') ?? 1
    this.#forgotten = this.#version
    for (const [key, object] of this.#objects.entries()) {
      const [group = '', resource = '', namespace = '', name = ''] = key.split('|')
      this.#spot(resourceKey(group, resource), namespace).set(name, object)
    }
  }

  /** The version of the last write. */
  get version(): number {
    return this.#version
  }

  /** Until when (exclusive) changes are forgotten: a watch from this version or a later one misses nothing. */
  get forgotten(): number {
    return this.#forgotten
  }

  /** Forgets the log, as a server does that has just been started. */
  forget(): void {
    this.#log = []
    this.#forgotten = this.#version
  }

  get(resource: ResourceKey, namespace: string, name: string): KubernetesObject | undefined {
    return this.#shelves.get(resource)?.get(namespace)?.get(name)
  }

  has(resource: ResourceKey): boolean {
    return this.#shelves.has(resource)
  }

  /** All objects of a resource, in one namespace or in all, in the order of their keys. */
  list(resource: ResourceKey, namespace = ''): KubernetesObject[] {
    const shelf = this.#shelves.get(resource)
    if (!shelf) return []
    const spots = namespace === '' ? [...shelf.keys()].sort() : [namespace]
    return spots.flatMap((spot) => {
      const objects = shelf.get(spot)
      return objects ? [...objects.keys()].sort().map((name) => objects.get(name) as KubernetesObject) : []
    })
  }

  count(resource: ResourceKey, namespace: string): number {
    return this.#shelves.get(resource)?.get(namespace)?.size ?? 0
  }

  /** Every resource that has an object in the namespace. */
  resourcesIn(namespace: string): ResourceKey[] {
    return [...this.#shelves].filter(([, shelf]) => (shelf.get(namespace)?.size ?? 0) > 0).map(([key]) => key)
  }

  /** The list as it was at a version. @returns undefined when that is too long ago */
  listAt(resource: ResourceKey, namespace: string, version: number): KubernetesObject[] | undefined {
    if (version < this.compacted()) return undefined
    const objects = new Map<string, KubernetesObject>()
    const key = (object: KubernetesObject) => `${object.metadata.namespace ?? ''}|${object.metadata.name}`
    for (const object of this.list(resource, namespace)) objects.set(key(object), object)
    for (let index = this.#log.length - 1; index >= 0; index -= 1) {
      const change = this.#log[index]
      if (!change || change.version <= version) break
      if (change.resource !== resource || (namespace !== '' && change.namespace !== namespace)) continue
      if (change.before) objects.set(key(change.object), change.before)
      else objects.delete(key(change.object))
    }
    const byKey = (a: string, b: string) => compareKeys(a.split('|'), b.split('|'))
    return [...objects.keys()].sort(byKey).map((each) => objects.get(each) as KubernetesObject)
  }

  /** The oldest version whose state can still be listed. */
  compacted(): number {
    const horizon = Date.now() - HISTORY
    let low = 0
    let high = this.#log.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#log[middle]?.at ?? 0) <= horizon) low = middle + 1
      else high = middle
    }
    return this.#log[low - 1]?.version ?? this.#forgotten
  }

  /** Writes an object and tells the watches. @returns it with its new version */
  put(resource: ResourceKey, object: KubernetesObject): KubernetesObject {
    const { namespace = '', name } = object.metadata
    const before = this.get(resource, namespace, name)
    const version = this.#version + 1
    const stored: KubernetesObject = {
      ...object,
      metadata: orderMetadata({ ...object.metadata, resourceVersion: `${version}` }),
    }
    this.#spot(resource, namespace).set(name, stored)
    this.#write(version, () => {
      this.#objects.set(storeKey(resource, namespace, name), stored)
    })
    this.#tell({
      type: before ? 'MODIFIED' : 'ADDED',
      version,
      resource,
      namespace,
      name,
      object: stored,
      before,
    })
    return stored
  }

  /** Takes an object out for good. */
  remove(resource: ResourceKey, object: KubernetesObject): void {
    const { namespace = '', name } = object.metadata
    const before = this.get(resource, namespace, name)
    if (!before) return
    const version = this.#version + 1
    const shelf = this.#shelves.get(resource)
    shelf?.get(namespace)?.delete(name)
    if (shelf?.get(namespace)?.size === 0) shelf.delete(namespace)
    this.#write(version, () => {
      this.#objects.delete(storeKey(resource, namespace, name))
    })
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: `${version}` } }
    this.#tell({ type: 'DELETED', version, resource, namespace, name, object: last, before })
  }

  /** The changes of a resource after a version, oldest first. */
  since(resource: ResourceKey, version: number): Change[] {
    let low = 0
    let high = this.#log.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#log[middle]?.version ?? 0) <= version) low = middle + 1
      else high = middle
    }
    return this.#log.slice(low).filter((change) => change.resource === resource)
  }

  /** Tells of every later change, of one resource or (undefined) of all. @returns how to stop it */
  subscribe(resource: ResourceKey | undefined, listener: ChangeListener): () => void {
    const set = resource === undefined ? this.#everything : (this.#listeners.get(resource) ?? new Set())
    if (resource !== undefined) this.#listeners.set(resource, set)
    set.add(listener)
    return () => {
      set.delete(listener)
    }
  }

  #write(version: number, write: () => void): void {
    this.#version = version
    this.#store.batch(() => {
      write()
      this.#counters.set('version', version)
    })
  }

  #spot(resource: ResourceKey, namespace: string): Map<string, KubernetesObject> {
    let shelf = this.#shelves.get(resource)
    if (!shelf) {
      shelf = new Map()
      this.#shelves.set(resource, shelf)
    }
    let spot = shelf.get(namespace)
    if (!spot) {
      spot = new Map()
      shelf.set(namespace, spot)
    }
    return spot
  }

  #tell(written: Omit<Change, 'at'>): void {
    const change: Change = { ...written, at: Date.now() }
    this.#log.push(change)
    if (this.#log.length > LOG_LENGTH * 1.2) {
      const dropped = this.#log.splice(0, this.#log.length - LOG_LENGTH)
      this.#forgotten = dropped.at(-1)?.version ?? this.#forgotten
    }
    for (const listener of this.#listeners.get(change.resource) ?? []) listener(change)
    for (const listener of this.#everything) listener(change)
  }
}

const storeKey = (resource: ResourceKey, namespace: string, name: string): string => {
  const [group = '', plural = ''] = resource.split('/')
  return [group, plural, namespace, name].join('|')
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index] ?? ''
    if (part !== other) return part < other ? -1 : 1
  }
  return 0
}

const META_ORDER = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
]

/** Metadata in the order in which the server prints it. */
function orderMetadata<T extends { [field: string]: unknown }>(metadata: T): T {
  const made: { [field: string]: unknown } = {}
  for (const field of META_ORDER) if (metadata[field] !== undefined) made[field] = metadata[field]
  for (const [field, value] of Object.entries(metadata)) if (value !== undefined) made[field] ??= value
  return made as T
}
