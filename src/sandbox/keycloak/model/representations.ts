/** The shapes of what the Admin API takes (org.keycloak.representations.idm, 26.x). */
import type { Representation, Shape } from '../rest/shape.ts'
import { REALM_FIELDS } from './realm-fields.ts'

const texts: Shape = { map: 'string' }
const textLists: Shape = { map: { list: 'string' } }
const names: Shape = { list: 'string' }

function all(type: Shape, fieldNames: string): Record<string, Shape> {
  return Object.fromEntries(fieldNames.split(' ').map((name) => [name, type]))
}

/** A protocol mapper. */
export const PROTOCOL_MAPPER: Representation = {
  name: 'ProtocolMapperRepresentation',
  fields: {
    ...all('string', 'id name protocol protocolMapper consentText'),
    consentRequired: 'boolean',
    config: texts,
  },
}

/** A client. */
export const CLIENT: Representation = {
  name: 'ClientRepresentation',
  fields: {
    ...all('string', 'id clientId name description type rootUrl adminUrl baseUrl clientAuthenticatorType'),
    ...all('string', 'secret registrationAccessToken protocol origin clientTemplate'),
    ...all('boolean', 'surrogateAuthRequired enabled alwaysDisplayInConsole bearerOnly consentRequired'),
    ...all('boolean', 'standardFlowEnabled implicitFlowEnabled directAccessGrantsEnabled'),
    ...all('boolean', 'serviceAccountsEnabled authorizationServicesEnabled publicClient frontchannelLogout'),
    ...all('boolean', 'fullScopeAllowed directGrantsOnly useTemplateConfig useTemplateScope'),
    ...all('boolean', 'useTemplateMappers'),
    ...all('integer', 'notBefore nodeReRegistrationTimeout'),
    ...all(names, 'redirectUris webOrigins defaultRoles defaultClientScopes optionalClientScopes'),
    ...all(texts, 'attributes authenticationFlowBindingOverrides'),
    registeredNodes: { map: 'integer' },
    access: { map: 'boolean' },
    authorizationSettings: 'any',
    protocolMappers: { list: PROTOCOL_MAPPER },
  },
}

/** A client scope: the only representation that swallows unknown fields. */
export const CLIENT_SCOPE: Representation = {
  name: 'ClientScopeRepresentation',
  open: true,
  fields: {
    ...all('string', 'id name description protocol'),
    attributes: texts,
    protocolMappers: { list: PROTOCOL_MAPPER },
  },
}

const groupFields: Record<string, Shape> = {
  ...all('string', 'id name description path parentId'),
  subGroupCount: 'integer',
  attributes: textLists,
  realmRoles: names,
  clientRoles: textLists,
  access: { map: 'boolean' },
}
/** A group, with groups within. */
export const GROUP: Representation = { name: 'GroupRepresentation', fields: groupFields }
groupFields['subGroups'] = { list: GROUP }

/** A role. */
export const ROLE: Representation = {
  name: 'RoleRepresentation',
  fields: {
    ...all('string', 'id name description containerId'),
    ...all('boolean', 'composite clientRole scopeParamRequired'),
    composites: {
      name: 'Composites',
      fields: { realm: names, client: textLists, application: textLists },
    },
    attributes: textLists,
  },
}

/** A password or another credential. */
export const CREDENTIAL: Representation = {
  name: 'CredentialRepresentation',
  fields: {
    ...all('string', 'id type userLabel secretData credentialData value device hashedSaltedValue salt'),
    ...all('string', 'algorithm federationLink'),
    ...all('integer', 'createdDate priority hashIterations counter digits period'),
    temporary: 'boolean',
    config: 'any',
  },
}

/** A user's account at an identity provider. */
export const FEDERATED_IDENTITY: Representation = {
  name: 'FederatedIdentityRepresentation',
  fields: all('string', 'identityProvider userId userName'),
}

/** A user. */
export const USER: Representation = {
  name: 'UserRepresentation',
  fields: {
    ...all(
      'string',
      'id username email firstName lastName self origin federationLink serviceAccountClientId',
    ),
    ...all('boolean', 'emailVerified enabled totp'),
    ...all('integer', 'createdTimestamp notBefore'),
    ...all(names, 'requiredActions realmRoles groups disableableCredentialTypes'),
    ...all(textLists, 'attributes clientRoles applicationRoles'),
    ...all('any', 'userProfileMetadata clientConsents socialLinks'),
    credentials: { list: CREDENTIAL },
    federatedIdentities: { list: FEDERATED_IDENTITY },
    access: { map: 'boolean' },
  },
}

/** An identity provider. */
export const IDENTITY_PROVIDER: Representation = {
  name: 'IdentityProviderRepresentation',
  fields: {
    ...all('string', 'alias displayName internalId providerId updateProfileFirstLoginMode organizationId'),
    ...all('string', 'firstBrokerLoginFlowAlias postBrokerLoginFlowAlias'),
    ...all('boolean', 'enabled trustEmail storeToken addReadTokenRoleOnCreate authenticateByDefault'),
    ...all('boolean', 'linkOnly hideOnLogin'),
    types: names,
    config: texts,
  },
}

