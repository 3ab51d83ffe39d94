/** Keycloak's own client for its admin API: what it makes, reads back, changes and takes away in a realm. */
import KeycloakAdminClient, { NetworkError } from '@keycloak/keycloak-admin-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'

const realm = 'shop'
const missingId = '00000000-0000-4000-8000-000000000000'

let sandbox: Sandbox
let admin: KeycloakAdminClient

const credentials = () => {
  const { username, password } = sandbox.keycloak
  return { username, password, grantType: 'password' as const, clientId: 'admin-cli' }
}
async function signIn(): Promise<KeycloakAdminClient> {
  const client = new KeycloakAdminClient({ baseUrl: sandbox.keycloak.url })
  await client.auth(credentials())
  return client
}

/** How a call is refused. */
async function refusal(call: Promise<unknown>): Promise<{ status: number; message: string; data: unknown }> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof NetworkError)) throw new Error('it was not refused', { cause: error })
  return { status: error.response.status, message: error.message, data: error.responseData }
}

const named = (name: string) => expect.objectContaining({ name })
const one = <T>(value: T | null | undefined): T => {
  if (value === null || value === undefined) throw new Error('it is not there')
  return value
}
const idOf = ({ id }: { readonly id?: string }): string => one(id)

beforeAll(async () => {
  sandbox = await startSandbox()
  admin = await signIn()
  await admin.realms.create({ realm, enabled: true, displayName: 'Shop' })
  admin.setConfig({ realmName: realm })
})
afterAll(() => sandbox.close())

describe('realms', () => {
  it('are listed, read, changed field by field, and deleted', async () => {
    expect((await admin.realms.find()).map((found) => found.realm).sort()).toEqual(['master', realm])
    await admin.realms.update({ realm }, { displayName: 'The shop', attributes: { mark: 'ours' } })
    expect(await admin.realms.findOne({ realm })).toMatchObject({
      realm,
      displayName: 'The shop',
      enabled: true,
      attributes: { mark: 'ours' },
    })
    await admin.realms.create({ realm: 'short', enabled: true })
    await admin.realms.del({ realm: 'short' })
    expect(await admin.realms.findOne({ realm: 'short' })).toBeNull()
  })

  it('are refused twice, and under a name that is none', async () => {
    expect(await refusal(admin.realms.create({ realm }))).toMatchObject({
      status: 409,
      message: 'Realm shop already exists',
    })
    expect(await refusal(admin.realms.update({ realm: 'nowhere' }, {}))).toMatchObject({
      status: 404,
      message: 'Realm not found.',
    })
  })
})

describe('clients', () => {
  it('have a secret, mappers, default and optional scopes, and roles', async () => {
    const { id } = await admin.clients.create({
      clientId: 'web',
      secret: 'first-secret',
      redirectUris: ['https://shop.example/*'],
      attributes: { 'pkce.code.challenge.method': 'S256' },
    })
    expect(await admin.clients.find({ clientId: 'web' })).toMatchObject([
      { id, clientId: 'web', publicClient: false, defaultClientScopes: expect.arrayContaining(['profile']) },
    ])
    expect(await admin.clients.getClientSecret({ id })).toEqual({ type: 'secret', value: 'first-secret' })
    const { value } = await admin.clients.generateNewClientSecret({ id })
    expect(value).toMatch(/^[A-Za-z0-9]{32,}$/)
    expect((await admin.clients.getClientSecret({ id })).value).toBe(value)

    await admin.clients.addProtocolMapper(
      { id },
      {
        name: 'audience',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-audience-mapper',
        config: { 'included.client.audience': 'web', 'access.token.claim': 'true' },
      },
    )
    const mapper = one(await admin.clients.findProtocolMapperByName({ id, name: 'audience' }))
    await admin.clients.updateProtocolMapper(
      { id, mapperId: idOf(mapper) },
      { ...mapper, config: { ...mapper.config, 'id.token.claim': 'true' } },
    )
    expect(await admin.clients.listProtocolMappers({ id })).toMatchObject([
      { name: 'audience', config: { 'access.token.claim': 'true', 'id.token.claim': 'true' } },
    ])
    await admin.clients.delProtocolMapper({ id, mapperId: idOf(mapper) })
    expect(await admin.clients.listProtocolMappers({ id })).toEqual([])

    const email = one((await admin.clientScopes.find()).find(({ name }) => name === 'email'))
    await admin.clients.delDefaultClientScope({ id, clientScopeId: idOf(email) })
    await admin.clients.addOptionalClientScope({ id, clientScopeId: idOf(email) })
    expect(await admin.clients.listDefaultClientScopes({ id })).not.toContainEqual(named('email'))
    expect(await admin.clients.listOptionalClientScopes({ id })).toContainEqual(named('email'))

    await admin.clients.createRole({ id, name: 'buyer' })
    expect(await admin.clients.findRole({ id, roleName: 'buyer' })).toMatchObject({ clientRole: true })
    expect(await admin.clients.findRole({ id, roleName: 'ghost' })).toBeNull()
  })

  it('keep what an update does not name, and have a person of their own as a service', async () => {
    const [web] = await admin.clients.find({ clientId: 'web' })
    const id = idOf(one(web))
    await admin.clients.update(
      { id },
      { clientId: 'web', serviceAccountsEnabled: true, description: 'a shop' },
    )
    expect(await admin.clients.findOne({ id })).toMatchObject({
      description: 'a shop',
      redirectUris: ['https://shop.example/*'],
      attributes: { 'pkce.code.challenge.method': 'S256' },
    })
    expect(await admin.clients.getServiceAccountUser({ id })).toMatchObject({
      username: 'service-account-web',
    })
    expect(await refusal(admin.clients.create({ clientId: 'web' }))).toMatchObject({
      status: 409,
      message: 'Client web already exists',
    })
    expect(await admin.clients.findOne({ id: missingId })).toBeNull()
    expect(await refusal(admin.clients.del({ id: missingId }))).toMatchObject({
      status: 404,
      message: 'Could not find client',
    })
  })
})

