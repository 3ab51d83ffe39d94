/**
 * An OIDC client: Harbor's, and one for each app of a team that asks for sign-on.
 *
 * Confidential, the code flow and no other, redirects to one place, lifetimes as the realm has them. Its secret is minted
 * into a Kubernetes Secret first and given to Keycloak with the client; Keycloak shows secrets, so the values are compared
 * here and only the verdict leaves. What the description does not name (mappers, other attributes, texts) stays and is told
 * where it widens access.
 */
import { z } from 'zod'
import { loses, same } from '../../core/compare.ts'
import { SystemError } from '../../core/error.ts'
import { keyOf, nameOf } from '../../core/key.ts'
import type { Actual, Desired, Scope } from '../../core/kind.ts'
import type { CredentialName } from '../../tenancy/names.ts'
import { type Accompanied, defineKeycloakKind, namesOf } from '../define.ts'
import {
  Client,
  clearedLifetimes,
  clientFields,
  clientNotes,
  projectClient,
} from './client-representation.ts'
import { giveScopes, scopesAsTheServerHas } from './client-scope-assignment.ts'
import { type ClientSpec, clientsOf } from './client-spec.ts'
import {
  hasRealm,
  inRealm,
  type KeycloakHands,
  lacksRight,
  makeOrFind,
  present,
  realmKind,
  secretKey,
} from './define.ts'
import { markTexts, ownershipOf, ownershipUnder } from './marks.ts'
import { mapperNamed } from './protocol-mapper.ts'
import { groupsScope } from './scopes.ts'

const kind = 'keycloak.client'

/** Where the secret is, and which claim the groups are in. */
interface Names {
  readonly secret: CredentialName
  readonly groupsClaim: string
}

export const client = defineKeycloakKind<ClientSpec>({
  name: kind,
  parent: realmKind,
  needs: ['keycloak.client-scope', 'kubernetes.secret'],
  mark: 'own',
  removalRisks: ['cuts-access'],

  risks({ spec }, { owner, spec: was }) {
    const lists = ['flows', 'redirectUris', 'webOrigins', 'defaultScopes', 'optionalScopes'] as const
    const closes = lists.some((field) => loses(was[field], spec[field]))
    const asksMore = (spec.confidential && !was.confidential) || spec.authenticator !== was.authenticator
    const rewrites = Object.entries(was.mappers).some(([name, one]) => one && !same(one, spec.mappers[name]))
    const opens = (spec.enabled && !was.enabled) || loses(spec.flows, was.flows)
    return [
      ...(closes || asksMore || rewrites ? (['cuts-access'] as const) : []),
      // Switching authorization services off deletes their policies (reference/keycloak.md §0.4).
      ...(spec.authorizationServices !== was.authorizationServices ? (['destroys-data'] as const) : []),
      ...(opens ? (['exposes'] as const) : []),
      // Consumers of our clients have the Secret's value already; somebody else's client has consumers of its own.
      ...(owner === null && spec.credential !== was.credential ? (['rotates-credential'] as const) : []),
    ]
  },

  *derive(tenancy) {
    const { groupsClaim } = tenancy.platform.harbor.sso
    for (const { clientId, team, secret, spec, summary } of clientsOf(tenancy)) {
      const key = keyOf(kind, clientId)
      const after = [keyOf('keycloak.client-scope', groupsScope), secretKey(secret)]
      const names: Names = { secret, groupsClaim }
      const wanted: Accompanied<ClientSpec, Names> = { key, team, spec, summary, after, names }
      yield wanted
    }
  },

  async observe(scope, hands) {
    if (!hasRealm(scope)) return []
    const wanted = new Map(scope.desired.map((one) => [one.key, one]))
    const found = (await list(scope, hands)).filter(
      (one) => wanted.has(keyOf(kind, one.clientId)) || ownershipOf(one.attributes).owner === hands.owner,
    )
    return await Promise.all(found.map((one) => actual(one, wanted.get(keyOf(kind, one.clientId)), hands)))
  },

  async create(desired, hands) {
    const { client, signal } = hands
    const { key, spec, team } = desired
    const { secret } = namesOf<Names>(desired)
    const value = await hands.vault.read(secret, signal)
    const fields = clientFields(spec)
    const body = {
      ...fields,
      clientId: nameOf(key),
      secret: value,
      attributes: { ...fields.attributes, ...markTexts(hands.owner, team, nameOf(key)) },
      defaultClientScopes: spec.defaultScopes,
      optionalClientScopes: spec.optionalScopes,
      protocolMappers: mapperBodies(spec),
    }
    return await makeOrFind(
      () => client.post(inRealm(client, 'clients'), body, signal),
      async () => {
        const found = await byClientId(nameOf(key), hands)
        const { owner } = ownershipUnder(nameOf(key), found?.attributes, hands.owner)
        const ours = owner === hands.owner && found?.secret === value
        return ours ? found?.id : undefined
      },
    )
  },

  async update(desired, { id }, hands) {
    const { client, signal, vault } = hands
    const { spec, team } = desired
    const { secret } = namesOf<Names>(desired)
    const path = inRealm(client, 'clients', id)
    const found = present(await client.get(path, {}, Client, signal), 'client')
    const fields = clientFields(spec)
    const value = await vault.read(secret, signal)
    // Attributes are merged; mappers and scopes are left out and changed one by one, so that others' stay.
    const attributes = {
      ...fields.attributes,
      ...clearedLifetimes(found, spec),
      ...markTexts(hands.owner, team, found.clientId),
    }
    await client.put(path, { ...fields, clientId: found.clientId, secret: value, attributes }, signal)
    for (const body of mapperBodies(spec)) {
      const models = `${path}/protocol-mappers/models`
      const mapper = mapperNamed(body.name, found.protocolMappers)
      if (mapper) await client.put(`${models}/${mapper.id}`, { id: mapper.id, ...body }, signal)
      else await client.post(models, body, signal)
    }
    await giveScopes(found, spec, hands)
  },

  remove: ({ id }, { client, signal }) => client.delete(inRealm(client, 'clients', id), signal),
})

