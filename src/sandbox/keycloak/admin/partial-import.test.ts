import { expect, test } from 'vitest'
import { served } from '../served.fixture.ts'

const provider = { alias: 'corp', providerId: 'oidc', config: { clientId: 'x', clientSecret: 'hidden' } }
const mapper = (name: string) => ({
  name,
  identityProviderAlias: 'corp',
  identityProviderMapper: 'oidc-hardcoded-group-idp-mapper',
  config: { group: '/a' },
})
const everything = {
  clients: [
    { clientId: 'app', secret: 'hidden' },
    { clientId: 'account', enabled: false },
  ],
  roles: {
    realm: [
      { name: 'lead', composite: true, composites: { realm: ['dev'], client: { app: ['reader'] } } },
      { name: 'dev' },
    ],
    client: { app: [{ name: 'reader' }] },
  },
  identityProviders: [provider],
  identityProviderMappers: [mapper('team')],
  groups: [{ name: 'a', path: '/a' }],
  users: [{ username: 'joe', email: 'joe@example.com', firstName: 'J', lastName: 'D' }],
}

test('everything is imported in one go: roles of clients and mappers too, and what roles contain', async () => {
  const { ask } = await served({ adminEventsEnabled: true, adminEventsDetailsEnabled: true })
  const first = (await ask('POST', '/partialImport', everything)).json
  expect(first).toMatchObject({ added: 8, skipped: 0, overwritten: 0 })
  expect(first.results.map(({ resourceType }: { resourceType: string }) => resourceType)).toEqual([
    'CLIENT',
    'REALM_ROLE',
    'REALM_ROLE',
    'CLIENT_ROLE',
    'IDP',
    'IDP_MAPPER',
    'GROUP',
    'USER',
  ])
  expect((await ask('GET', '/roles/lead/composites')).json).toHaveLength(2)
  const [account] = (await ask('GET', '/clients?clientId=account')).json
  expect(account.enabled, "the realm's own clients are left alone").toBe(true)
  const events = await ask('GET', '/admin-events')
  expect(events.json).toHaveLength(8)
  expect(events.text).not.toContain('hidden')
})

test('what is there fails, is skipped, or is made anew', async () => {
  const { ask } = await served(everything)
  const importing = (ifResourceExists: string, contents: object) =>
    ask('POST', '/partialImport', { ifResourceExists, ...contents })
  for (const [contents, message] of [
    [{ clients: everything.clients }, "Client id 'app' already exists"],
    [{ roles: { realm: [{ name: 'dev' }] } }, "Realm role 'dev' already exists."],
    [
      { roles: { client: { app: [{ name: 'reader' }] } } },
      "Client role 'reader' for client 'app' already exists.",
    ],
    [{ identityProviders: [provider] }, "Identity Provider 'corp' already exists."],
    [{ identityProviderMappers: [mapper('team')] }, "Identity Provider Mapper'team' already exists."],
    [{ groups: [{ name: 'a', path: '/a' }] }, "Group '/a' already exists"],
    [{ users: [{ username: 'JOE' }] }, 'User with user name JOE already exists.'],
    [
      { users: [{ username: 'other', email: 'joe@example.com' }] },
      'User with user name other already exists.',
    ],
  ] as const) {
    expect(await importing('FAIL', contents)).toMatchObject({ status: 409, json: { errorMessage: message } })
  }
  expect((await importing('SKIP', everything)).json).toMatchObject({ added: 0, skipped: 8 })
  const before = (await ask('GET', '/roles/dev')).json.id
  expect((await importing('OVERWRITE', everything)).json).toMatchObject({ added: 0, overwritten: 8 })
  expect((await ask('GET', '/roles/dev')).json.id).not.toBe(before)
  expect((await ask('GET', '/roles/lead/composites')).json).toHaveLength(2)
})

test('roles of a client that neither is there nor comes along are refused', async () => {
  const { ask } = await served()
  expect(await ask('POST', '/partialImport', { roles: { client: { gone: [{ name: 'x' }] } } })).toMatchObject(
    {
      status: 412,
      json: { errorMessage: 'Can not import client roles for nonexistent client named gone' },
    },
  )
})
