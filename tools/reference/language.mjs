/** docs/reference/language.md: the fields of both documents with their defaults, from the schema that reads them. */
import { code, generated, sentence, table } from './markdown.mjs'

/** Values that are spoken of by name, with one that is right. */
const named = {
  Name: 'shop-web',
  Label: 'istio-system',
  ObjectName: 'wildcard-tls',
  GroupName: 'team-demo',
  Size: '20Gi',
  Quantity: '500m',
  UrlPath: '/healthz',
  Scope: 'profile',
  Duration: '30d',
  Url: 'https://harbor.example.org',
  Host: 'shop.demo.example.org',
}

const smallest = `\`\`\`yaml plan
apiVersion: troupe.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  domain: example.org
  keycloak:
    credentials: {clientId: troupe, clientSecret: {env: KEYCLOAK_SECRET}}
  harbor:
    credentials: {password: {env: HARBOR_PASSWORD}}
---
apiVersion: troupe.dev/v1alpha1
kind: Team
metadata: {name: shop}
\`\`\``

export async function languagePage({ load }) {
  const { documentSchema } = await load('tenancy/json-schema.ts')
  const values = await load('tenancy/values.ts')
  const { z } = await import('zod')
  const forms = Object.entries(named).map(([name, right]) => {
    const schema = values[name]
    if (!schema.safeParse(right).success) throw new Error(`${right} is no ${name}`)
    const wrong = schema.safeParse('\u0000').error.issues[0].message
    const { pattern } = patternOf(z.toJSONSchema(schema, { io: 'input' }))
    return { name, right, pattern, words: wrong.slice(wrong.indexOf(': ') + 2) }
  })
  const typeOf = typeTexts(forms)
  const parts = [
    generated('src/tenancy/schema.ts'),
    '# The language',
    [
      'A description is a folder of YAML files with one Platform and any number of Teams.',
      'It is read whole, the order of files and documents makes no difference, and every mistake is told at once.',
      'Every field that is not marked *required* has a default or may be left out.',
      'An editor that knows JSON Schema completes and checks while you type: `troupe init` sets that up, `troupe schema` prints it.',
    ].join('\n'),
    '[What is planned](../planned.md) names the few fields that are read and checked and have no effect yet.',
    'The smallest description:',
    smallest,
    ...['Platform', 'Team'].map((kind) => documentPart(kind, documentSchema(kind), typeOf)),
    '## Values',
    [
      'A secret never stands in a description.',
      'A field of type *secret* names where it is, by one of these:',
    ].join('\n'),
    table(
      ['form', 'meaning'],
      [
        [code('{env: NAME}'), 'An environment variable of the process that runs `troupe`.'],
        [code('{file: PATH}'), 'A file that holds it, and nothing else; relative to the working directory.'],
        [
          code('{secretKeyRef: {namespace, name, key}}'),
          'The key of a Kubernetes Secret, which no team may read.',
        ],
      ],
    ),
    'The other named types:',
    table(
      ['type', 'form', 'e.g.'],
      forms.map(({ name, words, right }) => [
        wordsOf(name),
        sentence(
          words
            .replace(/^write /, '')
            .replace(/, e\.g\..*$/, '')
            .replace(/^e\.g\. /, 'as '),
        ),
        code(right),
      ]),
    ),
  ]
  return `${parts.join('\n\n')}\n`
}

function documentPart(kind, schema, typeOf) {
  const rows = []
  walk(schema, '', rows, typeOf)
  return [
    `## ${kind}`,
    sentence(schema.description),
    table(['field', 'type', 'default', 'meaning'], rows),
  ].join('\n\n')
}

/** A row for each field, a field before what is in it. */
function walk(schema, path, rows, typeOf) {
  const required = new Set(schema.required ?? [])
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const here = path === '' ? name : `${path}.${name}`
    if (here === 'spec.teamDefaults') {
      rows.push([code(here), 'part of a Team’s `spec`', '', sentence(field.description)])
      continue
    }
    const inner = field.items?.properties ? field.items : field
    const at = field.items?.properties ? `${here}[]` : here
    rows.push([
      code(at),
      typeOf(field),
      defaultText(field, required.has(name)),
      sentence(field.description ?? ''),
    ])
    if (inner.properties && !isSecret(inner)) walk(inner, at, rows, typeOf)
  }
}

function defaultText(field, required) {
  if (required) return '*required*'
  const { default: given } = field
  if (given === undefined || given === '' || (typeof given === 'object' && Object.keys(given).length === 0))
    return ''
  return code(typeof given === 'object' ? flow(given) : given)
}

/** A value as YAML's flow style writes it. */
function flow(value) {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([name, one]) => `${name}: ${flow(one)}`)
      .join(', ')}}`
  return String(value)
}

function isSecret(schema) {
  return Object.keys(schema.properties ?? {}).join() === 'env,file,secretKeyRef'
}

function patternOf(schema) {
  return schema.pattern !== undefined
    ? schema
    : ((schema.anyOf ?? []).find((one) => one.pattern !== undefined) ?? schema)
}

function typeTexts(forms) {
  const nameOf = (schema) => {
    const { pattern } = patternOf(schema)
    return pattern === undefined ? undefined : forms.find((form) => form.pattern === pattern)?.name
  }
  return function typeOf(schema) {
    if (schema.const !== undefined) return code(schema.const)
    if (schema.enum) return schema.enum.length === 1 ? code(schema.enum[0]) : schema.enum.map(code).join(', ')
    if (isSecret(schema)) return 'secret'
    const name = nameOf(schema)
    if (name !== undefined) return wordsOf(name)
    if (schema.type === 'array')
      return `list${schema.items.properties ? '' : ` of ${typeOf(schema.items)}`}${most(schema)}`
    if (schema.type === 'object') return schema.properties ? '' : mapText(schema, typeOf)
    if (schema.type === 'integer') return `number${range(schema)}`
    if (schema.type === 'boolean') return '`true`, `false`'
    return schema.format === 'email' ? 'address of mail' : 'text'
  }
}

function mapText({ additionalProperties }, typeOf) {
  const of =
    additionalProperties && Object.keys(additionalProperties).length > 0
      ? ` of ${typeOf(additionalProperties)}`
      : ''
  return `map${of}`
}

function most({ maxItems }) {
  return maxItems === undefined ? '' : `, at most ${maxItems}`
}

function range({ minimum, maximum }) {
  return minimum !== undefined && maximum !== undefined && maximum < 2 ** 40
    ? `, ${minimum} to ${maximum}`
    : ''
}

function wordsOf(name) {
  return (
    { ObjectName: 'object name', GroupName: 'group name', UrlPath: 'path', Url: 'URL' }[name] ??
    name.toLowerCase()
  )
}
