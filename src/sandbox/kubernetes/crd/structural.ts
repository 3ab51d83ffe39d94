/** Whether the schema of a definition is structural, and whether its rules compile and stay within their budget. */
import { asList, asObject, asText, isObject, type JsonObject } from '../object.ts'
import { collectProblems, type Problems } from '../problems.ts'
import { exceeded, RULE_LIMIT, ruleCost, TOTAL_LIMIT } from './cost.ts'
import { itemsOf, preserves, propertiesOf, valuesOf } from './openapi.ts'
import { checkOpenApi } from './schema-check.ts'
import { unknownField } from './typecheck.ts'
import { validate } from './validate.ts'

const RULES = 'x-kubernetes-validations'

/** Every schema in a schema, with its place and how often its values can occur in one object. */
function* places(schema: JsonObject, at: string, times = 1): Generator<[JsonObject, string, number]> {
  yield [schema, at, times]
  for (const [name, inner] of propertiesOf(schema)) yield* places(inner, `${at}.properties[${name}]`, times)
  const values = valuesOf(schema)
  if (values) yield* places(values, `${at}.additionalProperties`, times * capacity(schema['maxProperties']))
  if (isObject(schema['items']))
    yield* places(itemsOf(schema), `${at}.items`, times * capacity(schema['maxItems']))
}

/** A list without a limit may fill the whole request. */
const capacity = (limit: unknown): number => (typeof limit === 'number' ? limit : 1_048_576)

/** Says what keeps a schema from being accepted. @see contract 29-crd-life */
export function checkSchema(schema: JsonObject, at: string, problems: Problems): void {
  const before = problems.causes.length
  for (const [inner, place] of places(schema, at)) checkOpenApi(inner, place, problems)
  for (const [inner, place] of places(schema, at)) {
    if (inner['type'] === 'array' && !isObject(inner['items']))
      problems.required(`${place}.items`, 'must be specified')
    checkPattern(inner, place, problems)
    checkNested(inner, inner, place, problems)
  }
  checkRoot(schema, at, problems)
  for (const [inner, place] of places(schema, at)) checkType(inner, place, place === at, problems)
  if (problems.causes.length > before) return
  for (const [inner, place] of places(schema, at)) checkDefault(inner, place, problems)
  checkRules(schema, at, problems)
}

/** An object of the API: its metadata are the server's. */
function checkRoot(schema: JsonObject, at: string, problems: Problems): void {
  const type = asText(schema['type'])
  if (type !== '' && type !== 'object') problems.invalid(`${at}.type`, type, 'must be object at the root')
  const properties = new Map(propertiesOf(schema))
  const metadata = properties.get('metadata')
  if (metadata) {
    const { type: given, properties: _restricted, ...rest } = metadata
    const place = `${at}.properties[metadata]`
    if (given !== 'object') problems.invalid(`${place}.type`, given ?? '', 'must be object')
    const others = propertiesOf(metadata).filter(([name]) => name !== 'name' && name !== 'generateName')
    if (others.length > 0 || Object.keys(rest).length > 0) {
      const why =
        'must not specify anything other than name and generateName, but metadata is implicitly specified'
      problems.forbidden(place, why)
    }
  }
  for (const name of ['kind', 'apiVersion']) {
    const given = properties.get(name)
    if (given && given['type'] !== 'string')
      problems.invalid(`${at}.properties[${name}].type`, given['type'] ?? '', 'must be string')
  }
  if (valuesOf(schema)) problems.forbidden(`${at}.additionalProperties`, 'must not be used at the root')
}

function checkPattern({ pattern }: JsonObject, place: string, problems: Problems): void {
  if (typeof pattern !== 'string' || pattern === '') return
  try {
    new RegExp(pattern.replace(/\(\?[a-zA-Z]+\)/g, ''))
  } catch {
    const why = `error parsing regexp: ${regexProblem(pattern)}`
    problems.invalid(`${place}.pattern`, pattern, `must be a valid regular expression, but isn't: ${why}`)
  }
}

/** The commonest mistakes in RE2's words. */
function regexProblem(pattern: string): string {
  const count = (sign: string) => pattern.split(sign).length
  if (count('(') > count(')')) return `missing closing ): \`${pattern}\``
  if (count('(') < count(')')) return `unexpected ): \`${pattern}\``
  const bracket = pattern.lastIndexOf('[')
  if (count('[') > count(']')) return `missing closing ]: \`${pattern.slice(bracket)}\``
  return `missing argument to repetition operator: \`${/[*+?]/.exec(pattern)?.[0] ?? pattern}\``
}

