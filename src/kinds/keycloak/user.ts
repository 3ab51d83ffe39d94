/**
 * A local account of the description, for small platforms and for trying things out.
 *
 * An account that is not ours is never changed. Memberships in groups of ours are exactly those of the description;
 * in other groups they are left alone. The password is a first one: a minted one is given again only where its Secret
 * was made anew, one that the description refers to is given once, and whoever changes theirs keeps it.
 */

import { z } from 'zod'
import { loses } from '../../core/compare.ts'
import { keyOf, nameOf } from '../../core/key.ts'
import type { Actual, Desired, SecretName } from '../../core/kind.ts'
import { mark, userSecret } from '../../tenancy/names.ts'
import { secretNameOf } from '../../tenancy/secrets.ts'
import type { LocalUser, Platform } from '../../tenancy/tenancy.ts'
import { type Accompanied, defineKeycloakKind, namesOf } from '../define.ts'
import { asSet, inRealm, type KeycloakHands, makeOrFind, present, realmKind, secretKey } from './define.ts'
import { userMark, userMarkKey } from './profile-attribute.ts'

const kind = 'keycloak.user'

const User = z.looseObject({
  id: z.string(),
  username: z.string(),
  email: z.string().optional(),
  emailVerified: z.boolean().default(false),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  enabled: z.boolean().default(true),
  attributes: z.record(z.string(), z.array(z.string())).optional(),
})
type User = z.infer<typeof User>

const Membership = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string().optional(),
  attributes: z.record(z.string(), z.array(z.string())).optional(),
})

interface UserSpec {
  readonly email: string
  readonly emailVerified: boolean
  readonly firstName: string
  readonly lastName: string
  readonly enabled: boolean
  readonly groups: readonly string[]
  /** Undefined where the description says the password: it is given once and not looked at again. */
  readonly credential?: 'in force' | 'unknown'
}

interface Names {
  readonly password: SecretName
  readonly minted: boolean
}

export const user = defineKeycloakKind<UserSpec>({
  name: kind,
  parent: realmKind,
  needs: ['keycloak.group', 'keycloak.profile-attribute', 'kubernetes.secret'],
  mark: 'own',
  // Whoever gets an account anew is somebody else to every application (reference/keycloak.md §6.3).
  removalRisks: ['cuts-access', 'destroys-data'],

  risks: ({ spec }, actual, diff) => [
    ...(loses(actual.spec.groups, spec.groups) ? (['cuts-access'] as const) : []),
    // An account is disabled when somebody has left, or has lost a password.
    ...(spec.enabled && !actual.spec.enabled ? (['exposes'] as const) : []),
    ...(actual.owner === null && diff.some(({ path }) => path === 'credential')
      ? (['rotates-credential'] as const)
      : []),
  ],

  *derive({ platform }) {
    for (const one of platform.keycloak.users) yield wanted(platform, one)
  },

  async observe({ parents, desired, teams }, hands) {
    if (parents.length === 0 || teams) return []
    const { client, signal, owner } = hands
    const query = { q: `${userMark}:${owner}`, briefRepresentation: false }
    const ours = await client.list(inRealm(client, 'users'), query, User, signal)
    const names = new Set(ours.map(({ username }) => username))
    const missed = desired.filter(({ key }) => !names.has(nameOf(key)))
    const others = await Promise.all(missed.map(({ key }) => byUsername(nameOf(key), hands)))
    const byKey = new Map(desired.map((one) => [one.key, one]))
    const found = [...ours, ...others.flatMap((one) => one ?? [])]
    return await Promise.all(found.map((one) => actual(one, byKey.get(keyOf(kind, one.username)), hands)))
  },

  async create(desired, hands) {
    const { client, signal, owner, vault } = hands
    const { password, minted } = namesOf<Names>(desired)
    const { groups, ...fields } = fieldsOf(desired.spec)
    const username = nameOf(desired.key)
    const value = await vault.read(password, signal)
    const body = {
      ...fields,
      username,
      groups: groups.map((name) => `/${name}`),
      attributes: { [userMark]: [owner] },
      credentials: [{ type: 'password', value, temporary: false }],
    }
    const id = await makeOrFind(
      () => client.post(inRealm(client, 'users'), body, signal),
      async () => {
        const found = await byUsername(username, hands)
        return found && ownerOf(found) === owner ? found.id : undefined
      },
    )
    if (minted) await vault.stamp(password, holderOf(id), signal)
    return id
  },

  async update(desired, { id, spec: before }, hands) {
    const { client, signal, owner, vault, idOf } = hands
    const { password, minted } = namesOf<Names>(desired)
    const path = inRealm(client, 'users', id)
    const { access: _, ...found } = present(await client.get(path, {}, User, signal), 'account')
    const { groups, ...fields } = fieldsOf(desired.spec)
    // Once attributes are sent, whatever is not sent is cleared (contract 19-users): the whole account is sent back.
    const attributes = { ...found.attributes, [userMark]: [owner] }
    await client.put(path, { ...found, ...fields, attributes }, signal)
    const { join, leave } = await membershipChanges(id, groups, hands)
    for (const name of join)
      await client.put(`${path}/groups/${idOf(keyOf('keycloak.group', name))}`, {}, signal)
    for (const group of leave) await client.delete(`${path}/groups/${group}`, signal)
    if (!minted || before.credential === 'in force') return
    const value = await vault.read(password, signal)
    await client.put(`${path}/reset-password`, { type: 'password', value, temporary: false }, signal)
    await vault.stamp(password, holderOf(id), signal)
  },

  remove: ({ id }, { client, signal }) => client.delete(inRealm(client, 'users', id), signal),
})

