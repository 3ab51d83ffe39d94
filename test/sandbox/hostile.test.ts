import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { connect as connectPlain, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { A, good, H, K, manifestType, type System } from './good-requests.ts'
import {
  brokenBodies,
  type Good,
  hostileQueries,
  hostileSegments,
  mutations,
  seeded,
} from './hostile-requests.ts'

interface Reply {
  readonly status: number
  readonly head: string
  readonly body: string
}

const folder = mkdtempSync(join(tmpdir(), 'troupe-hostile-'))
let sandbox: Sandbox
let login: Readonly<Record<System, string>>
/** What a handler that throws says: a bug. */
const bugs: string[] = []

beforeAll(async () => {
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    bugs.push(String(text))
    return true
  })
  sandbox = await startSandbox({ data: join(folder, 'data') })
  const { kubernetes, harbor } = sandbox
  login = {
    kubernetes: `Bearer ${kubernetes.token}`,
    keycloak: `Bearer ${await keycloakToken()}`,
    harbor: `Basic ${Buffer.from(`${harbor.username}:${harbor.password}`).toString('base64')}`,
  }
})
afterAll(async () => {
  for (const agent of Object.values(agents)) agent.destroy()
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
  vi.restoreAllMocks()
})

async function keycloakToken(): Promise<string> {
  const { url, username, password } = sandbox.keycloak
  const form = new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username, password })
  const answer = await fetch(`${url}/realms/master/protocol/openid-connect/token`, {
    method: 'POST',
    body: form,
  })
  return ((await answer.json()) as { access_token: string }).access_token
}

/** Bytes as they are, on a connection of their own. */
function raw(system: System | 'gateway', bytes: Buffer | string, wait = 3000): Promise<string> {
  const { hostname, port, protocol } = new URL(sandbox[system].url)
  return new Promise((done, failed) => {
    const to = { host: hostname, port: Number(port) }
    const socket: Socket =
      protocol === 'https:' ? connectTls({ ...to, ca: sandbox.kubernetes.ca }) : connectPlain(to)
    const timer = setTimeout(() => socket.destroy(), wait)
    const parts: Buffer[] = []
    socket.on('data', (part: Buffer) => parts.push(part))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') failed(error)
    })
    socket.on('close', () => {
      clearTimeout(timer)
      done(Buffer.concat(parts).toString('latin1'))
    })
    socket.write(bytes)
  })
}

const agents = {
  http: new HttpAgent({ keepAlive: true, maxSockets: 16 }),
  https: new HttpsAgent({ keepAlive: true, maxSockets: 16 }),
}

/** A request that HTTP has nothing against. */
function send(
  system: System | 'gateway',
  { method, path, type = 'application/json' }: Good,
  body: string | Buffer = '',
): Promise<Reply> {
  const bytes = Buffer.from(body)
  const { hostname, port, protocol } = new URL(sandbox[system].url)
  const [ask, agent] =
    protocol === 'https:' ? ([httpsRequest, agents.https] as const) : ([httpRequest, agents.http] as const)
  const headers = {
    ...(system === 'gateway' ? {} : { authorization: login[system] }),
    ...(bytes.length > 0 ? { 'content-type': type, 'content-length': bytes.length } : {}),
  }
  const where = { hostname, port, method, path, headers, agent, ca: sandbox.kubernetes.ca }
  return new Promise((done, failed) => {
    const asked = ask(where, (answer) => {
      const parts: Buffer[] = []
      const finish = () => {
        const pairs = Object.entries(answer.headers).map(([name, value]) => `\r\n${name}: ${value}`)
        done({
          status: answer.statusCode ?? 0,
          head: pairs.join('').toLowerCase(),
          body: Buffer.concat(parts).toString(),
        })
      }
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', finish)
      // A watch without an end.
      setTimeout(() => {
        if (!answer.complete) answer.destroy()
      }, 3000).unref()
      answer.on('error', finish)
    })
    asked.on('error', failed)
    asked.end(bytes)
  })
}

/** Several at a time. */
async function all<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items]
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let item = queue.pop(); item !== undefined; item = queue.pop()) await work(item)
    }),
  )
}

