import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { SystemError } from '../../core/error.ts'
import {
  type Behaviour,
  drop,
  type MisbehavingServer,
  misbehavingServer,
  type Received,
} from '../http/misbehaving-server.ts'
import type { ClientOptions } from '../http/options.ts'
import { type KeycloakConfig, keycloakClient } from './client.ts'

const never = new AbortController().signal
const Named = z.object({ name: z.string() })
const robot = { clientId: 'troupe', clientSecret: 'a-very-secret-secret' }
const person = { username: 'admin', password: 'a-very-secret-password' }

const closing: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map(async (each) => await each.close()))
})

const isTokenRequest = ({ url }: Received) => url.endsWith('/protocol/openid-connect/token')
const tokenRequests = ({ received }: MisbehavingServer) => received.filter(isTokenRequest)

/** A server that gives out `token-1`, `token-2` … and lets the test answer everything else. */
async function pair(
  behave: (request: Received, bearer: string, index: number) => Behaviour,
  options: {
    readonly config?: Partial<KeycloakConfig>
    readonly client?: ClientOptions
    readonly token?: (form: URLSearchParams, count: number) => Behaviour
  } = {},
) {
  let tokens = 0
  let others = 0
  const server = await misbehavingServer((request) => {
    if (!isTokenRequest(request)) {
      return behave(request, (request.headers.authorization ?? '').replace('Bearer ', ''), others++)
    }
    tokens++
    const usual = { status: 200, json: { access_token: `token-${tokens}`, expires_in: 60 } }
    return options.token?.(new URLSearchParams(request.body), tokens) ?? usual
  })
  const config = { url: server.url, realm: 'otomi', credentials: robot, ...options.config }
  const client = keycloakClient(
    { ...config, url: config.url === server.url ? config.url : server.url + config.url },
    { pause: 1, ...options.client },
  )
  closing.push(client, server)
  return { server, client }
}

const refused = async (promise: Promise<unknown>): Promise<SystemError> => {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )
  if (error instanceof SystemError) return error
  throw error
}

test('however many ask at once, one token is asked for, and the base path stays', async () => {
  const { server, client } = await pair(() => ({ status: 200, json: { name: 'x' } }), {
    config: { url: '/auth/' },
  })
  const path = '/otomi/groups/1'
  await Promise.all(Array.from({ length: 20 }, async () => await client.get(path, {}, Named, never)))
  expect(tokenRequests(server).map(({ url }) => url)).toEqual([
    '/auth/realms/otomi/protocol/openid-connect/token',
  ])
  expect(server.received.at(-1)).toMatchObject({
    url: '/auth/admin/realms/otomi/groups/1',
    headers: { authorization: 'Bearer token-1', accept: 'application/json' },
  })
  expect(client.requests.writes).toBe(0)
})

test('a token is renewed when four fifths of its life are over, by its refresh token', async () => {
  const forms: URLSearchParams[] = []
  const { client } = await pair((_, bearer) => ({ status: 200, json: { name: bearer } }), {
    config: { credentials: person },
    token: (form, count) => {
      forms.push(form)
      return {
        status: 200,
        json: { access_token: `token-${count}`, expires_in: 1, refresh_token: `refresh-${count}` },
      }
    },
  })
  expect(await client.get('/otomi/x', {}, Named, never)).toEqual({ name: 'token-1' })
  expect(await client.get('/otomi/x', {}, Named, never)).toEqual({ name: 'token-1' })
  await new Promise((next) => setTimeout(next, 850))
  expect(await client.get('/otomi/x', {}, Named, never)).toEqual({ name: 'token-2' })
  expect(
    forms.map((form) => [form.get('grant_type'), form.get('client_id'), form.get('refresh_token')]),
  ).toEqual([
    ['password', 'admin-cli', null],
    ['refresh_token', 'admin-cli', 'refresh-1'],
  ])
})

test('when the session is over, the person signs in again', async () => {
  const { client, server } = await pair((_, bearer) => ({ status: bearer === 'token-3' ? 204 : 401 }), {
    config: { credentials: person },
    token: (form, count) =>
      form.get('grant_type') === 'refresh_token'
        ? { status: 400, json: { error: 'invalid_grant', error_description: 'Session not active' } }
        : { status: 200, json: { access_token: `token-${count}`, refresh_token: 'r-1234567' } },
  })
  await client.put('/otomi', {}, never)
  expect(tokenRequests(server)).toHaveLength(3)
})