const COMBINED = ['anyOf', 'allOf', 'oneOf']
/** What alternatives may not say, as they only restrict what is said outside of them. */
const OUTSIDE: readonly (readonly [field: string, why: string])[] = [
  ['type', 'must be empty to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
]

/** @param outer the schema that says what there is; its alternatives may only restrict that */
function checkNested(outer: JsonObject, schema: JsonObject, place: string, problems: Problems): void {
  const integerOrString = outer === schema && outer['x-kubernetes-int-or-string'] === true
  const nested = [
    ...COMBINED.flatMap((word) =>
      asList(schema[word]).map((each, index) => [asObject(each), `${place}.${word}[${index}]`] as const),
    ),
    ...(isObject(schema['not']) ? [[schema['not'], `${place}.not`] as const] : []),
  ]
  for (const [inner, at] of nested) {
    if (!integerOrString) checkAlternative(outer, inner, at, problems)
  }
}

function checkAlternative(outer: JsonObject, inner: JsonObject, at: string, problems: Problems): void {
  for (const [field, why] of OUTSIDE) {
    const given = inner[field]
    if (given !== undefined && given !== '' && given !== false) problems.forbidden(`${at}.${field}`, why)
  }
  const known = new Map(propertiesOf(outer))
  for (const [name, property] of propertiesOf(inner)) {
    const place = `${at}.properties[${name}]`
    const declared = known.get(name)
    if (!declared && !preserves(outer)) {
      const missing = `${at.replace(/\.(anyOf|allOf|oneOf)\[\d+\].*$|\.not.*$/, '')}.properties[${name}]`
      problems.required(missing, `because it is defined in ${place}`)
    }
    checkAlternative(declared ?? {}, property, place, problems)
  }
  checkNested(outer, inner, at, problems)
}

function checkType(schema: JsonObject, place: string, root: boolean, problems: Problems): void {
  if (asText(schema['type']) !== '') return
  if (schema['x-kubernetes-int-or-string'] === true || preserves(schema)) return
  const what = root
    ? 'at the root'
    : place.endsWith('.items')
      ? 'for specified array items'
      : 'for specified object fields'
  problems.required(`${place}.type`, `must not be empty ${what}`)
}

function checkDefault(schema: JsonObject, place: string, problems: Problems): void {
  const fallback = schema['default']
  if (fallback === undefined) return
  const found = collectProblems()
  validate(schema, fallback, '', found)
  for (const cause of found.causes) {
    problems.add(
      cause.reason ?? '',
      `${place}.default${cause.field === '' ? '' : `.${cause.field ?? ''}`}`,
      cause.message.replaceAll(' in body', ''),
    )
  }
}

/** The rule as the server prints its own struct. */
const printed = (rule: JsonObject): JsonObject => ({
  Rule: asText(rule['rule']),
  Message: asText(rule['message']),
  MessageExpression: asText(rule['messageExpression']),
  Reason: rule['reason'] ?? null,
  FieldPath: asText(rule['fieldPath']),
  OptionalOldSelf: rule['optionalOldSelf'] ?? null,
})

function checkRules(schema: JsonObject, at: string, problems: Problems): void {
  let total = 0
  const expensive: string[] = []
  for (const [inner, place, times] of places(schema, at)) {
    for (const [index, rule] of asList(inner[RULES]).map(asObject).entries()) {
      const field = `${place}.${RULES}[${index}]`
      const source = asText(rule['rule'])
      const error = unknownField(source, inner)
      if (error !== undefined) {
        problems.invalid(`${field}.rule`, printed(rule), `compilation failed: ${error}`)
        continue
      }
      const cost = ruleCost(source, inner) * times
      total += cost
      if (cost > RULE_LIMIT) {
        problems.forbidden(`${field}.rule`, exceeded('rule', cost / RULE_LIMIT))
        expensive.push(`${field}.rule`)
      }
      checkMessage(asText(rule['messageExpression']), inner, field, problems)
    }
  }
  if (total <= TOTAL_LIMIT) return
  for (const field of expensive) {
    problems.forbidden(
      field,
      'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema',
    )
  }
  problems.forbidden(
    at,
    `${RULES} ${exceeded('rule', total / TOTAL_LIMIT, ' total for entire OpenAPIv3 schema')}`,
  )
}

function checkMessage(source: string, schema: JsonObject, field: string, problems: Problems): void {
  if (source === '') return
  const error = unknownField(source, schema)
  if (error !== undefined) {
    problems.invalid(`${field}.messageExpression`, source, `messageExpression compilation failed: ${error}`)
    return
  }
  const cost = ruleCost(source, schema)
  if (cost > RULE_LIMIT)
    problems.forbidden(`${field}.messageExpression`, exceeded('messageExpression', cost / RULE_LIMIT))
}
