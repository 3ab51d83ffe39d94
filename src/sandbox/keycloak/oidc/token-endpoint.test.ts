import { expect, test } from 'vitest'
import { claimsOf, type Served, served } from '../served.fixture.ts'

const contents = {
  clients: [
    { clientId: 'app', secret: 's', directAccessGrantsEnabled: true },
    { clientId: 'other', secret: 's', directAccessGrantsEnabled: true },
    { clientId: 'open', publicClient: true, directAccessGrantsEnabled: true },
    { clientId: 'robot', secret: 's', serviceAccountsEnabled: true },
  ],
  users: [
    {
      username: 'joe',
      email: 'joe@example.com',
      firstName: 'Joe',
      lastName: 'Doe',
      enabled: true,
      credentials: [{ type: 'password', value: 'pass' }],
    },
  ],
}
const app = { client_id: 'app', client_secret: 's' }
const other = { client_id: 'other', client_secret: 's' }
const password = { grant_type: 'password', username: 'joe', password: 'pass' }

const signedIn = async ({ post }: Served, client: object = app, scope = 'openid profile') =>
  (await post('token', { ...password, ...client, scope })).json
const refresh = ({ post }: Served, token: string, extra: object = {}) =>
  post('token', { ...app, grant_type: 'refresh_token', refresh_token: token, ...extra })

async function setClient({ ask }: Served, clientId: string, change: object) {
  const [{ id }] = (await ask('GET', `/clients?clientId=${clientId}`)).json
  expect((await ask('PUT', `/clients/${id}`, change)).status).toBe(204)
}

test('a refresh may ask for less, and the next one for all again', async () => {
  const server = await served(contents)
  const { refresh_token: first } = await signedIn(server)
  const less = (await refresh(server, first, { scope: 'openid phone' })).json
  expect(less.scope).not.toContain('phone')
  expect(less.id_token).toBeDefined()
  expect((await refresh(server, less.refresh_token)).json.scope).toContain('profile')
})

test('where the realm uses refresh tokens up, the second use ends the session for the client', async () => {
  const server = await served({ ...contents, revokeRefreshToken: true, refreshTokenMaxReuse: 1 })
  const { refresh_token: token } = await signedIn(server)
  expect((await refresh(server, token)).status).toBe(200)
  const { refresh_token: next } = (await refresh(server, token)).json
  expect((await refresh(server, token)).json).toEqual({
    error: 'invalid_grant',
    error_description: 'Maximum allowed refresh token reuse exceeded',
  })
  expect((await refresh(server, next)).json.error_description).toBe("Session doesn't have required client")
})

test('a client may do without refresh tokens, and a service account with one', async () => {
  const server = await served(contents)
  await setClient(server, 'app', { attributes: { 'use.refresh.tokens': 'false' } })
  expect(await signedIn(server)).not.toHaveProperty('refresh_token')
  await setClient(server, 'robot', { attributes: { 'client_credentials.use_refresh_token': 'true' } })
  const robot = { client_id: 'robot', client_secret: 's' }
  const { json } = await server.post('token', { ...robot, grant_type: 'client_credentials' })
  expect(claimsOf(json.access_token)).toMatchObject({
    sid: json.session_state,
    clientHost: expect.anything(),
  })
  const again = await refresh(server, json.refresh_token, robot)
  expect(claimsOf(again.json.access_token)).toMatchObject({ azp: 'robot', sid: json.session_state })
})

test('tokens last no longer than the session, and refresh tokens no longer than the client allows', async () => {
  const server = await served({ ...contents, ssoSessionMaxLifespan: 100 })
  const { expires_in, refresh_expires_in } = await signedIn(server)
  expect(expires_in).toBeLessThanOrEqual(100)
  expect(refresh_expires_in).toBeLessThanOrEqual(100)
  await setClient(server, 'other', { attributes: { 'client.session.idle.timeout': '60' } })
  expect((await signedIn(server, other)).refresh_expires_in).toBeLessThanOrEqual(60)
  await server.ask('PUT', '', { offlineSessionMaxLifespanEnabled: true, offlineSessionMaxLifespan: 500 })
  const [{ id }] = (await server.ask('GET', '/users?username=joe')).json
  const role = (await server.ask('GET', '/roles/offline_access')).json
  await server.ask('POST', `/users/${id}/role-mappings/realm`, [role])
  const offline = await signedIn(server, app, 'offline_access')
  expect(offline.refresh_expires_in).toBeGreaterThan(400)
  expect(offline.refresh_expires_in).toBeLessThanOrEqual(500)
})

