/** Discovery: which groups, versions and resources there are, one document each or all in one. */
import type { JsonObject } from '../object.ts'
import type { Registry } from '../registry.ts'
import type { Resource } from '../resources/resource.ts'
import { reviewResources } from '../reviews/reviews.ts'

const groupVersion = (group: string, version: string): string =>
  group === '' ? version : `${group}/${version}`

/** GET /api */
export const coreVersions = (address: string): JsonObject => ({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
})

const groupBody = (registry: Registry, group: string): JsonObject => {
  const versions = registry
    .versions(group)
    .map((version) => ({ groupVersion: groupVersion(group, version), version }))
  return { name: group, versions, preferredVersion: versions[0] }
}

const named = (registry: Registry): string[] => registry.groups().filter((group) => group !== '')

/** GET /apis */
export const groupList = (registry: Registry): JsonObject => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: named(registry).map((group) => groupBody(registry, group)),
})

/** GET /apis/GROUP; undefined when it is not served */
export const groupDocument = (registry: Registry, group: string): JsonObject | undefined =>
  named(registry).includes(group)
    ? { kind: 'APIGroup', apiVersion: 'v1', ...groupBody(registry, group) }
    : undefined

/** A door below an object, e.g. status. */
interface Door {
  readonly name: string
  readonly kind: string
  readonly verbs: readonly string[]
  readonly group?: string
  readonly version?: string
}

function doorsOf({ subresources, kind }: Resource): Door[] {
  return subresources.map((name) => {
    if (name === 'token') {
      return { name, kind: 'TokenRequest', verbs: ['create'], group: 'authentication.k8s.io', version: 'v1' }
    }
    if (name === 'finalize') return { name, kind, verbs: ['update'] }
    if (name === 'scale')
      return { name, kind: 'Scale', verbs: ['get', 'patch', 'update'], group: 'autoscaling', version: 'v1' }
    return { name, kind, verbs: ['get', 'patch', 'update'] }
  })
}

const byName = (a: Resource, b: Resource): number => (a.plural < b.plural ? -1 : 1)

const resourcesOf = (registry: Registry, group: string, version: string): Resource[] =>
  [...registry.all(), ...reviewResources()]
    .filter((resource) => resource.group === group && resource.version === version)
    .sort(byName)

/** GET /api/v1 or /apis/GROUP/VERSION; undefined when it is not served */
export function resourceList(registry: Registry, group: string, version: string): JsonObject | undefined {
  if (!registry.versions(group).includes(version)) return undefined
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: groupVersion(group, version),
    resources: resourcesOf(registry, group, version).flatMap(listed),
  }
}

function listed(resource: Resource): JsonObject[] {
  const { plural, singular, namespaced, kind, verbs, shortNames, categories } = resource
  return [
    {
      name: plural,
      singularName: singular,
      namespaced,
      kind,
      verbs,
      ...(shortNames.length > 0 ? { shortNames } : {}),
      ...(categories.length > 0 ? { categories } : {}),
      ...(verbs.includes('list') ? { storageVersionHash: hash(resource) } : {}),
    },
    ...doorsOf(resource).map((door) => ({
      name: `${plural}/${door.name}`,
      singularName: '',
      namespaced,
      ...(door.group === undefined ? {} : { group: door.group, version: door.version ?? '' }),
      kind: door.kind,
      verbs: door.verbs,
    })),
  ]
}

/** Eight bytes that tell storage versions apart. */
function hash({ group, plural, kind }: Resource): string {
  let value = 0xcbf29ce484222325n
  for (const char of `${group}/${plural}/${kind}`) {
    value = BigInt.asUintN(64, (value ^ BigInt(char.charCodeAt(0))) * 0x100000001b3n)
  }
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(value)
  return bytes.toString('base64')
}

/** GET /api and /apis in their aggregated form. @param core whether only the core group is wanted */
export function aggregated(registry: Registry, core: boolean, apiVersion: string): JsonObject {
  const groups = core ? [''] : named(registry)
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${apiVersion}`,
    metadata: {},
    items: groups.map((group) => ({
      metadata: group === '' ? { creationTimestamp: null } : { name: group, creationTimestamp: null },
      versions: registry.versions(group).map((version) => ({
        version,
        resources: resourcesOf(registry, group, version).map(described),
        freshness: 'Current',
      })),
    })),
  }
}

function described(resource: Resource): JsonObject {
  const { group, version, kind, plural, singular, namespaced, verbs, shortNames, categories } = resource
  const doors = doorsOf(resource).map((door) => ({
    subresource: door.name,
    responseKind: { group: door.group ?? group, version: door.version ?? version, kind: door.kind },
    verbs: door.verbs,
  }))
  return {
    resource: plural,
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(doors.length > 0 ? { subresources: doors } : {}),
  }
}
