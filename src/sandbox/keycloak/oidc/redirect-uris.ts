/** Which addresses a client may be sent back to. */
import type { ClientRow } from '../model/rows.ts'

/** Registered addresses as absolute ones: a relative one is below the client's root, or the server itself. */
function absolute(uri: string, client: ClientRow, base: string): string {
  if (!uri.startsWith('/')) return uri
  const root = client.rootUrl?.startsWith('http') ? client.rootUrl.replace(/\/$/, '') : base
  return `${root}${uri}`
}

/** Equal, or below an address that ends in `*`. */
function fits(registered: string, uri: string): boolean {
  if (!registered.endsWith('*')) return registered === uri
  const prefix = registered.slice(0, -1)
  const path = uri.split(/[?#]/)[0] ?? ''
  if (prefix === '') return true
  return path.startsWith(prefix) || path === prefix.replace(/\/$/, '')
}

/** Whether a redirect URI is registered. `*` alone takes any http and https address. */
export function redirectAllowed(client: ClientRow, uri: string, base: string): boolean {
  if (!URL.canParse(uri) || uri.includes('#')) return false
  if (/\/\.\.?(\/|$)|%2e%2e/i.test(uri)) return false
  return client.redirectUris.some((registered) => fits(absolute(registered, client, base), uri))
}

/** Whether an address after logging out is registered: its own list, where `+` stands for the redirect URIs. */
export function postLogoutAllowed(client: ClientRow, uri: string, base: string): boolean {
  const listed = (client.attributes['post.logout.redirect.uris'] ?? '').split('##').filter(Boolean)
  return listed.some((entry) =>
    entry === '+'
      ? redirectAllowed(client, uri, base)
      : entry !== '-' && redirectAllowed({ ...client, redirectUris: [entry] }, uri, base),
  )
}
