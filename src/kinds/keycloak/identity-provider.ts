/**
 * An external identity provider that speaks OpenID Connect.
 *
 * Its end points are found by Keycloak itself, from its issuer, whenever it is made or changed, and not asked for on
 * every look: what was found is fingerprinted beside our mark, so that a change by hand is seen. So is the client's
 * secret, which Keycloak never shows.
 *
 * Names, addresses and groups are taken over at every sign-in (`FORCE`). Addresses are not taken for verified: the
 * provider's administrators could name anybody's. A sign-in whose token lacks the groups claim takes a person out of
 * all mapped groups; the base group, which comes from no claim, stays.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { keyOf, nameOf } from '../../core/key.ts'
import type { Actual, Desired, SecretName } from '../../core/kind.ts'
import { secretNameOf } from '../../tenancy/secrets.ts'
import type { IdentityProvider } from '../../tenancy/tenancy.ts'
import { type Accompanied, defineKeycloakKind, namesOf } from '../define.ts'
import { hasRealm, inRealm, type KeycloakHands, makeOrFind, present, realmKind, refuse } from './define.ts'
import { fingerprint } from './fingerprint.ts'
import { markTexts, ownershipOf } from './marks.ts'

const kind = 'keycloak.identity-provider'

const Provider = z.looseObject({
  alias: z.string(),
  displayName: z.string().optional(),
  providerId: z.string(),
  enabled: z.boolean().nullish(),
  trustEmail: z.boolean().nullish(),
  config: z.record(z.string(), z.string().nullable()).default({}),
})
type Provider = z.infer<typeof Provider>
type Config = Readonly<Record<string, string | null>>

interface ProviderSpec {
  readonly displayName: string
  readonly type: string
  readonly enabled: boolean
  readonly trustEmail: boolean
  readonly issuer: string
  readonly clientId: string
  /** Config keys of fixed values; what is absent is ''. */
  readonly settings: Readonly<Record<string, string>>
  readonly endpoints: 'as discovered' | 'changed'
  readonly credential: 'in force' | 'differs' | 'unknown'
}

interface Names {
  readonly secret: SecretName
}

/** Signatures are checked by the provider's published keys, and the code is bound to the browser that asked for it. */
const settings: Readonly<Record<string, string>> = {
  clientAuthMethod: 'client_secret_post',
  defaultScope: 'openid profile email',
  pkceEnabled: 'true',
  pkceMethod: 'S256',
  syncMode: 'FORCE',
  useJwksUrl: 'true',
  validateSignature: 'true',
}
const endpointKeys = [
  'authorizationUrl',
  'tokenUrl',
  'userInfoUrl',
  'jwksUrl',
  'logoutUrl',
  'tokenIntrospectionUrl',
]
const required = ['authorizationUrl', 'tokenUrl', 'jwksUrl']
const secretMark = 'troupe.dev/secret'
const endpointsMark = 'troupe.dev/endpoints'

export const identityProvider = defineKeycloakKind<ProviderSpec>({
  name: kind,
  parent: realmKind,
  needs: ['kubernetes.secret'],
  mark: 'own',
  // Accounts stay; their links to the provider go, and who has no password cannot sign in any more.
  removalRisks: ['cuts-access'],

  // Links name people by the issuer's identifiers, which with some providers are other ones for each client.
  risks: ({ spec }, { spec: was }) => [
    ...(spec.issuer !== was.issuer || spec.clientId !== was.clientId ? (['cuts-access'] as const) : []),
    ...(spec.enabled && !was.enabled ? (['exposes'] as const) : []),
  ],

  *derive({ platform }) {
    for (const one of platform.keycloak.identityProviders) yield wanted(one)
  },

  async observe(scope, hands) {
    if (!hasRealm(scope) || scope.teams) return []
    const { client, signal, owner } = hands
    const byKey = new Map(scope.desired.map((one) => [one.key, one]))
    const all = await client.list(inRealm(client, 'identity-provider', 'instances'), {}, Provider, signal)
    const found = all.filter(
      ({ alias, config }) => byKey.has(keyOf(kind, alias)) || ownershipOf(config).owner === owner,
    )
    return await Promise.all(found.map((one) => actual(one, byKey.get(keyOf(kind, one.alias)), hands)))
  },

  async create(desired, hands) {
    const { client, signal, owner } = hands
    const alias = nameOf(desired.key)
    const body = { alias, ...fieldsOf(desired.spec), config: await configOf(desired, {}, hands) }
    return await makeOrFind(
      async () => {
        await client.post(inRealm(client, 'identity-provider', 'instances'), body, signal)
        return alias
      },
      async () => (ownershipOf((await read(alias, hands))?.config).owner === owner ? alias : undefined),
    )
  },

  async update(desired, _actual, hands) {
    const { client, signal } = hands
    const alias = nameOf(desired.key)
    // What the server says the provider is good for is not for us to send.
    const { types: _, ...found } = present(await read(alias, hands), 'identity provider')
    // A PUT replaces everything, the config and its secret too (contract 23-identity-providers).
    const body = { ...found, ...fieldsOf(desired.spec), config: await configOf(desired, found.config, hands) }
    await client.put(inRealm(client, 'identity-provider', 'instances', alias), body, signal)
  },

  remove: ({ key }, { client, signal }) =>
    client.delete(inRealm(client, 'identity-provider', 'instances', nameOf(key)), signal),
})

