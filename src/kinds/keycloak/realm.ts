/**
 * The realm that people sign in to. It is made when it is absent and never removed.
 *
 * Of its settings only `enabled` is ours; a realm of somebody else that is enabled is used as it is.
 * A setting that lets people in by a way of their own is told in the notes. A realm that we make guards passwords
 * against guessing, which Keycloak by itself does not.
 */
import { z } from 'zod'
import { keyOf, nameOf } from '../../core/key.ts'
import type { Actual } from '../../core/kind.ts'
import { defineKeycloakKind } from '../define.ts'
import { inRealm, type KeycloakHands, lacksRight, makeOrFind, present, realmKind } from './define.ts'
import { markTexts, ownershipOf } from './marks.ts'

const Realm = z.object({
  realm: z.string(),
  enabled: z.boolean().optional(),
  registrationAllowed: z.boolean().optional(),
  editUsernameAllowed: z.boolean().optional(),
  bruteForceProtected: z.boolean().optional(),
  attributes: z.record(z.string(), z.string()).optional(),
})
type Realm = z.infer<typeof Realm>

/** What of a realm is ours. */
interface RealmSpec {
  readonly enabled: boolean
}

export const realm = defineKeycloakKind<RealmSpec>({
  name: realmKind,
  mark: 'own',
  removable: false,
  // A realm is switched off to keep everybody out.
  risks: ({ spec }, { spec: was }) => (spec.enabled && !was.enabled ? ['exposes'] : []),

  *derive({ platform: { keycloak } }) {
    yield { key: keyOf(realmKind, keycloak.realm), team: null, spec: { enabled: true } }
  },

  async observe(_, hands) {
    const found = await read(hands)
    if (!found) return []
    // With any other right GET answers 200 too, with five fields (reference/keycloak.md §0.22).
    if (found.enabled === undefined) throw lacksRight('settings of the realm', 'view-realm')
    return [actual(found, found.enabled)]
  },

  async create({ key, spec, team }, hands) {
    const name = nameOf(key)
    const attributes = markTexts(hands.owner, team)
    return await makeOrFind(
      async () => {
        await hands.client.post(
          '',
          { realm: name, ...spec, bruteForceProtected: true, attributes },
          hands.signal,
        )
        return name
      },
      async () => (ownershipOf((await read(hands))?.attributes).owner === hands.owner ? name : undefined),
    )
  },

  async update({ spec, team }, _actual, hands) {
    const found = present(await read(hands), 'realm')
    // Attributes are replaced as a whole (contract 04-realm-put-maps); all else that is not sent stays.
    const attributes = { ...found.attributes, ...markTexts(hands.owner, team) }
    await hands.client.put(inRealm(hands.client), { ...spec, attributes }, hands.signal)
  },

  async remove() {
    // Never asked for: a realm holds everybody's accounts.
  },
})

function read({ client, signal }: KeycloakHands): Promise<Realm | undefined> {
  return client.get(inRealm(client), {}, Realm, signal)
}

function actual(found: Realm, enabled: boolean): Actual<RealmSpec> {
  return {
    key: keyOf(realmKind, found.realm),
    id: found.realm,
    spec: { enabled },
    notes: notesOf(found),
    ...ownershipOf(found.attributes),
    team: null,
  }
}

function notesOf({ registrationAllowed, editUsernameAllowed, bruteForceProtected }: Realm): string[] {
  return [
    ...(registrationAllowed ? ['anybody can register an account'] : []),
    ...(editUsernameAllowed ? ['people can change their user name, which Harbor knows them by'] : []),
    ...(bruteForceProtected === false
      ? ['passwords can be guessed without end: brute-force protection is off']
      : []),
  ]
}