/** What is wrong with an answer: it should be a refusal in the server's own envelope, with nothing of ours in it. */
function faultIn(system: System | 'gateway', { status, head, body }: Reply): string | undefined {
  if (!(status >= 200)) return 'no answer'
  if (/internal error of the sandbox|\bat .*\.(ts|js):\d+/.test(body)) return 'a bug'
  if (/\r\nset-cookie: ?x/.test(head)) return 'a header came in'
  const isJson = /content-type: application\/json/.test(head)
  if (status < 400 || body === '' || !isJson) {
    return system === 'kubernetes' && status >= 500 ? 'a server error' : undefined
  }
  return inEnvelope(system, status, JSON.parse(body)) ? undefined : 'another envelope'
}

function inEnvelope(system: System | 'gateway', status: number, said: unknown): boolean {
  const { kind, code, errors, error, errorMessage } = Object(said) as Readonly<Record<string, unknown>>
  if (system === 'kubernetes') return kind === 'Status' && code === status
  // Keycloak tells of several attributes in one list; partial import says what it did.
  if (system === 'keycloak') return Array.isArray(said) || error !== undefined || errorMessage !== undefined
  return Array.isArray(errors) || error !== undefined
}

/** Sends all, a few at a time. @returns what was wrong, each kind of it once */
async function faultsOf(
  system: System | 'gateway',
  requests: Iterable<{ readonly one: Good; readonly body?: string | Buffer }>,
): Promise<readonly string[]> {
  const found = new Map<string, string>()
  await all(requests, async ({ one, body = '' }) => {
    const reply = await send(system, one, body)
    const fault = faultIn(system, reply)
    const what = `${one.method} ${one.path.slice(0, 200)} ${body.toString().slice(0, 700)}`
    if (fault !== undefined) {
      found.set(
        `${fault} ${one.method} ${one.path}`,
        `${fault}: ${what} → ${reply.status} ${reply.body.slice(0, 200)}`,
      )
    }
  })
  const stacks = bugs.splice(0).map((bug) => bug.split('\n').slice(0, 5).join(' | '))
  return [...new Set(stacks.map((stack) => stack.replace(/sandbox: \S+ \S+: /, '')))].concat([
    ...found.values(),
  ])
}

const systems: readonly System[] = ['kubernetes', 'keycloak', 'harbor']

