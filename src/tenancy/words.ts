/** What the schema finds wrong, in words that say what would be right. Only scalars are quoted, and no secret is a scalar here. */
import { z } from 'zod'
import { didYouMean, nearest, oneOf } from './suggest.ts'

/** The words of an issue where the schema has none of its own. */
export function issueWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue)
    case 'invalid_value':
      return notOneOf(issue.input, issue.values)
    case 'too_small':
    case 'too_big':
      return wrongSize(issue)
    case 'invalid_format':
      return issue.format === 'email'
        ? `${shown(issue.input)} is not an e-mail address`
        : `${shown(issue.input)} has another form: it must match ${issue.pattern ?? issue.format}`
    default:
      return issue.message ?? 'is not valid'
  }
}

/** `"x" is not one of …`, with the one that was meant. */
export function notOneOf(input: unknown, values: readonly unknown[]): string {
  if (input === undefined) return `is missing: write ${oneOf(values)}`
  const meant = typeof input === 'string' ? nearest(input, values.map(String)) : null
  if (values.length === 1) return `${shown(input)} can't stand here: write ${oneOf(values)}`
  return meant === null
    ? `${shown(input)} can't stand here: write ${oneOf(values)}`
    : `${shown(input)} is not one of ${oneOf(values)}: did you mean ${JSON.stringify(meant)}?`
}

/** A scalar as it would be written, at most some 60 characters of it; anything else by what it is. */
export function shown(input: unknown): string {
  if (Array.isArray(input)) return 'a list'
  if (typeof input === 'object' && input !== null) return 'a map'
  const text = JSON.stringify(input) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 56)}…"` : text
}

/** The words for a key that the schema does not know. */
export function unknownKeyWords(
  key: string,
  allowed: readonly string[],
  elsewhere: readonly string[],
): string {
  const meant = didYouMean(key, allowed)
  if (meant !== '') return `is unknown here${meant}`
  if (elsewhere.length > 0) return `is unknown here: it belongs to ${elsewhere.join(' or ')}`
  return allowed.length === 0
    ? 'is unknown here'
    : `is unknown here: what may stand here is ${allowed.join(', ')}`
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  record: 'a map',
  array: 'a list',
}

function wrongType({ input, expected, inst }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>): string {
  const wanted = kinds[expected] ?? expected
  if (input === undefined || input === null) return missing(inst, wanted)
  if (expected === 'string' && (typeof input === 'number' || typeof input === 'boolean'))
    return `${shown(input)} is no text to YAML: write ${JSON.stringify(String(input))}, with the quotes`
  if (wanted === 'a map' || wanted === 'a list')
    return `${Array.isArray(input) ? 'a list' : scalarKind(input)} can't stand here: write ${wanted}`
  return `${shown(input)} can't stand here: write ${wanted}`
}

function missing(inst: unknown, wanted: string): string {
  const description = inst instanceof z.ZodType ? inst.description : undefined
  return `is missing: write ${wanted}${description === undefined ? '' : ` (${description})`}`
}

function scalarKind(input: unknown): string {
  if (typeof input === 'object') return 'a map'
  return typeof input === 'string' ? 'a text' : shown(input)
}

type Sized = z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall> | z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>

function wrongSize(issue: Sized): string {
  const small = issue.code === 'too_small'
  const bound = Number(small ? issue.minimum : issue.maximum)
  const limit = `${small ? 'at least' : 'at most'} ${bound}`
  if (issue.origin === 'string')
    return small && bound === 1
      ? 'is empty'
      : `${shown(issue.input)} is too ${small ? 'short' : 'long'}: ${limit} characters`
  if (issue.origin === 'array' || issue.origin === 'record')
    return `holds too ${small ? 'few' : 'many'}: ${limit} ${small ? 'must' : 'can'} stand here`
  return `${shown(issue.input)} is too ${small ? 'small' : 'large'}: write ${limit}`
}
