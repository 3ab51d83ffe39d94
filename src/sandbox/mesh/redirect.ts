/** Redirects of routes. */
import type { Asked } from './asked.ts'
import type { Action } from './route.ts'

/** Where to, with what is left out kept from the request. */
export interface RedirectSpec {
  readonly uri?: string
  readonly authority?: string
  readonly scheme?: string
  readonly port?: number
  readonly derivePort?: string
  readonly redirectCode?: number
}

/** Compiles a redirect; the query is kept unless the new path brings its own. */
export function redirectOf(spec: RedirectSpec, rewritePath?: (path: string) => string): Action {
  return {
    kind: 'redirect',
    status: spec.redirectCode || 301,
    location: (asked) => locationOf(asked, spec, rewritePath),
  }
}

/** The answer of a Gateway's `httpsRedirect`: host with its port and the folded path are kept. */
export const toHttps = redirectOf({ scheme: 'https' })

function locationOf(asked: Asked, spec: RedirectSpec, rewritePath?: (path: string) => string): string {
  const scheme = spec.scheme || asked.scheme
  const [, name = '', ownPort = ''] = /^(.*?)(:\d+)?$/.exec(asked.authority) ?? []
  const host = spec.authority ? spec.authority : `${name}${portOf(spec, { scheme, ownPort, asked })}`
  const queryAt = asked.path.indexOf('?')
  const query = queryAt < 0 ? '' : asked.path.slice(queryAt)
  const bare = queryAt < 0 ? asked.path : asked.path.slice(0, queryAt)
  const path = spec.uri ? spec.uri : (rewritePath?.(bare) ?? bare)
  return `${scheme}://${host}${path}${path.includes('?') ? '' : query}`
}

function portOf(spec: RedirectSpec, at: { scheme: string; ownPort: string; asked: Asked }): string {
  const usual = at.scheme === 'https' ? 443 : 80
  if (spec.port) return spec.port === usual ? '' : `:${spec.port}`
  if (spec.derivePort === 'FROM_REQUEST_PORT') {
    return at.asked.port === usual ? '' : `:${at.asked.port}`
  }
  if (spec.derivePort === 'FROM_PROTOCOL_DEFAULT') return ''
  return at.ownPort
}