test('tokens from before a realm or client was told not to trust them are stale', async () => {
  const server = await served(contents)
  const future = Math.floor(Date.now() / 1000) + 60
  const { access_token: token, refresh_token: refreshToken } = await signedIn(server)
  await setClient(server, 'app', { notBefore: future })
  expect((await refresh(server, refreshToken)).json.error_description).toBe('Stale token')
  const headers = { authorization: `Bearer ${token}` }
  const userinfo = `${server.url}/realms/r/protocol/openid-connect/userinfo`
  expect((await fetch(userinfo, { headers })).status).toBe(401)
  await setClient(server, 'app', { notBefore: 0 })
  expect((await fetch(userinfo, { headers })).status).toBe(200)
  await server.ask('PUT', '', { notBefore: future })
  expect((await fetch(userinfo, { headers })).status).toBe(401)
  expect((await refresh(server, refreshToken)).json.error_description).toBe('Stale token')
})

test('a field that comes twice is refused', async () => {
  const { post } = await served(contents)
  const form = new URLSearchParams({ ...app, ...password }).toString()
  expect(await post('token', `${form}&scope=a&scope=b`)).toMatchObject({
    status: 400,
    json: { error: 'invalid_request', error_description: 'duplicated parameter' },
  })
})

test('revoking an access token voids that one only; a refresh token takes the client out of the session', async () => {
  const server = await served(contents)
  const first = await signedIn(server)
  const second = (await refresh(server, first.refresh_token)).json
  const revoke = (token: string, client: object = app) => server.post('revoke', { ...client, token })
  expect(await revoke(first.access_token, other)).toMatchObject({
    status: 400,
    json: { error: 'invalid_request', error_description: 'Unmatching clients' },
  })
  expect((await revoke(first.access_token)).status).toBe(200)
  const userinfo = async (token: string) => {
    const address = `${server.url}/realms/r/protocol/openid-connect/userinfo`
    return (await fetch(address, { headers: { authorization: `Bearer ${token}` } })).status
  }
  expect([await userinfo(first.access_token), await userinfo(second.access_token)]).toEqual([401, 200])
  expect((await revoke(second.refresh_token)).text).toBe('')
  expect(await userinfo(second.access_token)).toBe(401)
  const unknown = { error: 'invalid_token', error_description: 'Invalid token' }
  for (const token of ['nonsense', second.refresh_token]) {
    expect(await revoke(token)).toMatchObject({ status: 200, json: unknown })
  }
  expect((await revoke(first.id_token)).json.error).toBe('unsupported_token_type')
})

test('logging out from behind takes a refresh token of the client, and nothing else', async () => {
  const server = await served(contents)
  const { refresh_token: token, access_token: access } = await signedIn(server)
  const logout = (client: object, refresh_token: string) =>
    server.post('logout', { ...client, refresh_token })
  for (const [client, sent, why] of [
    [app, 'nonsense', 'Invalid refresh token'],
    [app, access, 'Invalid refresh token'],
    [other, token, "Invalid refresh token. Token client and authorized client don't match"],
  ] as const) {
    expect(await logout(client, sent)).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant', error_description: why },
    })
  }
  expect((await logout(app, token)).status).toBe(204)
})

test('introspection names what is wrong with the question', async () => {
  const { post } = await served(contents)
  expect((await post('token/introspect', app)).json.error_description).toBe('Token not provided.')
  const magic = await post('token/introspect', { ...app, token: 'x', token_type_hint: 'magic' })
  expect(magic.json.error_description).toBe('Unsupported token type [magic].')
  expect(await post('token/introspect', { client_id: 'open', token: 'x' })).toMatchObject({
    status: 403,
    json: { error: 'invalid_request', error_description: 'Client not allowed.' },
  })
})
