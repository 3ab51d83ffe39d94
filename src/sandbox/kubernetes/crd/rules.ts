/** `x-kubernetes-validations`: rules in CEL at any place of a schema, transition rules included. */
import { celValue, evaluate } from '../cel/evaluate.ts'
import {
  asList,
  asObject,
  asText,
  asTexts,
  isList,
  isObject,
  type JsonObject,
  type JsonValue,
} from '../object.ts'
import type { Problems } from '../problems.ts'
import { itemsOf, propertySchema } from './openapi.ts'

const RULES = 'x-kubernetes-validations'

/** Whether a schema holds a rule anywhere. */
export const hasRules = (schema: JsonObject): boolean => JSON.stringify(schema).includes(`"${RULES}"`)

/** Judges the value by the rules of its schema and of everything below it. */
export function checkRules(
  schema: JsonObject,
  value: JsonValue | undefined,
  before: JsonValue | undefined,
  path: string,
  problems: Problems,
): void {
  if (value === undefined || value === null) return
  for (const rule of asList(schema[RULES]).map(asObject))
    checkRule(rule, { schema, value, before, path }, problems)
  if (isObject(value)) {
    const old = asObject(before)
    for (const [name, item] of Object.entries(value)) {
      const inner = propertySchema(schema, name)
      if (inner) checkRules(inner, item, old[name], path === '' ? name : `${path}.${name}`, problems)
    }
  } else if (isList(value)) {
    const keyed = oldItems(schema, before)
    for (const [index, item] of value.entries()) {
      checkRules(itemsOf(schema), item, keyed(item), `${path}[${index}]`, problems)
    }
  }
}

/** Elements of a list are only followed through a change where the list has keys. */
function oldItems(
  schema: JsonObject,
  before: JsonValue | undefined,
): (item: JsonValue) => JsonValue | undefined {
  if (schema['x-kubernetes-list-type'] !== 'map') return () => undefined
  const keys = asTexts(schema['x-kubernetes-list-map-keys'])
  return (item) =>
    asList(before).find((each) => keys.every((key) => asObject(each)[key] === asObject(item)[key]))
}

interface Place {
  readonly schema: JsonObject
  readonly value: JsonValue
  readonly before: JsonValue | undefined
  readonly path: string
}

function checkRule(rule: JsonObject, place: Place, problems: Problems): void {
  const source = asText(rule['rule'])
  const transition = /\boldSelf\b/.test(source)
  if (transition && place.before === undefined && rule['optionalOldSelf'] !== true) return
  const variables = {
    self: celValue(place.value, place.schema),
    ...(transition ? { oldSelf: celValue(place.before, place.schema) } : {}),
  }
  let why: string | undefined
  try {
    if (evaluate(source, variables) === true) return
  } catch (error) {
    why = `${(error as Error).message.split('\n')[0]} evaluating rule: ${asText(rule['message']) || source}`
  }
  const field = `${place.path}${asText(rule['fieldPath'])}` || '<nil>'
  report(asText(rule['reason']), field, why ?? messageOf(rule, variables), place.value, problems)
}

function messageOf(rule: JsonObject, variables: { readonly [name: string]: unknown }): string {
  const expression = asText(rule['messageExpression'])
  if (expression !== '') {
    try {
      const text = evaluate(expression, variables)
      if (typeof text === 'string' && text.trim() !== '' && !text.includes('\n')) return text
    } catch {
      // a message that cannot be made is replaced by the constant one
    }
  }
  return asText(rule['message']) || `failed rule: ${asText(rule['rule'])}`
}

function report(reason: string, field: string, message: string, value: JsonValue, problems: Problems): void {
  if (reason === 'FieldValueForbidden') problems.forbidden(field, message)
  else if (reason === 'FieldValueRequired') problems.required(field, message)
  else if (reason === 'FieldValueDuplicate') problems.add(reason, field, `Duplicate value: ${message}`)
  else if (isObject(value) || isList(value))
    problems.add('FieldValueInvalid', field, `Invalid value: ${message}`)
  else problems.invalid(field, value, message)
}
