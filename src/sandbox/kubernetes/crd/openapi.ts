/** OpenAPI v3 schemas of custom kinds: walking them, and the typed schema that merging needs. */
import { asObject, asText, asTexts, isObject, type JsonObject, type JsonValue } from '../object.ts'
import { builtinType } from '../types/builtin.ts'
import { ANY, type Field, type Relation, type Schema, type StructSchema } from '../types/schema.ts'

export const preserves = (schema: JsonObject): boolean =>
  schema['x-kubernetes-preserve-unknown-fields'] === true

export const propertiesOf = (schema: JsonObject): [string, JsonObject][] =>
  Object.entries(asObject(schema['properties'])).map(([name, inner]) => [name, asObject(inner)])

/** The schema of a map's values, if it is a map. */
export const valuesOf = (schema: JsonObject): JsonObject | undefined =>
  isObject(schema['additionalProperties']) ? schema['additionalProperties'] : undefined

export const itemsOf = (schema: JsonObject): JsonObject => asObject(schema['items'])

/** The schema of a field; undefined when nothing is said of it. */
export function propertySchema(schema: JsonObject, name: string): JsonObject | undefined {
  const found = asObject(schema['properties'])[name]
  return isObject(found) ? found : valuesOf(schema)
}

const SCALARS: { readonly [type: string]: Schema } = {
  string: { kind: 'string' },
  integer: { kind: 'integer' },
  number: { kind: 'number' },
  boolean: { kind: 'boolean' },
}

/** The typed schema of a custom kind, with the metadata that every object has. */
export function typedKind(schema: JsonObject, kind: string): StructSchema {
  const fields = new Map(propertiesOf(schema).map(([name, inner]) => [name, typedField(name, inner)]))
  fields.set('metadata', { ...plainField('metadata'), schema: builtinType('meta/v1.ObjectMeta') })
  return {
    kind: 'struct',
    name: kind,
    doc: asText(schema['description']),
    relation: 'granular',
    fields,
    preserve: preserves(schema),
  }
}

const plainField = (name: string): Omit<Field, 'schema'> => ({
  name,
  pointer: true,
  always: false,
  omitZero: false,
  required: false,
  number: 0,
  doc: '',
})

function typedField(name: string, schema: JsonObject): Field {
  const fallback: JsonValue | undefined = schema['default']
  return {
    ...plainField(name),
    schema: typed(schema),
    doc: asText(schema['description']),
    ...(fallback === undefined ? {} : { default: fallback }),
  }
}

function typed(schema: JsonObject): Schema {
  const type = asText(schema['type'])
  if (schema['x-kubernetes-int-or-string'] === true) return { kind: 'intOrString' }
  if (type === 'array') {
    const given = asText(schema['x-kubernetes-list-type'])
    const relation: Relation = given === 'map' || given === 'set' ? given : 'atomic'
    const keys = asTexts(schema['x-kubernetes-list-map-keys'])
    return { kind: 'list', relation, items: typed(itemsOf(schema)), keys }
  }
  if (type !== 'object') return SCALARS[type] ?? ANY
  const relation: Relation = schema['x-kubernetes-map-type'] === 'atomic' ? 'atomic' : 'granular'
  const values = valuesOf(schema)
  const properties = propertiesOf(schema)
  if (values) return { kind: 'map', relation, values: typed(values) }
  if (properties.length === 0 && preserves(schema))
    return relation === 'atomic' ? { kind: 'map', relation, values: ANY } : ANY
  return {
    kind: 'struct',
    name: 'object',
    doc: asText(schema['description']),
    relation,
    fields: new Map(properties.map(([name, inner]) => [name, typedField(name, inner)])),
    preserve: preserves(schema),
  }
}