test('401 with an expired token: one new token for all who met it, and each request once more', async () => {
  const { client, server } = await pair((_, bearer) =>
    bearer === 'token-1'
      ? { status: 401, json: { error: 'HTTP 401 Unauthorized' } }
      : { status: 201, headers: { location: 'http://x/admin/realms/otomi/groups/a%2Fb' } },
  )
  const ids = await Promise.all(
    Array.from({ length: 8 }, async () => await client.post('/otomi/groups', { name: 'x' }, never)),
  )
  expect(new Set(ids)).toEqual(new Set(['a/b']))
  expect(tokenRequests(server)).toHaveLength(2)
})

test('401 for ever ends', async () => {
  const { client, server } = await pair(() => ({ status: 401 }))
  const error = await refused(client.get('/otomi', {}, Named, never))
  expect(error).toMatchObject({ verdict: 'unauthorized', status: 401 })
  expect(server.received).toHaveLength(4)
})

test('403 in a realm that was just made: old servers want a new token; any other 403 is final', async () => {
  const { client, server } = await pair(({ method, url }, bearer) => {
    if (method === 'POST' && url === '/admin/realms') return { status: 201 }
    return bearer === 'token-1' ? { status: 403, json: { error: 'HTTP 403 Forbidden' } } : { status: 204 }
  })
  const error = await refused(client.put('/otomi/clients/1', {}, never))
  expect(error).toMatchObject({ verdict: 'unauthorized', status: 403 })
  expect(error.message).toContain('manage-clients')
  expect(tokenRequests(server)).toHaveLength(1)
  await client.post('', { realm: 'otomi' }, never)
  await client.put('/otomi/clients/1', {}, never)
  expect(tokenRequests(server)).toHaveLength(2)
})

test.each([
  [
    401,
    { error: 'unauthorized_client', error_description: 'Invalid client or Invalid client credentials' },
    'Is the client secret right',
  ],
  [
    401,
    { error: 'invalid_client', error_description: 'Invalid client or Invalid client credentials' },
    'Is the client id right',
  ],
  [404, { error: 'Realm does not exist' }, 'has no realm "otomi"'],
  [403, { error: 'access_denied', error_description: 'Realm not enabled' }, 'Realm not enabled'],
])('signing in: %s %o', async (status, json, words) => {
  const { client, server } = await pair(() => ({ status: 200 }), { token: () => ({ status, json }) })
  const error = await refused(client.get('/otomi', {}, Named, never))
  expect(error.verdict).toBe('unauthorized')
  expect(error.message).toContain(words)
  expect(error.message).not.toContain(robot.clientSecret)
  expect(server.received).toHaveLength(1)
})

test('a wrong password is a wrong password, also with the status of newer servers', async () => {
  for (const status of [400, 401]) {
    const { client } = await pair(() => ({ status: 200 }), {
      config: { credentials: person },
      token: () => ({
        status,
        json: { error: 'invalid_grant', error_description: 'Invalid user credentials' },
      }),
    })
    const error = await refused(client.get('/otomi', {}, Named, never))
    expect(error.message).toMatch(
      /refused to sign in user "admin" \(client "admin-cli"\) to realm "master".*password right/,
    )
  }
})

test('absent is what Keycloak says is absent; a path of another base, or a gateway, says nothing', async () => {
  const { client } = await pair(({ url }) => {
    if (url.endsWith('/gone')) return { status: 404, json: { error: 'Could not find client' } }
    if (url.endsWith('/base'))
      return { status: 404, json: { error: 'Unable to find matching target resource method' } }
    if (url.endsWith('/other')) return { status: 404, json: { message: 'no Route matched' } }
    return { status: 404, text: '' }
  })
  await refused(client.get('/otomi/other', {}, Named, never))
  expect(await client.get('/otomi/gone', {}, Named, never)).toBeUndefined()
  await client.delete('/otomi/gone', never)
  expect(await refused(client.put('/otomi/gone', {}, never))).toMatchObject({
    verdict: 'conflict',
    status: 404,
  })
  const base = await refused(client.get('/otomi/base', {}, Named, never))
  expect(base).toMatchObject({ verdict: 'refused' })
  expect(base.message).toContain('/auth')
  expect((await refused(client.get('/otomi/gateway', {}, Named, never))).message).toContain(
    'not Keycloak speaking',
  )
  await refused(client.delete('/otomi/base', never))
})

const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ name: `g${from + index}` }))

