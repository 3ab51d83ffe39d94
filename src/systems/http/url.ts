/** URLs: made from parts, and shown to people without what may be secret in them. */
import { SystemError } from '../../core/error.ts'
import type { System } from '../../core/key.ts'
import type { Query } from './types.ts'

const secretLike = /secret|token|password|passwd|credential|assertion|(^|[_-])key$|^code$/i

/** `?a=1&b=2`, or '' when nothing is asked for. */
export function queryText(query: Query = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.append(name, String(value))
  }
  const text = parameters.toString()
  return text === '' ? '' : `?${text}`
}

/** The path with its query for people: values of secret-like names are `***`, and a long page token is left out. */
export function shownPath(path: string, query: Query = {}): string {
  const shown = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${shownValue(name, String(value))}`)
  return shown.length === 0 ? path : `${path}?${shown.join('&')}`
}

function shownValue(name: string, value: string): string {
  if (secretLike.test(name)) return '***'
  return name === 'continue' ? '…' : value
}

/** A base URL without a slash at its end. @throws SystemError with a sentence when it is none */
export function baseUrl(url: string, system: System): string {
  const wrong = faultOf(url)
  if (wrong === undefined) return new URL(url).href.replace(/\/+$/, '')
  throw new SystemError(`${system}: the URL is wrong: ${wrong}.`, { system, verdict: 'refused', status: 0 })
}

function faultOf(url: string): string | undefined {
  // The text is not repeated: it may hold a password.
  if (!URL.canParse(url)) return 'write one like https://host'
  const { protocol, username, password, search, hash } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'http:') {
    return `it begins with https:// or http://, not with ${protocol}//`
  }
  if (username !== '' || password !== '')
    return 'it holds a user name or password, which have their own places'
  if (search !== '' || hash !== '') return 'a base URL has no "?" and no "#"'
  return undefined
}

/** The path of a URL, without a slash at its end: '' or `/auth`. */
export function pathOf(url: string): string {
  return new URL(url).pathname.replace(/\/+$/, '')
}
