/** Validation of custom objects by their OpenAPI schema, in the texts of the API server's validator. */
import {
  asList,
  asObject,
  asText,
  asTexts,
  equal,
  isList,
  isObject,
  type JsonObject,
  type JsonValue,
} from '../object.ts'
import type { Problems } from '../problems.ts'
import { fitsFormat } from './formats.ts'
import { itemsOf, propertiesOf, propertySchema } from './openapi.ts'

const INT_OR_STRING = 'x-kubernetes-int-or-string'

const typeOf = (value: JsonValue): string => {
  if (value === null) return 'null'
  if (isList(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

function hasType(value: JsonValue, type: string): boolean {
  const given = typeOf(value)
  return given === type || (type === 'number' && given === 'integer')
}

/** @param before the value that it replaces: what has not changed is not complained of again */
export function validate(
  schema: JsonObject,
  value: JsonValue,
  path: string,
  problems: Problems,
  before?: JsonValue,
): void {
  if (before !== undefined && equal(before, value)) return
  if (value === null && schema['nullable'] === true) return
  const type = asText(schema['type'])
  if (schema[INT_OR_STRING] === true) {
    if (typeof value !== 'string' && !Number.isInteger(value))
      wrongType(value, 'integer,string', path, problems)
  } else if (type !== '' && !hasType(value, type)) {
    wrongType(value, type, path, problems)
    return
  }
  checkEnum(schema, value, path, problems)
  if (typeof value === 'string') checkText(schema, value, path, problems)
  else if (typeof value === 'number') checkNumber(schema, value, path, problems)
  else if (isList(value)) checkList(schema, value, path, problems, before)
  else if (isObject(value)) checkObject(schema, value, path, problems, before)
  checkCombined(schema, value, path, problems)
}

function wrongType(value: JsonValue, type: string, path: string, problems: Problems): void {
  const given = typeOf(value)
  problems.add(
    'FieldValueTypeInvalid',
    path,
    `Invalid value: "${given}": ${path} in body must be of type ${type}: "${given}"`,
  )
}

function checkEnum(schema: JsonObject, value: JsonValue, path: string, problems: Problems): void {
  if (!isList(schema['enum'])) return
  const choices = asList(schema['enum'])
  if (choices.some((choice) => equal(choice, value))) return
  problems.unsupported(
    path,
    value,
    choices.map((choice) => (typeof choice === 'string' ? choice : JSON.stringify(choice))),
  )
}

function checkText(schema: JsonObject, value: string, path: string, problems: Problems): void {
  const { maxLength, minLength, pattern } = schema
  const length = [...value].length
  if (typeof maxLength === 'number' && length > maxLength) problems.tooLong(path, maxLength)
  if (typeof minLength === 'number' && length < minLength) {
    problems.invalid(path, value, `${path} in body should be at least ${minLength} chars long`)
  }
  if (typeof pattern === 'string' && !matches(pattern, value)) {
    problems.invalid(path, value, `${path} in body should match '${pattern}'`)
  }
  const format = asText(schema['format'])
  if (!fitsFormat(format, value))
    problems.invalid(path, value, `${path} in body must be of type ${format}: ${JSON.stringify(value)}`)
}

const patterns = new Map<string, RegExp | undefined>()

function matches(pattern: string, value: string): boolean {
  if (!patterns.has(pattern)) patterns.set(pattern, compiled(pattern))
  return patterns.get(pattern)?.test(value) ?? true
}

function compiled(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'u')
  } catch {
    return undefined // RE2 knows forms that JavaScript lacks
  }
}

function checkNumber(schema: JsonObject, value: number, path: string, problems: Problems): void {
  const { minimum, maximum, multipleOf } = schema
  const over = schema['exclusiveMaximum'] === true
  const under = schema['exclusiveMinimum'] === true
  if (typeof maximum === 'number' && (over ? value >= maximum : value > maximum)) {
    problems.invalid(
      path,
      value,
      `${path} in body should be less than ${over ? '' : 'or equal to '}${maximum}`,
    )
  }
  if (typeof minimum === 'number' && (under ? value <= minimum : value < minimum)) {
    problems.invalid(
      path,
      value,
      `${path} in body should be greater than ${under ? '' : 'or equal to '}${minimum}`,
    )
  }
  if (typeof multipleOf === 'number' && value % multipleOf !== 0) {
    problems.invalid(path, value, `${path} in body should be a multiple of ${multipleOf}`)
  }
}

function checkList(
  schema: JsonObject,
  value: readonly JsonValue[],
  path: string,
  problems: Problems,
  before?: JsonValue,
): void {
  const { maxItems, minItems } = schema
  if (typeof maxItems === 'number' && value.length > maxItems) {
    problems.add('FieldValueTooMany', path, `Too many: ${value.length}: must have at most ${maxItems} items`)
  }
  if (typeof minItems === 'number' && value.length < minItems) {
    problems.invalid(path, value.length, `${path} in body should have at least ${minItems} items`)
  }
  checkUnique(schema, value, path, problems)
  const old = asList(before)
  for (const [index, item] of value.entries()) {
    const unchanged = old.find((each) => equal(each, item))
    validate(itemsOf(schema), item, `${path}[${index}]`, problems, unchanged)
  }
}

function checkUnique(
  schema: JsonObject,
  value: readonly JsonValue[],
  path: string,
  problems: Problems,
): void {
  const kind = schema['x-kubernetes-list-type']
  if (kind !== 'set' && kind !== 'map') return
  const keys = asTexts(schema['x-kubernetes-list-map-keys'])
  const seen = new Set<string>()
  for (const [index, item] of value.entries()) {
    const key: JsonValue =
      kind === 'set' ? item : Object.fromEntries(keys.map((name) => [name, asObject(item)[name] ?? null]))
    const text = JSON.stringify(key)
    if (seen.has(text)) problems.duplicate(`${path}[${index}]`, key)
    seen.add(text)
  }
}

function checkObject(
  schema: JsonObject,
  value: JsonObject,
  path: string,
  problems: Problems,
  before?: JsonValue,
): void {
  const inside = (name: string) => (path === '' ? name : `${path}.${name}`)
  for (const name of asTexts(schema['required'])) {
    if (value[name] === undefined) problems.required(inside(name))
  }
  if (schema['x-kubernetes-embedded-resource'] === true) {
    for (const name of ['apiVersion', 'kind'])
      if (asText(value[name]) === '') problems.required(inside(name), 'must not be empty')
  }
  const size = Object.keys(value).length
  const { maxProperties, minProperties } = schema
  if (typeof maxProperties === 'number' && size > maxProperties) {
    problems.add('FieldValueTooMany', path, `Too many: ${size}: must have at most ${maxProperties} items`)
  }
  if (typeof minProperties === 'number' && size < minProperties) {
    problems.invalid(path, size, `${path} in body should have at least ${minProperties} properties`)
  }
  const old = asObject(before)
  for (const [name, item] of Object.entries(value)) {
    const inner = propertySchema(schema, name)
    const named = propertiesOf(schema).some(([each]) => each === name)
    if (inner && item !== undefined)
      validate(inner, item, named || path !== '' ? inside(name) : name, problems, old[name])
  }
}

/** allOf, anyOf, oneOf and not, which in structural schemas only hold value validations. */
function checkCombined(schema: JsonObject, value: JsonValue, path: string, problems: Problems): void {
  const fits = (inner: JsonValue): boolean => {
    const count = { causes: 0 }
    const counter: Problems = countProblems(count)
    validate(asObject(inner), value, path, counter)
    return count.causes === 0
  }
  for (const inner of asList(schema['allOf'])) validate(asObject(inner), value, path, problems)
  // Of alternatives that all fail, the first one's problems are told, too.
  const tellFirst = (inner: JsonValue | undefined) => {
    validate(asObject(inner), value, path, problems)
  }
  const any = asList(schema['anyOf'])
  if (any.length > 0 && !any.some(fits)) {
    problems.invalid(path, shown(value), `${path} in body must validate at least one schema (anyOf)`)
    tellFirst(any[0])
  }
  const one = asList(schema['oneOf'])
  const count = one.filter(fits).length
  if (one.length > 0 && count !== 1) {
    const found = count === 0 ? 'Found none valid' : `Found ${count} valid alternatives`
    problems.invalid(
      path,
      shown(value),
      `${path} in body must validate one and only one schema (oneOf). ${found}`,
    )
  }
  if (one.length > 0 && count === 0) tellFirst(one[0])
  if (isObject(schema['not']) && fits(schema['not'])) {
    problems.invalid(path, shown(value), `${path} in body must not validate the schema (not)`)
  }
}

const shown = (value: JsonValue): JsonValue => (isObject(value) || isList(value) ? '' : value)

function countProblems(count: { causes: number }): Problems {
  const add = () => {
    count.causes += 1
  }
  return {
    causes: [],
    add,
    invalid: add,
    required: add,
    unsupported: add,
    forbidden: add,
    tooLong: add,
    duplicate: add,
  }
}
