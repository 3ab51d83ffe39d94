import { expect, test } from 'vitest'
import { served } from '../served.fixture.ts'

const person = (username: string, extra: object = {}) => ({
  username,
  email: `${username}@example.com`,
  firstName: username.toUpperCase(),
  lastName: 'Doe',
  enabled: true,
  credentials: [{ type: 'password', value: 'pass', userLabel: 'first' }],
  ...extra,
})
const contents = {
  groups: [{ name: 'a-team' }, { name: 'b-team' }],
  clients: [
    { clientId: 'app', secret: 's', directAccessGrantsEnabled: true },
    { clientId: 'robot', secret: 's', serviceAccountsEnabled: true },
  ],
  users: [
    person('ann', { groups: ['/a-team', '/b-team'], realmRoles: ['offline_access'] }),
    person('bob', { enabled: false }),
  ],
}

test('search beats every filter but two, and service accounts show only under filters', async () => {
  const { ask } = await served(contents)
  const names = async (query: string) =>
    (await ask('GET', `/users?${query}`)).json.map(({ username }: { username: string }) => username)
  expect(await names('')).toEqual(['ann', 'bob'])
  expect(await names('search=doe&username=ann')).toEqual(['ann', 'bob'])
  expect(await names('search=doe&enabled=false')).toEqual(['bob'])
  expect(await names('enabled=true')).toEqual(['ann', 'service-account-robot'])
  expect(await names('exact=true')).toEqual(['ann', 'bob', 'service-account-robot'])
  expect(await names('email=')).toEqual(['ann', 'bob'])
  expect((await ask('GET', '/users/count?search=doe&username=ann')).json).toBe(2)
})

test('credentials are renamed and taken away one by one', async () => {
  const { ask, post } = await served(contents)
  const [{ id: user }] = (await ask('GET', '/users?username=ann')).json
  const list = async () => (await ask('GET', `/users/${user}/credentials`)).json
  const [{ id, userLabel }] = await list()
  expect(userLabel).toBe('first')
  const one = `/users/${user}/credentials/${id}`
  const rename = (text: string) => ask('PUT', `${one}/userLabel`, text)
  expect((await rename('my laptop')).status).toBe(204)
  expect((await list())[0].userLabel).toBe('my laptop')
  expect((await rename(' ')).json).toEqual({
    error: 'missingCredentialLabel',
    error_description: 'Credential label must not be empty',
  })
  expect((await ask('POST', `${one}/moveToFirst`)).status).toBe(204)
  expect((await ask('DELETE', one)).status).toBe(204)
  expect(await ask('DELETE', one)).toMatchObject({ status: 404, json: { error: 'Credential not found' } })
  const form = {
    grant_type: 'password',
    client_id: 'app',
    client_secret: 's',
    username: 'ann',
    password: 'pass',
  }
  expect((await post('token', form)).json.error_description).toBe('Invalid user credentials')
  expect((await ask('PUT', `/users/${user}/reset-password`, {})).json.error).toBe('No password provided')
})

test('memberships are counted by search, and told only where they change', async () => {
  const { ask } = await served({ ...contents, adminEventsEnabled: true, adminEventsDetailsEnabled: true })
  const [{ id: user }] = (await ask('GET', '/users?username=ann')).json
  expect((await ask('GET', `/users/${user}/groups/count?search=A-`)).json).toEqual({ count: 1 })
  const [{ id: group }] = (await ask('GET', '/groups?search=a-team')).json
  for (const method of ['PUT', 'DELETE', 'DELETE', 'PUT', 'PUT']) {
    expect((await ask(method, `/users/${user}/groups/${group}`)).status).toBe(204)
  }
  const events = (await ask('GET', '/admin-events?resourceTypes=GROUP_MEMBERSHIP&direction=asc')).json
  expect(events.map(({ operationType }: { operationType: string }) => operationType)).toEqual([
    'DELETE',
    'CREATE',
  ])
  expect(JSON.parse(events[0].representation)).toMatchObject({ name: 'a-team', path: '/a-team' })
  expect((await ask('GET', '/admin-events?direction=up')).json.error).toMatch(
    /^Invalid value for sortDirection/,
  )
  expect((await ask('GET', '/admin-events?resourceTypes=MAGIC')).status).toBe(500)
  expect((await ask('GET', '/admin-events?authIpAddress=192.0.2.1')).json).toEqual([])
})

test('sessions are counted by client, listed, and ended one by one or all at once', async () => {
  const { ask, post } = await served(contents)
  const signIn = async (scope: string) => {
    const user = { username: 'ann', password: 'pass' }
    return (
      await post('token', { grant_type: 'password', client_id: 'app', client_secret: 's', scope, ...user })
    ).json
  }
  const first = await signIn('openid')
  await signIn('offline_access')
  await signIn('openid')
  const [{ id: client }] = (await ask('GET', '/clients?clientId=app')).json
  const [{ id: user }] = (await ask('GET', '/users?username=ann')).json
  const stats = async () => (await ask('GET', '/client-session-stats')).json
  expect(await stats()).toEqual([{ id: client, clientId: 'app', active: '2', offline: '1' }])
  expect((await ask('GET', `/clients/${client}/user-sessions?max=1`)).json).toMatchObject([
    { id: first.session_state, username: 'ann', clients: { [client]: 'app' } },
  ])
  expect((await ask('DELETE', `/sessions/${first.session_state}`)).status).toBe(204)
  expect((await ask('DELETE', `/sessions/${first.session_state}`)).status).toBe(404)
  expect((await ask('GET', `/clients/${client}/session-count`)).json).toEqual({ count: 1 })
  expect((await ask('POST', '/logout-all')).json).toEqual({})
  expect(await stats()).toEqual([{ id: client, clientId: 'app', active: '0', offline: '1' }])
  expect((await ask('GET', `/users/${user}/consents`)).json).toMatchObject([
    { clientId: 'app', additionalGrants: [{ client, key: 'Offline Token' }] },
  ])
  expect((await ask('DELETE', `/users/${user}/consents/app`)).status).toBe(204)
  expect(await stats()).toEqual([])
  expect((await ask('GET', `/users/${user}/offline-sessions/none`)).json.error).toBe('Client not found')
})
