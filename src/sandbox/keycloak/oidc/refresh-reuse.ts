/** Refresh tokens that are used up, where a realm wants that: `revokeRefreshToken` and `refreshTokenMaxReuse`. */
import type { Realm } from '../model/realm.ts'
import type { ClientRow, SessionRow } from '../model/rows.ts'
import { left, putSession } from '../model/sessions.ts'
import type { JsonObject } from '../rest/json.ts'
import { type Refusal, refusal } from '../rest/refusal.ts'
import { nowInSeconds } from './jwt.ts'

/** Whether refresh tokens of the realm are used up. */
export const usesUp = (realm: Realm) => realm.row.fields['revokeRefreshToken'] === true

/**
 * Notes that a refresh token was used. One that was used too often, or that a later one has replaced, was stolen or leaked:
 * the client's part of the session ends with it. @throws Refusal 400
 */
export function noteUse(
  realm: Realm,
  session: SessionRow,
  client: ClientRow,
  claims: JsonObject,
): SessionRow {
  const part = session.clients[client.id]
  if (!usesUp(realm) || !part) return session
  const chain = `${claims['reuse_id'] ?? ''}`
  const before = part.refreshes?.[chain]
  const tokenId = `${claims['jti']}`
  const same = before?.tokenId === tokenId
  if (before && !same && Number(claims['iat']) < before.latest)
    throw ended(realm, session, client, 'Stale token')
  const uses = same ? before.uses : 0
  if (uses > Number(realm.row.fields['refreshTokenMaxReuse'] ?? 0)) {
    throw ended(realm, session, client, 'Maximum allowed refresh token reuse exceeded')
  }
  const refreshes = { ...part.refreshes, [chain]: { tokenId, uses: uses + 1, latest: nowInSeconds() } }
  return putSession(realm, {
    ...session,
    clients: { ...session.clients, [client.id]: { ...part, refreshes } },
  })
}

function ended(realm: Realm, session: SessionRow, client: ClientRow, why: string): Refusal {
  left(realm, session, client)
  return refusal(400, 'invalid_grant', why)
}
