/**
 * A group at the top of the realm: one for each group that gives access, the administrators', and the one that
 * everybody is in, so that the groups claim is never empty (Harbor would keep a person's last groups).
 *
 * Its members are people's affair, and the identity providers'. A role of the description that it is not to have is taken;
 * one that the description does not name is told. Its own name stands in its mark, so that one of ours that was renamed
 * gets its name back with its members, and no empty one is put beside it; and a copy of one, mark and all, is not ours.
 */

import { z } from 'zod'
import { loses } from '../../core/compare.ts'
import { keyOf, nameOf } from '../../core/key.ts'
import type { Desired } from '../../core/kind.ts'
import { defineKeycloakKind } from '../define.ts'
import { hasRealm, inRealm, type KeycloakHands, makeOrFind, present, realmKind } from './define.ts'
import { groupsOf } from './groups.ts'
import { markLists, nameMarked, ownershipOf, ownershipUnder, type ToldOwnership } from './marks.ts'

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
const MappedRole = z.object({ id: z.string(), name: z.string() })

interface GroupSpec {
  readonly name: string
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

  risks({ spec }, { owner, spec: was }, diff) {
    // Making everybody a member, of a group that gives access, is how a whole company gets in.
    const opens = diff.some(({ path }) => path === 'everybody') && spec.everybody && spec.roles.length > 0
    const closes = diff.some(({ path }) => path === 'everybody') && !spec.everybody && owner === null
    const takes = loses(was.roles, spec.roles)
    return [...(closes || takes ? (['cuts-access'] as const) : []), ...(opens ? (['exposes'] as const) : [])]
  },

  *derive(tenancy) {
    for (const { name, team, role, everybody } of groupsOf(tenancy)) {
      yield {
        key: keyOf(kind, name),
        team,
        spec: { name, roles: role === undefined ? [] : [role], everybody },
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
    const known = new Set(scope.desired.flatMap(({ spec }) => spec.roles))
    const names = new Set(found.map(({ name }) => name))
    return found
      .filter(
        ({ name, attributes }) => wanted.has(keyOf(kind, name)) || ownershipOf(attributes).owner === owner,
      )
      .map((one) => {
        const given = nameMarked(one.attributes, owner)
        // Beside the one whose name it bears in its mark, it is somebody's copy.
        const isCopy = given !== undefined && given !== one.name && names.has(given)
        const { notes = [], ...ownership }: ToldOwnership = isCopy
          ? ownershipUnder(one.name, one.attributes, owner)
          : ownershipOf(one.attributes)
        const key = keyOf(kind, given === undefined || isCopy ? one.name : given)
        const roles = (one.realmRoles ?? []).filter((name) => known.has(name)).sort()
        return {
          key,
          id: one.id,
          spec: { name: one.name, roles, everybody: everybody.has(one.id) },
          ...ownership,
          notes: [...notes, ...(wanted.has(key) ? notesOf(one, roles) : [])],
        }
      })
  },

  async create(desired, hands) {
    const { client, signal, owner } = hands
    const { key, team, spec } = desired
    const body = { name: spec.name, attributes: markLists(owner, team, nameOf(key)) }
    const id = await makeOrFind(
      () => client.post(inRealm(client, 'groups'), body, signal),
      async () => {
        const found = await client.get(inRealm(client, 'group-by-path', body.name), {}, Group, signal)
        // One of ours that was renamed to this name is another one, with members of its own.
        return nameMarked(found?.attributes, owner) === nameOf(key) ? found?.id : undefined
      },
    )
    await mapRoles(id, spec.roles, hands)
    if (spec.everybody) await client.put(inRealm(client, 'default-groups', id), {}, signal)
    return id
  },

  async update({ key, team, spec }, actual, hands) {
    const { client, signal, owner } = hands
    const path = inRealm(client, 'groups', actual.id)
    const found = present(await client.get(path, {}, Group, signal), 'group')
    // Attributes are replaced and a description that is not sent is cleared (reference/keycloak.md §0.2).
    const { description } = found
    const attributes = { ...found.attributes, ...markLists(owner, team, nameOf(key)) }
    const body = { name: spec.name, attributes, ...(description !== undefined && { description }) }
    await client.put(path, body, signal)
    await mapRoles(
      actual.id,
      spec.roles.filter((role) => !found.realmRoles?.includes(role)),
      hands,
    )
    await takeRoles(
      actual.id,
      actual.spec.roles.filter((role) => !spec.roles.includes(role)),
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

async function takeRoles(id: string, roles: readonly string[], { client, signal }: KeycloakHands) {
  if (roles.length === 0) return
  const path = inRealm(client, 'groups', id, 'role-mappings', 'realm')
  const mapped = (await client.get(path, {}, z.array(MappedRole), signal)) ?? []
  const bodies = mapped.filter(({ name }) => roles.includes(name))
  if (bodies.length > 0) await client.delete(path, signal, bodies)
}

function notesOf({ realmRoles = [], clientRoles = {} }: Group, ours: readonly string[]): string[] {
  const others = [
    ...realmRoles.filter((name) => !ours.includes(name)),
    ...Object.entries(clientRoles).flatMap(([client, roles]) => roles.map((name) => `${client}.${name}`)),
  ]
  return others.map((name) => `its members also have the role ${name}, which the description does not name`)
}
