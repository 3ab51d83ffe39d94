/** The client scopes of a new realm and their mappers (contract 13-default-scopes-of-a-realm). */
import { randomUUID } from 'node:crypto'
import type { ProtocolMapper, ScopeRow, Texts } from './rows.ts'

const OIDC = 'openid-connect'

const tokens = (config: Texts): Texts => ({
  'introspection.token.claim': 'true',
  'userinfo.token.claim': 'true',
  'id.token.claim': 'true',
  'access.token.claim': 'true',
  ...config,
})

function mapper(name: string, protocolMapper: string, config: Texts, protocol = OIDC): ProtocolMapper {
  return { id: randomUUID(), name, protocol, protocolMapper, consentRequired: false, config }
}

const attribute = (name: string, attributeName: string, claim: string, type = 'String') =>
  mapper(
    name,
    'oidc-usermodel-attribute-mapper',
    tokens({ 'user.attribute': attributeName, 'claim.name': claim, 'jsonType.label': type }),
  )

const property = (name: string, propertyName: string, claim: string, type = 'String') =>
  mapper(
    name,
    'oidc-usermodel-property-mapper',
    tokens({ 'user.attribute': propertyName, 'claim.name': claim, 'jsonType.label': type }),
  )

const PROFILE = [
  ['family name', 'lastName', 'family_name'],
  ['given name', 'firstName', 'given_name'],
  ['middle name', 'middleName', 'middle_name'],
  ['nickname', 'nickname', 'nickname'],
  ['username', 'username', 'preferred_username'],
  ['profile', 'profile', 'profile'],
  ['picture', 'picture', 'picture'],
  ['website', 'website', 'website'],
  ['gender', 'gender', 'gender'],
  ['birthdate', 'birthdate', 'birthdate'],
  ['zoneinfo', 'zoneinfo', 'zoneinfo'],
  ['locale', 'locale', 'locale'],
] as const

const profileMappers = () => [
  mapper('full name', 'oidc-full-name-mapper', tokens({})),
  ...PROFILE.map(([name, from, claim]) => attribute(name, from, claim)),
  attribute('updated at', 'updatedAt', 'updated_at', 'long'),
]

const inAccess = (config: Texts): Texts => ({
  'introspection.token.claim': 'true',
  'access.token.claim': 'true',
  ...config,
})
const note = (name: string, key: string, claim: string, type: string) =>
  mapper(name, 'oidc-usersessionmodel-note-mapper', {
    'user.session.note': key,
    'introspection.token.claim': 'true',
    'id.token.claim': 'true',
    'access.token.claim': 'true',
    'claim.name': claim,
    'jsonType.label': type,
  })

const roleMappers = () => [
  mapper(
    'realm roles',
    'oidc-usermodel-realm-role-mapper',
    inAccess({
      'user.attribute': 'foo',
      'claim.name': 'realm_access.roles',
      'jsonType.label': 'String',
      multivalued: 'true',
    }),
  ),
  mapper(
    'client roles',
    'oidc-usermodel-client-role-mapper',
    inAccess({
      'user.attribute': 'foo',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the server's own placeholder
      'claim.name': 'resource_access.${client_id}.roles',
      'jsonType.label': 'String',
      multivalued: 'true',
    }),
  ),
  mapper('audience resolve', 'oidc-audience-resolve-mapper', inAccess({})),
]

const addressMapper = () =>
  mapper(
    'address',
    'oidc-address-mapper',
    tokens({
      'user.attribute.formatted': 'formatted',
      'user.attribute.street': 'street',
      'user.attribute.locality': 'locality',
      'user.attribute.region': 'region',
      'user.attribute.postal_code': 'postal_code',
      'user.attribute.country': 'country',
    }),
  )

const microprofileMappers = () => [
  property('upn', 'username', 'upn'),
  mapper(
    'groups',
    'oidc-usermodel-realm-role-mapper',
    tokens({
      'user.attribute': 'foo',
      'claim.name': 'groups',
      'jsonType.label': 'String',
      multivalued: 'true',
    }),
  ),
]

interface Definition {
  readonly name: string
  readonly description: string
  readonly list: 'default' | 'optional' | 'none'
  readonly protocol?: string
  readonly inScope: boolean
  readonly consent?: string
  readonly mappers: readonly ProtocolMapper[]
}

const consentOf = (name: string) => `\${${name}ScopeConsentText}`
const saml = (name: string, provider: string, config: Texts) => mapper(name, provider, config, 'saml')

