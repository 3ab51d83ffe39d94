/** An ID token as a bearer: for the API and the token service, of people whom Harbor knows (harbor contract 44-bearer-tokens). */

import { type Caller, personCaller } from '../identity/caller.ts'
import type { Credentials } from '../identity/credentials.ts'
import type { Harbor } from '../state/harbor.ts'
import { groupIds, personOf } from './person.ts'

/** Undefined for any other credentials. */
export async function idTokenCaller(
  harbor: Harbor,
  { bearer, path }: Credentials,
): Promise<Caller | undefined> {
  const { settings, tables, provider } = harbor
  if (bearer === undefined || settings.text('auth_mode') !== 'oidc_auth') return undefined
  if (!path.startsWith('/api') && path !== '/service/token') return undefined
  const claims = await provider.verify(bearer).catch(() => undefined)
  if (!claims) return undefined
  const meta = tables.oidcUsers.one('subiss', `${claims.sub ?? ''}${claims.iss ?? ''}`)
  const row = meta && tables.users.get(meta.userId)
  if (!row) return undefined
  const person = personOf(settings, claims, undefined)
  return personCaller(harbor, { row, groupIds: groupIds(harbor, person.groups), adminByGroup: person.admin })
}
