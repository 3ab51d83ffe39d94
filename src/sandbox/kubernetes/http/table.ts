/** Tables (`kubectl get`) and metadata-only forms of objects and lists. */
import { asObject, type JsonObject, type JsonValue, type KubernetesObject } from '../object.ts'
import { type Column, inVersion, type Resource } from '../resources/resource.ts'

/** Only an object's metadata. */
export const partial = ({ metadata }: KubernetesObject): JsonObject => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata,
})

/** How old something is, as kubectl prints it: 5s, 2m, 3h4m, 7d. */
export function age(timestamp: string | undefined): string {
  if (timestamp === undefined) return '<unknown>'
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(timestamp)) / 1000))
  const [minutes, hours, days] = [
    Math.floor(seconds / 60),
    Math.floor(seconds / 3600),
    Math.floor(seconds / 86_400),
  ]
  if (seconds < 120) return `${seconds}s`
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`
  if (minutes < 180) return `${minutes}m`
  if (hours < 8) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`
  if (hours < 48) return `${hours}h`
  if (days < 8) return hours % 24 === 0 ? `${days}d` : `${days}d${hours % 24}h`
  return days < 730 ? `${days}d` : `${Math.floor(days / 365)}y`
}

const NAME: Column = {
  name: 'Name',
  format: 'name',
  description: 'Name must be unique within a namespace.',
  cell: ({ metadata }) => metadata.name,
}
const AGE: Column = {
  name: 'Age',
  description: 'CreationTimestamp is a timestamp representing the server time when this object was created.',
  cell: ({ metadata }) => age(metadata.creationTimestamp),
}
const CREATED: Column = {
  ...AGE,
  name: 'Created At',
  cell: ({ metadata }) => metadata.creationTimestamp ?? '',
}
const STATUS: Column = { name: 'Status', cell: (object) => asObject(object['status'])['phase'] ?? '' }

/** Built-in kinds end with their age, unless they place it themselves; plain ones have nothing else. */
function columnsOf(resource: Resource): readonly Column[] {
  const own = resource.behaviour.columns
  if (resource.custom) return [NAME, ...(own && own.length > 0 ? own : [AGE])]
  if (resource.plural === 'namespaces') return [NAME, STATUS, AGE]
  if (resource.plural === 'roles' || resource.plural === 'clusterroles') return [NAME, CREATED]
  if (!own) return [NAME, AGE]
  if (own[0]?.name === 'Last Seen')
    return own.map((column) => (column.name === 'Last Seen' ? { ...column, cell: AGE.cell } : column))
  const placed = own.map((column) => (column.name === 'Age' ? AGE : column))
  return own.some((column) => column.name === 'Age' || column.name === 'Created At')
    ? [NAME, ...placed]
    : [NAME, ...placed, AGE]
}

const definitions = (resource: Resource): JsonObject[] =>
  columnsOf(resource).map(({ name, type = 'string', format = '', description = name, priority = 0 }) => ({
    name,
    type,
    format,
    description,
    priority,
  }))

/** How much of the object a row carries. */
export type IncludeObject = 'None' | 'Metadata' | 'Object'

export const readIncludeObject = (query: URLSearchParams): IncludeObject => {
  const given = query.get('includeObject')
  return given === 'None' || given === 'Object' ? given : 'Metadata'
}

/** @param head whether the columns are said; a watch says them once */
export function table(
  resource: Resource,
  objects: readonly KubernetesObject[],
  metadata: JsonObject,
  { include, head = true }: { readonly include: IncludeObject; readonly head?: boolean },
): JsonObject {
  const columns = columnsOf(resource)
  const rows = objects.map((stored): JsonObject => {
    const object = inVersion(resource, stored)
    const cells: JsonValue[] = columns.map(({ cell, type }) => {
      const value = cell(object)
      return type === 'date' && typeof value === 'string' && resource.custom ? age(value) : value
    })
    return { cells, object: include === 'None' ? null : include === 'Object' ? object : partial(object) }
  })
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: head ? definitions(resource) : null,
    rows,
  }
}
