import { request } from 'node:https'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Listening, listen } from '../http/listen.ts'
import { openStore, type Store } from '../store/store.ts'
import { asObject, at, isObject, type JsonObject, type JsonValue } from './object.ts'
import { type Admission, type KubernetesSandbox, kubernetesSandbox } from './server.ts'

let sandbox: KubernetesSandbox
let listening: Listening
let store: Store

/** Refuses what a webhook would. */
const webhook: Admission = ({ resource, object }) =>
  resource === 'virtualservices' && at(object, 'spec', 'hosts') === undefined
    ? { status: { code: 400, message: 'hosts are missing' }, warnings: ['think of hosts'] }
    : undefined

beforeAll(async () => {
  store = openStore()
  sandbox = await kubernetesSandbox({ store, admission: [webhook] })
  listening = await listen(sandbox.handler, { tls: sandbox.tls })
})

afterAll(async () => {
  sandbox.close()
  await listening.close()
})

interface Sent {
  readonly method?: string
  readonly path: string
  readonly body?: JsonValue | Buffer
  readonly type?: string
  readonly headers?: { readonly [name: string]: string }
  readonly token?: string
}

interface Got {
  readonly status: number
  readonly headers: { readonly [name: string]: string | string[] | undefined }
  readonly json: JsonObject
  readonly lines: readonly JsonObject[]
}

