/** OpenAPI v3: the index, and a document per group version, made from the types that the server itself uses. */
import { createHash } from 'node:crypto'
import { copy, isList, isObject, type JsonObject, type JsonValue } from '../object.ts'
import type { Registry } from '../registry.ts'
import type { Resource } from '../resources/resource.ts'
import { reviewResources } from '../reviews/reviews.ts'
import { builtinType } from '../types/builtin.ts'
import type { Field, Schema, StructSchema } from '../types/schema.ts'

const pathOf = (group: string, version: string): string =>
  group === '' ? `api/${version}` : `apis/${group}/${version}`

/** GET /openapi/v3 */
export function openApiIndex(registry: Registry): JsonObject {
  const paths: JsonObject = {}
  for (const group of registry.groups()) {
    for (const version of registry.versions(group)) {
      const hash = createHash('sha256')
        .update(`${group}/${version}/${group.endsWith('k8s.io') || group === '' ? '' : registry.revision}`)
        .digest('hex')
        .toUpperCase()
      paths[pathOf(group, version)] = {
        serverRelativeURL: `/openapi/v3/${pathOf(group, version)}?hash=${hash}`,
      }
    }
  }
  return { paths }
}

/** GET /openapi/v3/apis/GROUP/VERSION; undefined when it is not served */
export function openApiDocument(registry: Registry, group: string, version: string): JsonObject | undefined {
  if (!registry.versions(group).includes(version)) return undefined
  const resources = [...registry.all(), ...reviewResources()].filter(
    (each) => each.group === group && each.version === version,
  )
  const schemas = new Map<string, JsonObject>()
  for (const resource of resources) kindSchema(resource, schemas)
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.36.2' },
    paths: Object.assign({}, ...resources.map((resource) => pathsOf(resource))) as JsonObject,
    components: { schemas: Object.fromEntries(schemas) },
  }
}

const queryParameter = (name: string, description: string, type = 'string'): JsonObject => ({
  name,
  in: 'query',
  description,
  schema: { type, uniqueItems: true },
})
const PARAMETERS = [
  queryParameter('dryRun', 'When present, indicates that modifications should not be persisted.'),
  queryParameter(
    'fieldManager',
    'fieldManager is a name associated with the actor or entity that is making these changes.',
  ),
  queryParameter(
    'fieldValidation',
    'fieldValidation instructs the server on how to handle objects in the request containing unknown or duplicate fields.',
  ),
  queryParameter('force', 'Force is going to "force" Apply requests.', 'boolean'),
]

function pathsOf(resource: Resource): JsonObject {
  const { group, version, kind, plural, namespaced, verbs } = resource
  const kindOf = { 'x-kubernetes-group-version-kind': { group, version, kind } }
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${kindName(resource)}` } } }
  const operation = (action: string, parameters: readonly JsonObject[]): JsonObject => ({
    'x-kubernetes-action': action,
    ...kindOf,
    parameters,
    responses: { 200: { description: 'OK', content } },
  })
  const base = `/${pathOf(group, version)}/${namespaced ? 'namespaces/{namespace}/' : ''}${plural}`
  const writes = PARAMETERS.slice(0, 3)
  const collection: JsonObject = { post: operation('post', writes) }
  if (!verbs.includes('patch')) return { [base]: collection }
  return {
    [base]: { get: operation('list', []), ...collection },
    [`${base}/{name}`]: {
      get: operation('get', []),
      put: operation('put', writes),
      patch: operation('patch', PARAMETERS),
      delete: operation('delete', writes.slice(0, 1)),
    },
  }
}

const reversed = (group: string): string => group.split('.').reverse().join('.')

const kindName = ({ custom, schema, group, version, kind }: Resource): string =>
  custom ? `${reversed(group)}.${version}.${kind}` : typeName(schema.name)

/** `core/v1.Secret` is io.k8s.api.core.v1.Secret. */
function typeName(name: string): string {
  const dotted = name.replace('/', '.')
  if (name.startsWith('meta/')) return `io.k8s.apimachinery.pkg.apis.${dotted}`
  if (name.startsWith('apiextensions/')) return `io.k8s.apiextensions-apiserver.pkg.apis.${dotted}`
  return `io.k8s.api.${dotted}`
}

function kindSchema(resource: Resource, schemas: Map<string, JsonObject>): void {
  const { group, version, kind, custom, schema } = resource
  const marked = { 'x-kubernetes-group-version-kind': [{ group, version, kind }] }
  const typed: JsonObject = {
    apiVersion: {
      type: 'string',
      description: 'APIVersion defines the versioned schema of this representation of an object.',
    },
    kind: {
      type: 'string',
      description: 'Kind is a string value representing the REST resource this object represents.',
    },
  }
  if (!custom) {
    const made = structSchema(schema, schemas)
    schemas.set(typeName(schema.name), {
      ...made,
      properties: { ...typed, ...(made['properties'] as JsonObject) },
      ...marked,
    })
    return
  }
  const own = openApiV3(copy(custom.openApi)) as JsonObject
  const properties = isObject(own['properties']) ? own['properties'] : {}
  const metadata = {
    allOf: [reference(builtinType('meta/v1.ObjectMeta'), schemas)],
    description: "Standard object's metadata.",
  }
  schemas.set(kindName(resource), { ...own, properties: { ...properties, ...typed, metadata }, ...marked })
}

/** Rules and the like say nothing to clients that an OpenAPI reader could not take. */
function openApiV3(value: JsonValue): JsonValue {
  if (isList(value)) return value.map(openApiV3)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'x-kubernetes-validations')
      .map(([key, inner]) => [key, inner === undefined ? null : openApiV3(inner)]),
  )
}

function reference(schema: StructSchema, schemas: Map<string, JsonObject>): JsonObject {
  const name = typeName(schema.name)
  if (!schemas.has(name)) {
    schemas.set(name, {}) // types hold themselves
    schemas.set(name, structSchema(schema, schemas))
  }
  return { $ref: `#/components/schemas/${name}` }
}

