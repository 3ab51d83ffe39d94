/** Whether a label selector makes sense. @see https://github.com/kubernetes/apimachinery/blob/master/pkg/apis/meta/v1/validation/validation.go */
import { labelKeyProblem, labelValueProblems } from '../names.ts'
import { asList, asObject, asText, asTexts, type JsonValue } from '../object.ts'
import type { Problems } from '../problems.ts'

/** Labels that a template or a selector names. */
export function checkLabelMap(labels: JsonValue | undefined, field: string, problems: Problems): void {
  for (const [key, value] of Object.entries(asObject(labels)).sort()) {
    const problem = labelKeyProblem(key)
    if (problem !== undefined) problems.invalid(field, key, problem)
    for (const each of labelValueProblems(asText(value))) problems.invalid(field, value, each)
  }
}

/** `matchLabels` and `matchExpressions`. */
export function checkSelector(selector: JsonValue | undefined, field: string, problems: Problems): void {
  const { matchLabels, matchExpressions } = asObject(selector)
  checkLabelMap(matchLabels, `${field}.matchLabels`, problems)
  for (const [index, expression] of asList(matchExpressions).map(asObject).entries()) {
    const place = `${field}.matchExpressions[${index}]`
    const operator = asText(expression['operator'])
    const values = asTexts(expression['values'])
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0)
        problems.required(`${place}.values`, "must be specified when `operator` is 'In' or 'NotIn'")
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0)
        problems.forbidden(
          `${place}.values`,
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        )
    } else problems.invalid(`${place}.operator`, operator, 'not a valid selector operator')
    const problem = labelKeyProblem(asText(expression['key']))
    if (problem !== undefined) problems.invalid(`${place}.key`, expression['key'] ?? '', problem)
    for (const [at, value] of values.entries())
      for (const each of labelValueProblems(value)) problems.invalid(`${place}.values[${at}]`, value, each)
  }
}
