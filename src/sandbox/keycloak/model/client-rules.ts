/** What the server refuses in a client (contract 08-client-refusals; org.keycloak.validation.DefaultClientValidationProvider). */
import { refusal, unknownError } from '../rest/refusal.ts'
import type { ClientRow } from './rows.ts'

const COLUMN = 255
const PROTOCOLS = new Set(['openid-connect', 'saml', 'docker-v2', 'oid4vc'])
const ILLEGAL_SCHEMES = new Set(['javascript', 'data', 'vbscript'])
/** Schemes that java.net.URL knows. */
const ADDRESSES = new Set(['http', 'https', 'ftp', 'file', 'jar', 'mailto'])

const invalid = (description: string) => refusal(400, 'invalid_input', description)

/** @throws Refusal 400 that names all that is wrong, or 500 for a text that its column has no room for */
export function checkClient(client: ClientRow): void {
  if (!PROTOCOLS.has(client.protocol)) throw invalid(`Invalid protocol: ${client.protocol}`)
  const problems = new Set([
    ...addressProblems('Root URL', client.rootUrl?.startsWith('$') ? '' : client.rootUrl, { fragment: true }),
    ...addressProblems('Base URL', local(client.baseUrl)),
    ...addressProblems('Backchannel logout URL', local(client.attributes['backchannel.logout.url'])),
    ...client.redirectUris.flatMap(redirectProblems),
    ...logoProblems(client.attributes['logoUri']),
    ...addressProblems('Policy URL', client.attributes['policyUri']),
    ...addressProblems('Terms of service URL', client.attributes['tosUri']),
    ...jwksProblems(client),
  ])
  if (problems.size > 0) throw invalid([...problems].join('; '))
  for (const text of [client.clientId, client.name, client.description, client.rootUrl, client.baseUrl]) {
    if ((text?.length ?? 0) > COLUMN) throw unknownError()
  }
}

/** An address on the server itself, or one that a placeholder begins, is not looked into. */
const local = (url: string | undefined) => (url?.startsWith('/') || url?.startsWith('$') ? '' : url)

const schemeOf = (uri: string) => /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase()
/** Characters that no URI may have. */
const isBroken = (uri: string) => /[\s"<>\\^`{|}]/.test(uri.replaceAll(/\$\{[^}]*\}/g, ''))

function addressProblems(
  what: string,
  url: string | undefined,
  { fragment = false } = {},
): readonly string[] {
  if (!url) return []
  const scheme = schemeOf(url)
  if (isBroken(url)) return [`${what} is not a valid URL`]
  if (scheme !== undefined && ILLEGAL_SCHEMES.has(scheme)) return [`${what} uses an illegal scheme`]
  if (fragment && url.includes('#')) return [`${what} must not contain an URL fragment`]
  return scheme !== undefined && ADDRESSES.has(scheme) ? [] : [`${what} is not a valid URL`]
}

function redirectProblems(uri: string): readonly string[] {
  const scheme = schemeOf(uri)
  if (isBroken(uri)) return ['A redirect URI is not a valid URI']
  return [
    ...(scheme !== undefined && ILLEGAL_SCHEMES.has(scheme) ? ['A redirect URI uses an illegal scheme'] : []),
    ...(uri.includes('#') ? ['A redirect URI must not contain an URL fragment'] : []),
  ]
}

/** A logo may be data, and need not be an address. */
function logoProblems(uri: string | undefined): readonly string[] {
  if (!uri) return []
  if (isBroken(uri)) return ['Logo URL is not a valid URL']
  return schemeOf(uri) === 'javascript' ? ['Logo URL uses an illegal scheme'] : []
}

function jwksProblems({ attributes }: ClientRow): readonly string[] {
  const both = attributes['use.jwks.url'] === 'true' && attributes['use.jwks.string'] === 'true'
  return both ? ['Illegal to use both jwks_uri and jwks_string'] : []
}

/** The origins of the http and https addresses among redirect URIs, which are the web origins when none are sent. */
export function originsOf(redirectUris: readonly string[]): readonly string[] {
  const origins = redirectUris.flatMap((uri) => /^https?:\/\/[^/*?]+/i.exec(uri)?.[0] ?? [])
  return [...new Set(origins)]
}
