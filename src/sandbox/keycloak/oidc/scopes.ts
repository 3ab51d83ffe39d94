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

/** Those of them that count for a user: of a scope with roles mapped to it, one must have one. */
function scopesFor(realm: Realm, client: ClientRow, user: UserRow, scope: string): readonly ScopeRow[] {
  const held = effectiveRoles(realm, user)
  return scopesOf(realm, client, scope).filter(({ scopeMappings = [] }) => {
    if (scopeMappings.length === 0) return true
    return [...closure(realm, scopeMappings)].some((id) => held.has(id))
  })
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

/** Who asks by which client, and for what. */
interface Asked {
  readonly realm: Realm
  readonly client: ClientRow
  readonly user: UserRow
  readonly scope: string
}

/** The `scope` of the answer: what the token stands for, as far as scopes want to be named. */
export function scopeText({ realm, client, user, scope }: Asked): string {
  const named = scopesFor(realm, client, user, scope)
    .filter(({ attributes }) => attributes['include.in.token.scope'] !== 'false')
    .map(({ name }) => name)
  return [...(hasScope(scope, 'openid') ? ['openid'] : []), ...named].join(' ')
}

/** Whether a scope is among those that are asked for. */
export const hasScope = (scope: string, name: string) => scope.split(' ').includes(name)

/** The mappers that take part in a token: the client's own and those of its scopes. */
export function mappersOf({ realm, client, user, scope }: Asked): readonly ProtocolMapper[] {
  const scopes = scopesFor(realm, client, user, scope)
  return [...client.protocolMappers, ...scopes.flatMap((row) => row.protocolMappers)]
}

/** The roles of a user that the client may see: all, unless it is limited to its own and those mapped to it or its scopes. */
export function rolesInScope({ realm, client, user, scope }: Asked): ReadonlySet<string> {
  const held = effectiveRoles(realm, user)
  if (client.fullScopeAllowed) return held
  const own = realm.roles.by('client', client.id).map(({ id }) => id)
  const ofScopes = scopesFor(realm, client, user, scope).flatMap(({ scopeMappings = [] }) => scopeMappings)
  const allowed = closure(realm, [...own, ...client.scopeMappings, ...ofScopes])
  return new Set([...held].filter((id) => allowed.has(id)))
}

/** @throws Refusal 400 for a user without the role that offline access takes */
export function checkOffline(asked: Asked): void {
  const role = roleByName(asked.realm, 'offline_access')
  if (role && rolesInScope(asked).has(role.id)) return
  throw refusal(400, 'not_allowed', 'Offline tokens not allowed for the user or client')
}
