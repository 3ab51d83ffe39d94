/** How a client says who it is: Basic, or `client_id` and `client_secret` in the form. */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Realm } from '../model/realm.ts'
import type { ClientRow } from '../model/rows.ts'
import { refusal } from '../rest/refusal.ts'

const DESCRIPTION = 'Invalid client or Invalid client credentials'

/** @throws Refusal 401: `invalid_client` for one that is not there or switched off, `unauthorized_client` for a wrong secret */
export function authenticatedClient(
  realm: Realm,
  request: IncomingMessage,
  form: Readonly<Record<string, string>>,
): ClientRow {
  const basic = basicCredentials(request)
  const client = realm.clients.one('name', basic?.id ?? form['client_id'] ?? '')
  if (!client?.enabled || client.bearerOnly) throw refusal(401, 'invalid_client', DESCRIPTION)
  const secret = basic?.secret || form['client_secret'] || ''
  if (!client.publicClient && !same(client.secret ?? '', secret)) {
    throw refusal(401, 'unauthorized_client', DESCRIPTION)
  }
  return client
}

/** An empty secret is nobody's. */
function same(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b)
}

/** RFC 6749 §2.3.1: both are form-encoded; what is no valid encoding is taken as it stands. */
function basicCredentials(request: IncomingMessage) {
  const encoded = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 0) return undefined
  return { id: formDecoded(text.slice(0, colon)), secret: formDecoded(text.slice(colon + 1)) }
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'))
  } catch {
    return text
  }
}