test.each([0, 1, 99, 100, 101, 250])('a list of %i comes whole', async (size) => {
  const { client, server } = await pair(({ url }) => {
    const query = new URL(url, 'http://x').searchParams
    const first = Number(query.get('first'))
    return { status: 200, json: rows(first, Math.min(size, first + Number(query.get('max')))) }
  })
  const all = await client.list('/otomi/groups', { search: 'g' }, Named, never)
  expect(all).toEqual(rows(0, size))
  expect(server.received.length - 1).toBe(Math.floor(size / 100) + 1)
})

test('a row that falls between two pages, since one before it went, is not absent', async () => {
  let standing = rows(0, 150).map((row) => ({ ...row, id: row.name }))
  const Identified = Named.extend({ id: z.string() })
  const { client } = await pair(({ url }) => {
    const query = new URL(url, 'http://x').searchParams
    const first = Number(query.get('first'))
    const json = standing.slice(first, first + Number(query.get('max')))
    if (standing.length === 150) standing = standing.slice(1)
    return { status: 200, json }
  })
  const all = await client.list('/otomi/groups', {}, Identified, never)
  expect(all.map(({ name }) => name)).toEqual(rows(1, 150).map(({ name }) => name))
})

test.each([100, 250])('a list of %i that knows no pages comes whole, and once', async (size) => {
  const { client } = await pair(() => ({ status: 200, json: rows(0, size) }))
  expect(await client.list('/otomi/clients/1/roles', {}, Named, never)).toHaveLength(size)
})

test.each([
  ['PUT', 409, { error: 'conflict', error_description: 'Duplicate resource error' }, 2, 'conflict'],
  ['PUT', 409, { errorMessage: 'Client harbor already exists' }, 1, 'conflict'],
  ['POST', 409, { errorMessage: 'Client harbor already exists' }, 1, 'conflict'],
  ['PUT', 500, { error: 'unknown_error' }, 4, 'retry'],
  ['POST', 500, { error: 'unknown_error' }, 1, 'retry'],
  ['PUT', 400, { error: 'org.hibernate.OptimisticLockException: x' }, 4, 'retry'],
  ['POST', 400, { errorMessage: 'Database operation failed' }, 1, 'conflict'],
  ['PUT', 400, { error: 'Unrecognized field "x"' }, 1, 'refused'],
] as const)('%s, %i, %o: sent %i times, %s', async (method, status, json, times, verdict) => {
  const { client, server } = await pair(() => ({ status, json }))
  const call =
    method === 'PUT' ? client.put('/otomi/clients/1', {}, never) : client.post('/otomi/clients', {}, never)
  expect(await refused(call)).toMatchObject({ verdict, status })
  expect(server.received.length - 1).toBe(times)
})

test('a race at a PUT is over when it is sent again', async () => {
  const { client } = await pair((_, __, index) =>
    index === 0 ? { status: 409, json: { error: 'conflict' } } : { status: 204 },
  )
  await client.put('/otomi/clients/1', {}, never)
})

test('bodies: none, one with a deletion, and one that is not as expected', async () => {
  const { client, server } = await pair(({ method }) =>
    method === 'GET' ? { status: 200, json: { name: 7 } } : { status: 204 },
  )
  expect(await client.post('/otomi/users/1/logout', {}, never)).toBe('')
  await client.delete('/otomi/groups/1/role-mappings/realm', never, [{ name: 'developer' }])
  expect(server.received.at(-1)).toMatchObject({ method: 'DELETE', body: '[{"name":"developer"}]' })
  const error = await refused(client.get('/otomi/x', {}, Named, never))
  expect(error.message).toMatch(/something unexpected: name: .*expected string/)
})

test('an abort of the one who asked for the token is not everybody’s', async () => {
  const { client } = await pair(() => ({ status: 200, json: { name: 'x' } }), {
    token: () => (response) => {
      setTimeout(() => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ access_token: 'token-late', expires_in: 60 }))
      }, 100)
    },
  })
  const controller = new AbortController()
  const first = client.get('/otomi', {}, Named, controller.signal)
  const second = client.get('/otomi', {}, Named, never)
  await new Promise((next) => setTimeout(next, 30))
  const reason = new Error('enough')
  controller.abort(reason)
  await expect(first).rejects.toBe(reason)
  expect(await second).toEqual({ name: 'x' })
})

test('a token endpoint that drops connections is asked again', async () => {
  const { client } = await pair(() => ({ status: 204 }), {
    token: (_, count) => (count === 1 ? drop : { status: 200, json: { access_token: 'token-x' } }),
  })
  await client.put('/otomi', {}, never)
})