/** One list for all; for a few teams the clients whose names begin with theirs (and whatever else has that inside). */
async function list({ teams }: Scope, { client, signal }: KeycloakHands): Promise<readonly Client[]> {
  const path = inRealm(client, 'clients')
  if (teams) {
    const lists = [...teams].map((team) =>
      client.list(path, { clientId: `${team}-`, search: true }, Client, signal),
    )
    const found = (await Promise.all(lists)).flat()
    return [...new Map(found.map((one) => [one.id, one])).values()]
  }
  const all = await client.list(path, {}, Client, signal)
  // Every realm has clients of Keycloak's own.
  if (all.length === 0) throw lacksRight('clients', 'view-clients')
  return all
}

async function byClientId(clientId: string, { client, signal }: KeycloakHands): Promise<Client | undefined> {
  const query = { clientId }
  const found = await client.get(inRealm(client, 'clients'), query, z.array(Client), signal)
  return found?.find((one) => one.clientId === clientId)
}

async function actual(
  found: Client,
  desired: Desired<ClientSpec> | undefined,
  hands: KeycloakHands,
): Promise<Actual<ClientSpec>> {
  const { notes = [], ...ownership } = ownershipUnder(found.clientId, found.attributes, hands.owner)
  const base = { key: keyOf(kind, found.clientId), id: found.id, ...ownership }
  if (!desired) return { ...base, spec: projectClient(found, undefined, 'unknown'), notes }
  const { secret, groupsClaim } = namesOf<Names>(desired)
  const spec = projectClient(found, desired.spec, await credentialOf(found, secret, hands))
  return {
    ...base,
    spec: await scopesAsTheServerHas(spec, desired.spec, hands),
    notes: [...notes, ...clientNotes(found, groupsClaim, desired.spec)],
  }
}

/** Compares the values, and lets only the verdict out. */
async function credentialOf(
  found: Client,
  secret: CredentialName,
  { vault, signal }: KeycloakHands,
): Promise<ClientSpec['credential']> {
  try {
    return found.secret === (await vault.read(secret, signal)) ? 'in force' : 'differs'
  } catch (error) {
    // The vault refuses where the Secret is not there yet or lacks the key; it is made before this client is changed.
    if (error instanceof SystemError && error.system === 'kubernetes' && error.verdict === 'refused') {
      return 'unknown'
    }
    throw error
  }
}

function mapperBodies({ mappers, protocol }: ClientSpec) {
  return Object.entries(mappers).flatMap(([name, mapper]) => (mapper ? [{ name, protocol, ...mapper }] : []))
}
