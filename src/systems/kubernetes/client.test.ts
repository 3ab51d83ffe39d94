import { afterEach, expect, test } from 'vitest'
import { SystemError } from '../../core/error.ts'
import { type Behaviour, drop, misbehavingServer, type Received } from '../http/misbehaving-server.ts'
import { kubernetesClient } from './client.ts'
import type { KubernetesOptions, Warning } from './options.ts'

const never = new AbortController().signal
const secrets = { apiVersion: 'v1', plural: 'secrets' }
const pull = { ...secrets, namespace: 'demo', name: 'pull' }
const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'pull', namespace: 'demo' } }

const closing: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map(async (each) => await each.close()))
})

async function pair(
  behave: (request: Received, index: number) => Behaviour,
  options: KubernetesOptions = {},
) {
  const server = await misbehavingServer(behave)
  const client = kubernetesClient({ url: server.url, token: 'a-very-secret-token' }, { pause: 1, ...options })
  closing.push(client, server)
  return { server, client }
}

async function refused(promise: Promise<unknown>): Promise<SystemError> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )
  if (error instanceof SystemError) return error
  throw error
}

const status = (code: number, fields: object): Behaviour => ({
  status: code,
  json: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, ...fields },
})
const pageNotFound: Behaviour = {
  status: 404,
  text: '404 page not found\n',
  headers: { 'content-type': 'text/plain' },
}

test('server-side apply as the server wants it', async () => {
  const { client, server } = await pair(() => ({ status: 201, json: object }))
  expect(
    await client.apply(secrets, object, { fieldManager: 'troupe', force: true, dryRun: true }, never),
  ).toEqual(object)
  expect(server.received[0]).toMatchObject({
    method: 'PATCH',
    url: '/api/v1/namespaces/demo/secrets/pull?fieldManager=troupe&fieldValidation=Strict&force=true&dryRun=All',
    headers: { 'content-type': 'application/apply-patch+yaml', authorization: 'Bearer a-very-secret-token' },
    body: JSON.stringify(object),
  })
})

test('an apply is sent again after a dropped connection, a create is not', async () => {
  const { client, server } = await pair((_, index) => (index === 0 ? drop : { status: 200, json: object }))
  await client.apply(secrets, object, { fieldManager: 'troupe' }, never)
  expect(server.received).toHaveLength(2)
  const other = await pair(() => drop)
  const error = await refused(other.client.create(secrets, object, { fieldManager: 'troupe' }, never))
  expect(error).toMatchObject({ maybeDone: true })
  expect(other.server.received).toHaveLength(1)
})

test('merge patch, delete with and without a uid, groups, cluster-wide objects and parts', async () => {
  const { client, server } = await pair(() => ({ status: 200, json: object }))
  await client.mergePatch(pull, { metadata: { labels: { a: null } } }, { fieldManager: 'troupe' }, never)
  await client.delete(
    { apiVersion: 'rbac.authorization.k8s.io/v1', plural: 'clusterroles', name: 'a:b' },
    {},
    never,
  )
  await client.delete(pull, { uid: 'u-1' }, never)
  await client.get(
    { apiVersion: 'troupe.dev/v1alpha1', plural: 'teams/status', name: 'demo', namespace: 'x' },
    never,
  )
  expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'PATCH /api/v1/namespaces/demo/secrets/pull?fieldManager=troupe&fieldValidation=Strict',
    'DELETE /apis/rbac.authorization.k8s.io/v1/clusterroles/a%3Ab',
    'DELETE /api/v1/namespaces/demo/secrets/pull',
    'GET /apis/troupe.dev/v1alpha1/namespaces/x/teams/demo/status',
  ])
  expect(server.received[0]?.headers['content-type']).toBe('application/merge-patch+json')
  expect(JSON.parse(server.received[2]?.body ?? '')).toMatchObject({ preconditions: { uid: 'u-1' } })
})

