/** Components: configured parts of a realm, of which the providers of its keys take effect here. */
import { randomUUID } from 'node:crypto'
import type { Json, JsonObject } from '../rest/json.ts'
import { refusal, resourceRefusal } from '../rest/refusal.ts'
import { isObject } from '../rest/shape.ts'
import type { Realm } from './realm.ts'
import type { ComponentRow, TextLists } from './rows.ts'

/** The type of components that bring keys. */
export const KEY_PROVIDER = 'org.keycloak.keys.KeyProvider'
const REGISTRATION_POLICY = 'org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy'

const KEY_CONFIG = ['priority', 'enabled', 'active']
const RSA_CONFIG = [...KEY_CONFIG, 'keySize', 'algorithm']

/** What can be configured, by type and provider. */
const PROVIDERS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  [KEY_PROVIDER]: {
    'rsa-generated': RSA_CONFIG,
    'rsa-enc-generated': RSA_CONFIG,
    'hmac-generated': [...KEY_CONFIG, 'secretSize', 'algorithm'],
    'aes-generated': [...KEY_CONFIG, 'secretSize'],
  },
  [REGISTRATION_POLICY]: {
    'allowed-client-templates': ['allowed-client-scopes', 'allow-default-scopes'],
    'allowed-protocol-mappers': ['allowed-protocol-mapper-types', 'consent-required-for-all-mappers'],
    'client-disabled': [],
    'consent-required': [],
    'max-clients': ['max-clients'],
    'registration-web-origins': ['web-origins'],
    scope: [],
    'trusted-hosts': [
      'host-sending-registration-request-must-match',
      'trusted-hosts',
      'client-uris-must-match',
    ],
  },
}

const MAPPERS = [
  'oidc-address-mapper oidc-full-name-mapper oidc-sha256-pairwise-sub-mapper oidc-usermodel-attribute-mapper',
  'oidc-usermodel-property-mapper saml-role-list-mapper saml-user-attribute-mapper saml-user-property-mapper',
].flatMap((line) => line.split(' '))

/** The components of a new realm. */
export function builtinComponents(realm: Realm): readonly ComponentRow[] {
  const of = (
    providerType: string,
    name: string,
    providerId: string,
    config: TextLists,
    subType?: string,
  ) => ({
    id: randomUUID(),
    name,
    providerId,
    providerType,
    parentId: realm.id,
    ...(subType === undefined ? {} : { subType }),
    config,
  })
  const key = (name: string, providerId: string, config: TextLists = {}) =>
    of(KEY_PROVIDER, name, providerId, { priority: ['100'], ...config })
  const policy = (subType: string, name: string, providerId: string, config: TextLists = {}) =>
    of(REGISTRATION_POLICY, name, providerId, config, subType)
  const forBoth = (subType: string) => [
    policy(subType, 'Allowed Protocol Mapper Types', 'allowed-protocol-mappers', {
      'allowed-protocol-mapper-types': MAPPERS,
    }),
    policy(subType, 'Allowed Client Scopes', 'allowed-client-templates', {
      'allow-default-scopes': ['true'],
    }),
    policy(subType, 'Allowed Registration Web Origins', 'registration-web-origins'),
  ]
  return [
    policy('anonymous', 'Trusted Hosts', 'trusted-hosts', {
      'host-sending-registration-request-must-match': ['true'],
      'client-uris-must-match': ['true'],
    }),
    policy('anonymous', 'Consent Required', 'consent-required'),
    policy('anonymous', 'Full Scope Disabled', 'scope'),
    policy('anonymous', 'Max Clients Limit', 'max-clients', { 'max-clients': ['200'] }),
    ...forBoth('anonymous'),
    ...forBoth('authenticated'),
    key('rsa-generated', 'rsa-generated'),
    key('rsa-enc-generated', 'rsa-enc-generated', { algorithm: ['RSA-OAEP'] }),
    key('hmac-generated-hs512', 'hmac-generated', { algorithm: ['HS512'] }),
    key('aes-generated', 'aes-generated'),
  ]
}

