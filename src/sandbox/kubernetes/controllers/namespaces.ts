/** What happens to namespaces by itself: a default account and the root certificate come, contents go before it does. */
import { randomUUID } from 'node:crypto'
import { controller } from '../access/user.ts'
import type { Api } from '../api.ts'
import { asObject, asText, at, equal, type JsonObject, type KubernetesObject, now } from '../object.ts'
import { ApiError } from '../status.ts'
import { deleteObject } from '../verbs/delete.ts'
import { CONFIG_MAPS, NAMESPACES, SERVICE_ACCOUNTS } from '../verbs/names.ts'
import type { Clock } from './clock.ts'

const isTerminating = (namespace: KubernetesObject): boolean =>
  asText(at(namespace, 'status', 'phase')) === 'Terminating'

/** What admission keeps from being deleted is tried again. */
const RETRY = 1_000

/** Watches namespaces and what is in them. @param ca the certificate that pods would trust */
export function runNamespaces(api: Api, clock: Clock, ca: string): void {
  const { storage } = api
  const visit = (name: string) => {
    clock.soon(`namespace ${name}`, () => {
      const namespace = storage.get(NAMESPACES, '', name)
      if (!namespace) return
      if (!isTerminating(namespace)) furnish(api, name, ca)
      else if (empty(api, namespace) === 'refused')
        clock.soon(
          `retry ${name}`,
          () => {
            visit(name)
          },
          RETRY,
        )
    })
  }
  for (const { metadata } of storage.list(NAMESPACES)) visit(metadata.name)
  storage.subscribe(undefined, ({ resource, name, namespace, type }) => {
    if (resource === NAMESPACES) visit(name)
    else if (type !== 'ADDED' && namespace !== '' && needsLook(api, namespace, resource)) visit(namespace)
  })
}

/** Contents matter while the namespace goes, and what furnishes it always does. */
function needsLook({ storage }: Api, namespace: string, resource: string): boolean {
  const found = storage.get(NAMESPACES, '', namespace)
  if (!found) return false
  return isTerminating(found) || resource === SERVICE_ACCOUNTS || resource === CONFIG_MAPS
}

function furnish({ storage }: Api, namespace: string, ca: string): void {
  const meta = (name: string) => ({ name, namespace, uid: randomUUID(), creationTimestamp: now() })
  if (!storage.get(SERVICE_ACCOUNTS, namespace, 'default')) {
    storage.put(SERVICE_ACCOUNTS, { kind: 'ServiceAccount', apiVersion: 'v1', metadata: meta('default') })
  }
  if (!storage.get(CONFIG_MAPS, namespace, 'kube-root-ca.crt')) {
    const metadata = {
      ...meta('kube-root-ca.crt'),
      annotations: {
        'kubernetes.io/description':
          'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
      },
    }
    storage.put(CONFIG_MAPS, { kind: 'ConfigMap', apiVersion: 'v1', metadata, data: { 'ca.crt': ca } })
  }
}

/** Deletes the contents; the namespace goes once nothing is left. */
function empty(api: Api, namespace: KubernetesObject): 'refused' | 'going' {
  const { storage, registry } = api
  const { name } = namespace.metadata
  const user = controller('namespace-controller')
  let refused: string | undefined
  for (const key of storage.resourcesIn(name)) {
    const resource = registry.byKey(key)
    if (!resource) continue
    for (const object of storage.list(key, name)) {
      if (object.metadata.deletionTimestamp !== undefined) continue
      try {
        const options = { dryRun: false, propagation: 'Background' } as const
        deleteObject({
          api,
          resource,
          user,
          object,
          options,
          shownName: object.metadata.name,
          warn: () => {},
        })
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        refused = error.message
      }
    }
  }
  const left = storage.resourcesIn(name).filter((key) => storage.count(key, name) > 0)
  if (left.length > 0) report(api, namespace, left, refused)
  else if ((namespace.metadata.finalizers ?? []).length === 0) storage.remove(NAMESPACES, namespace)
  else if (at(namespace, 'spec', 'finalizers') !== undefined) {
    storage.put(NAMESPACES, { ...namespace, spec: {} })
  }
  return refused === undefined ? 'going' : 'refused'
}

function report(
  { storage }: Api,
  namespace: KubernetesObject,
  left: readonly string[],
  refused: string | undefined,
): void {
  const { name } = namespace.metadata
  const finalizers = new Map<string, number>()
  for (const object of left.flatMap((key) => storage.list(key, name))) {
    for (const each of object.metadata.finalizers ?? []) finalizers.set(each, (finalizers.get(each) ?? 0) + 1)
  }
  const resources = left.map((key) => {
    const [group = '', plural = ''] = key.split('/')
    return `${plural}.${group} has ${storage.count(key, name)} resource instances`
  })
  const held = [...finalizers].map(([each, count]) => `${each} in ${count} resource instances`)
  const condition = (type: string, status: boolean, reason: string, message: string): JsonObject => ({
    type,
    status: status ? 'True' : 'False',
    lastTransitionTime: now(),
    reason,
    message,
  })
  const conditions = [
    condition(
      'NamespaceDeletionDiscoveryFailure',
      false,
      'ResourcesDiscovered',
      'All resources successfully discovered',
    ),
    condition(
      'NamespaceDeletionGroupVersionParsingFailure',
      false,
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    refused === undefined
      ? condition(
          'NamespaceDeletionContentFailure',
          false,
          'ContentDeleted',
          'All content successfully deleted, may be waiting on finalization',
        )
      : condition(
          'NamespaceDeletionContentFailure',
          true,
          'ContentDeletionFailed',
          `Failed to delete all resource types, 1 remaining: ${refused}`,
        ),
    condition(
      'NamespaceContentRemaining',
      true,
      'SomeResourcesRemain',
      `Some resources are remaining: ${resources.join(', ')}`,
    ),
    held.length > 0
      ? condition(
          'NamespaceFinalizersRemaining',
          true,
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${held.join(', ')}`,
        )
      : condition(
          'NamespaceFinalizersRemaining',
          false,
          'ContentHasNoFinalizers',
          'All content-preserving finalizers finished',
        ),
  ]
  const status = { ...asObject(namespace['status']), conditions }
  if (!sameConditions(asObject(namespace['status']), status))
    storage.put(NAMESPACES, { ...namespace, status })
}

const sameConditions = (a: JsonObject, b: JsonObject): boolean => equal(timeless(a), timeless(b))
const timeless = (status: JsonObject): JsonObject => ({
  ...status,
  conditions: (Array.isArray(status['conditions']) ? status['conditions'] : []).map((each) => ({
    ...asObject(each),
    lastTransitionTime: '',
  })),
})
