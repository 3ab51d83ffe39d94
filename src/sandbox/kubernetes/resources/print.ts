/** What tables print of labels and selectors. */
import { asList, asObject, asText, asTexts, isObject, type JsonValue } from '../object.ts'

/** Labels as `a=b,c=d`, or `<none>`. */
export const printLabels = (labels: JsonValue | undefined): string =>
  Object.entries(asObject(labels))
    .map(([key, value]) => `${key}=${asText(value)}`)
    .join(',') || '<none>'

/** A label selector as kubectl takes it. */
export function printSelector(selector: JsonValue | undefined): string {
  if (!isObject(selector)) return '<none>'
  const labels = Object.entries(asObject(selector['matchLabels'])).map(
    ([key, value]) => `${key}=${asText(value)}`,
  )
  const expressions = asList(selector['matchExpressions']).map((each) => {
    const { key, operator, values } = asObject(each)
    if (operator === 'Exists') return asText(key)
    if (operator === 'DoesNotExist') return `!${asText(key)}`
    return `${asText(key)} ${operator === 'In' ? 'in' : 'notin'} (${[...asTexts(values)].sort().join(',')})`
  })
  return [...labels, ...expressions].join(',') || '<none>'
}
