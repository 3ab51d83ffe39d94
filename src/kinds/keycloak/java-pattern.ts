/**
 * External names of a group as one regular expression of Java's, which Keycloak matches against a whole claim value.
 *
 * A name stands for itself, `/…/flags` for a regular expression. The server accepts broken expressions and says
 * nothing (contract 24-identity-provider-mappers), so what Java would read differently from JavaScript is refused here.
 */

/** Why an expression cannot be handed on; undefined where it can. */
type PatternFault = string

/** One alternation over all names, sorted, each once. @throws RangeError which names the expression and its fault */
export function alternation(names: readonly string[]): string {
  const parts = names.map((name) => {
    const expression = readExpression(name)
    return expression ? inJava(name, expression) : literal(name)
  })
  return `^(?:${[...new Set(parts)].sort().join('|')})$`
}

/** Undoes `alternation`: its parts as Java reads them; all of the expression where another hand wrote it. */
export function alternatives(expression: string): readonly string[] {
  const [, body] = /^\^\(\?:(.*)\)\$$/s.exec(expression) ?? []
  if (body === undefined) return [expression]
  const parts: string[] = ['']
  let depth = 0
  for (const [sign] of body.matchAll(/\\.|\[(?:\\.|[^\]])+\]|./gs)) {
    if (sign === '(') depth++
    if (sign === ')') depth--
    if (sign === '|' && depth === 0) parts.push('')
    else parts[parts.length - 1] += sign
  }
  return parts
}

interface Expression {
  readonly body: string
  readonly flags: string
}

/** `/Corp/Team Dev` is a name like any other: what follows the last slash must be flags. */
function readExpression(name: string): Expression | undefined {
  const [, body, flags] = /^\/(.+)\/([ims]*)$/s.exec(name) ?? []
  return body === undefined || flags === undefined ? undefined : { body, flags }
}

/** A backslash before each sign that means something, rather than \Q…\E, which a name may contain. */
function literal(name: string): string {
  return name.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&')
}

function inJava(name: string, { body, flags }: Expression): string {
  const fault = faultOf(body)
  if (fault) throw new RangeError(`the expression ${name} can't be used: ${fault}`)
  // Java folds the case of ASCII only, unless it is told otherwise.
  const unicode = flags.includes('i') && /[^\0-\x7f]/.test(body) ? 'u' : ''
  const all = [...new Set(flags)].sort().join('') + unicode
  return all === '' ? `(?:${body})` : `(?${all}:${body})`
}

function faultOf(body: string): PatternFault | undefined {
  try {
    new RegExp(body)
  } catch {
    return 'it is no regular expression'
  }
  return differenceOf(body)
}

/** What the two languages read differently, token by token. */
const tokens =
  /\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\[\s\S]|\[\^?\]?|\]|&&|\(\?<[A-Za-z]|\{[0-9]+(,[0-9]*)?\}|[\s\S]/g
const shared = /^\\([dDwWsSbBtnrf]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[^A-Za-z0-9])$/s

function differenceOf(body: string): PatternFault | undefined {
  let inClass = false
  for (const [token] of body.matchAll(tokens)) {
    if (token.startsWith('\\')) {
      if (/^\\[1-9k]/.test(token)) return 'it refers back to a group, and groups are counted over all names'
      if (!shared.test(token)) return `${token.slice(0, 2)} means something else to Keycloak`
    } else if (token.startsWith('[')) {
      if (inClass) return 'write \\[ inside of brackets'
      if (token.endsWith(']')) return 'brackets are empty'
      inClass = true
    } else if (token === ']') {
      inClass = false
    } else if (token === '&&' && inClass) {
      return 'write & once inside of brackets'
    } else if (token.startsWith('(?<')) {
      return 'groups with names may clash: leave the name out'
    } else if (token === '{' && !inClass) {
      return 'write \\{ for a brace'
    }
  }
  return undefined
}