test('gone is gone: absent, of a kind that is not installed, and recreated under another uid', async () => {
  const { client } = await pair(({ method, url }) => {
    if (url.startsWith('/apis/')) return pageNotFound
    if (method === 'GET')
      return status(404, {
        reason: 'NotFound',
        message: 'secrets "pull" not found',
        details: { name: 'pull', kind: 'secrets' },
      })
    return status(409, {
      reason: 'Conflict',
      message: 'the UID in the precondition (a) does not match the UID in record (b).',
    })
  })
  expect(await client.get(pull, never)).toBeUndefined()
  expect(await client.raw('/apis/networking.istio.io', {}, never)).toBeUndefined()
  await client.delete(pull, { uid: 'a' }, never)
})

test('a 404 of somebody else is no absence, and no end of a deletion', async () => {
  const { client } = await pair(() => ({ status: 404, text: '' }))
  for (const call of [
    () => client.get(pull, never),
    () => client.delete(pull, {}, never),
    () => client.raw('/version', {}, never),
  ]) {
    expect(await refused(call())).toMatchObject({ verdict: 'refused', status: 404 })
  }
})

test('the list of a kind that is not installed is an error, and says what would help', async () => {
  const { client } = await pair(() => pageNotFound)
  const error = await refused(client.list({ apiVersion: 'troupe.dev/v1alpha1', plural: 'teams' }, {}, never))
  expect(error.message).toContain('is its definition (CRD) installed?')
})

const page = (from: number, to: number, next?: string) => ({
  status: 200,
  json: {
    kind: 'SecretList',
    apiVersion: 'v1',
    metadata: { resourceVersion: '7', ...(next !== undefined && { continue: next }) },
    items: Array.from({ length: to - from }, (_, index) => ({ metadata: { name: `s${from + index}` } })),
  },
})

test('all pages come, and their items say what they are', async () => {
  const { client, server } = await pair(({ url }) => {
    const next = new URL(url, 'http://x').searchParams.get('continue')
    return next === null ? page(0, 3, 'more') : page(3, 5)
  })
  const all = await client.list(secrets, { namespace: 'demo', labelSelector: 'a=b,c' }, never)
  expect(all.map(({ kind, apiVersion, metadata }) => [kind, apiVersion, metadata.name])).toEqual(
    [0, 1, 2, 3, 4].map((index) => ['Secret', 'v1', `s${index}`]),
  )
  expect(server.received[1]?.url).toBe(
    '/api/v1/namespaces/demo/secrets?labelSelector=a%3Db%2Cc&limit=500&continue=more',
  )
})

test('a page that has expired starts the list over; when that goes on, it is read in one', async () => {
  const { client, server } = await pair(({ url }) => {
    const query = new URL(url, 'http://x').searchParams
    if (query.has('continue')) return status(410, { reason: 'Expired' })
    return query.has('limit') ? page(0, 3, 'old') : page(0, 5)
  })
  expect(await client.list(secrets, {}, never)).toHaveLength(5)
  expect(server.received).toHaveLength(5)
})

test('pages that are longer than we read are asked for in smaller ones', async () => {
  const long = 'x'.repeat(3_000)
  const { client, server } = await pair(
    ({ url }) => {
      const query = new URL(url, 'http://x').searchParams
      const first = Number(query.get('continue') ?? 0)
      const last = Math.min(30, first + Number(query.get('limit')))
      const { json } = page(first, last, last < 30 ? String(last) : undefined)
      return { status: 200, json: { ...json, items: json.items.map((item) => ({ ...item, data: long })) } }
    },
    { maxBody: 80_000 },
  )
  expect(await client.list(secrets, {}, never)).toHaveLength(30)
  expect(server.received.map(({ url }) => new URL(url, 'http://x').searchParams.get('limit'))).toEqual([
    '500',
    '25',
    '25',
  ])
})