describe('client scopes', () => {
  it('are made with mappers, become defaults of the realm, and go', async () => {
    const { id } = await admin.clientScopes.create({ name: 'teams', protocol: 'openid-connect' })
    await admin.clientScopes.addProtocolMapper(
      { id },
      {
        name: 'groups',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-group-membership-mapper',
        config: { 'claim.name': 'groups', 'full.path': 'false' },
      },
    )
    expect(await admin.clientScopes.findOne({ id })).toMatchObject({
      name: 'teams',
      protocolMappers: [{ name: 'groups', protocolMapper: 'oidc-group-membership-mapper' }],
    })
    await admin.clientScopes.update({ id }, { name: 'teams', description: 'who works where' })
    expect(await admin.clientScopes.findOneByName({ name: 'teams' })).toMatchObject({
      description: 'who works where',
      protocolMappers: [{ name: 'groups' }],
    })
    await admin.clientScopes.addDefaultClientScope({ id })
    expect(await admin.clientScopes.listDefaultClientScopes()).toContainEqual(named('teams'))
    const { id: born } = await admin.clients.create({ clientId: 'born-later' })
    expect(await admin.clients.listDefaultClientScopes({ id: born })).toContainEqual(named('teams'))
    expect(
      await refusal(admin.clientScopes.create({ name: 'teams', protocol: 'openid-connect' })),
    ).toMatchObject({
      status: 409,
      message: 'Client Scope teams already exists',
    })
    await admin.clientScopes.del({ id })
    expect(await admin.clientScopes.findOne({ id })).toBeNull()
    expect(await admin.clients.listDefaultClientScopes({ id: born })).not.toContainEqual(named('teams'))
  })
})