function wanted(platform: Platform, one: LocalUser): Accompanied<UserSpec, Names> {
  const groups = asSet([...one.groups, platform.peopleGroup])
  const minted = one.password === undefined
  const secret = userSecret(platform, one.username)
  return {
    key: keyOf(kind, one.username),
    team: null,
    spec: {
      email: one.email.toLowerCase(),
      emailVerified: true,
      firstName: one.firstName,
      lastName: one.lastName,
      enabled: true,
      groups,
      ...(minted && { credential: 'in force' as const }),
    },
    after: [
      userMarkKey,
      ...groups.map((name) => keyOf('keycloak.group', name)),
      ...(minted ? [secretKey(secret)] : []),
    ],
    summary: groups.filter((name) => name !== platform.peopleGroup).join(', '),
    names: { minted, password: one.password ? secretNameOf(one.password) : secret },
  }
}

async function actual(
  found: User,
  desired: Desired<UserSpec> | undefined,
  hands: KeycloakHands,
): Promise<Actual<UserSpec>> {
  const groups = await groupsOf(found.id, desired?.spec.groups ?? [], hands)
  return {
    key: keyOf(kind, found.username),
    team: null,
    id: found.id,
    owner: ownerOf(found),
    spec: {
      email: found.email ?? '',
      emailVerified: found.emailVerified,
      firstName: found.firstName ?? '',
      lastName: found.lastName ?? '',
      enabled: found.enabled,
      groups: asSet(groups.map(({ name }) => name)),
      ...(desired?.spec.credential && { credential: await credentialOf(found, desired, hands) }),
    },
  }
}

async function credentialOf(
  { id }: User,
  desired: Desired<UserSpec>,
  { vault, signal }: KeycloakHands,
): Promise<'in force' | 'unknown'> {
  const holder = await vault.holder(namesOf<Names>(desired).password, signal)
  return holder === holderOf(id) ? 'in force' : 'unknown'
}

/** The groups of ours that an account is in; a wanted one counts also where it is not ours. */
async function groupsOf(id: string, wanted: readonly string[], { client, signal, owner }: KeycloakHands) {
  const query = { briefRepresentation: false }
  const all = await client.list(inRealm(client, 'users', id, 'groups'), query, Membership, signal)
  return all.filter(
    ({ name, path, attributes }) =>
      path === `/${name}` && (wanted.includes(name) || attributes?.[mark.platform]?.includes(owner)),
  )
}

async function membershipChanges(id: string, wanted: readonly string[], hands: KeycloakHands) {
  const have = await groupsOf(id, wanted, hands)
  return {
    join: wanted.filter((name) => !have.some((one) => one.name === name)),
    leave: have.filter(({ name }) => !wanted.includes(name)).map((one) => one.id),
  }
}

async function byUsername(username: string, { client, signal }: KeycloakHands): Promise<User | undefined> {
  const query = { username, exact: true, briefRepresentation: false }
  const found = await client.list(inRealm(client, 'users'), query, User, signal)
  return found.find((one) => one.username === username)
}

function fieldsOf({ credential: _, ...fields }: UserSpec): Omit<UserSpec, 'credential'> {
  return fields
}

function ownerOf({ attributes }: User): string | null {
  return attributes?.[userMark]?.[0] ?? null
}

function holderOf(id: string): string {
  return `${kind}/${id}`
}
