import { expect, it } from 'vitest'
import { documentSchema, type JsonSchema, jsonSchema } from './json-schema.ts'
import { type StructuralSchema, structural } from './structural.ts'

it('describes both documents for editors', () => {
  const schema = jsonSchema()
  expect(schema.oneOf).toEqual([{ $ref: '#/definitions/Platform' }, { $ref: '#/definitions/Team' }])
  const team = documentSchema('Team')
  expect(team).toMatchObject({
    title: 'Team',
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata'],
    additionalProperties: false,
    properties: { apiVersion: { const: 'troupe.dev/v1alpha1' }, kind: { const: 'Team' } },
  })
})

it('says of every field what it is', () => {
  expect([
    ...undescribed(documentSchema('Platform'), 'Platform'),
    ...undescribed(documentSchema('Team'), 'Team'),
  ]).toEqual([])
})

it('offers a team’s fields in the defaults for teams', () => {
  const spec = property(documentSchema('Platform'), 'spec')
  expect(property(spec, 'teamDefaults').properties).toEqual(
    property(documentSchema('Team'), 'spec').properties,
  )
})

it('is structural, as custom resources need it: no reference, no closed map, no default', () => {
  for (const kind of ['Platform', 'Team'] as const) {
    const text = JSON.stringify(structural(documentSchema(kind)))
    expect(text).not.toMatch(
      /"\$ref"|"additionalProperties":false|"propertyNames"|"const"|"default":(?!\{"(type|description)")|"oneOf"|"allOf"/,
    )
  }
  const spec = structural(property(documentSchema('Team'), 'spec'))
  expect(spec).toMatchObject({
    properties: {
      namespace: {
        properties: {
          quota: {
            additionalProperties: {
              'x-kubernetes-int-or-string': true,
              anyOf: [{ type: 'integer' }, { type: 'string' }],
            },
          },
        },
      },
    },
  })
})

it('has patterns that RE2 and an editor read alike', () => {
  for (const pattern of patterns(structural(documentSchema('Platform'))))
    expect(() => new RegExp(pattern, 'u')).not.toThrow()
})

it.each<[JsonSchema, string]>([
  [{ $ref: '#/definitions/x' }, "$: a reference can't be structural"],
  [
    { type: 'object', properties: { a: { anyOf: [{ type: 'string' }, { type: 'number' }] } } },
    "$.a: 2 alternatives can't be structural",
  ],
  [{ type: 'array', items: [{ type: 'string' }] }, '$[]: only a single schema can be structural'],
  [{ type: 'string', pattern: '^(?!a)' }, '$: RE2 knows no look-around: ^(?!a)'],
])('refuses what no structural schema can say: %j', (schema, words) => {
  expect(() => structural(schema)).toThrow(words)
})

it.each<[JsonSchema, StructuralSchema]>([
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, { type: 'string', nullable: true }],
  [
    { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    { type: 'integer', format: 'int64', minimum: 1 },
  ],
  [
    { type: 'number', exclusiveMinimum: 0 },
    { type: 'number', minimum: 0, exclusiveMinimum: true },
  ],
  [
    { type: 'object', additionalProperties: {} },
    { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  ],
  [{ allOf: [{ type: 'string' }, { minLength: 1 }] }, { type: 'string', minLength: 1 }],
  [
    { const: 'a', title: 'A', default: 'a', type: 'string' },
    { enum: ['a'], type: 'string' },
  ],
])('says %j as Kubernetes does', (schema, expected) => {
  expect(structural(schema)).toEqual(expected)
})

function property(schema: JsonSchema, name: string): JsonSchema {
  const found = schema.properties?.[name]
  if (typeof found !== 'object') throw new TypeError(`no property ${name}`)
  return found
}

function patterns(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'pattern' && typeof value === 'string' ? [value] : patterns(value),
  )
}

function undescribed(schema: JsonSchema, path: string): string[] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([name, value]) =>
    typeof value === 'boolean'
      ? []
      : [...(value.description ? [] : [`${path}.${name}`]), ...undescribed(value, `${path}.${name}`)],
  )
  const { items } = schema
  return typeof items === 'object' && !Array.isArray(items)
    ? [...below, ...undescribed(items, `${path}[]`)]
    : below
}
