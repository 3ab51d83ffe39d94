/**
 * Kinds whose things are manifests: Kubernetes' own objects and Istio's.
 * They are written by server-side apply, and found by one list of what carries our labels.
 */
import type { Key } from '../../core/key.ts'
import type { Actual, Desired, Kind } from '../../core/kind.ts'
import type { KubernetesClient, KubernetesObject } from '../../systems/kubernetes/types.ts'
import { fieldManager } from '../../tenancy/names.ts'
import type { Tenancy } from '../../tenancy/tenancy.ts'
import { addressOf, type ManifestType, placeOf, uidOf } from './address.ts'
import { liveObjects } from './live.ts'
import { markOf, otherWriters, ownerOf, teamOf } from './ownership.ts'
import { isRecord, type ManifestSpec, project, type Removal, removal } from './projection.ts'

export type ManifestKind = Kind<Tenancy, KubernetesClient, ManifestSpec>

/** The field manager of merge patches, apart from the one of applies: two operations of one manager conflict. */
const remover = 'troupe-removals'

export interface ManifestKindOptions
  extends Pick<
    ManifestKind,
    'name' | 'parent' | 'needs' | 'immutable' | 'removalRisks' | 'risks' | 'creationRisks' | 'derive'
  > {
  readonly type: ManifestType
  /** Top-level fields of which everything counts, whoever wrote it: what else stands there could widen access. */
  readonly whole?: readonly string[]
  /** Labels that must not stand beside those that we want. */
  readonly unwantedLabels?: readonly string[]
  /** What an object is going through that no manifest says, as fields of the spec. */
  readonly state?: (object: KubernetesObject) => ManifestSpec
  /** One spelling for equal values (quantities). Applied to both sides. */
  readonly canonical?: (spec: ManifestSpec) => ManifestSpec
}

/** The hands of a kind of manifests. The handle is the object's uid; nothing is changed or removed under another one. */
export function manifestKind(options: ManifestKindOptions): ManifestKind {
  const { type, whole = [], unwantedLabels = [], canonical = same, state: _, ...traits } = options
  return {
    ...traits,
    mark: 'own',
    manifest: (desired, owner) => manifestOf(type, desired, owner),
    *derive(tenancy) {
      for (const one of options.derive(tenancy)) yield { ...one, spec: canonical(one.spec) }
    },
    async observe(scope, hands) {
      const live = await liveObjects(options.name, type, scope, hands)
      const wanted = new Map(scope.desired.map((one) => [one.key, one]))
      return [...live].map(([key, object]) => actualOf(options, key, object, wanted.get(key)))
    },
    async create(desired, { client, owner, signal }) {
      const object = manifestOf(type, desired, owner)
      return uidOf(await client.apply(type, object, { fieldManager }, signal))
    },
    async update(desired, actual, { client, owner, signal }) {
      const patch = removalsOf(actual, desired, whole, unwantedLabels)
      if (patch)
        await client.mergePatch(addressOf(type, desired.key), patch, { fieldManager: remover }, signal)
      const object = manifestOf(type, desired, owner, actual.id)
      await client.apply(type, object, { fieldManager, force: true }, signal)
    },
    async remove({ key, id }, { client, signal }) {
      await client.delete(addressOf(type, key), { uid: id }, signal)
    },
  }
}

function same(spec: ManifestSpec): ManifestSpec {
  return spec
}

function actualOf(
  { whole = [], unwantedLabels = [], canonical = same, state }: ManifestKindOptions,
  key: Key,
  object: KubernetesObject,
  desired: Desired<ManifestSpec> | undefined,
): Actual<ManifestSpec> {
  const notes = otherWriters(object)
  const owner = ownerOf(object)
  const spec = withLabels(project(object, desired?.spec, whole), object, desired, unwantedLabels)
  return {
    key,
    team: owner === null ? (desired?.team ?? null) : teamOf(object),
    spec: { ...canonical(spec), ...state?.(object) },
    id: uidOf(object),
    owner,
    ...(notes.length > 0 && { notes }),
  }
}

/** @param uid keeps an apply from making what is gone and from changing what was made anew */
function manifestOf(
  { apiVersion, kind }: ManifestType,
  { key, team, spec }: Desired<ManifestSpec>,
  owner: string,
  uid?: string,
): KubernetesObject {
  const { metadata, ...body } = spec
  const own = isRecord(metadata) ? metadata : {}
  const labels = { ...(isRecord(own['labels']) ? own['labels'] : {}), ...markOf(owner, team) }
  return {
    ...body,
    apiVersion,
    kind,
    metadata: { ...own, ...placeOf(key), ...(uid !== undefined && { uid }), labels: textsOf(labels) },
  }
}

function textsOf(labels: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]))
}

/** Adds labels that must go, so that they are seen as a difference. */
function withLabels(
  spec: ManifestSpec,
  { metadata }: KubernetesObject,
  desired: Desired<ManifestSpec> | undefined,
  unwanted: readonly string[],
): ManifestSpec {
  const wanted = isRecord(desired?.spec['metadata']) ? desired.spec['metadata']['labels'] : undefined
  const intruders = Object.entries(metadata.labels ?? {}).filter(([name]) => unwanted.includes(name))
  if (!isRecord(wanted) || intruders.length === 0) return spec
  const own = isRecord(spec['metadata']) ? spec['metadata'] : {}
  const labels = isRecord(own['labels']) ? own['labels'] : {}
  return { ...spec, metadata: { ...own, labels: { ...labels, ...Object.fromEntries(intruders) } } }
}

/** One patch for all that an apply would leave, under the uid of the object that was looked at. */
function removalsOf(
  { id, spec: live }: Actual<ManifestSpec>,
  { spec: wanted }: Desired<ManifestSpec>,
  whole: readonly string[],
  unwantedLabels: readonly string[],
): Removal | undefined {
  const fields = whole.flatMap((field) => {
    const patch = removal(live[field], wanted[field])
    return patch ? [[field, patch] as const] : []
  })
  const labels = isRecord(live['metadata']) ? live['metadata']['labels'] : undefined
  const gone = Object.keys(isRecord(labels) ? labels : {}).filter((name) => unwantedLabels.includes(name))
  if (fields.length + gone.length === 0) return undefined
  const nulls = Object.fromEntries(gone.map((name) => [name, null]))
  return { ...Object.fromEntries(fields), metadata: { uid: id, ...(gone.length > 0 && { labels: nulls }) } }
}
