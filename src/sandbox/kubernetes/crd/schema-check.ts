/**
 * What an OpenAPI schema may not say, before its rules are looked at.
 * @see https://github.com/kubernetes/apiextensions-apiserver/blob/master/pkg/apis/apiextensions/validation/validation.go
 */
import { asList, asObject, asText, asTexts, isObject, type JsonObject } from '../object.ts'
import type { Problems } from '../problems.ts'
import { propertiesOf } from './openapi.ts'

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string']
const UNKNOWN = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref']

/** Says what is wrong with one schema; what is inside of it is the caller's. */
export function checkOpenApi(schema: JsonObject, at: string, problems: Problems): void {
  const type = asText(schema['type'])
  if (type !== '' && !TYPES.includes(type)) problems.unsupported(`${at}.type`, type, TYPES)
  for (const field of UNKNOWN)
    if (schema[field] !== undefined) problems.forbidden(`${at}.${field}`, `${field} is not supported`)
  if (Array.isArray(schema['items']))
    problems.forbidden(`${at}.items`, 'items must be a schema object and not an array')
  if (schema['uniqueItems'] === true) {
    const why = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'
    problems.forbidden(`${at}.uniqueItems`, why)
  }
  const more = schema['additionalProperties']
  if (propertiesOf(schema).length > 0 && (isObject(more) || more === false)) {
    const why = 'additionalProperties and properties are mutual exclusive'
    problems.forbidden(`${at}.additionalProperties`, why)
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] === false)
    problems.invalid(`${at}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined')
  checkMapType(schema, type, at, problems)
  checkListType(schema, type, at, problems)
  checkRuleTexts(schema, at, problems)
}

function typeMustBe(type: string, wanted: string, extension: string, at: string, problems: Problems): void {
  const why = `must be ${wanted} if ${extension} is specified`
  if (type === '') problems.required(`${at}.type`, why)
  else if (type !== wanted) problems.invalid(`${at}.type`, type, why)
}

function checkMapType(schema: JsonObject, type: string, at: string, problems: Problems): void {
  const extension = 'x-kubernetes-map-type'
  const kind = schema[extension]
  if (kind === undefined) return
  typeMustBe(type, 'object', extension, at, problems)
  const kinds = ['atomic', 'granular']
  if (!kinds.includes(asText(kind))) problems.unsupported(`${at}.${extension}`, kind, kinds)
}

const LIST = 'x-kubernetes-list-type'
const KEYS = 'x-kubernetes-list-map-keys'

function checkListType(schema: JsonObject, type: string, at: string, problems: Problems): void {
  const kind = schema[LIST]
  const keys = asTexts(schema[KEYS])
  const items = asObject(schema['items'])
  if (kind !== undefined) typeMustBe(type, 'array', LIST, at, problems)
  if (
    kind === 'set' &&
    type === 'array' &&
    items['type'] === 'object' &&
    items['x-kubernetes-map-type'] !== 'atomic'
  ) {
    const why = `must be atomic as item of a list with ${LIST}=set`
    problems.invalid(`${at}.items.x-kubernetes-map-type`, null, why)
  }
  const kinds = ['atomic', 'set', 'map']
  if (kind !== undefined && !kinds.includes(asText(kind))) problems.unsupported(`${at}.${LIST}`, kind, kinds)
  if (keys.length > 0 && kind !== 'map') {
    const why = `must be map if ${KEYS} is non-empty`
    if (kind === undefined) problems.required(`${at}.${LIST}`, why)
    else problems.invalid(`${at}.${LIST}`, kind, why)
  }
  if (kind !== 'map') return
  if (keys.length === 0) problems.required(`${at}.${KEYS}`, `must not be empty if ${LIST} is map`)
  if (!isObject(schema['items'])) problems.required(`${at}.items`, `must have a schema if ${LIST} is map`)
  else if (items['type'] !== 'object')
    problems.invalid(
      `${at}.items.type`,
      items['type'] ?? '',
      `must be object if parent array's ${LIST} is map`,
    )
  else checkKeys(keys, items, at, problems)
}

/** The keys of a list of maps are scalar properties of its items that every item has. */
function checkKeys(keys: readonly string[], items: JsonObject, at: string, problems: Problems): void {
  const properties = new Map(propertiesOf(items))
  for (const [index, key] of keys.entries()) {
    const property = properties.get(key)
    const place = `${at}.items.properties[${key}]`
    if (!property)
      problems.invalid(`${at}.${KEYS}`, [...keys], 'entries must all be names of item properties')
    else if (['array', 'object'].includes(asText(property['type'])))
      problems.invalid(`${place}.type`, 'object', `must be a scalar type if parent array's ${LIST} is map`)
    if (keys.indexOf(key) !== index)
      problems.invalid(`${at}.${KEYS}`, [...keys], 'must not contain duplicate entries')
    if (!property) continue
    const said = `this property is in ${KEYS}, so it`
    if (property['default'] === undefined && !asTexts(items['required']).includes(key))
      problems.required(`${place}.default`, `${said} must have a default or be a required property`)
    if (property['nullable'] === true) problems.forbidden(`${place}.nullable`, `${said} cannot be nullable`)
  }
}

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired']

function checkRuleTexts(schema: JsonObject, at: string, problems: Problems): void {
  for (const [index, rule] of asList(schema['x-kubernetes-validations']).map(asObject).entries()) {
    const place = `${at}.x-kubernetes-validations[${index}]`
    const [source, message] = [asText(rule['rule']).trim(), asText(rule['message'])]
    if (source === '') problems.required(`${place}.rule`, 'rule is not specified')
    else if (message !== '' && message.trim() === '')
      problems.invalid(`${place}.message`, message, 'must be non-empty if specified')
    else if (/[\r\n]/.test(message.trim()))
      problems.invalid(`${place}.message`, message, 'must not contain line breaks')
    else if (/[\r\n]/.test(source) && message === '')
      problems.required(`${place}.message`, 'message must be specified if rule contains line breaks')
    const { reason } = rule
    if (reason !== undefined && !REASONS.includes(asText(reason)))
      problems.unsupported(`${place}.reason`, reason, REASONS)
  }
}
