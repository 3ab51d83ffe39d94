/** The roles and clients that the server itself puts into a realm. */
import { randomUUID } from 'node:crypto'
import { type Realm, roleKey } from './realm.ts'
import type { ClientRow, RoleRow } from './rows.ts'

/** Roles that grant powers over a realm, by what they contain (reference/keycloak.md §1.3). */
const MANAGEMENT: Readonly<Record<string, readonly string[]>> = {
  'query-clients': [],
  'query-groups': [],
  'query-organizations': [],
  'query-realms': [],
  'query-users': [],
  'create-client': [],
  impersonation: [],
  'manage-authorization': [],
  'manage-clients': [],
  'manage-events': [],
  'manage-identity-providers': [],
  'manage-organizations': [],
  'manage-realm': [],
  'manage-users': [],
  'view-authorization': [],
  'view-clients': ['query-clients'],
  'view-events': [],
  'view-identity-providers': [],
  'view-organizations': ['query-organizations'],
  'view-realm': [],
  'view-users': ['query-users', 'query-groups'],
}

const ACCOUNT: Readonly<Record<string, readonly string[]>> = {
  'manage-account-links': [],
  'view-profile': [],
  'view-applications': [],
  'view-consent': [],
  'view-groups': [],
  'delete-account': [],
  'manage-account': ['manage-account-links'],
  'manage-consent': ['view-consent'],
}

/** Writes a role; `parts` are names of roles of the same container that exist already. */
export function addRole(
  realm: Realm,
  name: string,
  { clientId, description = `\${role_${name}}`, parts = [] as readonly string[] } = {} as {
    clientId?: string
    description?: string
    parts?: readonly string[]
  },
): RoleRow {
  return realm.roles.put({
    id: randomUUID(),
    name,
    description,
    ...(clientId === undefined ? {} : { clientId }),
    attributes: {},
    composites: parts.flatMap((part) => realm.roles.one('name', roleKey(part, clientId))?.id ?? []),
  })
}

function addRoles(realm: Realm, clientId: string, roles: Readonly<Record<string, readonly string[]>>): void {
  for (const [name, parts] of Object.entries(roles)) addRole(realm, name, { clientId, parts })
}

/** Gives a client the roles that grant powers over a realm; with one that contains all of them where asked for. */
export function addManagementRoles(realm: Realm, client: ClientRow, withAdmin: boolean): void {
  addRoles(realm, client.id, MANAGEMENT)
  if (withAdmin) addRole(realm, 'realm-admin', { clientId: client.id, parts: Object.keys(MANAGEMENT) })
}

/** The clients that every realm has. */
export function addBuiltinClients(realm: Realm, isMaster: boolean): void {
  const { defaultScopes, optionalScopes } = realm.row
  const oidc = (ids: readonly string[]) =>
    ids.filter((id) => realm.scopes.get(id)?.protocol === 'openid-connect')
  const add = (clientId: string, fields: Partial<ClientRow>) =>
    realm.clients.put({
      ...bare(clientId),
      defaultScopes: oidc(defaultScopes),
      optionalScopes: oidc(optionalScopes),
      ...fields,
    })
  const console = { publicClient: true, standardFlowEnabled: true, baseUrl: `/realms/${realm.name}/account/` }
  const account = add('account', {
    ...console,
    rootUrl: '$' + '{authBaseUrl}',
    redirectUris: [`/realms/${realm.name}/account/*`],
    attributes: { 'post.logout.redirect.uris': '+' },
  })
  addRoles(realm, account.id, ACCOUNT)
  add('account-console', {
    ...console,
    rootUrl: '$' + '{authBaseUrl}',
    redirectUris: [`/realms/${realm.name}/account/*`],
    attributes: { 'post.logout.redirect.uris': '+', 'pkce.code.challenge.method': 'S256' },
  })
  const lightweight = { 'client.use.lightweight.access.token.enabled': 'true' }
  add('admin-cli', { publicClient: true, directAccessGrantsEnabled: true, attributes: lightweight })
  const broker = add('broker', { bearerOnly: true })
  addRole(realm, 'read-token', { clientId: broker.id })
  if (!isMaster) addManagementRoles(realm, add('realm-management', { bearerOnly: true }), true)
  add('security-admin-console', {
    publicClient: true,
    standardFlowEnabled: true,
    rootUrl: '$' + '{authAdminUrl}',
    baseUrl: `/admin/${realm.name}/console/`,
    redirectUris: [`/admin/${realm.name}/console/*`],
    webOrigins: ['+'],
    attributes: { ...lightweight, 'post.logout.redirect.uris': '+', 'pkce.code.challenge.method': 'S256' },
  })
}

/** A client as the server makes its own: nothing switched on. */
export function bare(clientId: string): ClientRow {
  return {
    id: randomUUID(),
    clientId,
    name: `\${client_${clientId}}`,
    surrogateAuthRequired: false,
    enabled: true,
    alwaysDisplayInConsole: false,
    clientAuthenticatorType: 'client-secret',
    redirectUris: [],
    webOrigins: [],
    notBefore: 0,
    bearerOnly: false,
    consentRequired: false,
    standardFlowEnabled: false,
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: false,
    publicClient: false,
    frontchannelLogout: false,
    protocol: 'openid-connect',
    attributes: {},
    authenticationFlowBindingOverrides: {},
    fullScopeAllowed: true,
    nodeReRegistrationTimeout: 0,
    protocolMappers: [],
    defaultScopes: [],
    optionalScopes: [],
    scopeMappings: [],
  }
}
