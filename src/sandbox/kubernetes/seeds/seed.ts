/** What a fresh cluster holds: its namespaces, its roles, the definitions of the mesh's kinds. Made once. */
import { randomUUID } from 'node:crypto'
import { establish } from '../controllers/definitions.ts'
import { copy, type JsonObject, type KubernetesObject, now } from '../object.ts'
import { DEFINITIONS } from '../registry.ts'
import { builtinResources } from '../resources/catalogue.ts'
import type { Resource } from '../resources/resource.ts'
import type { Storage } from '../storage.ts'
import { NAMESPACES } from '../verbs/names.ts'
import { fillDefaults, shape } from '../verbs/shape.ts'
import { meshDefinitions } from './mesh-kinds.ts'
import { defaultRoles } from './roles.ts'

const namespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease']

/** The API server's own Service, which every cluster has. */
const apiService: JsonObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'kubernetes',
    namespace: 'default',
    labels: { component: 'apiserver', provider: 'kubernetes' },
  },
  spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }] },
}

const objects = (): JsonObject[] => [
  ...namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  apiService,
  ...defaultRoles(),
  ...meshDefinitions(),
]

/** Puts what a fresh cluster has into an empty storage. */
export function seed(storage: Storage): void {
  if (storage.list(NAMESPACES).length > 0) return
  const resources = new Map(builtinResources().map((resource) => [resource.kind, resource]))
  for (const object of objects()) {
    const resource = resources.get(String(object['kind']))
    if (resource) plant(storage, resource, object)
  }
}

function plant(storage: Storage, resource: Resource, given: JsonObject): void {
  const { object } = shape(resource, copy(given) as KubernetesObject)
  fillDefaults(resource, object)
  object.metadata.uid = randomUUID()
  object.metadata.creationTimestamp = now()
  if (resource.behaviour.generation) object.metadata.generation = 1
  resource.behaviour.prepare?.(object, undefined, storage)
  const stored = resource.key === DEFINITIONS ? establish(object) : object
  storage.put(resource.key, { ...stored })
}
