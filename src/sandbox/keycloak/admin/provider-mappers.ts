/** Mappers of identity providers (reference/keycloak.md §5.2; contract 24-identity-provider-mappers). */
import { createProviderMapper, updateProviderMapper } from '../model/identity-providers.ts'
import { PROVIDER_MAPPER } from '../model/representations.ts'
import type { ProviderMapperRow, ProviderRow } from '../model/rows.ts'
import { created, found, NOTHING } from '../rest/exchange.ts'
import { notFound } from '../rest/refusal.ts'
import { type AdminAnswer, addressIn, objectIn, type RealmCall, type RealmRoutes } from './call.ts'
import { isOidc, providerIn } from './identity-providers.ts'

const VIEW = ['view-identity-providers', 'manage-identity-providers'] as const
const MANAGE = 'manage-identity-providers'

const OIDC_MAPPERS = [
  'hardcoded-attribute-idp-mapper',
  'hardcoded-user-session-attribute-idp-mapper',
  'oidc-advanced-group-idp-mapper',
  'oidc-advanced-role-idp-mapper',
  'oidc-hardcoded-group-idp-mapper',
  'oidc-hardcoded-role-idp-mapper',
  'oidc-role-idp-mapper',
  'oidc-user-attribute-idp-mapper',
  'oidc-username-idp-mapper',
]
const SAML_MAPPERS = [
  'hardcoded-attribute-idp-mapper',
  'hardcoded-user-session-attribute-idp-mapper',
  'oidc-hardcoded-group-idp-mapper',
  'oidc-hardcoded-role-idp-mapper',
  'saml-advanced-group-idp-mapper',
  'saml-advanced-role-idp-mapper',
  'saml-role-idp-mapper',
  'saml-user-attribute-idp-mapper',
  'saml-username-idp-mapper',
  'saml-xpath-attribute-idp-mapper',
]

function mapperIn(call: RealmCall): ProviderMapperRow {
  const mapper = call.realm.providerMappers.get(call.params['mapper'])
  if (!mapper) throw notFound('Model not found')
  return mapper
}

const event = (provider: ProviderRow, id: string) => ({
  type: 'IDENTITY_PROVIDER_MAPPER',
  path: `identity-provider/instances/${provider.alias}/mappers/${id}`,
})

function create(call: RealmCall): AdminAnswer {
  const provider = providerIn(call, MANAGE)
  const sent = objectIn(call, PROVIDER_MAPPER)
  const { id } = createProviderMapper(call.realm, sent, provider)
  const place = `identity-provider/instances/${encodeURIComponent(provider.alias)}/mappers`
  return {
    ...created(addressIn(call, place, id)),
    change: { operation: 'CREATE', ...event(provider, id), representation: sent },
  }
}

function update(call: RealmCall): AdminAnswer {
  const provider = providerIn(call, MANAGE)
  const { id } = mapperIn(call)
  const sent = objectIn(call, PROVIDER_MAPPER)
  updateProviderMapper(call.realm, sent)
  return { ...NOTHING, change: { operation: 'UPDATE', ...event(provider, id), representation: sent } }
}

function remove(call: RealmCall): AdminAnswer {
  const provider = providerIn(call, MANAGE)
  const { id } = mapperIn(call)
  call.realm.providerMappers.delete(id)
  return { ...NOTHING, change: { operation: 'DELETE', ...event(provider, id) } }
}

function types(call: RealmCall): AdminAnswer {
  const ids = isOidc(providerIn(call, ...VIEW)) ? OIDC_MAPPERS : SAML_MAPPERS
  return found(Object.fromEntries(ids.map((id) => [id, { id, name: id, properties: [] }])))
}

/** Adds the addresses of mappers. */
export function providerMapperRoutes(routes: RealmRoutes): void {
  const all = '/identity-provider/instances/{alias}/mappers'
  routes
    .on('GET', all, (call) => found(call.realm.providerMappers.by('alias', providerIn(call, ...VIEW).alias)))
    .on('POST', all, create)
    .on('GET', `${all}/{mapper}`, (call) => {
      providerIn(call, ...VIEW)
      return found(mapperIn(call))
    })
    .on('PUT', `${all}/{mapper}`, update)
    .on('DELETE', `${all}/{mapper}`, remove)
    .on('GET', '/identity-provider/instances/{alias}/mapper-types', types)
}
