/** How Istio's resources compare text. */

/** A question about one text. */
export type TextTest = (text: string) => boolean

/** VirtualService's StringMatch. */
export interface StringMatch {
  readonly exact?: string
  readonly prefix?: string
  readonly regex?: string
}

/** Compiles a StringMatch; without any form it asks for nothing. */
export function stringMatch(match: StringMatch, ignoreCase = false): TextTest {
  const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text)
  const { exact, prefix, regex } = match
  if (exact !== undefined) return (text) => fold(text) === fold(exact)
  if (prefix !== undefined) return (text) => fold(text).startsWith(fold(prefix))
  if (regex !== undefined) {
    const compiled = fullMatch(regex)
    return (text) => compiled?.test(text) ?? false
  }
  return () => true
}

/**
 * A policy's value: `*` anything but nothing, a leading star an ending, a trailing star a beginning;
 * a star elsewhere is a plain character (istio `pkg/…/authz/matcher/string.go`).
 */
export function wildcard(value: string, ignoreCase = false): TextTest {
  const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text)
  const wanted = fold(value)
  if (wanted === '*') return (text) => text !== ''
  if (wanted.startsWith('*')) return (text) => fold(text).endsWith(wanted.slice(1))
  if (wanted.endsWith('*')) return (text) => fold(text).startsWith(wanted.slice(0, -1))
  return (text) => fold(text) === wanted
}

/** A path in a policy: a template when it has `{*}` or `{**}`, else a wildcard (Envoy's uri_template). */
export function pathPattern(value: string): TextTest {
  if (!value.includes('{*}') && !value.includes('{**}')) return wildcard(value)
  const source = value
    .split(/(\{\*\*?\})/)
    .map((part) => (part === '{*}' ? '[^/]+' : part === '{**}' ? '.*' : escapeRegExp(part)))
    .join('')
  const compiled = new RegExp(`^${source}$`, 's')
  return (text) => compiled.test(text)
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

/** An RE2 expression over a whole text. @returns undefined when RE2 would refuse it */
export function fullMatch(pattern: string): RegExp | undefined {
  const translated = fromRe2(pattern)
  if (!translated) return undefined
  try {
    return new RegExp(`^(?:${translated.source})$`, translated.flags)
  } catch {
    return undefined
  }
}

/** An RE2 expression anywhere in a text, for substitutions. @returns undefined when RE2 would refuse it */
export function re2(pattern: string, flags = ''): RegExp | undefined {
  const translated = fromRe2(pattern)
  if (!translated) return undefined
  try {
    return new RegExp(translated.source, translated.flags + flags)
  } catch {
    return undefined
  }
}

const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: '\\s',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
  punct: '!-\\/:-@\\[-`{-~',
}

/** What JavaScript has and RE2 has not: look-around and references to groups. */
const UNKNOWN_TO_RE2 = /\(\?(?:=|!|<=|<!)|(?:^|[^\\])(?:\\\\)*\\(?:[1-9]|k<)/

function fromRe2(pattern: string): { source: string; flags: string } | undefined {
  if (UNKNOWN_TO_RE2.test(pattern)) return undefined
  const leading = /^\(\?([ims]+)\)/.exec(pattern)
  const body = pattern.slice(leading?.[0].length ?? 0)
  const source = body
    .replace(/\\Q(.*?)(?:\\E|$)/gs, (_, literal: string) => escapeRegExp(literal))
    .replaceAll('(?P<', '(?<')
    .replace(/\\A/g, '^')
    .replace(/\\z/g, '$')
    .replace(/\[:(\w+):\]/g, (whole, name: string) => POSIX_CLASSES[name] ?? whole)
  const flags = /\\[pP]/.test(source) ? 'u' : ''
  return { source, flags: (leading?.[1] ?? '') + flags }
}