test.each(systems)('%s: bodies of every kind of wrong', { timeout: 30_000 }, async (system) => {
  const random = seeded(20_260_725)
  const share = { kubernetes: 0.15, keycloak: 0.4, harbor: 0.4 }[system]
  const requests = good[system].flatMap((one) => {
    const bodies: (string | Buffer)[] = [...brokenBodies]
    if (one.body !== undefined) bodies.push(...mutations(one.body, random, share))
    return one.method === 'GET' ? [] : bodies.map((body) => ({ one, body }))
  })
  expect(await faultsOf(system, requests)).toEqual([])
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test('kubernetes: YAML and protobuf of every kind of wrong', { timeout: 30_000 }, async () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, index) => `${name}: &${name} [${`*${'abcdefgh'[index]},`.repeat(9)}]`).join('\n')}\n`
  const envelope = Buffer.from('k8s\0\n\x0d\n\x02v1\x12\x07Service\x12\x7f', 'latin1')
  const yaml = [
    bomb,
    'a: b: c',
    '\ta',
    '!!js/function "x"',
    '? [a]',
    '&a [*a]',
    '%YAML 9.9\n---',
    '<<: *x',
    '"\\',
    '- '.repeat(5000),
  ]
  const bodies = [...brokenBodies, ...yaml, envelope]
  const requests = [
    'application/yaml',
    'application/vnd.kubernetes.protobuf',
    'text/plain',
    'application/json; charset=utf-16',
  ].flatMap((kind) =>
    bodies.map((body) => ({ one: { method: 'POST', path: `${K}/services`, type: kind }, body })),
  )
  const patches = bodies.map((body) => ({
    one: { method: 'PATCH', path: `${K}/secrets/y?fieldManager=y`, type: 'application/apply-patch+yaml' },
    body,
  }))
  expect(await faultsOf('kubernetes', [...requests, ...patches])).toEqual([])
})

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'TRACE']

const places: Readonly<Record<System, readonly string[]>> = {
  kubernetes: [
    '/@',
    '/api/v1/@',
    `${K}/@`,
    `${K}/secrets/@`,
    `${K}/secrets/a/@`,
    '/apis/@',
    '/apis/apps/v1/namespaces/@/deployments',
    '/apis/@/v1/x',
    '/openapi/v3/@',
  ],
  keycloak: [
    '/@',
    '/admin/@',
    '/admin/realms/@',
    `${A}/@`,
    `${A}/groups/@`,
    `${A}/groups/@/role-mappings/realm`,
    `${A}/users/@`,
    `${A}/clients/@`,
    `${A}/roles/@`,
    `${A}/identity-provider/instances/@`,
    '/realms/@',
    '/realms/master/@',
    '/realms/master/protocol/openid-connect/@',
    '/realms/master/broker/@/endpoint',
  ],
  harbor: [
    '/@',
    `${H}/@`,
    `${H}/projects/@`,
    `${H}/projects/@/members`,
    `${H}/projects/library/repositories/@`,
    `${H}/projects/library/repositories/@/artifacts/@`,
    `${H}/robots/@`,
    `${H}/users/@`,
    '/v2/@',
    '/v2/library/@/tags/list',
    '/v2/@/manifests/@',
    '/v2/library/a/blobs/@',
    '/v2/library/a/blobs/uploads/@',
    '/c/@',
    '/service/@',
  ],
}

test.each(systems)('%s: paths, methods and queries that lead astray', { timeout: 30_000 }, async (system) => {
  const random = seeded(42)
  const paths = places[system].flatMap((place) =>
    hostileSegments.map((segment) => place.replaceAll('@', () => segment)),
  )
  const requests = paths.flatMap((path) =>
    methods
      .filter((method) => method === 'GET' || random() < 0.06)
      .map((method) => ({ one: { method, path } })),
  )
  const queried = good[system].flatMap(({ path }) =>
    hostileQueries.map((query) => ({ one: { method: 'GET', path: `${path.split('?')[0]}?${query}` } })),
  )
  const uploads = hostileSegments.map((segment) => ({
    one: {
      method: 'POST',
      path: `/v2/library/${segment}/blobs/uploads/?digest=${segment}&mount=${segment}&from=${segment}`,
    },
  }))
  const more = system === 'harbor' ? uploads : []
  expect(await faultsOf(system, [...requests, ...queried, ...more])).toEqual([])
})

/** Names that every JavaScript object has, where servers take any name. */
const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']
/** JSON, since an object literal would take `__proto__` for its prototype. */
const named = (value: string) => `{${names.map((name) => `"${name}":${value}`).join(',')}}`

test('names that JavaScript minds are names like any others', async () => {
  const map = (data: string) =>
    `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"names"},"data":${data}}`
  const path = `${K}/configmaps`
  const shown = async () =>
    (
      JSON.parse((await send('kubernetes', { method: 'GET', path: `${path}/names` })).body) as {
        data: object
      }
    ).data
  const kept = async (value: string) => expect(JSON.stringify(await shown())).toBe(named(value))
  const write = async (method: string, body: string, type?: string, query = '') => {
    const one = {
      method,
      path: method === 'POST' ? path : `${path}/names${query}`,
      ...(type !== undefined && { type }),
    }
    expect((await send('kubernetes', one, body)).status).toBeLessThan(202)
  }
  await write('POST', map(named('"1"')))
  await kept('"1"')
  await write('PUT', map(named('"2"')))
  await kept('"2"')
  await write('PATCH', `{"data":${named('"3"')}}`, 'application/merge-patch+json')
  await kept('"3"')
  await write('PATCH', `{"data":${named('"4"')}}`, 'application/strategic-merge-patch+json')
  await kept('"4"')
  await write(
    'PATCH',
    '[{"op":"replace","path":"/data/__proto__","value":"5"}]',
    'application/json-patch+json',
  )
  expect(Object.getOwnPropertyDescriptor(await shown(), '__proto__')?.value).toBe('5')
  await write('PATCH', map(named('"6"')), 'application/apply-patch+yaml', '?fieldManager=names&force=true')
  await kept('"6"')
  await write(
    'PATCH',
    map('{"constructor":"7"}'),
    'application/apply-patch+yaml',
    '?fieldManager=names&force=true',
  )
  expect(JSON.stringify(await shown())).toBe('{"constructor":"7"}')

  const group = `{"name":"names","attributes":${named('["x"]')}}`
  expect((await send('keycloak', { method: 'POST', path: `${A}/groups` }, group)).status).toBe(201)
  const found = await send('keycloak', {
    method: 'GET',
    path: `${A}/groups?search=names&briefRepresentation=false`,
  })
  expect(found.body).toContain(`"attributes":${named('["x"]')}`)
  expect(
    (await send('keycloak', { method: 'POST', path: '/admin/realms' }, '{"realm":"names"}')).status,
  ).toBe(201)
  for (const name of names) {
    const role = { method: 'GET', path: `/admin/realms/names/roles/${name}` }
    expect((await send('keycloak', role)).status).toBe(404)
    expect(
      (
        await send(
          'keycloak',
          { method: 'POST', path: '/admin/realms/names/roles' },
          JSON.stringify({ name }),
        )
      ).status,
    ).toBe(201)
    expect(JSON.parse((await send('keycloak', role)).body)).toMatchObject({ name })
    const robot = { name, level: 'system', duration: 1, permissions: [] }
    expect(
      (await send('harbor', { method: 'POST', path: `${H}/robots` }, JSON.stringify(robot))).status,
    ).toBeLessThan(500)
    expect(
      (
        await send(
          'harbor',
          { method: 'PUT', path: `${H}/projects/library/metadatas/${name}` },
          `{"${name}":"x"}`,
        )
      ).status,
    ).toBe(400)
    expect(
      (await send('keycloak', { method: 'PUT', path: A }, JSON.stringify({ passwordPolicy: `${name}(1)` })))
        .status,
    ).toBe(400)
  }
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

const MIB = 1024 * 1024

test.each<[System, Good, number, number]>([
  ['kubernetes', { method: 'POST', path: `${K}/configmaps` }, 3 * MIB + 1, 413],
  ['keycloak', { method: 'POST', path: `${A}/groups` }, 11 * MIB, 413],
  ['harbor', { method: 'POST', path: `${H}/projects` }, 9 * MIB, 413],
  ['harbor', { method: 'PUT', path: '/v2/library/big/manifests/v1', type: manifestType }, 5 * MIB, 413],
])('%s: a body that is too large', async (system, one, size, status) => {
  const body = Buffer.alloc(size, 0x20)
  const reply = await send(system, one, body)
  expect([reply.status, faultIn(system, reply)]).toEqual([status, undefined])
})

/** A request line and headers, to be sent as they are. */
const line = (system: System | 'gateway', first: string, ...headers: readonly string[]) =>
  [
    first,
    `host: ${new URL(sandbox[system].url).host}`,
    ...(system === 'gateway' ? [] : [`authorization: ${login[system]}`]),
    ...headers,
    '',
    '',
  ].join('\r\n')

test('requests that are no HTTP, or two at once, end with 400 and the connection', async () => {
  const first = (reply: string) => reply.split('\r\n')[0] ?? ''
  const writes = {
    kubernetes: `${K}/configmaps`,
    keycloak: `${A}/groups`,
    harbor: `${H}/projects`,
    gateway: '/',
  }
  for (const system of [...systems, 'gateway'] as const) {
    const post = `POST ${writes[system]} HTTP/1.1`
    const wrong = [
      'rubbish\r\n\r\n',
      line(system, 'GET / HTTP/9.9'),
      line(system, 'GET /a\0b HTTP/1.1', 'connection: close'),
      line(system, post, 'content-length: 3', 'content-length: 4'),
      line(system, post, 'content-length: 3', 'transfer-encoding: chunked'),
      line(system, post, 'transfer-encoding: chunked', 'connection: close').concat('zz\r\n'),
      line(system, 'GET / HTTP/1.1', 'x: a\0b'),
      line(system, 'GET / HTTP/1.1', ' : x'),
    ]
    for (const bytes of wrong)
      expect(first(await raw(system, bytes)), `${system} ${bytes}`).toMatch(/^(HTTP\/1.1 (4\d\d|505) .*|)$/)
    const large = await raw(system, line(system, 'GET / HTTP/1.1', `x: ${'y'.repeat(100_000)}`))
    expect(first(large)).toMatch(/ 431 |^$/)
    const odd = Buffer.from(line(system, 'GET /\xff\xfe/\xc3\x28 HTTP/1.1', 'connection: close'), 'latin1')
    expect(first(await raw(system, odd))).toMatch(/ (400|401|403|404|503|302|200) /)
  }
})

test('headers that come twice, and hosts and origins that are none', async () => {
  const pairs = [
    'accept: */*',
    'content-type: text/plain',
    'authorization: Basic !!!',
    'cookie: sid=%00; sid=x; =',
    'host: a',
    'origin: null',
    'x-forwarded-proto: https, javascript',
    'x-request-id: \x85\xff',
    'range: bytes=9-1',
    'accept: application/json;as=Table;v=__proto__;g=x',
    'if-none-match: *',
    'impersonate-user: ',
    'x-harbor-csrf-token: \xff',
    'expect: 100-continue',
    'upgrade: websocket',
    'connection: upgrade, close',
  ]
  for (const system of [...systems, 'gateway'] as const) {
    await all(pairs, async (header) => {
      for (const path of [
        '/',
        K,
        A,
        `${H}/projects`,
        '/v2/',
        '/realms/master/.well-known/openid-configuration',
      ]) {
        const reply = await raw(
          system,
          Buffer.from(line(system, `GET ${path} HTTP/1.1`, header, header, 'connection: close'), 'latin1'),
        )
        expect(reply, `${system} ${path} ${header}`).toMatch(/^HTTP\/1.1 \d/)
        expect(reply).not.toContain('internal error')
      }
    })
  }
  expect(bugs.splice(0)).toEqual([])
})

test('who hangs up in the middle of a body is forgotten, and an upload can go on', async () => {
  for (const [system, one] of [
    ['kubernetes', good.kubernetes[0]],
    ['keycloak', good.keycloak[0]],
    ['harbor', good.harbor[0]],
  ] as const) {
    const head = line(
      system,
      `${one?.method} ${one?.path} HTTP/1.1`,
      'content-type: application/json',
      'content-length: 1000',
    )
    expect(await raw(system, `${head}{"a":`, 100)).toBe('')
  }
  const begun = await send('harbor', { method: 'POST', path: '/v2/library/half/blobs/uploads/' })
  const upload = new URL(/location: (\S+)/.exec(begun.head)?.[1] ?? '')
  const path = upload.pathname
  await raw('harbor', `${line('harbor', `PATCH ${path} HTTP/1.1`, 'content-length: 10')}half`, 200)
  const state = await send('harbor', { method: 'GET', path })
  expect([state.status, /range: (\S+)/.exec(state.head)?.[1]]).toEqual([204, '0-3'])
  const digest = `sha256:${createHash('sha256').update('half done').digest('hex')}`
  expect((await send('harbor', { method: 'PUT', path: `${path}?digest=${digest}` }, ' done')).status).toBe(
    201,
  )
  expect(bugs.splice(0)).toEqual([])
})

test('a body that comes slowly holds up nobody else', async () => {
  const head = line(
    'kubernetes',
    `POST ${K}/configmaps HTTP/1.1`,
    'content-type: application/json',
    'content-length: 1000',
  )
  const slow = raw('kubernetes', `${head}{`, 400)
  const began = performance.now()
  expect((await send('kubernetes', { method: 'GET', path: `${K}/configmaps` })).status).toBe(200)
  expect(performance.now() - began).toBeLessThan(300)
  await slow
})

test('no name, digest or reference leads out of the folder of blobs', async () => {
  const outside = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (path) => !/^(data\/)?(blobs|lock$|journal\.jsonl$)|^data$/.test(path),
    )
  const wrong = [
    '../../../x',
    '..%2f..%2fx',
    'sha256:../../../../x',
    `sha256:${'../'.repeat(22)}x`.slice(0, 71),
    `sha256:${'.'.repeat(64)}`,
    '%2e%2e',
    'sha512:00',
    `sha256:${'A'.repeat(64)}`,
    '.',
    '',
  ]
  const requests = wrong.flatMap((name) => [
    { method: 'POST', path: `/v2/library/a/blobs/uploads/?digest=${name}` },
    { method: 'PUT', path: `/v2/library/a/blobs/uploads/${name}?digest=${name}` },
    { method: 'PATCH', path: `/v2/library/a/blobs/uploads/${name}` },
    { method: 'DELETE', path: `/v2/library/a/blobs/uploads/${name}` },
    { method: 'GET', path: `/v2/library/a/blobs/${name}` },
    { method: 'PUT', path: `/v2/library/a/manifests/${name}`, type: manifestType },
    { method: 'PUT', path: `/v2/library/${name}/x/manifests/v1`, type: manifestType },
    { method: 'POST', path: `/v2/library/${name}/blobs/uploads/` },
    { method: 'POST', path: `/v2/${name}/blobs/uploads/` },
  ])
  const before = outside()
  await all(requests, async (one) => {
    const { status, body } = await send('harbor', one, one.method === 'GET' ? '' : '{"schemaVersion":2}')
    expect(status, `${one.method} ${one.path}: ${body}`).toBeLessThan(500)
  })
  expect(outside()).toEqual(before)
  expect(readdirSync(join(folder, 'data', 'blobs'))).toEqual(['sha256', 'uploads'])
  expect(bugs.splice(0)).toEqual([])
})

test('the gateway: hostile paths, hosts and policies', async () => {
  const requests = hostileSegments.flatMap((segment) =>
    [`/${segment}`, `/a/${segment}/b`, `/?${segment}`].map((path) => ({ one: { method: 'GET', path } })),
  )
  expect(await faultsOf('gateway', requests)).toEqual([])
})

test('after all that each server works, and what it shows is whole', async () => {
  const ask = async (system: System, method: string, path: string, body?: string) => {
    const reply = await send(system, { method, path }, body)
    return {
      status: reply.status,
      json: reply.body === '' ? undefined : JSON.parse(reply.body),
    }
  }
  const groups = await ask('kubernetes', 'GET', '/apis')
  const bases = [
    '/api/v1',
    ...groups.json.groups.map(
      (one: { preferredVersion: { groupVersion: string } }) => `/apis/${one.preferredVersion.groupVersion}`,
    ),
  ]
  for (const base of bases) {
    const { json } = await ask('kubernetes', 'GET', base)
    for (const { name, verbs } of json.resources as { name: string; verbs: string[] }[]) {
      if (verbs.includes('list'))
        expect((await ask('kubernetes', 'GET', `${base}/${name}`)).json.items).toBeInstanceOf(Array)
    }
  }
  for (const [name, system, path, body] of [
    [
      'sane',
      'kubernetes',
      `${K}/configmaps`,
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"sane"}}',
    ],
    ['sane', 'keycloak', `${A}/groups`, '{"name":"sane"}'],
    ['sane', 'harbor', `${H}/projects`, '{"project_name":"sane"}'],
  ] as const) {
    expect([system, name, (await ask(system, 'POST', path, body)).status]).toEqual([system, name, 201])
  }
  for (const list of [
    'groups',
    'users',
    'clients',
    'client-scopes',
    'roles',
    'identity-provider/instances',

    'events/config',
  ]) {
    expect([list, (await ask('keycloak', 'GET', `${A}/${list}`)).status]).toEqual([list, 200])
  }
  for (const list of [
    'projects',
    'robots',
    'usergroups',
    'users',
    'quotas',
    'registries',
    'labels?scope=g',
    'configurations',
    'projects/library/webhook/policies',
    'auditlog-exts',
  ]) {
    expect([list, (await ask('harbor', 'GET', `${H}/${list}`)).status]).toEqual([list, 200])
  }
  await sandbox.close()
  sandbox = await startSandbox({ data: join(folder, 'data') })
  expect((await ask('kubernetes', 'GET', `${K}/configmaps/names`)).json.data).toEqual({ constructor: '7' })
  expect(bugs.splice(0)).toEqual([])
})
