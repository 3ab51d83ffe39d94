/** Garbage collection: what an owner's end means for its dependants. */
import { controller } from '../access/user.ts'
import type { Api } from '../api.ts'
import { asText, type JsonObject, type KubernetesObject } from '../object.ts'
import { ApiError } from '../status.ts'
import type { ResourceKey } from '../storage.ts'
import { deleteObject } from '../verbs/delete.ts'
import { NAMESPACES } from '../verbs/names.ts'
import type { Clock } from './clock.ts'

interface Spot {
  readonly resource: ResourceKey
  readonly namespace: string
  readonly name: string
}

const ownersOf = ({ metadata }: KubernetesObject): JsonObject[] => metadata.ownerReferences ?? []

/** Keeps an index of dependants by their owner's uid, so that nothing is searched for. */
export function runGarbageCollection(api: Api, clock: Clock): void {
  const { storage, registry } = api
  const dependants = new Map<string, Map<string, Spot>>()
  const note = (spot: Spot, object: KubernetesObject, add: boolean) => {
    const id = `${spot.resource}|${spot.namespace}|${spot.name}`
    for (const owner of ownersOf(object)) {
      const uid = asText(owner['uid'])
      const list = dependants.get(uid) ?? new Map<string, Spot>()
      if (add) list.set(id, spot)
      else list.delete(id)
      if (list.size > 0) dependants.set(uid, list)
      else dependants.delete(uid)
    }
  }
  const dependantsOf = (uid: string): KubernetesObject[] =>
    [...(dependants.get(uid)?.values() ?? [])].flatMap(
      ({ resource, namespace, name }) => storage.get(resource, namespace, name) ?? [],
    )
  const look = (spot: Spot, delay = 5) => {
    clock.soon(
      `garbage ${spot.resource} ${spot.namespace} ${spot.name}`,
      () => {
        const object = storage.get(spot.resource, spot.namespace, spot.name)
        if (object) collect(api, spot.resource, object, dependantsOf)
      },
      delay,
    )
  }
  for (const resource of registry.all()) {
    for (const object of storage.list(resource.key)) {
      const { name, namespace = '' } = object.metadata
      note({ resource: resource.key, namespace, name }, object, true)
      if (object.metadata.deletionTimestamp !== undefined || ownersOf(object).length > 0) {
        look({ resource: resource.key, namespace, name })
      }
    }
  }
  storage.subscribe(undefined, ({ resource, namespace, name, type, object, before }) => {
    const spot = { resource, namespace, name }
    if (before) note(spot, before, false)
    if (type !== 'DELETED') {
      note(spot, object, true)
      if (object.metadata.deletionTimestamp !== undefined || ownersOf(object).length > 0) look(spot)
      return
    }
    const uid = object.metadata.uid ?? ''
    for (const dependant of dependants.get(uid)?.values() ?? []) look(dependant)
    for (const owner of ownersOf(object)) wakeOwner(api, owner, object, look)
  })
}

/** An owner that waits for its dependants looks again when one of them has gone. */
function wakeOwner(
  { registry }: Api,
  owner: JsonObject,
  { metadata }: KubernetesObject,
  look: (spot: Spot) => void,
): void {
  const resource = registry.byKind(asText(owner['apiVersion']), asText(owner['kind']))
  if (!resource) return
  const namespace = resource.namespaced ? (metadata.namespace ?? '') : ''
  look({ resource: resource.key, namespace, name: asText(owner['name']) })
}

function collect(
  api: Api,
  key: ResourceKey,
  object: KubernetesObject,
  dependantsOf: (uid: string) => KubernetesObject[],
): void {
  const { metadata } = object
  const { uid = '', finalizers = [] } = metadata
  if (metadata.deletionTimestamp !== undefined) {
    if (finalizers.includes('orphan')) release(api, key, object, dependantsOf(uid))
    else if (finalizers.includes('foregroundDeletion')) foreground(api, key, object, dependantsOf(uid))
    return
  }
  const owners = ownersOf(object)
  if (owners.length > 0 && owners.every((owner) => isGone(api, owner, object))) erase(api, key, object)
}

/** An owner is found by kind and name, and is only the one that is meant if its uid is. */
function isGone({ storage, registry }: Api, owner: JsonObject, { metadata }: KubernetesObject): boolean {
  const resource = registry.byKind(asText(owner['apiVersion']), asText(owner['kind']))
  if (!resource) return false
  const namespace = resource.namespaced ? (metadata.namespace ?? '') : ''
  return storage.get(resource.key, namespace, asText(owner['name']))?.metadata.uid !== owner['uid']
}

function erase(api: Api, key: ResourceKey, object: KubernetesObject, foregrounded = false): void {
  const resource = api.registry.byKey(key)
  if (!resource || object.metadata.deletionTimestamp !== undefined) return
  const options = { dryRun: false, propagation: foregrounded ? 'Foreground' : 'Background' } as const
  const user = controller('generic-garbage-collector')
  try {
    deleteObject({ api, resource, user, object, options, shownName: object.metadata.name, warn: () => {} })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error // a policy that holds it keeps it, as it would on a cluster
  }
}

const keyOf = ({ registry }: Api, { apiVersion, kind }: KubernetesObject): ResourceKey | undefined =>
  registry.byKind(apiVersion, kind)?.key

/** Orphans: dependants lose their owner, then it goes. */
function release(
  api: Api,
  key: ResourceKey,
  object: KubernetesObject,
  dependants: readonly KubernetesObject[],
): void {
  for (const dependant of dependants) {
    const owners = ownersOf(dependant).filter((owner) => owner['uid'] !== object.metadata.uid)
    const { ownerReferences, ...metadata } = dependant.metadata
    const where = keyOf(api, dependant)
    if (where === undefined) continue
    api.storage.put(where, {
      ...dependant,
      metadata: {
        ...metadata,
        ...(owners.length > 0 ? { ownerReferences: owners } : {}),
      } as KubernetesObject['metadata'],
    })
  }
  letGo(api, key, object, 'orphan')
}

/** Foreground: the owner stays until every dependant that blocks it has gone. */
function foreground(
  api: Api,
  key: ResourceKey,
  object: KubernetesObject,
  dependants: readonly KubernetesObject[],
): void {
  for (const dependant of dependants) {
    const where = keyOf(api, dependant)
    if (where !== undefined) erase(api, where, dependant, true)
  }
  const blocking = dependants.filter((each) => {
    const where = keyOf(api, each)
    const { namespace = '', name } = each.metadata
    const owner = ownersOf(each).find(({ uid }) => uid === object.metadata.uid)
    return (
      owner?.['blockOwnerDeletion'] === true &&
      where !== undefined &&
      api.storage.get(where, namespace, name) !== undefined
    )
  })
  if (blocking.length === 0) letGo(api, key, object, 'foregroundDeletion')
}

function letGo({ storage }: Api, key: ResourceKey, object: KubernetesObject, finalizer: string): void {
  const finalizers = (object.metadata.finalizers ?? []).filter((each) => each !== finalizer)
  if (finalizers.length === 0 && key !== NAMESPACES) storage.remove(key, object)
  else storage.put(key, { ...object, metadata: { ...object.metadata, finalizers } })
}
