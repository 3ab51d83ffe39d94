/**
 * A realm role of the name of a group: what applications judge by that look at roles, not at groups.
 *
 * It grants nothing in Keycloak. A composite role of that name, made by somebody else, would, so it is not used.
 */
import { z } from 'zod'
import { keyOf, nameOf } from '../../core/key.ts'
import { defineKeycloakKind } from '../define.ts'
import { hasRealm, inRealm, type KeycloakHands, makeOrFind, present, realmKind } from './define.ts'
import { groupsOf } from './groups.ts'
import { markLists, ownershipOf, ownershipUnder } from './marks.ts'

const kind = 'keycloak.role'

const Role = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  composite: z.boolean().default(false),
  attributes: z.record(z.string(), z.array(z.string())).optional(),
})
type Role = z.infer<typeof Role>

interface RoleSpec {
  readonly composite: boolean
}

/** Rows are small; one request for hundreds of teams. */
const page = 500

export const role = defineKeycloakKind<RoleSpec>({
  name: kind,
  parent: realmKind,
  mark: 'own',
  removalRisks: ['cuts-access'],

  // Whoever has a composite role loses its parts.
  risks: (_desired, { owner, spec: was }) => (owner === null || was.composite ? ['cuts-access'] : []),

  *derive(tenancy) {
    for (const { role: name, team } of groupsOf(tenancy)) {
      if (name !== undefined) yield { key: keyOf(kind, name), team, spec: { composite: false } }
    }
  },

  async observe(scope, { client, signal, owner }) {
    if (!hasRealm(scope)) return []
    const wanted = new Set(scope.desired.map(({ key }) => key))
    const query = { briefRepresentation: false, max: page }
    const found = await client.list(inRealm(client, 'roles'), query, Role, signal)
    return found
      .filter(
        ({ name, attributes }) => wanted.has(keyOf(kind, name)) || ownershipOf(attributes).owner === owner,
      )
      .map((one) => ({
        key: keyOf(kind, one.name),
        id: one.id,
        spec: { composite: one.composite },
        ...ownershipUnder(one.name, one.attributes, owner),
      }))
  },

  async create({ key, team }, hands) {
    const { client, signal, owner } = hands
    const name = nameOf(key)
    const body = { name, attributes: markLists(owner, team, name) }
    // The answer names the role and not its id, without which it cannot be mapped (contract 17-group-roles).
    const made = async () => {
      await client.post(inRealm(client, 'roles'), body, signal)
      return present(await read(name, hands), 'role').id
    }
    return await makeOrFind(made, async () => {
      const found = await read(name, hands)
      return ownershipUnder(name, found?.attributes, owner).owner === owner ? found?.id : undefined
    })
  },

  async update({ key, team, spec }, { id }, hands) {
    const { client, signal, owner } = hands
    const name = nameOf(key)
    const standing = await read(name, hands)
    const found = present(standing?.id === id ? standing : undefined, 'role')
    if (found.composite && !spec.composite) await dissolve(name, hands)
    // The description is cleared where it is not sent, the attributes are replaced (reference/keycloak.md §2.4).
    const attributes = { ...found.attributes, ...markLists(owner, team, name) }
    const { description } = found
    await client.put(
      inRealm(client, 'roles', name),
      { name, attributes, ...(description !== undefined && { description }) },
      signal,
    )
  },

  /** By its id: under the name there may be somebody else's by now. */
  remove: ({ id }, { client, signal }) => client.delete(inRealm(client, 'roles-by-id', id), signal),
})

function read(name: string, { client, signal }: KeycloakHands): Promise<Role | undefined> {
  return client.get(inRealm(client, 'roles', name), {}, Role, signal)
}

/** Takes every part out of a composite role. */
async function dissolve(name: string, { client, signal }: KeycloakHands): Promise<void> {
  const path = inRealm(client, 'roles', name, 'composites')
  const parts = (await client.get(path, {}, z.array(Role), signal)) ?? []
  const bodies = parts.map(({ id, name: part }) => ({ id, name: part }))
  if (bodies.length > 0) await client.delete(path, signal, bodies)
}
