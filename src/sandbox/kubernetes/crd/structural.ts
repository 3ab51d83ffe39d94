/** Whether the schema of a definition is structural, and whether its rules compile and stay within their budget. */
import { asList, asObject, asText, isObject, type JsonObject } from '../object.ts'
import { collectProblems, type Problems } from '../problems.ts'
import { exceeded, RULE_LIMIT, ruleCost, TOTAL_LIMIT } from './cost.ts'
import { itemsOf, preserves, propertiesOf, valuesOf } from './openapi.ts'
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
  for (const [inner, place] of places(schema, at)) {
    if (inner['type'] === 'array' && !isObject(inner['items']))
      problems.required(`${place}.items`, 'must be specified')
  }
  for (const [inner, place] of places(schema, at)) checkType(inner, place, place === at, problems)
  if (problems.causes.length > before) return
  for (const [inner, place] of places(schema, at)) checkDefault(inner, place, problems)
  checkRules(schema, at, problems)
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
