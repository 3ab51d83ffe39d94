/**
 * External names of a group as one regular expression of Java's, which Keycloak matches against a whole claim value.
 *
 * The server accepts broken expressions and says nothing (contract 24-identity-provider-mappers), so the description
 * takes only those that Java and JavaScript read alike: here they are written down, and no longer judged.
 */
import { readExternalName } from '../../tenancy/external-name.ts'

/** One alternation over all names, sorted, each once. */
export function alternation(names: readonly string[]): string {
  const parts = names.map((name) => {
    const read = readExternalName(name)
    return 'exact' in read ? literal(read.exact) : inJava(read.source, read.ignoreCase)
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

/** A backslash before each sign that means something, rather than \Q…\E, which a name may contain. */
function literal(name: string): string {
  return name.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&')
}

/** Java folds the case of ASCII only, unless it is told otherwise. */
function inJava(source: string, ignoreCase: boolean): string {
  if (!ignoreCase) return `(?:${source})`
  return /[^\0-\x7f]/.test(source) ? `(?iu:${source})` : `(?i:${source})`
}
