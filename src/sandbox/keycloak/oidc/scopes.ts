/** What a request's `scope` means for a client. */
import type { Realm } from '../model/realm.ts'
import { closure, effectiveRoles, roleByName } from '../model/roles.ts'
import type { ClientRow, ProtocolMapper, ScopeRow, UserRow } from '../model/rows.ts'
import { refusal } from '../rest/refusal.ts'

/** The scopes of a request: the client's default ones, and of its optional ones those that are asked for. */
export function scopesOf(realm: Realm, client: ClientRow, scope: string): readonly ScopeRow[] {
  const asked = new Set(scope.split(' '))
  const rows = (ids: readonly string[]) => ids.flatMap((id) => realm.scopes.get(id) ?? [])
  return [
    ...rows(client.defaultScopes),
    ...rows(client.optionalScopes).filter(({ name }) => asked.has(name)),
  ].filter(({ protocol }) => protocol === client.protocol)
}

/** Whether the client has every scope that is asked for. */
export function scopeKnown(realm: Realm, client: ClientRow, scope: string): boolean {
  const names = [...client.defaultScopes, ...client.optionalScopes].map((id) => realm.scopes.get(id)?.name)
  return scope.split(' ').every((name) => name === '' || name === 'openid' || names.includes(name))
}

/** @throws Refusal 400 invalid_scope */
export function checkScope(realm: Realm, client: ClientRow, scope: string): void {
  if (!scopeKnown(realm, client, scope)) throw refusal(400, 'invalid_scope', `Invalid scopes: ${scope}`)
}

/** The `scope` of the answer: what the token stands for, as far as scopes want to be named. */
export function scopeText(realm: Realm, client: ClientRow, scope: string): string {
  const named = scopesOf(realm, client, scope)
    .filter(({ attributes }) => attributes['include.in.token.scope'] !== 'false')
    .map(({ name }) => name)
  return [...(hasScope(scope, 'openid') ? ['openid'] : []), ...named].join(' ')
}

/** Whether a scope is among those that are asked for. */
export const hasScope = (scope: string, name: string) => scope.split(' ').includes(name)

/** The mappers that take part in a token: the client's own and those of its scopes. */
export function mappersOf(realm: Realm, client: ClientRow, scope: string): readonly ProtocolMapper[] {
  return [...client.protocolMappers, ...scopesOf(realm, client, scope).flatMap((row) => row.protocolMappers)]
}

/** The roles of a user that the client may see: all, unless it is limited to some. */
export function rolesInScope(realm: Realm, client: ClientRow, user: UserRow): ReadonlySet<string> {
  const held = effectiveRoles(realm, user)
  if (client.fullScopeAllowed) return held
  const own = realm.roles.by('client', client.id).map(({ id }) => id)
  const allowed = closure(realm, [...own, ...client.scopeMappings])
  return new Set([...held].filter((id) => allowed.has(id)))
}

/** @throws Refusal 400 for a user without the role that offline access takes */
export function checkOffline(realm: Realm, client: ClientRow, user: UserRow): void {
  const role = roleByName(realm, 'offline_access')
  if (role && rolesInScope(realm, client, user).has(role.id)) return
  throw refusal(400, 'not_allowed', 'Offline tokens not allowed for the user or client')
}
