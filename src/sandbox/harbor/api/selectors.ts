/** Selectors of retention and immutability rules: their form in bodies, and what they match. */
import type { ScopeSelectors, Selector } from '../state/rows.ts'
import { dict, list, struct, text } from '../wire/body.ts'
import { compact } from '../wire/reply.ts'

const SELECTOR = { kind: text, decoration: text, pattern: text, extras: text }

/** @param owner the Go struct that refusals mention: the two kinds of rules have their own */
export const tagSelectors = (owner: string) => list(struct(owner, SELECTOR))
/** Selectors by kind of scope. */
export const scopeSelectors = (owner: string) => dict(list(struct(owner, SELECTOR)))

/** Selectors as the API answers them. */
export const showSelectors = (selectors: readonly Selector[]) =>
  selectors.map((selector) => compact({ ...selector }))

/** The same by kind of scope. */
export const showScopes = (scopes: ScopeSelectors) =>
  Object.fromEntries(Object.entries(scopes).map(([kind, selectors]) => [kind, showSelectors(selectors)]))

/** Do all selectors take the name? None at all, or a decoration that is unknown, takes nothing. */
export function selected(name: string, selectors: readonly Selector[] | null | undefined): boolean {
  if (!selectors || selectors.length === 0) return false
  return selectors.every(({ decoration, pattern = '' }) => {
    if (decoration === 'matches' || decoration === 'repoMatches') return doublestar(pattern).test(name)
    if (decoration === 'excludes' || decoration === 'repoExcludes') return !doublestar(pattern).test(name)
    return false
  })
}

/** A doublestar pattern (`**`, `*`, `?`, `{a,b}`, `[a-z]`) as a regular expression; an empty one takes everything. */
export function doublestar(pattern: string): RegExp {
  if (pattern === '') return /^/
  let source = ''
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] ?? ''
    if (char === '*' && pattern[i + 1] === '*') {
      i += pattern[i + 2] === '/' ? 2 : 1
      source += pattern[i] === '/' ? '(?:.*/)?' : '.*'
    } else if (char === '*') source += '[^/]*'
    else if (char === '?') source += '[^/]'
    else if (char === '{') source += '(?:'
    else if (char === '}') source += ')'
    else if (char === ',') source += pattern.lastIndexOf('{', i) > pattern.lastIndexOf('}', i) ? '|' : ','
    else if (char === '[' || char === ']' || char === '-') source += char
    else if (char === '\\') source += `\\${pattern[++i] ?? '\\'}`
    else source += char.replace(/[.+^$()|]/g, '\\$&')
  }
  try {
    return new RegExp(`^(?:${source})$`)
  } catch {
    return /^(?!)/
  }
}
