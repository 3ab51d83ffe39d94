/** Definitions: names are accepted and served a moment after they were written, and objects go before their definition. */

import { controller } from '../access/user.ts'
import type { Api } from '../api.ts'
import { isEstablished } from '../crd/custom.ts'
import { asObject, at, type JsonObject, type KubernetesObject, now } from '../object.ts'
import { DEFINITIONS, definedKey } from '../registry.ts'
import { CLEANUP } from '../resources/custom-definition.ts'
import { deleteObject } from '../verbs/delete.ts'
import type { Clock } from './clock.ts'

/** A real server takes 20 to 50 ms. */
const ACCEPTED_AFTER = 20

export function runDefinitions(api: Api, clock: Clock): void {
  const { storage } = api
  const visit = (name: string) => {
    clock.soon(
      `definition ${name}`,
      () => {
        const definition = storage.get(DEFINITIONS, '', name)
        if (!definition) return
        if (definition.metadata.deletionTimestamp !== undefined) cleanUp(api, definition)
        else if (!isEstablished(definition)) storage.put(DEFINITIONS, establish(definition))
      },
      ACCEPTED_AFTER,
    )
  }
  for (const { metadata } of storage.list(DEFINITIONS)) visit(metadata.name)
  storage.subscribe(DEFINITIONS, ({ name, type }) => {
    if (type !== 'DELETED') visit(name)
  })
  storage.subscribe(undefined, ({ resource, type }) => {
    if (type !== 'DELETED' || !resource.includes('.')) return
    const [group = '', plural = ''] = resource.split('/')
    if (storage.get(DEFINITIONS, '', `${plural}.${group}`)?.metadata.deletionTimestamp)
      visit(`${plural}.${group}`)
  })
}

/** The definition with its names accepted. */
export function establish(definition: KubernetesObject): KubernetesObject {
  const condition = (type: string, reason: string, message: string): JsonObject => ({
    type,
    status: 'True',
    lastTransitionTime: now(),
    reason,
    message,
  })
  return {
    ...definition,
    status: {
      ...asObject(definition['status']),
      conditions: [
        condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
        condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
      ],
      acceptedNames: at(definition, 'spec', 'names') ?? {},
    },
  }
}

function cleanUp(api: Api, definition: KubernetesObject): void {
  const { storage, registry } = api
  const key = definedKey(definition)
  const resource = registry.byKey(key)
  for (const object of storage.list(key)) {
    if (object.metadata.deletionTimestamp !== undefined) continue
    const options = { dryRun: false, propagation: 'Background' } as const
    const user = controller('customresourcecleanup')
    if (resource) {
      deleteObject({ api, resource, user, object, options, shownName: object.metadata.name, warn: () => {} })
    } else storage.remove(key, object)
  }
  if (storage.list(key).length > 0) return
  const finalizers = (definition.metadata.finalizers ?? []).filter((each) => each !== CLEANUP)
  if (finalizers.length === 0) storage.remove(DEFINITIONS, definition)
  else if (finalizers.length < (definition.metadata.finalizers ?? []).length) {
    storage.put(DEFINITIONS, { ...definition, metadata: { ...definition.metadata, finalizers } })
  }
}
