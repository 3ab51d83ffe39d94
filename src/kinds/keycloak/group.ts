/**
 * A group at the top of the realm: one for each group that gives access, the administrators', and the one that
 * everybody is in, so that the groups claim is never empty (Harbor would keep a person's last groups).
 *
 * Its members are people's affair, and the identity providers'. Roles that somebody else mapped are told, not taken.
 */
import { z } from 'zod'
import { keyOf, nameOf } from '../../core/key.ts'
import type { Desired } from '../../core/kind.ts'
import { defineKeycloakKind } from '../define.ts'
import { hasRealm, inRealm, type KeycloakHands, makeOrFind, present, realmKind } from './define.ts'
import { groupsOf } from './groups.ts'
import { markLists, ownershipOf } from './marks.ts'

const kind = 'keycloak.group'

const Group = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string().optional(),
  description: z.string().optional(),
  attributes: z.record(z.string(), z.array(z.string())).optional(),
  realmRoles: z.array(z.string()).optional(),
  clientRoles: z.record(z.string(), z.array(z.string())).optional(),
})
type Group = z.infer<typeof Group>

interface GroupSpec {
  /** Realm roles of the description that it has. */
  readonly roles: readonly string[]
  /** Whether every new account is put into it. */
  readonly everybody: boolean
}

/**
 * The form of the list that is five times faster and still shows attributes and roles, so that nothing is read
 * group by group (reference/keycloak.md §9.0).
 */
const query = { briefRepresentation: false, populateHierarchy: false, subGroupsCount: false, max: 500 }

export const group = defineKeycloakKind<GroupSpec>({
  name: kind,
  parent: realmKind,
  needs: ['keycloak.role'],
  mark: 'own',
  removalRisks: ['cuts-access'],

  risks: ({ spec }, { owner }, diff) =>
    // Making everybody a member, of a group that gives access, is how a whole company gets in.
    diff.some(({ path }) => path === 'everybody') && (spec.everybody ? spec.roles.length > 0 : owner === null)
      ? [spec.everybody ? 'exposes' : 'cuts-access']
      : [],

  *derive(tenancy) {
    for (const { name, team, role, everybody } of groupsOf(tenancy)) {
      yield {
        key: keyOf(kind, name),
        team,
        spec: { roles: role === undefined ? [] : [role], everybody },
        after: role === undefined ? [] : [keyOf('keycloak.role', role)],
        ...(everybody && { summary: 'everybody' }),
      }
    }
  },

  async observe(scope, hands) {
    if (!hasRealm(scope)) return []
    const { client, signal, owner } = hands
    const [found, defaults] = await Promise.all([
      client.list(inRealm(client, 'groups'), query, Group, signal),
      client.get(inRealm(client, 'default-groups'), {}, z.array(Group), signal),
    ])
    if (found.length === 0) await mayReadGroups(scope.desired, hands)
    const everybody = new Set((defaults ?? []).map(({ id }) => id))
    const wanted = new Map(scope.desired.map((one) => [one.key, one]))
    return found
      .map((one) => {
        const key = keyOf(kind, one.name)
        const desired = wanted.get(key)
        const roles = desired?.spec.roles ?? []
        return {
          key,
          id: one.id,
          spec: {
            roles: roles.filter((name) => one.realmRoles?.includes(name)),
            everybody: everybody.has(one.id),
          },
          ...ownershipOf(one.attributes),
          ...(desired && { notes: notesOf(one, roles) }),
        }
      })
      .filter((one) => wanted.has(one.key) || one.owner === owner)
  },

  async create(desired, hands) {
    const { client, signal, owner } = hands
    const { key, team, spec } = desired
    const body = { name: nameOf(key), attributes: markLists(owner, team) }
    const id = await makeOrFind(
      () => client.post(inRealm(client, 'groups'), body, signal),
      async () => {
        const found = await client.get(inRealm(client, 'group-by-path', body.name), {}, Group, signal)
        return ownershipOf(found?.attributes).owner === owner ? found?.id : undefined
      },
    )
    await mapRoles(id, spec.roles, hands)
    if (spec.everybody) await client.put(inRealm(client, 'default-groups', id), {}, signal)
    return id
  },

  async update({ team, spec }, actual, hands) {
    const { client, signal, owner } = hands
    const path = inRealm(client, 'groups', actual.id)
    const found = present(await client.get(path, {}, Group, signal), 'group')
    // Attributes are replaced and a description that is not sent is cleared (reference/keycloak.md §0.2).
    const { name, description } = found
    const attributes = { ...found.attributes, ...markLists(owner, team) }
    await client.put(path, { name, attributes, ...(description !== undefined && { description }) }, signal)
    await mapRoles(
      actual.id,
      spec.roles.filter((role) => !found.realmRoles?.includes(role)),
      hands,
    )
    if (spec.everybody === actual.spec.everybody) return
    const asDefault = inRealm(client, 'default-groups', actual.id)
    if (spec.everybody) await client.put(asDefault, {}, signal)
    else await client.delete(asDefault, signal)
  },

  remove: ({ id }, { client, signal }) => client.delete(inRealm(client, 'groups', id), signal),
})

/** Asks for one group by its path, which is refused where the list would be empty for want of rights. */
async function mayReadGroups(desired: readonly Desired[], { client, signal }: KeycloakHands): Promise<void> {
  const [one] = desired
  if (one) await client.get(inRealm(client, 'group-by-path', nameOf(one.key)), {}, Group, signal)
}

async function mapRoles(id: string, roles: readonly string[], hands: KeycloakHands): Promise<void> {
  const { client, signal, idOf } = hands
  // Both are needed: the id alone or the name alone is a 404 (contract 17-group-roles).
  const bodies = roles.map((name) => ({ id: idOf(keyOf('keycloak.role', name)), name }))
  if (bodies.length > 0) {
    await client.post(inRealm(client, 'groups', id, 'role-mappings', 'realm'), bodies, signal)
  }
}

function notesOf({ realmRoles = [], clientRoles = {} }: Group, ours: readonly string[]): string[] {
  const others = [
    ...realmRoles.filter((name) => !ours.includes(name)),
    ...Object.entries(clientRoles).flatMap(([client, roles]) => roles.map((name) => `${client}.${name}`)),
  ]
  return others.map((name) => `its members also have the role ${name}, which the description does not name`)
}