const uid = { reason: 'FieldValueInvalid', field: 'metadata.uid', message: 'field is immutable' }
test.each([
  [401, { message: 'Unauthorized' }, 'unauthorized', 1],
  [403, { message: 'secrets is forbidden: User "joe" cannot list resource' }, 'unauthorized', 1],
  [403, { message: 'secrets "x" is forbidden: exceeded quota: team' }, 'refused', 1],
  [
    403,
    { details: { causes: [{ reason: 'NamespaceTerminating', message: 'm', field: 'f' }] } },
    'conflict',
    1,
  ],
  [404, { message: 'namespaces "x" not found', details: { name: 'x', kind: 'namespaces' } }, 'conflict', 1],
  [409, { reason: 'AlreadyExists', message: 'secrets "s" already exists' }, 'conflict', 1],
  [409, { reason: 'Conflict', message: 'uid mismatch' }, 'conflict', 1],
  [
    409,
    {
      details: {
        causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "helm"', field: '.data.a' }],
      },
    },
    'refused',
    1,
  ],
  [422, { details: { kind: 'ConfigMap', name: 'z', causes: [uid] } }, 'conflict', 1],
  [422, { message: 'is invalid' }, 'refused', 1],
  [
    500,
    { message: 'failed to create typed patch object (/z; /v1, Kind=ConfigMap): .x: field not declared' },
    'refused',
    1,
  ],
  [500, { message: 'failed to convert new object (/bad; /v1, Kind=Secret) to proper version' }, 'refused', 1],
  [500, { message: 'etcdserver: request timed out' }, 'retry', 4],
  [504, { message: 'Timeout' }, 'retry', 4],
])('an apply that gets %i %o: %s, sent %i times', async (code, fields, verdict, times) => {
  const { client, server } = await pair(() => status(code, fields))
  const error = await refused(client.apply(secrets, object, { fieldManager: 'troupe' }, never))
  expect(error).toMatchObject({ verdict, status: code })
  expect(server.received).toHaveLength(times)
})

test('causes are told in one order, each once', async () => {
  const causes = [
    { reason: 'FieldValueInvalid', field: 'spec.b', message: 'two' },
    { reason: 'FieldValueInvalid', field: 'spec.a', message: 'one' },
    { reason: 'FieldValueInvalid', field: 'spec.b', message: 'two' },
    { reason: 'FieldValueInvalid', field: '<nil>', message: 'some validation rules were not checked' },
  ]
  const messages = await Promise.all(
    [causes, [...causes].reverse()].map(async (order) => {
      const { client } = await pair(() =>
        status(422, { message: 'x', details: { kind: 'Team', name: 'demo', causes: order } }),
      )
      return (await refused(client.apply(secrets, object, { fieldManager: 'troupe' }, never))).message
    }),
  )
  expect(messages[0]).toContain(': Team "demo" is invalid: spec.a: one; spec.b: two')
  expect(messages[1]).toBe(messages[0])
})

test('an answer that repeats the object does not put it into the error', async () => {
  const text =
    'Secret "s" is invalid: patch: Invalid value: "{\\"data\\":{\\"a\\":\\"c2VjcmV0LXZhbHVl\\"}}": strict decoding error'
  const { client } = await pair(() => status(422, { message: text }))
  const error = await refused(client.mergePatch(pull, {}, { fieldManager: 'troupe' }, never))
  expect(error.message).toContain('strict decoding error')
  expect(error.message).not.toContain('c2VjcmV0')
})

test('429 with Retry-After is waited for, also by a create', async () => {
  const { client } = await pair((_, index) =>
    index === 0
      ? { status: 429, text: 'Too many requests', headers: { 'retry-after': '1' } }
      : { status: 201, json: object },
  )
  const started = performance.now()
  await client.create(secrets, object, { fieldManager: 'troupe' }, never)
  expect(performance.now() - started).toBeGreaterThan(950)
})

test('warnings are handed on', async () => {
  const warnings: Warning[] = []
  const header = '299 - "unknown field \\"a\\"", 299 - "other, and more"'
  const { client } = await pair(() => ({ status: 200, json: object, headers: { warning: header } }), {
    onWarning: (warning) => warnings.push(warning),
  })
  await client.get(pull, never)
  expect(warnings.map(({ text }) => text)).toEqual(['unknown field "a"', 'other, and more'])
})

test('a review of access is a question: repeated, and no write', async () => {
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
  const { client } = await pair((_, index) =>
    index === 0 ? drop : { status: 201, json: { status: { allowed: true } } },
  )
  expect(await client.post(path, {}, never)).toEqual({ status: { allowed: true } })
  expect(client.requests).toEqual({ reads: 2, writes: 0, retries: 1 })
})
