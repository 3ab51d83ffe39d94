/**
 * The attribute that marks accounts as ours, declared in the realm's user profile.
 *
 * A fresh realm drops attributes that its profile does not know. Rather than letting all unknown ones in
 * (`unmanagedAttributePolicy`), one is declared that only administrators see and write. Names of declared attributes
 * hold no slash, so it is not called as our other marks are; the declaration itself is marked by annotations.
 * It is there only for local accounts, and stays where it is declared: without it, marks would be lost.
 */
import { z } from 'zod'
import { keyOf, nameOf } from '../../core/key.ts'
import { defineKeycloakKind } from '../define.ts'
import { asSet, inRealm, type KeycloakHands, present, realmKind } from './define.ts'
import { markTexts, ownershipOf } from './marks.ts'

const kind = 'keycloak.profile-attribute'

/** The attribute of an account that holds the platform's name. */
export const userMark = 'troupe.platform'

/** The key of its declaration. */
export const userMarkKey = keyOf(kind, userMark)

const Attribute = z.looseObject({
  name: z.string(),
  permissions: z
    .looseObject({ view: z.array(z.string()).default([]), edit: z.array(z.string()).default([]) })
    .optional(),
  annotations: z.record(z.string(), z.unknown()).optional(),
})
const Profile = z.looseObject({ attributes: z.array(Attribute).default([]) })
type Profile = z.infer<typeof Profile>

interface AttributeSpec {
  readonly view: readonly string[]
  readonly edit: readonly string[]
}

export const profileAttribute = defineKeycloakKind<AttributeSpec>({
  name: kind,
  parent: realmKind,
  mark: 'own',
  removable: false,

  *derive({ platform: { keycloak } }) {
    if (keycloak.users.length === 0) return
    yield {
      key: userMarkKey,
      team: null,
      spec: { view: ['admin'], edit: ['admin'] },
      summary: 'for administrators only',
    }
  },

  async observe({ parents, desired, teams }, hands) {
    if (parents.length === 0 || desired.length === 0 || teams) return []
    const wanted = new Set(desired.map(({ key }) => nameOf(key)))
    const { attributes } = await read(hands)
    return attributes
      .filter(({ name }) => wanted.has(name))
      .map(({ name, permissions, annotations }) => ({
        key: keyOf(kind, name),
        id: name,
        spec: { view: asSet(permissions?.view ?? []), edit: asSet(permissions?.edit ?? []) },
        ...ownershipOf(texts(annotations)),
        team: null,
      }))
  },

  async create({ key, spec }, hands) {
    await declare(nameOf(key), spec, hands)
    return nameOf(key)
  },

  update: ({ key, spec }, _actual, hands) => declare(nameOf(key), spec, hands),

  async remove() {
    // Never asked for: see above.
  },
})

/** The profile is one document. */
async function declare(name: string, spec: AttributeSpec, hands: KeycloakHands): Promise<void> {
  const { client, signal, owner } = hands
  const profile = await read(hands)
  const before = profile.attributes.find((one) => one.name === name)
  const attribute = {
    ...before,
    name,
    permissions: { view: [...spec.view], edit: [...spec.edit] },
    annotations: { ...before?.annotations, ...markTexts(owner, null) },
  }
  const attributes = before
    ? profile.attributes.map((one) => (one === before ? attribute : one))
    : [...profile.attributes, attribute]
  await client.put(inRealm(client, 'users', 'profile'), { ...profile, attributes }, signal)
}

async function read({ client, signal }: KeycloakHands): Promise<Profile> {
  return present(await client.get(inRealm(client, 'users', 'profile'), {}, Profile, signal), 'user profile')
}

function texts(annotations: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  )
}
