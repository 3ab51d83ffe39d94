/** What the server refuses in a client (contract 08-client-refusals). */
import { refusal, unknownError } from '../rest/refusal.ts'
import type { ClientRow } from './rows.ts'

const COLUMN = 255
const PROTOCOLS = new Set(['openid-connect', 'saml', 'docker-v2', 'oid4vc'])
const ILLEGAL_SCHEMES = new Set(['javascript', 'data', 'vbscript'])

const invalid = (description: string) => refusal(400, 'invalid_input', description)

/** @throws Refusal 400 that names the first thing wrong, or 500 for a text that its column has no room for */
export function checkClient(client: ClientRow): void {
  for (const uri of client.redirectUris) checkUri(uri, 'redirect URI')
  checkUrl(client.rootUrl, 'Root URL')
  if (!client.baseUrl?.startsWith('/')) checkUrl(client.baseUrl, 'Base URL')
  if (!PROTOCOLS.has(client.protocol)) throw invalid(`Invalid protocol: ${client.protocol}`)
  for (const text of [client.clientId, client.name, client.description, client.rootUrl, client.baseUrl]) {
    if ((text?.length ?? 0) > COLUMN) throw unknownError()
  }
}

function checkUri(uri: string, what: string): void {
  if (/[\s"<>\\^`{|}]/.test(uri.replaceAll(/\$\{[^}]*\}/g, ''))) throw invalid(`A ${what} is not a valid URI`)
  if (uri.includes('#')) throw invalid(`A ${what} must not contain an URL fragment`)
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase()
  if (scheme !== undefined && ILLEGAL_SCHEMES.has(scheme)) throw invalid(`A ${what} uses an illegal scheme`)
}

function checkUrl(url: string | undefined, what: string): void {
  if (url === undefined || url === '' || url.startsWith('$')) return
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase()
  if (scheme !== undefined && ILLEGAL_SCHEMES.has(scheme)) throw invalid(`${what} uses an illegal scheme`)
  if (!URL.canParse(url)) throw invalid(`${what} is not a valid URL`)
}

/** The origins of the http and https addresses among redirect URIs, which are the web origins when none are sent. */
export function originsOf(redirectUris: readonly string[]): readonly string[] {
  const origins = redirectUris.flatMap((uri) => /^https?:\/\/[^/*?]+/i.exec(uri)?.[0] ?? [])
  return [...new Set(origins)]
}
