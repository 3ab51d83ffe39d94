/** What else a version of a definition says: its columns, its doors, its fields to select by. */
import { asList, asObject, asText, at, isObject, type JsonObject } from '../object.ts'
import type { Problems } from '../problems.ts'
import { propertySchema } from './openapi.ts'

const DATATYPES = ['boolean', 'date', 'integer', 'number', 'string']
const FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password']

/** Columns of `kubectl get`. */
export function checkColumns(version: JsonObject, field: string, problems: Problems): void {
  for (const [index, column] of asList(version['additionalPrinterColumns']).map(asObject).entries()) {
    const place = `${field}.additionalPrinterColumns[${index}]`
    const [type, format, path] = ['type', 'format', 'jsonPath'].map((name) => asText(column[name]))
    if (asText(column['name']) === '') problems.required(`${place}.name`)
    if (!type) problems.required(`${place}.type`, `must be one of ${DATATYPES.join(',')}`)
    else if (!DATATYPES.includes(type))
      problems.invalid(`${place}.type`, type, `must be one of ${DATATYPES.join(',')}`)
    if (format && !FORMATS.includes(format))
      problems.invalid(`${place}.format`, format, `must be one of ${FORMATS.join(',')}`)
    if (!path) problems.required(`${place}.JSONPath`)
    else checkPath(path, `${place}.JSONPath`, problems)
  }
}

function checkPath(path: string, field: string, problems: Problems): boolean {
  if (path.startsWith('.')) return true
  problems.invalid(field, path, 'must be a simple json path starting with .')
  return false
}

/** Where Scale finds its numbers. */
export function checkSubresources(version: JsonObject, field: string, problems: Problems): void {
  const scale = at(version, 'subresources', 'scale')
  if (!isObject(scale)) return
  for (const [name, roots] of [
    ['specReplicasPath', ['.spec.']],
    ['statusReplicasPath', ['.status.']],
    ['labelSelectorPath', ['.spec.', '.status.']],
  ] as const) {
    const place = `${field}.subresources.scale.${name}`
    const path = asText(scale[name])
    if (path === '') {
      if (name !== 'labelSelectorPath') problems.required(place)
    } else if (checkPath(path, place, problems) && !roots.some((root) => path.startsWith(root))) {
      const where = roots.length > 1 ? 'either .spec or .status' : (roots[0]?.slice(0, -1) ?? '')
      problems.invalid(place, path, `should be a json path under ${where}`)
    }
  }
}

/** Fields that selectors may name. */
export function checkSelectable(version: JsonObject, field: string, problems: Problems): void {
  const seen = new Set<string>()
  for (const [index, each] of asList(version['selectableFields']).map(asObject).entries()) {
    const place = `${field}.selectableFields[${index}].jsonPath`
    const path = asText(each['jsonPath'])
    const found = path
      .split('.')
      .slice(1)
      .reduce<JsonObject | undefined>(
        (schema, name) => schema && propertySchema(schema, name),
        asObject(at(version, 'schema', 'openAPIV3Schema')),
      )
    if (path === '') problems.required(place)
    else if (!found) problems.invalid(place, path, 'is an invalid path: does not refer to a valid field')
    else if (!['string', 'boolean', 'integer'].includes(asText(found['type']))) {
      const why =
        'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.'
      problems.invalid(place, path, why)
    }
    if (seen.has(path)) problems.duplicate(place, path)
    seen.add(path)
  }
}
