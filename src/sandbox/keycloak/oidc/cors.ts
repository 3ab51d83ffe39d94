/** Scripts of other origins: what is public may be read by all, the rest by the web origins of the realm's clients. */
import type { IncomingMessage } from 'node:http'
import { originsOf } from '../model/client-rules.ts'
import type { Realm } from '../model/realm.ts'

const PUBLIC = /\/(\.well-known\/|protocol\/openid-connect\/certs)|^\/?$/
const READING = /\/protocol\/openid-connect\/(token|userinfo|revoke|logout|certs)|\/\.well-known\//
const HEADERS = 'Origin, Accept, X-Requested-With, Content-Type, Authorization, DPoP'

/** The headers that let the browser hand the answer to the script that asked; none for an origin that no client names. */
export function corsHeaders(
  realm: Realm,
  request: IncomingMessage,
  path: string,
): Readonly<Record<string, string>> {
  const { origin } = request.headers
  if (origin === undefined || origin === 'null' || !(READING.test(path) || PUBLIC.test(path))) return {}
  if (!PUBLIC.test(path) && !listed(realm, origin)) return {}
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    vary: 'Origin',
    ...(request.method === 'OPTIONS'
      ? {
          'access-control-allow-methods': 'GET, POST, OPTIONS',
          'access-control-allow-headers': HEADERS,
          'access-control-max-age': '3600',
        }
      : {}),
  }
}

function listed(realm: Realm, origin: string): boolean {
  for (const { enabled, webOrigins, redirectUris } of realm.clients.all()) {
    if (!enabled) continue
    if (webOrigins.includes(origin) || webOrigins.includes('*')) return true
    if (webOrigins.includes('+') && originsOf(redirectUris).includes(origin)) return true
  }
  return false
}
