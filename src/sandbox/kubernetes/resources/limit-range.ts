/** LimitRanges: defaults that follow from each other, and what contradicts itself. */
import { asList, asObject, asText, at, isObject, type JsonObject, type JsonValue } from '../object.ts'
import type { Problems } from '../problems.ts'
import { quantityOf } from '../types/quantity.ts'
import type { Behaviour } from './resource.ts'

const TYPES = ['Pod', 'Container', 'PersistentVolumeClaim']
const size = (value: JsonValue | undefined): bigint => quantityOf(value).nano

/** Of a container: `default` comes from `max`, `defaultRequest` from `default` or `min`. */
function fill(item: JsonObject): void {
  if (item['type'] !== 'Container') return
  const [max, min] = [asObject(item['max']), asObject(item['min'])]
  const limits: JsonObject = { ...max, ...asObject(item['default']) }
  const requests: JsonObject = { ...asObject(item['defaultRequest']) }
  for (const [name, value] of Object.entries(limits)) requests[name] ??= min[name] ?? value
  for (const [name, value] of Object.entries(min)) requests[name] ??= value
  if (Object.keys(limits).length > 0) item['default'] = limits
  if (Object.keys(requests).length > 0) item['defaultRequest'] = requests
}

function checkOrder(item: JsonObject, field: string, problems: Problems): void {
  const [max, min] = [asObject(item['max']), asObject(item['min'])]
  const [limit, request] = [asObject(item['default']), asObject(item['defaultRequest'])]
  const names = new Set([max, min, limit, request].flatMap((each) => Object.keys(each)))
  for (const name of [...names].sort()) {
    const at = (part: string) => `${field}.${part}[${name}]`
    const text = (part: JsonObject) => asText(part[name])
    const over = (a: JsonObject, b: JsonObject) =>
      a[name] !== undefined && b[name] !== undefined && size(a[name]) > size(b[name])
    if (over(min, max)) {
      problems.invalid(at('min'), min[name], `min value ${text(min)} is greater than max value ${text(max)}`)
    }
    if (over(min, request)) {
      problems.invalid(
        at('defaultRequest'),
        request[name],
        `min value ${text(min)} is greater than default request value ${text(request)}`,
      )
    }
    if (over(request, max)) {
      problems.invalid(
        at('defaultRequest'),
        request[name],
        `default request value ${text(request)} is greater than max value ${text(max)}`,
      )
    }
    if (over(request, limit)) {
      problems.invalid(
        at('defaultRequest'),
        request[name],
        `default request value ${text(request)} is greater than default limit value ${text(limit)}`,
      )
    }
    if (over(min, limit)) {
      problems.invalid(
        at('default'),
        min[name],
        `min value ${text(min)} is greater than default value ${text(limit)}`,
      )
    }
    // The server prints the maximum here, not the default that it complains of.
    if (over(limit, max)) {
      problems.invalid(
        at('default'),
        max[name],
        `default value ${text(limit)} is greater than max value ${text(max)}`,
      )
    }
  }
}

/** @see contract 14-limit-range */
export const limitRange: Behaviour = {
  createOnUpdate: true,
  defaults: (draft) => {
    const limits = at(draft, 'spec', 'limits')
    for (const item of asList(limits)) if (isObject(item)) fill(item)
  },
  check: (object, _before, problems) => {
    const seen = new Set<string>()
    for (const [index, item] of asList(at(object, 'spec', 'limits'))
      .map(asObject)
      .entries()) {
      const field = `spec.limits[${index}]`
      const type = asText(item['type'])
      if (!TYPES.includes(type) && !type.includes('/')) {
        problems.invalid(`${field}.type`, type, 'must be a standard limit type or fully qualified')
      }
      if (seen.has(type)) problems.duplicate(`${field}.type`, type)
      seen.add(type)
      checkOrder(item, field, problems)
    }
  },
}
