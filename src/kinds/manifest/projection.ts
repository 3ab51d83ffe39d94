/**
 * What of a live object is compared: the fields that we own by `managedFields` and those that we want, as they are.
 * Fields that widen access by what else stands in them are compared whole.
 */
import type { KubernetesObject } from '../../systems/kubernetes/types.ts'
import { fieldManager } from '../../tenancy/names.ts'
import { isMark } from './ownership.ts'

/** The fields of a manifest that we own: no name, no mark. Plain JSON. */
export type ManifestSpec = Readonly<Record<string, unknown>>

interface Tree {
  readonly [field: string]: Tree
}

/** What an update must take away by merge patch: an apply of ours leaves what others wrote beside it. */
export type Removal = Readonly<Record<string, unknown>>

/**
 * @param wanted the desired spec; undefined for what no description names
 * @param whole top-level fields of which everything counts, whoever wrote it
 */
export function project(
  object: KubernetesObject,
  wanted: ManifestSpec | undefined,
  whole: readonly string[],
): ManifestSpec {
  const owned = ownedBy(object)
  const fields = new Set([...Object.keys(owned), ...Object.keys(wanted ?? {}), ...whole])
  const result: Record<string, unknown> = {}
  for (const field of [...fields].sort()) {
    if (field === 'apiVersion' || field === 'kind' || field === 'status') continue
    const value = whole.includes(field)
      ? (object[field] ?? emptyLike(wanted?.[field]))
      : pick(object[field], owned[field], wanted?.[field])
    if (value !== undefined) result[field] = field === 'metadata' ? metadataOf(value) : value
  }
  return tidy(result)
}

/** The merge patch that makes `live` equal to `wanted` in one step; undefined where an apply alone does. */
export function removal(live: unknown, wanted: unknown): Removal | undefined {
  if (!isRecord(live) || !isRecord(wanted)) return undefined
  const patch: Record<string, unknown> = {}
  let removes = false
  for (const field of Object.keys(live)) {
    if (wanted[field] !== undefined) continue
    patch[field] = null
    removes = true
  }
  for (const [field, value] of Object.entries(wanted)) {
    const inner = removal(live[field], value)
    if (inner) removes = true
    patch[field] = inner ?? value
  }
  return removes ? patch : undefined
}

/** The paths in our entries of `managedFields`, without their `f:`. A list is a leaf: it is taken as it is. */
function ownedBy({ metadata }: KubernetesObject): Tree {
  const ours = (metadata.managedFields ?? []).filter(
    ({ manager, operation, subresource }) =>
      manager === fieldManager && operation === 'Apply' && !subresource,
  )
  return ours.reduce<Tree>((tree, { fieldsV1 }) => join(tree, treeOf(fieldsV1)), {})
}

function treeOf(fields: unknown): Tree {
  const tree: Record<string, Tree> = {}
  for (const [path, inner] of Object.entries(isRecord(fields) ? fields : {})) {
    if (path.startsWith('f:')) tree[path.slice(2)] = treeOf(inner)
  }
  return tree
}

function join(a: Tree, b: Tree): Tree {
  const result: Record<string, Tree> = { ...a }
  for (const [field, inner] of Object.entries(b)) result[field] = join(a[field] ?? {}, inner)
  return result
}

function pick(live: unknown, owned: Tree | undefined, wanted: unknown): unknown {
  if (!isRecord(live)) return live
  const fields = new Set([...Object.keys(owned ?? {}), ...(isRecord(wanted) ? Object.keys(wanted) : [])])
  const picked: Record<string, unknown> = {}
  for (const field of [...fields].sort()) {
    const value = pick(live[field], owned?.[field], isRecord(wanted) ? wanted[field] : undefined)
    if (value !== undefined) picked[field] = value
  }
  return picked
}

function metadataOf(metadata: unknown): unknown {
  if (!isRecord(metadata)) return undefined
  const { labels, annotations } = metadata
  const own = isRecord(labels)
    ? Object.fromEntries(Object.entries(labels).filter(([name]) => !isMark(name)))
    : undefined
  return tidy({ labels: own, annotations })
}

/** Leaves out top-level fields of `metadata` that are empty; below a whole field emptiness has a meaning. */
function tidy(fields: Readonly<Record<string, unknown>>): ManifestSpec {
  const kept = Object.entries(fields).filter(
    ([name, value]) =>
      value !== undefined &&
      !((name === 'metadata' || name === 'labels' || name === 'annotations') && isEmpty(value)),
  )
  return Object.fromEntries(kept)
}

function emptyLike(wanted: unknown): unknown {
  return isEmpty(wanted) ? {} : undefined
}

function isEmpty(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0
}

/** Whether a value is a JSON object, and no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The items of a list; none where something else stands there. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