function send({
  method = 'GET',
  path,
  body,
  type = 'application/json',
  headers = {},
  token,
}: Sent): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${listening.url}${path}`,
      {
        method,
        ca: sandbox.tls.ca,
        headers: { authorization: `Bearer ${token ?? sandbox.token}`, 'content-type': type, ...headers },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => {
          const lines = text
            .split('\n')
            .filter((line) => line.startsWith('{'))
            .map((line) => JSON.parse(line) as JsonObject)
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            json: lines[0] ?? {},
            lines,
          })
        })
      },
    )
    sent.on('error', reject)
    sent.end(Buffer.isBuffer(body) ? body : body === undefined ? undefined : JSON.stringify(body))
  })
}

const apply = (path: string, body: JsonObject, query = 'fieldManager=troupe') =>
  send({ method: 'PATCH', path: `${path}?${query}`, body, type: 'application/apply-patch+yaml' })

const namespace = (name: string) =>
  apply(`/api/v1/namespaces/${name}`, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })

async function eventually<T>(look: () => Promise<T>, fits: (value: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const value = await look()
    if (fits(value) || tries > 200) return value
    await new Promise((done) => setTimeout(done, 10))
  }
}

const configMap = (name: string, data: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
})

test('pages go on in the state of the first one, whatever happens in between', async () => {
  await namespace('pages')
  const maps = '/api/v1/namespaces/pages/configmaps'
  for (const name of ['a', 'b', 'c']) await apply(`${maps}/${name}`, configMap(name, { v: '1' }))
  const first = await send({ path: `${maps}?limit=1` })
  await apply(`${maps}/c`, configMap('c', { v: '2' }))
  await send({ method: 'DELETE', path: `${maps}/b` })
  const next = String(asObject(first.json['metadata'])['continue'])
  const rest = await send({ path: `${maps}?limit=9&continue=${next}` })
  const items = (rest.json['items'] as JsonObject[]).map((item) => [
    at(item, 'metadata', 'name'),
    at(item, 'data', 'v'),
  ])
  expect(items).toEqual(
    expect.arrayContaining([
      ['b', '1'],
      ['c', '1'],
    ]),
  )
})

test('a watch resumes from the version of a list and misses nothing', async () => {
  await namespace('watch')
  const maps = '/api/v1/namespaces/watch/configmaps'
  const { json } = await send({ path: maps })
  const version = String(at(json, 'metadata', 'resourceVersion'))
  await apply(`${maps}/x`, configMap('x', { v: '1' }))
  await apply(`${maps}/x`, configMap('x', { v: '1' }))
  await apply(`${maps}/x`, configMap('x', { v: '2' }))
  await send({ method: 'DELETE', path: `${maps}/x` })
  const query = `watch=1&resourceVersion=${version}&fieldSelector=metadata.name=x&timeoutSeconds=1`
  const { lines } = await send({ path: `${maps}?${query}` })
  expect(lines.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED'])
})

test('a namespace takes its contents with it, and waits for what has a finalizer', async () => {
  await namespace('going')
  const held = { ...configMap('held', {}), metadata: { name: 'held', finalizers: ['troupe.dev/x'] } }
  await apply('/api/v1/namespaces/going/configmaps/held', held)
  await send({ method: 'DELETE', path: '/api/v1/namespaces/going' })
  const waiting = await eventually(
    () => send({ path: '/api/v1/namespaces/going' }),
    ({ json }) => at(json, 'status', 'conditions') !== undefined,
  )
  expect(JSON.stringify(waiting.json)).toContain('troupe.dev/x in 1 resource instances')
  const late = await apply('/api/v1/namespaces/going/configmaps/late', configMap('late', {}))
  expect([late.status, at(late.json, 'details', 'causes', '0')]).toEqual([403, undefined])
  await apply('/api/v1/namespaces/going/configmaps/held', configMap('held', {}))
  const gone = await eventually(
    () => send({ path: '/api/v1/namespaces/going' }),
    ({ status }) => status === 404,
  )
  expect(gone.status).toBe(404)
})

test('a service account may do what its roles say, there and nowhere else', async () => {
  await namespace('rights')
  const account = '/api/v1/namespaces/rights/serviceaccounts/default'
  await eventually(
    () => send({ path: account }),
    ({ status }) => status === 200,
  )
  const issued = await send({ method: 'POST', path: `${account}/token`, body: { spec: {} } })
  const token = String(at(issued.json, 'status', 'token'))
  const read = (name: string) => send({ path: `/api/v1/namespaces/${name}/secrets`, token })
  expect((await read('rights')).status).toBe(403)
  const bindings = '/apis/rbac.authorization.k8s.io/v1/namespaces/rights/rolebindings'
  await send({
    method: 'POST',
    path: bindings,
    body: {
      metadata: { name: 'edit' },
      subjects: [{ kind: 'ServiceAccount', name: 'default' }],
      roleRef: { kind: 'ClusterRole', name: 'edit' },
    },
  })
  expect((await read('rights')).status).toBe(200)
  expect((await read('default')).status).toBe(403)
  await send({ method: 'DELETE', path: account })
  expect((await read('rights')).status).toBe(401)
})

test('custom kinds are served once defined, and judged by their schema and rules', async () => {
  await namespace('custom')
  const schema = {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          size: { type: 'integer', default: 1, maximum: 5 },
          name: { type: 'string', maxLength: 9 },
        },
        'x-kubernetes-validations': [
          { rule: "!has(self.name) || self.name.startsWith('t')", message: 'begin with t' },
        ],
      },
    },
  }
  const definition: JsonObject = {
    metadata: { name: 'things.example.dev' },
    spec: {
      group: 'example.dev',
      scope: 'Namespaced',
      names: { plural: 'things', kind: 'Thing' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  }
  const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
  expect((await send({ method: 'POST', path: definitions, body: definition })).status).toBe(201)
  const things = '/apis/example.dev/v1/namespaces/custom/things'
  await eventually(
    () => send({ path: things }),
    ({ status }) => status === 200,
  )
  const make = (spec: JsonObject) =>
    send({ method: 'POST', path: things, body: { metadata: { generateName: 't-' }, spec } })
  expect(at((await make({ name: 'tom', other: 1 })).json, 'spec')).toEqual({ name: 'tom', size: 1 })
  expect((await make({ name: 'joe' })).json['message']).toContain('spec: Invalid value: begin with t')
  expect((await make({ size: 6 })).json['message']).toContain(
    'spec.size in body should be less than or equal to 5',
  )
  await send({ method: 'DELETE', path: `${definitions}/things.example.dev` })
  const gone = await eventually(
    () => send({ path: things }),
    ({ status }) => status === 404,
  )
  expect(gone.status).toBe(404)
})

test('extra admission refuses and warns in its own words', async () => {
  await namespace('hook')
  const path = '/apis/networking.istio.io/v1/namespaces/hook/virtualservices'
  const bad = await send({ method: 'POST', path, body: { metadata: { name: 'x' }, spec: {} } })
  expect([bad.status, bad.json['message'], bad.json['reason'], bad.headers['warning']]).toEqual([
    400,
    'hosts are missing',
    undefined,
    '299 - "think of hosts"',
  ])
  expect(
    (await send({ method: 'POST', path, body: { metadata: { name: 'x' }, spec: { hosts: ['a'] } } })).status,
  ).toBe(201)
  const beta = await send({ path: path.replace('/v1/', '/v1beta1/') })
  expect(at((beta.json['items'] as JsonValue[])[0], 'apiVersion')).toBe('networking.istio.io/v1beta1')
  expect(
    sandbox.cluster.list('networking.istio.io', 'virtualservices').map(({ metadata }) => metadata.name),
  ).toEqual(['x'])
})

test("kubectl's protobuf bodies are read", async () => {
  await namespace('proto')
  const text = (number: number, value: Buffer | string) => {
    const bytes = Buffer.from(value)
    return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes])
  }
  const meta = text(1, 'proto-map') // ObjectMeta.name
  const entry = Buffer.concat([text(1, 'k'), text(2, 'v')]) // a pair of ConfigMap.data
  const object = Buffer.concat([text(1, meta), text(2, entry)])
  const type = Buffer.concat([text(1, 'v1'), text(2, 'ConfigMap')])
  const body = Buffer.concat([Buffer.from('k8s\0'), text(1, type), text(2, object)])
  const made = await send({
    method: 'POST',
    path: '/api/v1/namespaces/proto/configmaps',
    body,
    type: 'application/vnd.kubernetes.protobuf',
  })
  expect([made.status, made.json['data']]).toEqual([201, { k: 'v' }])
})

test('another server on the same store goes on: objects, versions, token, CA', async () => {
  await namespace('kept')
  const before = await send({ path: '/api/v1/namespaces/kept' })
  const next = await kubernetesSandbox({ store })
  try {
    expect([next.token, next.tls.ca]).toEqual([sandbox.token, sandbox.tls.ca])
    const found = next.cluster.list('', 'namespaces').find(({ metadata }) => metadata.name === 'kept')
    expect(found?.metadata.resourceVersion).toBe(at(before.json, 'metadata', 'resourceVersion'))
    expect(isObject(found?.['spec'])).toBe(true)
  } finally {
    next.close()
  }
})