function wanted(one: IdentityProvider): Accompanied<ProviderSpec, Names> {
  const { alias, displayName = '', issuer, clientId, clientSecret } = one
  return {
    key: keyOf(kind, alias),
    team: null,
    spec: {
      displayName,
      type: one.type,
      enabled: true,
      trustEmail: false,
      issuer,
      clientId,
      settings,
      endpoints: 'as discovered',
      credential: 'in force',
    },
    summary: issuer,
    names: { secret: secretNameOf(clientSecret) },
  }
}

async function actual(
  found: Provider,
  desired: Desired<ProviderSpec> | undefined,
  hands: KeycloakHands,
): Promise<Actual<ProviderSpec>> {
  const { alias, displayName = '', config } = found
  return {
    key: keyOf(kind, alias),
    id: alias,
    ...ownershipOf(config),
    team: null,
    spec: {
      displayName,
      type: found.providerId,
      enabled: found.enabled ?? true,
      trustEmail: found.trustEmail ?? false,
      issuer: config['issuer'] ?? '',
      clientId: config['clientId'] ?? '',
      settings: Object.fromEntries(Object.keys(settings).map((name) => [name, config[name] ?? ''])),
      endpoints: config[endpointsMark] === endpointsPrint(config) ? 'as discovered' : 'changed',
      credential: desired ? await credentialOf(found, desired, hands) : 'unknown',
    },
  }
}

async function credentialOf(
  { alias, config }: Provider,
  desired: Desired<ProviderSpec>,
  { vault, signal }: KeycloakHands,
): Promise<ProviderSpec['credential']> {
  const sent = config[secretMark]
  if (!sent || !config['clientSecret']) return 'unknown'
  const value = await vault.read(namesOf<Names>(desired).secret, signal)
  return sent === (await fingerprint(value, alias, desired.spec.issuer)) ? 'in force' : 'differs'
}

/** Everything that is in the config: what somebody else keeps there, what discovery found, and what is ours. */
async function configOf(
  { key, spec, ...desired }: Desired<ProviderSpec>,
  before: Config,
  hands: KeycloakHands,
): Promise<Config> {
  const found = await discover(spec.issuer, hands)
  const secret = await hands.vault.read(namesOf<Names>({ key, spec, ...desired }).secret, hands.signal)
  const endpoints = Object.fromEntries(endpointKeys.map((name) => [name, found[name] ?? '']))
  return {
    ...before,
    ...found,
    ...endpoints,
    ...spec.settings,
    issuer: spec.issuer,
    clientId: spec.clientId,
    clientSecret: secret,
    ...markTexts(hands.owner, desired.team),
    [endpointsMark]: endpointsPrint({ ...endpoints, issuer: spec.issuer }),
    [secretMark]: await fingerprint(secret, nameOf(key), spec.issuer),
  }
}

/** Keycloak fetches the document, from where it stands; it takes any JSON for one (contract 25-import-config). */
async function discover(issuer: string, { client, signal }: KeycloakHands): Promise<Record<string, string>> {
  const body = { providerId: 'oidc', fromUrl: `${issuer}/.well-known/openid-configuration` }
  const path = inRealm(client, 'identity-provider', 'import-config')
  const found = await client.call(path, body, z.record(z.string(), z.string()), signal)
  if (found['issuer'] !== undefined && found['issuer'] !== issuer) {
    throw refuse(
      `The provider at ${issuer} says that its issuer is ${found['issuer']}: write that in the description.`,
    )
  }
  const lacks = ['issuer', ...required].filter((name) => !found[name])
  if (lacks.length > 0)
    throw refuse(`${body.fromUrl} is no discovery document: it has no ${lacks.join(', ')}.`)
  return found
}

function fieldsOf({ displayName, type, enabled, trustEmail }: ProviderSpec) {
  return { displayName, providerId: type, enabled, trustEmail }
}

function endpointsPrint(config: Config): string {
  const text = ['issuer', ...endpointKeys].map((name) => config[name] ?? '').join('\n')
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

function read(alias: string, { client, signal }: KeycloakHands): Promise<Provider | undefined> {
  return client.get(inRealm(client, 'identity-provider', 'instances', alias), {}, Provider, signal)
}
