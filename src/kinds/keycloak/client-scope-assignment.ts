/** Which scopes a client has: set on POST, ignored on PUT, so changed one by one. reference/keycloak.md §0.3 */
import { z } from 'zod'
import type { Client } from './client-representation.ts'
import type { ClientSpec } from './client-spec.ts'
import { asSet, inRealm, type KeycloakHands, refuse } from './define.ts'
import { recentScopes } from './scopes.ts'

const Named = z.object({ id: z.string(), name: z.string() })
type Lists = Pick<ClientSpec, 'defaultScopes' | 'optionalScopes'>

/**
 * Where a client lacks scopes that older servers do not have, looks whether this one has them.
 * @returns the spec in which those that cannot be had count as given
 */
export async function scopesAsTheServerHas(
  spec: ClientSpec,
  wanted: ClientSpec,
  hands: KeycloakHands,
): Promise<ClientSpec> {
  const missed = recentScopes.filter(
    (name) => wanted.defaultScopes.includes(name) && !spec.defaultScopes.includes(name),
  )
  if (missed.length === 0) return spec
  const ids = await scopeIds(hands)
  return {
    ...spec,
    defaultScopes: asSet([...spec.defaultScopes, ...missed.filter((name) => !ids.has(name))]),
  }
}

/** Gives a client exactly these scopes. */
export async function giveScopes(found: Client, spec: Lists, hands: KeycloakHands): Promise<void> {
  const { client, signal } = hands
  const lists = [
    ['default-client-scopes', found.defaultClientScopes, spec.defaultScopes],
    ['optional-client-scopes', found.optionalClientScopes, spec.optionalScopes],
  ] as const
  const changes = lists.map(([path, have, want]) => ({
    path: inRealm(client, 'clients', found.id, path),
    take: have.filter((name) => !want.includes(name)),
    give: want.filter((name) => !have.includes(name)),
  }))
  if (changes.every(({ take, give }) => take.length + give.length === 0)) return
  const ids = await scopeIds(hands)
  const idOf = (name: string) => ids.get(name)
  // First taken, then given: a scope that is in the other list cannot be given, and the answer does not say so.
  for (const { path, take } of changes) {
    for (const id of take.flatMap((name) => idOf(name) ?? [])) await client.delete(`${path}/${id}`, signal)
  }
  for (const { path, give } of changes) {
    for (const name of give) {
      const id = idOf(name)
      if (id) await client.put(`${path}/${id}`, {}, signal)
      else if (!recentScopes.includes(name)) {
        throw refuse(`Keycloak has no client scope "${name}", which the client ${found.clientId} is to have.`)
      }
    }
  }
}

async function scopeIds({ client, signal }: KeycloakHands): Promise<ReadonlyMap<string, string>> {
  const all = await client.get(inRealm(client, 'client-scopes'), {}, z.array(Named), signal)
  return new Map((all ?? []).map(({ id, name }) => [name, id]))
}