describe('groups and roles', () => {
  it('has children with attributes, which are found by page, by name and by path', async () => {
    const { id } = await admin.groups.create({ name: 'team-a', attributes: { mark: ['ours'] } })
    const { id: child } = await admin.groups.createChildGroup({ id }, { name: 'admins' })
    await admin.groups.createChildGroup({ id }, { name: 'readers' })
    expect(await admin.groups.findOne({ id })).toMatchObject({
      path: '/team-a',
      subGroupCount: 2,
      attributes: { mark: ['ours'] },
    })
    expect(await admin.groups.listSubGroups({ parentId: id, first: 1, max: 1 })).toMatchObject([
      { name: 'readers', parentId: id, path: '/team-a/readers' },
    ])
    await admin.groups.update({ id: child }, { name: 'owners', attributes: { level: ['1', '2'] } })
    expect(await admin.groups.findOne({ id: child })).toMatchObject({
      name: 'owners',
      path: '/team-a/owners',
      attributes: { level: ['1', '2'] },
    })
    expect(await admin.groups.find({ search: 'own' })).toMatchObject([
      { name: 'team-a', subGroups: [{ name: 'owners' }] },
    ])
    expect(await admin.groups.count()).toEqual({ count: 3 })
    expect(await refusal(admin.groups.create({ name: 'team-a' }))).toMatchObject({
      status: 409,
      message: "Top level group named 'team-a' already exists.",
    })
    expect(await refusal(admin.groups.createChildGroup({ id }, { name: 'owners' }))).toMatchObject({
      status: 409,
      message: "Sibling group named 'owners' already exists.",
    })
  })

  it('maps realm and client roles to groups, and roles contain roles', async () => {
    await admin.roles.create({ name: 'staff', description: 'all of us', attributes: { mark: ['ours'] } })
    const staff = one(await admin.roles.findOneByName({ name: 'staff' }))
    const [web] = await admin.clients.find({ clientId: 'web' })
    const clientUniqueId = idOf(one(web))
    const buyer = one(await admin.clients.findRole({ id: clientUniqueId, roleName: 'buyer' }))
    await admin.roles.createComposite({ roleId: idOf(staff) }, [buyer])
    expect(await admin.roles.getCompositeRoles({ id: idOf(staff) })).toMatchObject([{ name: 'buyer' }])
    expect(await admin.roles.getCompositeRolesForRealm({ id: idOf(staff) })).toEqual([])
    expect(
      await admin.roles.getCompositeRolesForClient({ id: idOf(staff), clientId: clientUniqueId }),
    ).toMatchObject([{ name: 'buyer' }])
    const [team] = await admin.groups.find({ search: 'team-a', exact: true })
    const id = idOf(one(team))
    await admin.groups.addRealmRoleMappings({ id, roles: [{ id: idOf(staff), name: 'staff' }] })
    expect(await admin.groups.listRoleMappings({ id })).toMatchObject({ realmMappings: [{ name: 'staff' }] })
    expect(await admin.groups.listAvailableRealmRoleMappings({ id })).not.toContainEqual(named('staff'))
    expect(await admin.groups.listCompositeClientRoleMappings({ id, clientUniqueId })).toMatchObject([
      { name: 'buyer' },
    ])
    await admin.groups.addClientRoleMappings({
      id,
      clientUniqueId,
      roles: [{ id: idOf(buyer), name: 'buyer' }],
    })
    expect(await admin.groups.listClientRoleMappings({ id, clientUniqueId })).toMatchObject([
      { name: 'buyer' },
    ])
    await admin.groups.delRealmRoleMappings({ id, roles: [{ id: idOf(staff), name: 'staff' }] })
    expect((await admin.groups.listRoleMappings({ id })).realmMappings).toBeUndefined()
    await admin.roles.updateByName({ name: 'staff' }, { name: 'crew' })
    expect(await admin.roles.findOneByName({ name: 'staff' })).toBeNull()
    expect(await refusal(admin.roles.create({ name: 'crew' }))).toMatchObject({
      status: 409,
      message: 'Role with name crew already exists',
    })
    await admin.roles.delByName({ name: 'crew' })
  })
})

describe('users', () => {
  it('are found by name, attribute and page; have credentials, groups and roles', async () => {
    const { id } = await admin.users.create({
      username: 'Mia',
      email: 'Mia@shop.example',
      firstName: 'Mia',
      lastName: 'M',
      enabled: true,
      emailVerified: true,
    })
    await admin.users.create({ username: 'noah', enabled: true })
    expect(await admin.users.find({ username: 'mia', exact: true })).toMatchObject([
      { id, username: 'mia', email: 'mia@shop.example' },
    ])
    expect(await admin.users.find({ first: 1, max: 5 })).toMatchObject([{ username: 'noah' }])
    expect(await admin.users.count()).toBe(2)

    await admin.users.resetPassword({
      id,
      credential: { type: 'password', value: 'mias-password', temporary: false },
    })
    expect(await admin.users.getCredentials({ id })).toMatchObject([{ type: 'password' }])
    await signInAs('mia', 'mias-password')

    const [team] = await admin.groups.find({ search: 'team-a', exact: true })
    const groupId = idOf(one(team))
    await admin.users.addToGroup({ id, groupId })
    expect(await admin.users.listGroups({ id })).toMatchObject([{ name: 'team-a', path: '/team-a' }])
    expect(await admin.groups.listMembers({ id: groupId })).toMatchObject([{ username: 'mia' }])
    await admin.users.delFromGroup({ id, groupId })
    expect(await admin.users.listGroups({ id })).toEqual([])

    await admin.users.update({ id }, { firstName: 'Mina', email: 'mia@shop.example', lastName: 'M' })
    expect(await admin.users.findOne({ id })).toMatchObject({ firstName: 'Mina', emailVerified: true })
  })

  it('are refused under a name or an address that somebody has', async () => {
    expect(await refusal(admin.users.create({ username: 'MIA' }))).toMatchObject({
      status: 409,
      message: 'User exists with same username',
    })
    expect(await refusal(admin.users.create({ username: 'x', email: 'mia@shop.example' }))).toMatchObject({
      status: 409,
      message: 'User exists with same email',
    })
    expect(await admin.users.findOne({ id: missingId })).toBeNull()
    expect(await refusal(admin.users.del({ id: missingId }))).toMatchObject({
      status: 404,
      message: 'User not found',
    })
    expect(await refusal(admin.users.addToGroup({ id: missingId, groupId: missingId }))).toMatchObject({
      status: 404,
    })
  })
})

