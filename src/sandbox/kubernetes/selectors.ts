/** Label and field selectors, with the parser's own complaints. */

import { labelKeyProblem, labelValueProblems } from './names.ts'
import { asList, asObject, asText, asTexts, at, type JsonValue, type KubernetesObject } from './object.ts'
import { badRequest } from './status.ts'

export type Labels = { readonly [key: string]: string }
export type Selector = (labels: Labels) => boolean

type Operator = 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt' | 'exists' | '!'

interface Requirement {
  readonly key: string
  readonly operator: Operator
  readonly values: readonly string[]
}

const OPERATORS = ['in', 'notin', '=', '==', '!=', 'gt', 'lt']

/** @throws {ApiError} 400 with what the parser found */
export function parseLabelSelector(text: string): Selector {
  const requirements = readRequirements(text)
  return (labels) => requirements.every((requirement) => fits(requirement, labels))
}

function fits({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = labels[key]
  switch (operator) {
    case 'exists':
      return value !== undefined
    case '!':
      return value === undefined
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value)
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value)
    default: {
      const number = Number(value)
      if (value === undefined || !Number.isInteger(number)) return false
      return operator === 'gt' ? number > Number(values[0]) : number < Number(values[0])
    }
  }
}

function tokens(text: string): string[] {
  return text.match(/==|!=|=|<|>|!|\(|\)|,|[^\s=!<>(),]+/g) ?? []
}

function readRequirements(text: string): Requirement[] {
  const rest = tokens(text)
  const found: Requirement[] = []
  while (rest.length > 0) {
    found.push(readRequirement(rest))
    const next = rest.shift()
    if (next === undefined) break
    if (next !== ',') throw badRequest(`found '${next}', expected: ',' or 'end of string'`)
    if (rest.length === 0) throw badRequest(`found '', expected: identifier after ','`)
  }
  return found
}

function readRequirement(rest: string[]): Requirement {
  const cannot = (why: string) => badRequest(`unable to parse requirement: ${why}`)
  let key = rest.shift() ?? ''
  const absent = key === '!'
  if (absent) key = rest.shift() ?? ''
  if (!/^[^\s=!<>(),]+$/.test(key)) {
    throw cannot(`found '${key}', expected: !, identifier, or 'end of string'`)
  }
  const problem = labelKeyProblem(key)
  if (problem !== undefined) throw cannot(`<nil>: Invalid value: ${JSON.stringify(key)}: ${problem}`)
  if (absent) return { key, operator: '!', values: [] }
  const [next] = rest
  if (next === undefined || next === ',') return { key, operator: 'exists', values: [] }
  rest.shift()
  const operator = next === '>' ? 'gt' : next === '<' ? 'lt' : next
  if (!OPERATORS.includes(operator)) {
    throw cannot(`found '${next}', expected: in, notin, =, ==, !=, gt, lt`)
  }
  const values = operator === 'in' || operator === 'notin' ? readSet(rest, cannot) : [readValue(rest)]
  for (const value of values) {
    const [bad] = labelValueProblems(value)
    if (bad !== undefined) {
      throw cannot(`values[0][${key}]: Invalid value: ${JSON.stringify(value)}: ${bad}`)
    }
  }
  return { key, operator: operator as Operator, values }
}

function readValue(rest: string[]): string {
  const [next] = rest
  if (next === undefined || next === ',') return ''
  rest.shift()
  return next
}

function readSet(rest: string[], cannot: (why: string) => Error): string[] {
  if (rest.shift() !== '(') throw cannot(`found '', expected: '('`)
  const values: string[] = []
  for (;;) {
    const next = rest.shift()
    if (next === ')') return values
    if (next === undefined) throw cannot(`found '', expected: ',' or ')'`)
    if (next !== ',') values.push(next)
  }
}

/** A `LabelSelector` object, as policies and quotas hold them; an absent one matches nothing, an empty one everything. */
export function matchesSelector(selector: JsonValue | undefined, labels: Labels): boolean {
  const { matchLabels, matchExpressions } = asObject(selector)
  for (const [key, value] of Object.entries(asObject(matchLabels))) if (labels[key] !== value) return false
  return asList(matchExpressions)
    .map(asObject)
    .every(({ key, operator, values }) => {
      const value = labels[asText(key)]
      const listed = value !== undefined && asTexts(values).includes(value)
      if (operator === 'In') return listed
      if (operator === 'NotIn') return !listed
      return operator === 'Exists' ? value !== undefined : value === undefined
    })
}

/** Reads a field for selection. */
export type Selectable = { readonly [field: string]: (object: KubernetesObject) => string }

/** Every kind can be selected by these. */
export const COMMON_FIELDS: Selectable = {
  'metadata.name': (object) => object.metadata.name,
  'metadata.namespace': (object) => object.metadata.namespace ?? '',
}

/** A selectable field that is read from its own path. */
export const byPath = (...paths: readonly string[]): Selectable =>
  Object.fromEntries(
    paths.map((path) => [path, (object: KubernetesObject) => asPrinted(at(object, ...path.split('.')))]),
  )

const asPrinted = (value: JsonValue | undefined): string =>
  typeof value === 'object' || value === undefined ? '' : `${value}`

/** @throws {ApiError} 400 for a field that this kind cannot be selected by */
export function parseFieldSelector(text: string, fields: Selectable): (object: KubernetesObject) => boolean {
  const terms = text
    .split(',')
    .filter((term) => term !== '')
    .map((term) => {
      const match = /^(.*?)(!=|==|=)(.*)$/.exec(term)
      if (!match) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`)
      const [, field = '', operator = '=', value = ''] = match
      const known = [fields, COMMON_FIELDS].find((each) => Object.hasOwn(each, field))
      const read = known?.[field]
      if (!read) throw badRequest(`field label not supported: ${field}`)
      return (object: KubernetesObject) => (read(object) === value) === (operator !== '!=')
    })
  return (object) => terms.every((term) => term(object))
}
