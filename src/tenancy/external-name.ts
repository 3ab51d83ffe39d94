/** What `from` says: an external name as it is, or an expression for several. */

/** An exact name, or a regular expression that the whole name must match. */
export type ExternalName =
  | { readonly exact: string }
  | { readonly source: string; readonly ignoreCase: boolean }

/** Reads an entry of `from`: `/…/` and `/…/i` are expressions, all else is a name, also one with a slash in front. */
export function readExternalName(written: string): ExternalName {
  const found = EXPRESSION.exec(written)
  return found?.[1] === undefined ? { exact: written } : { source: found[1], ignoreCase: found[2] === 'i' }
}

const EXPRESSION = /^\/(.+)\/([A-Za-z]*)$/s

/**
 * Why an expression can't be used, or null. Keycloak runs it as a Java expression and never says that it is broken,
 * so what is allowed is what JavaScript and Java read alike.
 */
export function expressionFault(written: string): string | null {
  const [, source, flags] = EXPRESSION.exec(written) ?? []
  if (source === undefined || flags === undefined) return null
  if (flags !== '' && flags !== 'i')
    return `is read as an expression with the flags "${flags}", and only "i" is one: for the name itself write ${JSON.stringify(`/^${escapeExpression(written)}$/`)}`
  return forbidden(source) ?? notCompiling(source) ?? tooWide(source, flags)
}

/** An expression that matches this text only, in JavaScript and in Java. */
export function escapeExpression(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

/** Constructs that Java lacks, reads otherwise, or that can take exponential time, each with what to say about it. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/^\(\?<?[=!]/, 'looks ahead or behind, which is not allowed: write the names out'],
  [/^\(\?</, 'names a group, which is not allowed: write (?:…)'],
  [/^\(\?(?!:)/, 'sets flags inside, which is not allowed: write /…/i'],
  [/^\\[1-9k]/, 'refers back to a group, which is not allowed: write its text again'],
  [
    /^\\(?![dDwWsSbBtnrf]|x[0-9A-Fa-f]{2}|[^A-Za-z0-9])/,
    'holds an escape that Java reads otherwise: write the characters themselves',
  ],
  [/^\{(?!\d+(,\d*)?\})/, 'has a "{" that repeats nothing: write a backslash before it'],
  [/^[*+?}]\+/, 'has a possessive quantifier, which is not allowed: take its "+" away'],
]

function forbidden(source: string): string | null {
  let inClass = false
  for (let index = 0; index < source.length; index++) {
    const rest = source.slice(index)
    if (inClass && (rest.startsWith('[') || rest.startsWith('&&')))
      return 'holds a class within a class, which Java reads otherwise: write a backslash before "[" and "&"'
    if (!inClass && /^\[\^?\]/.test(rest))
      return 'holds an empty class: write the characters between "[" and "]"'
    const found = FORBIDDEN.find(
      ([pattern], order) => (!inClass || (order > 2 && order < 5)) && pattern.test(rest),
    )
    if (found) return found[1]
    if (rest.startsWith('\\')) index++
    else if (rest.startsWith('[')) inClass = true
    else if (rest.startsWith(']')) inClass = false
  }
  return repeatsRepetition(source)
    ? 'repeats what repeats already, e.g. (a+)+, which can take for ever: take one of them out'
    : null
}

/** Whether a group that is repeated without bound holds something that is. */
function repeatsRepetition(source: string): boolean {
  const plain = source.replaceAll(/\\./gs, 'x').replaceAll(/\[[^\]]*\]/g, 'x')
  const open: boolean[] = []
  for (let index = 0; index < plain.length; index++) {
    const repeated = /^([*+]|\{\d+,\}|\{\d*,?\d{3,}\})/.test(plain.slice(index + 1))
    if (plain[index] === '(') open.push(false)
    else if (plain[index] === ')') {
      const inside = open.pop() === true
      if (inside && repeated) return true
      if ((inside || repeated) && open.length > 0) open[open.length - 1] = true
    } else if (repeated && open.length > 0) open[open.length - 1] = true
  }
  return false
}

function notCompiling(source: string): string | null {
  try {
    new RegExp(source)
    return null
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.replace(/^Invalid regular expression: .*: /s, '') : ''
    return `is not a regular expression: ${reason}`
  }
}

/** Names that nobody has: what matches them all matches everything. */
const NOBODY = ['Qz7', '~ 0123456789 ~', 'qqqq-xxxx-jjjj/ZZZZ']

function tooWide(source: string, flags: string): string | null {
  const expression = new RegExp(`^(?:${source})$`, flags)
  if (expression.test('')) return 'matches an empty name: name at least one character'
  return NOBODY.every((name) => expression.test(name))
    ? 'matches every name, so everybody would be in this group: say more of the name'
    : null
}
