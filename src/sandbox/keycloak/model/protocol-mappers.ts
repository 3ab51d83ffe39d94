/** Protocol mappers as they are kept, and as they take effect (contract 10-protocol-mappers). */
import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../rest/json.ts'
import { isObject } from '../rest/shape.ts'
import type { ProtocolMapper, Texts } from './rows.ts'

/** Types of mappers for OpenID Connect, and which kinds of token each may write into. */
export const MAPPER_TYPES: Readonly<Record<string, readonly string[]>> = {
  'oidc-acr-mapper': ['introspection', 'id', 'access'],
  'oidc-address-mapper': ['introspection', 'userinfo', 'id', 'access'],
  'oidc-allowed-origins-mapper': ['introspection', 'access'],
  'oidc-amr-mapper': ['introspection', 'userinfo', 'id', 'access'],
  'oidc-audience-mapper': ['introspection', 'id', 'access'],
  'oidc-audience-resolve-mapper': ['introspection', 'access'],
  'oidc-claims-param-token-mapper': ['userinfo', 'id'],
  'oidc-full-name-mapper': ['introspection', 'userinfo', 'id', 'access'],
  'oidc-group-membership-mapper': ['introspection', 'userinfo', 'id', 'access'],
  'oidc-hardcoded-claim-mapper': ['introspection', 'userinfo', 'id', 'access'],
  'oidc-hardcoded-role-mapper': [],
  'oidc-nonce-backwards-compatible-mapper': ['introspection', 'access'],
  'oidc-organization-membership-mapper': ['introspection', 'userinfo', 'id', 'access'],
  'oidc-role-name-mapper': [],
  'oidc-session-state-mapper': ['introspection', 'userinfo', 'id', 'access'],
  'oidc-sha256-pairwise-sub-mapper': [],
  'oidc-sub-mapper': ['introspection', 'access'],
  'oidc-usermodel-attribute-mapper': ['introspection', 'userinfo', 'id', 'access'],
  'oidc-usermodel-client-role-mapper': ['introspection', 'userinfo', 'id', 'access'],
  'oidc-usermodel-property-mapper': ['introspection', 'userinfo', 'id', 'access'],
  'oidc-usermodel-realm-role-mapper': ['introspection', 'userinfo', 'id', 'access'],
  'oidc-usersessionmodel-note-mapper': ['introspection', 'userinfo', 'id', 'access'],
  'saml-role-list-mapper': [],
  'saml-user-attribute-mapper': [],
  'saml-user-property-mapper': [],
  'saml-group-membership-mapper': [],
  'saml-hardcode-attribute-mapper': [],
  'saml-organization-membership-mapper': [],
}

/** The texts of a map, without empty and absent ones. */
export function textsIn(value: unknown): Texts {
  if (!isObject(value)) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      typeof item === 'string' && item !== '' ? [[key, item]] : [],
    ),
  )
}

/** A mapper from what was sent. Where `id.token.claim` is sent and `userinfo.token.claim` is not, it is copied. */
export function mapperFrom(sent: JsonObject, id: string = newId(sent)): ProtocolMapper {
  const config = textsIn(sent['config'])
  return {
    id,
    name: `${sent['name'] ?? ''}`,
    protocol: `${sent['protocol'] ?? 'openid-connect'}`,
    protocolMapper: `${sent['protocolMapper'] ?? ''}`,
    consentRequired: false,
    config: withUserinfo(config),
  }
}

const newId = (sent: JsonObject) => (typeof sent['id'] === 'string' ? sent['id'] : randomUUID())

function withUserinfo(config: Texts): Texts {
  const idToken = config['id.token.claim']
  if (idToken === undefined || config['userinfo.token.claim'] !== undefined) return config
  return { ...config, 'userinfo.token.claim': idToken }
}

/** A mapper as `…/protocol-mappers/models` shows it: what it inherits from other keys is filled in. */
export function effective(mapper: ProtocolMapper): ProtocolMapper {
  const type = mapper.protocolMapper
  const into = (Object.hasOwn(MAPPER_TYPES, type) ? MAPPER_TYPES[type] : undefined) ?? []
  const { config } = mapper
  const inherit = (key: string, from: string): Texts => {
    const value = config[from]
    return config[key] === undefined && value !== undefined ? { [key]: value } : {}
  }
  return {
    ...mapper,
    config: {
      ...config,
      ...(into.includes('introspection') ? inherit('introspection.token.claim', 'access.token.claim') : {}),
    },
  }
}

/** The mappers of a client after a PUT that named some: matched by protocol and name, others dropped. */
export function synchronized(
  before: readonly ProtocolMapper[],
  sent: readonly JsonObject[],
): readonly ProtocolMapper[] {
  return sent.map((item) => {
    const wanted = mapperFrom(item)
    const same = before.find(({ name, protocol }) => name === wanted.name && protocol === wanted.protocol)
    return same ? { ...wanted, id: same.id } : wanted
  })
}

/** Whether two mappers share protocol and name. */
export function hasTwins(mappers: readonly ProtocolMapper[]): boolean {
  return new Set(mappers.map(({ name, protocol }) => `${protocol}/${name}`)).size < mappers.length
}
