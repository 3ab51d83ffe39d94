/** Who calls the Admin API. */
import type { IncomingMessage } from 'node:http'
import type { Realm } from '../model/realm.ts'
import type { ClientRow, UserRow } from '../model/rows.ts'
import type { World } from '../model/world.ts'
import { checkAccessToken } from '../oidc/access-token.ts'
import { refusal } from '../rest/refusal.ts'

/** The account behind a token, and the client that it was made for. */
export interface Caller {
  readonly realm: Realm
  readonly user: UserRow
  readonly client: ClientRow
  readonly address: string
}

/**
 * The realm is the last segment of the token's issuer, and the issuer must be this server by the address that was called.
 * @throws Refusal 401 that tells no cause: no token, a forged or expired one, its client or user switched off
 */
export async function callerOf(world: World, request: IncomingMessage, base: string): Promise<Caller> {
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const realm = token === undefined ? undefined : world.find(realmOf(token))
  if (token !== undefined && realm) {
    const checked = await checkAccessToken(realm, token, base)
    if (checked.ok) {
      const { user, client } = checked
      return { realm, user, client, address: request.socket.remoteAddress ?? '' }
    }
  }
  throw refusal(401, 'HTTP 401 Unauthorized')
}

function realmOf(token: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    const { iss } = claims as { iss?: unknown }
    return decodeURIComponent(`${iss}`.split('/').pop() ?? '')
  } catch {
    return ''
  }
}
