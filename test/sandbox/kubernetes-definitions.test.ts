import { expect, test } from 'vitest'
import { kubernetesForTests } from './kubernetes.ts'

const ask = kubernetesForTests()
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const define = (schema: object, more: object = {}, query = '?dryRun=All', plural = 'things') =>
  ask('POST', `${DEFINITIONS}${query}`, {
    metadata: { name: `${plural}.example.dev` },
    spec: {
      group: 'example.dev',
      scope: 'Namespaced',
      names: { plural, kind: `K${plural}` },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, ...more }],
    },
  })
const spec = (inner: object) => ({ type: 'object', properties: { spec: inner } })
const AT = 'spec.validation.openAPIV3Schema.properties[spec]'
const text = { type: 'string' }

test.each([
  ['an unknown type', spec({ type: 'foo' }), `${AT}.type`],
  [
    'a map and a struct',
    spec({ type: 'object', properties: { a: text }, additionalProperties: text }),
    `${AT}.additionalProperties`,
  ],
  ['unique items', spec({ type: 'array', uniqueItems: true, items: text }), `${AT}.uniqueItems`],
  [
    'a map list without keys',
    spec({ type: 'array', 'x-kubernetes-list-type': 'map', items: { type: 'object' } }),
    `${AT}.x-kubernetes-list-map-keys`,
  ],
  [
    'a key that items may lack',
    spec({
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['n'],
      items: { type: 'object', properties: { n: text } },
    }),
    `${AT}.items.properties[n].default`,
  ],
  [
    'a set of objects',
    spec({ type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'object' } }),
    `${AT}.items.x-kubernetes-map-type`,
  ],
  ['a type in an alternative', spec({ type: 'object', anyOf: [{ type: 'object' }] }), `${AT}.anyOf[0].type`],
  [
    'a field that only an alternative knows',
    spec({ type: 'object', anyOf: [{ properties: { a: { minLength: 1 } } }] }),
    `${AT}.properties[a]`,
  ],
  ['a broken pattern', spec({ type: 'string', pattern: '(' }), `${AT}.pattern`],
  [
    'metadata',
    {
      type: 'object',
      properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } },
    },
    'spec.validation.openAPIV3Schema.properties[metadata]',
  ],
  ['no object', { type: 'string' }, 'spec.validation.openAPIV3Schema.type'],
])('a schema is refused for %s', async (_what, schema, field) => {
  expect((await define(schema)).fields).toEqual([field])
})

test('columns, scale and selectable fields point to what there can be', async () => {
  const schema = spec({ type: 'object', properties: { e: text, o: { type: 'object' } } })
  expect(
    await define(schema, { additionalPrinterColumns: [{ name: 'x', type: 'foo', jsonPath: 'spec.x' }] }),
  ).toMatchObject({
    fields: ['type', 'JSONPath'].map((part) => `spec.versions[0].additionalPrinterColumns[0].${part}`),
  })
  const scale = { specReplicasPath: '.status.n', statusReplicasPath: '' }
  expect(await define(schema, { subresources: { scale } })).toMatchObject({
    fields: ['spec', 'status'].map((part) => `spec.versions[0].subresources.scale.${part}ReplicasPath`),
  })
  const selectableFields = ['.spec.e', '.spec.o', '.spec.none'].map((jsonPath) => ({ jsonPath }))
  expect(await define(schema, { selectableFields })).toMatchObject({
    fields: [1, 2].map((index) => `spec.versions[0].selectableFields[${index}].jsonPath`),
  })
})

test('values are held against formats, alternatives and the rules of embedded objects', async () => {
  const embedded = {
    type: 'object',
    'x-kubernetes-embedded-resource': true,
    'x-kubernetes-preserve-unknown-fields': true,
  }
  const properties = {
    ip: { type: 'string', format: 'ipv4' },
    id: { type: 'string', format: 'uuid' },
    wait: { type: 'string', format: 'duration' },
    free: { type: 'string', format: 'whatever' },
    one: { type: 'string', anyOf: [{ minLength: 3 }, { enum: ['q'] }] },
    embedded,
  }
  await define(spec({ type: 'object', properties }), {}, '', 'values')
  const path = '/apis/example.dev/v1/namespaces/default/values'
  const make = (given: object, query = '') =>
    ask('POST', `${path}${query}`, {
      apiVersion: 'example.dev/v1',
      kind: 'Kvalues',
      metadata: { name: 'v' },
      spec: given,
    })
  await expect.poll(async () => (await make({}, '?dryRun=All')).status).toBe(201)
  expect((await make({ ip: '1.2.3' })).message).toContain('spec.ip in body must be of type ipv4: "1.2.3"')
  expect((await make({ id: 'x' })).message).toContain('must be of type uuid')
  expect((await make({ wait: `${'1ms'.repeat(100)}!` })).message).toContain('must be of type duration')
  expect((await make({ one: 'ab' })).fields).toEqual(['spec.one', 'spec.one'])
  expect((await make({ embedded: {} })).fields).toEqual(['spec.embedded.apiVersion', 'spec.embedded.kind'])
  expect(await make({ ip: '1.2.3.4', free: 'x', one: 'q' })).toMatchObject({ status: 201 })
})
