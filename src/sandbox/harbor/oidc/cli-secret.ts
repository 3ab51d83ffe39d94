/**
 * `docker login` of a person: user name and CLI secret. It lives as long as the stored tokens can be renewed
 * (harbor contracts 42-cli-secret and 46-cli-secret-refresh).
 */
import { decodeJwt } from 'jose'
import { type Caller, personCaller } from '../identity/caller.ts'
import type { Credentials } from '../identity/credentials.ts'
import { now } from '../state/clock.ts'
import type { Harbor } from '../state/harbor.ts'
import type { OidcUser, StoredTokens } from '../state/rows.ts'
import { groupIds, personOf } from './person.ts'

/** Tokens are renewed when they end within so many ms. */
const EARLY_MS = 10_000

/** Where clients need it, and nowhere else (src/server/middleware/security/oidc_cli.go). */
const PLACES: readonly (readonly [RegExp, readonly string[] | undefined])[] = [
  [/^\/service\/token$/, undefined],
  [/^\/v2/, undefined],
  [/^\/api\/version$/, ['GET']],
  [/^\/api\/v2\.0\/projects$/, ['GET', 'POST']],
  [/^\/api\/v2\.0\/(systeminfo|labels)$/, ['GET']],
  [/^\/api\/v2\.0\/projects\/.*\/repositories$/, ['GET']],
  [/^\/api\/v2\.0\/projects\/.*\/repositories\/.*\/artifacts$/, ['GET']],
  [/^\/api\/v2\.0\/projects\/.*\/repositories\/.*\/artifacts\/.*\/tags\/.*$/, ['DELETE']],
]

/** Is a CLI secret taken there? @param path decoded, without a slash at its end */
export const taken = (method: string, path: string) =>
  PLACES.some(([place, methods]) => place.test(path) && (methods?.includes(method) ?? true))

/** Undefined for any other credentials. */
export async function cliSecretCaller(harbor: Harbor, credentials: Credentials): Promise<Caller | undefined> {
  const { basic, method } = credentials
  const path = credentials.path.replace(/(.)\/$/, '$1')
  const { settings, tables } = harbor
  if (!basic || settings.text('auth_mode') !== 'oidc_auth' || !taken(method, path)) return undefined
  if (basic.name.startsWith(settings.text('robot_name_prefix'))) return undefined
  const user = tables.users.one('username', basic.name)
  const meta = user && tables.oidcUsers.one('user', user.id)
  if (!user || !meta || meta.secret !== basic.password) return undefined
  const tokens = await livingTokens(harbor, meta)
  if (!tokens) return undefined
  const userinfo = await harbor.provider.userinfo(tokens.access).catch(() => undefined)
  const person = personOf(settings, decodeJwt(tokens.id), userinfo)
  return personCaller(harbor, {
    row: user,
    groupIds: groupIds(harbor, person.groups),
    adminByGroup: person.admin,
  })
}

/** The stored tokens, renewed where they are about to end; undefined when they can't be. */
async function livingTokens(harbor: Harbor, meta: OidcUser): Promise<StoredTokens | undefined> {
  if (meta.tokens.expires - Date.now() > EARLY_MS) return meta.tokens
  try {
    const tokens = await harbor.provider.refresh(meta.tokens)
    const latest = harbor.tables.oidcUsers.get(meta.id)
    if (latest) harbor.tables.oidcUsers.update({ ...latest, tokens, updated: now() })
    return tokens
  } catch {
    return undefined
  }
}
