/** Identity providers and their mappers (reference/keycloak.md §5; contracts 23 and 24). */
import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../rest/json.ts'
import { duplicate, refusal, resourceRefusal, unknownError } from '../rest/refusal.ts'
import { textsIn } from './protocol-mappers.ts'
import { linkKey, type Realm } from './realm.ts'
import { MASK } from './realm-changes.ts'
import type { ProviderMapperRow, ProviderRow, Texts } from './rows.ts'

/** Types of identity providers. */
const TYPES = new Set(
  'oidc keycloak-oidc saml oauth2 google microsoft github gitlab facebook twitter linkedin-openid-connect'
    .concat(
      ' bitbucket instagram paypal stackoverflow openshift-v4 kubernetes spiffe jwt-authorization-grant',
    )
    .split(' '),
)
/** Config keys that hold addresses, and what a bad one is called. */
const ADDRESSES: Readonly<Record<string, string>> = {
  authorizationUrl: 'authorization_url',
  tokenUrl: 'token_url',
  userInfoUrl: 'userinfo_url',
  jwksUrl: 'jwks_url',
  logoutUrl: 'logout_url',
  tokenIntrospectionUrl: 'introspection_url',
  singleSignOnServiceUrl: 'single_sign_on_service_url',
  singleLogoutServiceUrl: 'single_logout_service_url',
}
const FIELDS = [
  'enabled',
  'trustEmail',
  'storeToken',
  'addReadTokenRoleOnCreate',
  'authenticateByDefault',
  'linkOnly',
  'hideOnLogin',
  'organizationId',
  'firstBrokerLoginFlowAlias',
  'postBrokerLoginFlowAlias',
]

/** A provider by its alias, or by its internal id. */
export function providerBy(realm: Realm, aliasOrId: string): ProviderRow | undefined {
  return realm.providers.one('alias', aliasOrId) ?? realm.providers.get(aliasOrId)
}

/** @throws Refusal */
export function createProvider(realm: Realm, sent: JsonObject): ProviderRow {
  const { alias, internalId } = sent
  checkType(sent)
  if (typeof alias !== 'string') throw resourceRefusal(400, 'path is null')
  if (/\s/.test(alias)) throw refusal(400, 'Empty Space not allowed.')
  if (realm.providers.one('alias', alias)) {
    throw resourceRefusal(409, `Identity Provider ${alias} already exists`)
  }
  const id = typeof internalId === 'string' ? internalId : randomUUID()
  return realm.providers.put(rowFrom(realm, sent, { id, alias, secret: undefined }))
}

/** What a PUT does: everything is replaced, but a masked secret stays as it is. @throws Refusal */
export function updateProvider(realm: Realm, before: ProviderRow, sent: JsonObject): void {
  checkType(sent)
  const alias = sent['alias'] ?? before.alias
  if (alias !== before.alias) throw resourceRefusal(400, 'Identity Provider alias cannot be changed')
  const secret = before.config['clientSecret']
  realm.providers.put(rowFrom(realm, sent, { id: before.id, alias: before.alias, secret }))
}

/** Forgets a provider with its mappers and the links to it. */
export function deleteProvider(realm: Realm, provider: ProviderRow): void {
  for (const mapper of realm.providerMappers.by('alias', provider.alias))
    realm.providerMappers.delete(mapper.id)
  for (const user of realm.users.by('provider', provider.alias)) {
    realm.users.put({
      ...user,
      links: user.links.filter(({ identityProvider }) => identityProvider !== provider.alias),
    })
  }
  realm.providers.delete(provider.id)
}

function checkType({ providerId }: JsonObject): void {
  if (typeof providerId === 'string' && TYPES.has(providerId)) return
  throw resourceRefusal(400, `Invalid identity provider id [${providerId ?? 'null'}]`)
}

function rowFrom(
  realm: Realm,
  sent: JsonObject,
  { id, alias, secret }: { readonly id: string; readonly alias: string; readonly secret: string | undefined },
): ProviderRow {
  const { displayName, providerId } = sent
  const { clientSecret, ...config } = textsIn(sent['config'])
  checkAddresses(config)
  const kept = clientSecret === MASK ? secret : clientSecret
  const fields = Object.fromEntries(
    FIELDS.flatMap((name) => {
      const value = sent[name]
      return value === undefined || value === null ? [] : [[name, value]]
    }),
  )
  for (const name of ['firstBrokerLoginFlowAlias', 'postBrokerLoginFlowAlias']) {
    const flow = fields[name]
    if (typeof flow === 'string' && flow !== '' && !realm.flows.one('alias', flow)) throw unknownError()
    if (flow === '') delete fields[name]
  }
  return {
    id,
    alias,
    providerId: `${providerId}`,
    ...(typeof displayName === 'string' ? { displayName } : {}),
    fields: { enabled: true, ...fields },
    config: kept === undefined ? config : { ...config, clientSecret: kept },
  }
}

function checkAddresses(config: Texts): void {
  for (const [key, name] of Object.entries(ADDRESSES)) {
    const url = config[key]
    if (url !== undefined && !URL.canParse(url)) {
      throw resourceRefusal(400, `The url [${name}] is malformed`)
    }
  }
}

/** Hardly anything is checked: neither the type, nor the group, nor the provider that the body names. */
export function createProviderMapper(
  realm: Realm,
  sent: JsonObject,
  provider?: ProviderRow,
): ProviderMapperRow {
  const alias = `${sent['identityProviderAlias'] ?? provider?.alias ?? ''}`
  const { name, id } = sent
  if (typeof name !== 'string') throw duplicate()
  if (realm.providerMappers.one('name', linkKey(alias, name))) {
    const type = provider?.providerId ?? 'oidc'
    throw resourceRefusal(400, `Failed to add mapper '${name}' to identity provider [${type}].`)
  }
  return realm.providerMappers.put({
    id: typeof id === 'string' ? id : randomUUID(),
    name,
    identityProviderAlias: alias,
    identityProviderMapper: `${sent['identityProviderMapper'] ?? ''}`,
    config: textsIn(sent['config']),
  })
}

/** Replaces the mapper whose id is in the body. @throws Refusal 500 without one */
export function updateProviderMapper(realm: Realm, sent: JsonObject): void {
  const before = typeof sent['id'] === 'string' ? realm.providerMappers.get(sent['id']) : undefined
  if (!before) throw unknownError()
  realm.providerMappers.put({
    id: before.id,
    name: `${sent['name'] ?? before.name}`,
    identityProviderAlias: `${sent['identityProviderAlias'] ?? before.identityProviderAlias}`,
    identityProviderMapper: `${sent['identityProviderMapper'] ?? before.identityProviderMapper}`,
    config: textsIn(sent['config']),
  })
}