const definitions = (): readonly Definition[] => [
  {
    name: 'role_list',
    description: 'SAML role list',
    list: 'default',
    protocol: 'saml',
    inScope: false,
    consent: consentOf('samlRoleList'),
    mappers: [
      saml('role list', 'saml-role-list-mapper', {
        single: 'false',
        'attribute.nameformat': 'Basic',
        'attribute.name': 'Role',
      }),
    ],
  },
  {
    name: 'saml_organization',
    description: 'Organization Membership',
    list: 'default',
    protocol: 'saml',
    inScope: false,
    mappers: [saml('organization', 'saml-organization-membership-mapper', {})],
  },
  {
    name: 'AuthnContextClassRef',
    description: 'SAML AuthnContextClassRef',
    list: 'default',
    protocol: 'saml',
    inScope: false,
    mappers: [],
  },
  {
    name: 'profile',
    description: 'OpenID Connect built-in scope: profile',
    list: 'default',
    inScope: true,
    consent: consentOf('profile'),
    mappers: profileMappers(),
  },
  {
    name: 'email',
    description: 'OpenID Connect built-in scope: email',
    list: 'default',
    inScope: true,
    consent: consentOf('email'),
    mappers: [
      property('email verified', 'emailVerified', 'email_verified', 'boolean'),
      attribute('email', 'email', 'email'),
    ],
  },
  {
    name: 'address',
    description: 'OpenID Connect built-in scope: address',
    list: 'optional',
    inScope: true,
    consent: consentOf('address'),
    mappers: [addressMapper()],
  },
  {
    name: 'phone',
    description: 'OpenID Connect built-in scope: phone',
    list: 'optional',
    inScope: true,
    consent: consentOf('phone'),
    mappers: [
      attribute('phone number', 'phoneNumber', 'phone_number'),
      attribute('phone number verified', 'phoneNumberVerified', 'phone_number_verified', 'boolean'),
    ],
  },
  {
    name: 'offline_access',
    description: 'OpenID Connect built-in scope: offline_access',
    list: 'optional',
    inScope: true,
    consent: consentOf('offlineAccess'),
    mappers: [],
  },
  {
    name: 'roles',
    description: 'OpenID Connect scope for add user roles to the access token',
    list: 'default',
    inScope: false,
    consent: consentOf('roles'),
    mappers: roleMappers(),
  },
  {
    name: 'web-origins',
    description: 'OpenID Connect scope for add allowed web origins to the access token',
    list: 'default',
    inScope: false,
    consent: '',
    mappers: [mapper('allowed web origins', 'oidc-allowed-origins-mapper', inAccess({}))],
  },
  {
    name: 'microprofile-jwt',
    description: 'Microprofile - JWT built-in scope',
    list: 'optional',
    inScope: true,
    mappers: microprofileMappers(),
  },
  {
    name: 'acr',
    description: 'OpenID Connect scope for add acr (authentication context class reference) to the token',
    list: 'default',
    inScope: false,
    mappers: [mapper('acr loa level', 'oidc-acr-mapper', inAccess({ 'id.token.claim': 'true' }))],
  },
  {
    name: 'basic',
    description: 'OpenID Connect scope for add all basic claims to the token',
    list: 'default',
    inScope: false,
    mappers: [
      mapper('sub', 'oidc-sub-mapper', inAccess({})),
      note('auth_time', 'AUTH_TIME', 'auth_time', 'long'),
    ],
  },
  {
    name: 'organization',
    description: 'Additional claims about the organization a subject belongs to',
    list: 'optional',
    inScope: true,
    consent: consentOf('organization'),
    mappers: [mapper('organization', 'oidc-organization-membership-mapper', tokens({}))],
  },
  {
    name: 'service_account',
    description: 'Specific scope for a client enabled for service accounts',
    list: 'none',
    inScope: false,
    mappers: [
      note('Client ID', 'client_id', 'client_id', 'String'),
      note('Client Host', 'clientHost', 'clientHost', 'String'),
      note('Client IP Address', 'clientAddress', 'clientAddress', 'String'),
    ],
  },
]

/** Scopes of a new realm, and which of the realm's lists each is on. */
export function builtinScopes(): readonly { readonly scope: ScopeRow; readonly list: Definition['list'] }[] {
  return definitions().map(({ name, description, list, protocol = OIDC, inScope, consent, mappers }) => ({
    list,
    scope: {
      id: randomUUID(),
      name,
      description,
      protocol,
      attributes: {
        ...(protocol === OIDC ? { 'include.in.token.scope': String(inScope) } : {}),
        'display.on.consent.screen': String(consent !== undefined && consent !== ''),
        ...(consent === undefined ? {} : { 'consent.screen.text': consent }),
      },
      protocolMappers: mappers,
    },
  }))
}