function structSchema(schema: StructSchema, schemas: Map<string, JsonObject>): JsonObject {
  const required = [...schema.fields.values()].filter((field) => field.required).map(({ name }) => name)
  return {
    ...(schema.doc ? { description: schema.doc } : {}),
    type: 'object',
    properties: Object.fromEntries(
      [...schema.fields.values()].map((field) => [field.name, fieldSchema(field, schemas)]),
    ),
    ...(required.length > 0 ? { required } : {}),
    ...(schema.relation === 'atomic' ? { 'x-kubernetes-map-type': 'atomic' } : {}),
  }
}

function fieldSchema(field: Field, schemas: Map<string, JsonObject>): JsonObject {
  const inner = valueSchema(field.schema, schemas)
  return {
    ...(field.doc ? { description: field.doc } : {}),
    ...(inner['$ref'] === undefined ? inner : { allOf: [inner] }),
    ...(field.default === undefined ? {} : { default: field.default }),
    ...(field.patch ? { 'x-kubernetes-patch-strategy': field.patch.strategy.join(',') } : {}),
    ...(field.patch?.key === undefined ? {} : { 'x-kubernetes-patch-merge-key': field.patch.key }),
  }
}

/** Clients take an empty schema for none. */
const ANYTHING: JsonObject = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

const SCALARS: { readonly [kind: string]: JsonObject } = {
  string: { type: 'string' },
  bytes: { type: 'string', format: 'byte' },
  integer: { type: 'integer', format: 'int64' },
  number: { type: 'number', format: 'double' },
  boolean: { type: 'boolean' },
  quantity: {
    oneOf: [{ type: 'string' }, { type: 'number' }],
    description: 'A quantity such as 500m or 16Gi.',
  },
  intOrString: { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' },
  time: { type: 'string', format: 'date-time' },
  microTime: { type: 'string', format: 'date-time' },
}

function valueSchema(schema: Schema, schemas: Map<string, JsonObject>): JsonObject {
  if (schema.kind === 'struct') return reference(schema, schemas)
  if (schema.kind === 'map') {
    return {
      type: 'object',
      additionalProperties: valueSchema(schema.values, schemas),
      ...(schema.relation === 'atomic' ? { 'x-kubernetes-map-type': 'atomic' } : {}),
    }
  }
  if (schema.kind === 'list') {
    return {
      type: 'array',
      items: valueSchema(schema.items, schemas),
      'x-kubernetes-list-type': schema.relation,
      ...(schema.keys.length > 0 ? { 'x-kubernetes-list-map-keys': schema.keys } : {}),
    }
  }
  return SCALARS[schema.kind] ?? ANYTHING
}