describe('identity providers', () => {
  it('hide their secret, have mappers, and take them along when they go', async () => {
    await admin.identityProviders.create({
      alias: 'partner',
      providerId: 'oidc',
      enabled: true,
      config: { clientId: 'shop', clientSecret: 'hidden', issuer: 'https://partner.example' },
    })
    expect(await admin.identityProviders.findOne({ alias: 'partner' })).toMatchObject({
      alias: 'partner',
      config: { clientId: 'shop', clientSecret: '**********' },
    })
    const { id } = await admin.identityProviders.createMapper({
      alias: 'partner',
      identityProviderMapper: {
        name: 'group',
        identityProviderAlias: 'partner',
        identityProviderMapper: 'oidc-advanced-group-idp-mapper',
        config: { syncMode: 'FORCE', group: '/team-a', claims: '[]' },
      },
    })
    const mapper = one(await admin.identityProviders.findOneMapper({ alias: 'partner', id }))
    await admin.identityProviders.updateMapper(
      { alias: 'partner', id },
      { ...mapper, config: { ...mapper.config, syncMode: 'IMPORT' } },
    )
    expect(await admin.identityProviders.findMappers({ alias: 'partner' })).toMatchObject([
      { name: 'group', config: { syncMode: 'IMPORT' } },
    ])
    expect(
      await refusal(admin.identityProviders.create({ alias: 'partner', providerId: 'oidc' })),
    ).toMatchObject({ status: 409, message: 'Identity Provider partner already exists' })
    const { firstBrokerLoginFlowAlias, ...rest } = one(
      await admin.identityProviders.findOne({ alias: 'partner' }),
    )
    await admin.identityProviders.update({ alias: 'partner' }, { ...rest, displayName: 'Partner' })
    expect(await admin.identityProviders.find()).toMatchObject([{ displayName: 'Partner' }])
    const { id: person } = await admin.users.create({ username: 'linked', enabled: true })
    await admin.users.addToFederatedIdentity({
      id: person,
      federatedIdentityId: 'partner',
      federatedIdentity: { userId: 'far-1', userName: 'far' },
    })
    expect(await admin.users.listFederatedIdentities({ id: person })).toEqual([
      { identityProvider: 'partner', userId: 'far-1', userName: 'far' },
    ])
    await admin.identityProviders.del({ alias: 'partner' })
    expect(await admin.identityProviders.find()).toEqual([])
    expect(await admin.users.listFederatedIdentities({ id: person })).toEqual([])
  })
})

describe('tokens', () => {
  it('are refreshed when they are about to expire, until somebody signs out', async () => {
    await admin.realms.update({ realm: 'master' }, { accessTokenLifespan: 3 })
    const client = await signIn()
    const first = client.accessToken
    // The client takes a token with less than five seconds left for expired.
    expect(client.isTokenExpired()).toBe(true)
    expect((await client.realms.find()).length).toBe(2)
    expect(client.accessToken).not.toBe(first)
    await admin.realms.update({ realm: 'master' }, { accessTokenLifespan: 60 })
    const { id } = one((await client.users.find({ realm: 'master', username: 'admin' }))[0])
    await admin.realms.update({ realm: 'master' }, { accessTokenLifespan: 3 })
    const short = await signIn()
    await client.users.logout({ realm: 'master', id: one(id) })
    expect(await refusal(short.realms.find())).toMatchObject({ status: 400, message: 'invalid_grant' })
  })

  it('are not given for a wrong password, and none is taken from who has no rights', async () => {
    admin = await signIn()
    // 400 since Keycloak 26.6.
    expect(await refusal(signInAs('mia', 'guessed'))).toEqual({
      status: 400,
      message: 'invalid_grant',
      data: { error: 'invalid_grant', error_description: 'Invalid user credentials' },
    })
    const mia = await signInAs('mia', 'mias-password')
    expect(await refusal(mia.groups.find())).toMatchObject({ status: 403 })
    const nobody = new KeycloakAdminClient({ baseUrl: sandbox.keycloak.url, realmName: realm })
    nobody.setAccessToken('eyJhbGciOiJub25lIn0.e30.')
    expect(await refusal(nobody.groups.find())).toMatchObject({ status: 401 })
  })
})

async function signInAs(username: string, password: string): Promise<KeycloakAdminClient> {
  const client = new KeycloakAdminClient({ baseUrl: sandbox.keycloak.url, realmName: realm })
  await client.auth({ username, password, grantType: 'password', clientId: 'admin-cli' })
  return client
}