/** A mapper of an identity provider. */
export const PROVIDER_MAPPER: Representation = {
  name: 'IdentityProviderMapperRepresentation',
  fields: { ...all('string', 'id name identityProviderAlias identityProviderMapper'), config: texts },
}

/** Roles of a realm and its clients, as imported. */
const ROLES: Representation = {
  name: 'RolesRepresentation',
  fields: { realm: { list: ROLE }, client: { map: { list: ROLE } }, application: { map: { list: ROLE } } },
}

const contents: Record<string, Shape> = {
  clients: { list: CLIENT },
  clientScopes: { list: CLIENT_SCOPE },
  groups: { list: GROUP },
  roles: ROLES,
  users: { list: USER },
  identityProviders: { list: IDENTITY_PROVIDER },
  identityProviderMappers: { list: PROVIDER_MAPPER },
}

/** A realm, with everything that may come in one request. */
export const REALM: Representation = {
  name: 'RealmRepresentation',
  fields: {
    ...REALM_FIELDS,
    ...contents,
    ...all('string', 'id realm'),
    ...all(texts, 'attributes smtpServer browserSecurityHeaders'),
    ...all(names, 'defaultDefaultClientScopes defaultOptionalClientScopes defaultGroups defaultRoles'),
    defaultRole: ROLE,
    enabled: 'boolean',
    ...all('any', 'components authenticationFlows authenticatorConfig requiredActions scopeMappings'),
    ...all('any', 'clientScopeMappings federatedUsers userFederationProviders userFederationMappers'),
    ...all(
      'any',
      'organizations localizationTexts clientTemplates protocolMappers applications oauthClients',
    ),
    ...all('any', 'socialProviders applicationScopeMappings identityProvidersToImport workflows'),
  },
}

/** A partial import: a realm's contents and what to do about what is there. */
export const PARTIAL_IMPORT: Representation = {
  name: 'PartialImportRepresentation',
  fields: { ...contents, ifResourceExists: { oneOf: ['FAIL', 'SKIP', 'OVERWRITE'] } },
}

/** A flow. */
export const FLOW: Representation = {
  name: 'AuthenticationFlowRepresentation',
  fields: {
    ...all('string', 'id alias description providerId'),
    ...all('boolean', 'topLevel builtIn'),
    authenticationExecutions: 'any',
  },
}

/** A step of a flow, as listed and changed. */
export const EXECUTION: Representation = {
  name: 'AuthenticationExecutionInfoRepresentation',
  fields: {
    ...all('string', 'id requirement displayName alias description providerId authenticationConfig flowId'),
    ...all('boolean', 'configurable authenticationFlow'),
    ...all('integer', 'level index priority'),
    requirementChoices: names,
  },
}

/** The settings of a step. */
export const AUTHENTICATOR_CONFIG: Representation = {
  name: 'AuthenticatorConfigRepresentation',
  fields: { ...all('string', 'id alias'), config: texts },
}

/** A required action. */
export const REQUIRED_ACTION: Representation = {
  name: 'RequiredActionProviderRepresentation',
  fields: {
    ...all('string', 'id alias name providerId'),
    ...all('boolean', 'enabled defaultAction'),
    priority: 'integer',
    config: texts,
  },
}

/** A configured part of a realm. */
export const COMPONENT: Representation = {
  name: 'ComponentRepresentation',
  fields: {
    ...all('string', 'id name providerId providerType parentId subType'),
    config: { map: { list: 'string' } },
  },
}

/** Which events are kept. */
export const EVENTS_CONFIG: Representation = {
  name: 'RealmEventsConfigRepresentation',
  fields: {
    ...all('boolean', 'eventsEnabled adminEventsEnabled adminEventsDetailsEnabled'),
    eventsExpiration: 'integer',
    ...all(names, 'eventsListeners enabledEventTypes'),
  },
}

const unmanaged: Shape = { oneOf: ['ENABLED', 'ADMIN_EDIT', 'ADMIN_VIEW'] }
/** The user profile. */
export const USER_PROFILE: Representation = {
  name: 'UPConfig',
  fields: {
    unmanagedAttributePolicy: unmanaged,
    attributes: {
      list: {
        name: 'UPAttribute',
        fields: {
          ...all('string', 'name displayName group defaultValue'),
          validations: { map: 'any' },
          annotations: 'any',
          required: { name: 'UPAttributeRequired', fields: all(names, 'roles scopes') },
          permissions: { name: 'UPAttributePermissions', fields: all(names, 'view edit') },
          selector: { name: 'UPAttributeSelector', fields: all(names, 'scopes') },
          multivalued: 'boolean',
        },
      },
    },
    groups: {
      list: {
        name: 'UPGroup',
        fields: { ...all('string', 'name displayHeader displayDescription'), annotations: 'any' },
      },
    },
  },
}
