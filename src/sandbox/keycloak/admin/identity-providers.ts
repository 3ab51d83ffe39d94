/** Identity providers and their mappers (reference/keycloak.md §5; contracts 23 to 25 and 49). */
import { createProvider, deleteProvider, providerBy, updateProvider } from '../model/identity-providers.ts'
import { MASK } from '../model/realm-changes.ts'
import { IDENTITY_PROVIDER } from '../model/representations.ts'
import type { ProviderRow } from '../model/rows.ts'
import { created, found, NOTHING } from '../rest/exchange.ts'
import type { JsonObject } from '../rest/json.ts'
import { notFound } from '../rest/refusal.ts'
import {
  type AdminAnswer,
  addressIn,
  flagIn,
  objectIn,
  paged,
  type RealmCall,
  type RealmRoutes,
} from './call.ts'
import { importConfig } from './import-config.ts'

const VIEW = ['view-identity-providers', 'manage-identity-providers'] as const
const MANAGE = 'manage-identity-providers'
const CAP = 100

const OIDC_POWERS = [
  'USER_AUTHENTICATION',
  'CLIENT_ASSERTION',
  'TRUST_MATERIAL',
  'EXCHANGE_EXTERNAL_TOKEN',
  'JWT_AUTHORIZATION_GRANT',
]

/** The provider of the address. @throws Refusal */
export function providerIn(call: RealmCall, ...needed: readonly string[]): ProviderRow {
  call.rights.need(...needed)
  const provider = providerBy(call.realm, call.params['alias'] ?? '')
  if (!provider) throw notFound()
  return provider
}

/** Whether a provider speaks OpenID Connect in general, so that group and role mappers fit it. */
export const isOidc = ({ providerId }: ProviderRow) => providerId === 'oidc' || providerId === 'keycloak-oidc'

/** The secret is stars. Brief ones show no settings. */
function representation(provider: ProviderRow, brief = false): JsonObject {
  const { id, alias, displayName, providerId, fields, config } = provider
  const { enabled, ...others } = fields
  return {
    alias,
    ...(displayName === undefined ? {} : { displayName }),
    internalId: id,
    providerId,
    enabled: enabled ?? true,
    ...(brief ? {} : others),
    config: brief ? {} : masked(config),
    ...(brief ? {} : { types: isOidc(provider) ? OIDC_POWERS : ['USER_AUTHENTICATION'] }),
  }
}

function masked<T extends Readonly<Record<string, unknown>>>(config: T) {
  return 'clientSecret' in config ? { ...config, clientSecret: MASK } : config
}

function list(call: RealmCall): AdminAnswer {
  call.rights.need(...VIEW)
  const pattern = searchPattern(call.query.get('search') ?? '')
  const shown = call.realm.providers.sorted().filter(({ alias }) => pattern.test(alias))
  const brief = flagIn(call.query, 'briefRepresentation', false)
  return found(paged(shown, call.query, CAP).map((provider) => representation(provider, brief)))
}

/** A prefix; `*x*` anywhere, `"x"` the whole alias. */
function searchPattern(search: string): RegExp {
  const quoted = /^"(.*)"$/.exec(search)?.[1]
  const text = (quoted ?? search).replaceAll(/[.+?^$()|[\]\\{}]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(quoted === undefined ? `^${text}` : `^${text}$`, 'i')
}

const event = (provider: { readonly alias: string }) => ({
  type: 'IDENTITY_PROVIDER',
  path: `identity-provider/instances/${provider.alias}`,
})

function withoutSecret(sent: JsonObject): JsonObject {
  const { config } = sent
  return typeof config === 'object' && config !== null ? { ...sent, config: masked({ ...config }) } : sent
}

function create(call: RealmCall): AdminAnswer {
  call.rights.need(MANAGE)
  const sent = objectIn(call, IDENTITY_PROVIDER)
  const provider = createProvider(call.realm, sent)
  return {
    ...created(addressIn(call, 'identity-provider/instances', provider.alias)),
    change: { operation: 'CREATE', ...event(provider), representation: withoutSecret(sent) },
  }
}

function update(call: RealmCall): AdminAnswer {
  const provider = providerIn(call, MANAGE)
  const sent = objectIn(call, IDENTITY_PROVIDER)
  updateProvider(call.realm, provider, sent)
  return {
    ...NOTHING,
    change: { operation: 'UPDATE', ...event(provider), representation: withoutSecret(sent) },
  }
}

/** Adds the addresses of identity providers. */
export function identityProviderRoutes(routes: RealmRoutes): void {
  const one = '/identity-provider/instances/{alias}'
  routes
    .on('GET', '/identity-provider/instances', list)
    .on('POST', '/identity-provider/instances', create)
    .on('GET', one, (call) => found(representation(providerIn(call, ...VIEW))))
    .on('PUT', one, update)
    .on('DELETE', one, (call) => {
      const provider = providerIn(call, MANAGE)
      deleteProvider(call.realm, provider)
      return { ...NOTHING, change: { operation: 'DELETE', ...event(provider) } }
    })
    .on('POST', '/identity-provider/import-config', (call) => {
      call.rights.need(MANAGE)
      return importConfig(call)
    })
}
