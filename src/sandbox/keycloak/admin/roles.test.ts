import { expect, test } from 'vitest'
import { claimsOf, served } from '../served.fixture.ts'

test('a search for roles looks at descriptions too, and pages by either number', async () => {
  const realm = [
    { name: 'b-dev', description: 'x' },
    { name: 'a-ops', description: 'for b-dev' },
    { name: 'c' },
  ]
  const { ask } = await served({ roles: { realm } })
  const names = async (query: string) =>
    (await ask('GET', `/roles?${query}`)).json.map(({ name }: { name: string }) => name)
  expect(await names('search=B-DEV')).toEqual(['a-ops', 'b-dev'])
  expect(await names('search=b-dev&max=1')).toEqual(['a-ops'])
  expect(await names('search=b-dev&first=1')).toEqual(['b-dev'])
})

test('a role is born composite only of roles that are there; clients that are not are passed over', async () => {
  const { ask } = await served({ clients: [{ clientId: 'app' }], roles: { realm: [{ name: 'dev' }] } })
  const born = (name: string, composites: object) =>
    ask('POST', '/roles', { name, composite: true, composites })
  expect((await born('a', { realm: ['none'] })).json).toEqual({
    errorMessage: 'Realm Role with name none does not exist',
  })
  expect((await ask('GET', '/roles/a')).status, 'nothing of it is left').toBe(404)
  expect((await born('b', { client: { app: ['none'] } })).status).toBe(404)
  expect((await born('c', { realm: ['dev'], client: { gone: ['x'] } })).status).toBe(201)
  expect((await ask('GET', '/roles/c/composites')).json).toMatchObject([{ name: 'dev' }])
})

test('an id is chosen by an import only', async () => {
  const id = '11111111-1111-4111-8111-111111111111'
  const { ask } = await served({ roles: { realm: [{ id, name: 'imported' }] } })
  await ask('POST', '/roles', { id: id.replaceAll('1', '2'), name: 'made' })
  expect((await ask('GET', '/roles/imported')).json.id).toBe(id)
  expect((await ask('GET', '/roles/made')).json.id).not.toBe(id.replaceAll('1', '2'))
})

test('a scope with roles counts for those who have one, and brings them to a client without full scope', async () => {
  const { ask, post } = await served({
    roles: { realm: [{ name: 'dev' }, { name: 'other' }] },
    clientScopes: [{ name: 'build', protocol: 'openid-connect' }],
    defaultOptionalClientScopes: ['build'],
    clients: [{ clientId: 'robot', secret: 's', serviceAccountsEnabled: true, fullScopeAllowed: false }],
  })
  const scopes: { id: string; name: string }[] = (await ask('GET', '/client-scopes')).json
  const scope = scopes.find(({ name }) => name === 'build')?.id
  const dev = (await ask('GET', '/roles/dev')).json
  expect((await ask('POST', `/client-scopes/${scope}/scope-mappings/realm`, [dev])).status).toBe(204)
  expect((await ask('GET', `/client-scopes/${scope}/scope-mappings`)).json).toMatchObject({
    realmMappings: [{ name: 'dev' }],
  })
  const [client] = (await ask('GET', '/clients?clientId=robot')).json
  const account = (await ask('GET', `/clients/${client.id}/service-account-user`)).json.id
  const claims = async () => {
    const form = { grant_type: 'client_credentials', client_id: 'robot', client_secret: 's', scope: 'build' }
    return claimsOf((await post('token', form)).json.access_token)
  }
  expect((await claims())['scope']).not.toContain('build')
  const both = [dev, (await ask('GET', '/roles/other')).json]
  await ask('POST', `/users/${account}/role-mappings/realm`, both)
  expect(await claims()).toMatchObject({
    scope: expect.stringContaining('build'),
    realm_access: { roles: ['dev'] },
  })
  await ask('DELETE', '/roles/dev')
  expect((await ask('GET', `/client-scopes/${scope}/scope-mappings/realm`)).json).toEqual([])
})
