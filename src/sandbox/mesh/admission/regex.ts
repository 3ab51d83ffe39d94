/** What Go's regexp says of an expression that is none. */
import { re2 } from '../pattern.ts'

const ADVICE = 'Istio uses RE2 style regex-based match (https://github.com/google/re2/wiki/Syntax)'

/** @returns the webhook's words for a field's expression, or undefined for a good one */
export function regexProblem(field: string, pattern: string | undefined): string | undefined {
  if (pattern === undefined) return undefined
  if (pattern === '') return `"${field}": regex string match should not be empty`
  const problem = parseProblem(pattern)
  return problem === undefined ? undefined : `"${field}": error parsing regexp: ${problem}; ${ADVICE}`
}

function parseProblem(pattern: string): string | undefined {
  const lookAround = /\(\?(?:=|!|<=|<!)/.exec(pattern)?.[0]
  if (lookAround) return `invalid or unsupported Perl syntax: \`${lookAround.slice(0, 3)}\``
  const reference = /(?:^|[^\\])(?:\\\\)*(\\[1-9])/.exec(pattern)?.[1]
  if (reference) return `invalid escape sequence: \`${reference}\``
  if (re2(pattern)) return undefined
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(pattern)) return 'trailing backslash at end of expression: ``'
  return unbalanced(pattern)
}

/** Walks through the expression; a class hides parentheses, a backslash the next character. */
function unbalanced(pattern: string): string {
  let depth = 0
  let classAt = -1
  for (let at = 0; at < pattern.length; at += 1) {
    const letter = pattern[at]
    if (letter === '\\') at += 1
    else if (classAt >= 0) classAt = letter === ']' && at > classAt + 1 ? -1 : classAt
    else if (letter === '[') classAt = at
    else if (letter === '(') depth += 1
    else if (letter === ')') depth -= 1
    else if (repeatsNothing(pattern, at)) return `missing argument to repetition operator: \`${letter}\``
    if (depth < 0) return `unexpected ): \`${pattern}\``
  }
  if (classAt >= 0) return `missing closing ]: \`${pattern.slice(classAt)}\``
  return `missing closing ): \`${pattern}\``
}

function repeatsNothing(pattern: string, at: number): boolean {
  return /[*+?]/.test(pattern[at] ?? '') && (at === 0 || /[(|]/.test(pattern[at - 1] ?? ''))
}
