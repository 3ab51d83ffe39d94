/**
 * JSON Schema to the structural schema of a CustomResourceDefinition.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
import type { JsonSchema } from './json-schema.ts'

/** A schema that an API server takes. */
export type StructuralSchema = { readonly [key: string]: unknown }

/** Converts a schema. Throws, with its place, at what no structural schema can say: that is a mistake in the language. */
export function structural(schema: JsonSchema, place = '$'): StructuralSchema {
  if (schema.$ref !== undefined) throw new TypeError(`${place}: a reference can't be structural`)
  if (schema['x-kubernetes-int-or-string'] === true) return intOrString(schema)
  const converted = new Map<string, unknown>()
  for (const [key, value] of Object.entries(schema)) {
    const convert = keywords[key]
    if (convert) for (const [name, made] of Object.entries(convert(schema, place))) converted.set(name, made)
    else if (!DROPPED.has(key)) converted.set(key, value)
  }
  return Object.fromEntries(converted)
}

/**
 * Words of JSON Schema that mean nothing to Kubernetes or are refused by it, and defaults: the API server would write
 * them into every Team, where they would hide the platform's own defaults for teams.
 */
const DROPPED = new Set([
  '$schema',
  '$id',
  '$comment',
  'default',
  'id',
  'propertyNames',
  'examples',
  'title',
  'deprecated',
  'readOnly',
])

type Keyword = (schema: JsonSchema, place: string) => StructuralSchema

const keywords: Readonly<Record<string, Keyword>> = {
  properties: ({ properties = {} }, place) => ({
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, part(value, `${place}.${name}`)]),
    ),
  }),
  items: ({ items }, place) => ({ items: part(items, `${place}[]`) }),
  additionalProperties: ({ additionalProperties, properties }, place) => {
    if (additionalProperties === false) return {}
    if (properties !== undefined || isAnything(additionalProperties))
      return { 'x-kubernetes-preserve-unknown-fields': true }
    return { additionalProperties: part(additionalProperties, `${place}{}`) }
  },
  const: ({ const: value }) => ({ enum: [value] }),
  type: ({ type }) => (type === 'integer' ? { type, format: 'int64' } : { type }),
  minimum: ({ minimum }) => (isSafeBound(minimum) ? {} : { minimum }),
  maximum: ({ maximum }) => (isSafeBound(maximum) ? {} : { maximum }),
  exclusiveMinimum: ({ exclusiveMinimum }) => ({ minimum: exclusiveMinimum, exclusiveMinimum: true }),
  exclusiveMaximum: ({ exclusiveMaximum }) => ({ maximum: exclusiveMaximum, exclusiveMaximum: true }),
  pattern: ({ pattern }, place) => {
    if (/\(\?<?[=!]/.test(pattern ?? ''))
      throw new TypeError(`${place}: RE2 knows no look-around: ${pattern}`)
    return { pattern }
  },
  anyOf: ({ anyOf = [] }, place) => nullable(anyOf, place),
  oneOf: ({ oneOf = [] }, place) => nullable(oneOf, place),
  allOf: ({ allOf = [] }, place) => Object.assign({}, ...allOf.map((one) => part(one, place))),
}

function part(schema: unknown, place: string): StructuralSchema {
  if (!isSchema(schema)) throw new TypeError(`${place}: only a single schema can be structural`)
  return structural(schema, place)
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isAnything(schema: unknown): boolean {
  return schema === true || (isSchema(schema) && Object.keys(schema).length === 0)
}

/** The bounds of safe integers say nothing that an int64 does not. */
function isSafeBound(bound: number | undefined): boolean {
  return Math.abs(bound ?? 0) === Number.MAX_SAFE_INTEGER
}

function nullable(branches: readonly unknown[], place: string): StructuralSchema {
  const others = branches.filter((branch) => !(isSchema(branch) && branch.type === 'null'))
  if (others.length !== 1) throw new TypeError(`${place}: ${others.length} alternatives can't be structural`)
  return { ...part(others[0], place), ...(others.length < branches.length && { nullable: true }) }
}

/** The one pair of alternatives that Kubernetes has a word for. A pattern binds only where the value is a text. */
function intOrString({ anyOf, oneOf, description }: JsonSchema): StructuralSchema {
  const pattern = [...(anyOf ?? oneOf ?? [])]
    .filter(isSchema)
    .find((branch) => branch.pattern !== undefined)?.pattern
  return {
    ...(description !== undefined && { description }),
    anyOf: [{ type: 'integer' }, { type: 'string' }],
    'x-kubernetes-int-or-string': true,
    ...(pattern !== undefined && { pattern }),
  }
}