/** The providers of keys that are switched on, the most important first. */
export function keyProviders(realm: Realm): readonly ComponentRow[] {
  return [...realm.components.by('type', KEY_PROVIDER)]
    .filter(({ config }) => config['enabled']?.[0] !== 'false')
    .sort((a, b) => priorityOf(b) - priorityOf(a))
}

/** Higher ones come first; 0 where none is set. */
export const priorityOf = ({ config }: ComponentRow) => Number(config['priority']?.[0] ?? 0)

const textOf = (value: Json | undefined) => (typeof value === 'string' ? value : undefined)

function propertiesOf(providerType: string, providerId: string): readonly string[] {
  const ofType = Object.hasOwn(PROVIDERS, providerType) ? PROVIDERS[providerType] : undefined
  const properties = ofType && Object.hasOwn(ofType, providerId) ? ofType[providerId] : undefined
  if (!properties) throw refusal(400, 'Invalid provider type or no such provider')
  return properties
}

/** What of a config the provider knows: merged key by key, a key without values removed. */
function merged(before: TextLists, sent: Json | undefined, known: readonly string[]): TextLists {
  const config = { ...before }
  for (const [name, values] of Object.entries(isObject(sent) ? sent : {})) {
    if (!known.includes(name)) continue
    const texts = [values].flat().flatMap((value) => (value === null ? [] : [`${value}`]))
    const kept = texts.filter((text) => text.trim() !== '')
    if (kept.length > 0) config[name] = kept
    else delete config[name]
  }
  return config
}

const SIZES = ['2048', '3072', '4096']

/** @throws Refusal 400 that names the setting */
function check({ providerType, config }: ComponentRow): void {
  if (providerType !== KEY_PROVIDER) return
  const { priority, enabled, active, keySize } = config
  const wrong = (label: string, should: string) => resourceRefusal(400, `'${label}' should be ${should}`)
  if (priority && !/^-?\d+$/.test(priority[0] ?? '')) throw wrong('Priority', 'a number')
  for (const [label, value] of [
    ['Enabled', enabled],
    ['Active', active],
  ] as const) {
    if (value && !/^(true|false)$/.test(value[0] ?? '')) throw wrong(label, "'true' or 'false'")
  }
  if (keySize && !SIZES.includes(keySize[0] ?? '')) throw wrong('Key size', '2048, 3072 or 4096')
}

/** @throws Refusal 400 for a provider that the server does not have, or a setting that cannot be */
export function createComponent(realm: Realm, sent: JsonObject): ComponentRow {
  const providerType = `${sent['providerType']}`
  const providerId = `${sent['providerId']}`
  const known = propertiesOf(providerType, providerId)
  const { subType } = sent
  const component: ComponentRow = {
    id: textOf(sent['id']) ?? randomUUID(),
    name: textOf(sent['name']) ?? '',
    providerId,
    providerType,
    parentId: textOf(sent['parentId']) ?? realm.id,
    ...(typeof subType === 'string' ? { subType } : {}),
    config: merged({}, sent['config'], known),
  }
  check(component)
  return realm.components.put(component)
}

/** What a PUT does: whatever is sent is merged. @throws Refusal */
export function updateComponent(realm: Realm, before: ComponentRow, sent: JsonObject): void {
  const providerType = textOf(sent['providerType']) ?? before.providerType
  const providerId = textOf(sent['providerId']) ?? before.providerId
  const subType = textOf(sent['subType']) ?? before.subType
  const component: ComponentRow = {
    ...before,
    name: textOf(sent['name']) ?? before.name,
    providerId,
    providerType,
    parentId: textOf(sent['parentId']) ?? before.parentId,
    ...(subType === undefined ? {} : { subType }),
    config: merged(before.config, sent['config'], propertiesOf(providerType, providerId)),
  }
  check(component)
  realm.components.put(component)
}
