import { connect } from 'node:net'
import { Agent, fetch } from 'undici'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { SystemError } from '../../src/core/error.ts'
import { FaultProblem } from '../../src/sandbox/http/fault.ts'
import { parseFault } from '../../src/sandbox/http/fault-words.ts'
import { type Sandbox, sandboxSystems, startSandbox } from '../../src/sandbox/sandbox.ts'
import { harborClient } from '../../src/systems/harbor/client.ts'
import { keycloakClient } from '../../src/systems/keycloak/client.ts'
import { kubernetesClient } from '../../src/systems/kubernetes/client.ts'

const never = new AbortController().signal
const maps = { apiVersion: 'v1', plural: 'configmaps' }
const map = (name: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
})
const manager = { fieldManager: 'test' }
const Named = z.looseObject({ name: z.string() })

let sandbox: Sandbox
const closing: { close(): Promise<void> }[] = []

beforeAll(async () => {
  sandbox = await startSandbox({ control: true })
})
afterEach(async () => {
  await sandbox.faults.clear()
  await Promise.all(closing.splice(0).map((each) => each.close()))
})
afterAll(() => sandbox.close())

function kubernetes(options = {}) {
  const { url, token, ca } = sandbox.kubernetes
  const made = kubernetesClient({ url, token, ca }, { pause: 1, watch: { pause: 1 }, ...options })
  closing.push(made)
  return made
}
function harbor(options = {}) {
  const { url, ...admin } = sandbox.harbor
  const made = harborClient({ url, admin }, { pause: 1, ...options })
  closing.push(made)
  return made
}
function keycloak(options = {}) {
  const { url, ...credentials } = sandbox.keycloak
  const made = keycloakClient({ url, realm: 'master', credentials }, { pause: 1, ...options })
  closing.push(made)
  return made
}
const add = (line: string) => sandbox.faults.add(parseFault(line, sandboxSystems))
const failure = async (promise: Promise<unknown>): Promise<SystemError> =>
  await promise.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: unknown) => error as SystemError,
  )

test('latency: the request waits, then is carried out', async () => {
  add('harbor latency ms=150 path=/api/v2.0/systeminfo')
  const began = performance.now()
  await harbor().version(never)
  expect(performance.now() - began).toBeGreaterThan(149)
})

test('error at a rate: the same seed makes the same choice, and clients get through by trying again', async () => {
  const struck = async (seed: number) => {
    const { id } = add(`kubernetes error status=503 rate=0.4 seed=${seed}`)
    const client = kubernetes({ attempts: 1 })
    const seen: boolean[] = []
    for (let index = 0; index < 30; index += 1) {
      seen.push(
        await client.raw('/version', {}, never).then(
          () => false,
          () => true,
        ),
      )
    }
    await sandbox.faults.remove(id)
    return seen
  }
  const first = await struck(7)
  expect(await struck(7)).toEqual(first)
  expect(await struck(8)).not.toEqual(first)
  expect(first.filter(Boolean).length).toBeGreaterThan(4)
  add('kubernetes error rate=0.4')
  const client = kubernetes({ attempts: 12 })
  for (let index = 0; index < 10; index += 1) await client.list(maps, { namespace: 'default' }, never)
  expect(client.requests.retries).toBeGreaterThan(0)
})

test('refusals are in the words of each system, or of the proxy before it', async () => {
  add('kubernetes error')
  add('keycloak error status=502')
  add('harbor error status=500')
  expect((await failure(kubernetes({ attempts: 1 }).raw('/api', {}, never))).message).toContain('500')
  expect((await failure(harbor({ attempts: 1 }).version(never))).message).toContain('internal server error')
  const page = await fetch(`${sandbox.keycloak.url}/realms/master`)
  expect(page.headers.get('content-type')).toBe('text/html')
})

test('throttle: Retry-After is honoured', async () => {
  add('harbor throttle seconds=1 count=1')
  const client = harbor()
  const began = performance.now()
  await client.version(never)
  expect(performance.now() - began).toBeGreaterThan(950)
  expect(client.requests.retries).toBe(1)
})

test('reset: nothing was done, and a POST is not sent again by itself', async () => {
  add('kubernetes reset method=POST path=/api/v1/namespaces/*/configmaps')
  const client = kubernetes()
  const error = await failure(client.create(maps, map('reset'), manager, never))
  expect(error).toMatchObject({ status: 0, maybeDone: true })
  expect(await client.get({ ...maps, namespace: 'default', name: 'reset' }, never)).toBeUndefined()
})

test.each(['kubernetes', 'keycloak', 'harbor'])(
  'drop at %s: it was done, and nobody was told',
  async (system) => {
    const fault = add(`${system} drop method=POST count=1 path=/a*/**`)
    const made = {
      kubernetes: () => kubernetes().create(maps, map('drop'), manager, never),
      keycloak: () => keycloak().post('/master/groups', { name: 'drop' }, never),
      harbor: () => harbor().post('admin', '/projects', { project_name: 'drop' }, never),
    }[system]
    const found = {
      kubernetes: () => kubernetes().get({ ...maps, namespace: 'default', name: 'drop' }, never),
      keycloak: async () => (await keycloak().list('/master/groups', {}, Named, never))[0],
      harbor: () => harbor().get('admin', '/projects/drop', {}, Named, never),
    }[system]
    expect(await failure(made?.() ?? Promise.resolve())).toMatchObject({ status: 0, maybeDone: true })
    expect(sandbox.faults.list()).toMatchObject([{ id: fault.id, fitted: 1, struck: 1 }])
    expect(await found?.()).toBeDefined()
  },
)

test('hang: the client gives up by itself', async () => {
  add('harbor hang')
  const error = await failure(harbor({ attempts: 1, timeouts: { headers: 300 } }).version(never))
  expect(error.message).toContain('no answer came in time')
})

test('expire: one 401, then a new token and all is well', async () => {
  const client = keycloak()
  await client.get('/master', {}, z.looseObject({}), never)
  add('keycloak expire')
  expect(await client.get('/master', {}, z.looseObject({}), never)).toMatchObject({ realm: 'master' })
  expect(sandbox.faults.list()[0]).toMatchObject({ struck: 1 })
})

test('cut and gone: a watch that breaks off, or is told that it is too late, misses nothing', async () => {
  add('kubernetes gone path=**/configmaps nth=2')
  add('kubernetes cut method=GET path=**/configmaps?**watch=true** count=3')
  const client = kubernetes()
  const controller = new AbortController()
  const seen: string[] = []
  const wanted = ['w1', 'w2', 'w3', 'w4', 'w5', 'w6']
  for await (const event of client.watch(maps, { namespace: 'default' }, controller.signal)) {
    if (event.type === 'synced' && !seen.includes('w1')) {
      void (async () => {
        for (const name of wanted) await client.create(maps, map(name), manager, never)
      })()
    }
    if (event.type === 'added') seen.push(event.object.metadata.name)
    if (wanted.every((name) => seen.includes(name))) break
  }
  expect(new Set(seen).size).toBe(seen.length)
  const [gone, cut] = sandbox.faults.list()
  expect(cut?.struck).toBeGreaterThan(0)
  expect(gone?.struck).toBe(1)
})

test('drop: a watch breaks off before its first word, and does not stay silent for ever', async () => {
  const { url, token, ca } = sandbox.kubernetes
  const dispatcher = new Agent({ connect: { ca } })
  closing.push(dispatcher)
  const fault = add('kubernetes drop path=**/configmaps?**watch=true** count=1')
  const asking = fetch(`${url}/api/v1/namespaces/default/configmaps?watch=true`, {
    dispatcher,
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(5000),
  })
  await expect(asking).rejects.toMatchObject({ message: 'fetch failed' })
  expect(sandbox.faults.list().find(({ id }) => id === fault.id)).toMatchObject({ struck: 1 })
})

test('gone: a list whose next page is too old starts over', async () => {
  const { url, token, ca } = sandbox.kubernetes
  add('kubernetes gone')
  const agent = new Agent({ connect: { ca } })
  const headers = { authorization: `Bearer ${token}` }
  const ask = (query: string) => fetch(`${url}/api/v1/namespaces?${query}`, { dispatcher: agent, headers })
  const page = (await (await ask('limit=2')).json()) as { metadata: { continue: string } }
  const next = await ask(`limit=2&continue=${page.metadata.continue}`)
  expect(next.status).toBe(410)
  expect(await next.json()).toMatchObject({ kind: 'Status', reason: 'Expired', code: 410 })
  await agent.close()
})

test('stop: dead from the third request on, until the fault is taken away', async () => {
  const port = Number(new URL(sandbox.harbor.url).port)
  const { id } = add('harbor stop nth=3 path=/api/**')
  const ask = () => fetch(`${sandbox.harbor.url}/api/v2.0/ping`).then((answer) => answer.status)
  expect([await ask(), await ask()]).toEqual([200, 200])
  await expect(ask()).rejects.toThrow()
  const refused = await new Promise((done) => {
    connect(port, '127.0.0.1').on('error', (error: NodeJS.ErrnoException) => done(error.code))
  })
  expect(refused).toBe('ECONNREFUSED')
  expect((await failure(harbor({ attempts: 2 }).version(never))).message).toContain('nothing listens there')
  await sandbox.faults.remove(id)
  expect(await ask()).toBe(200)
})

test('stopping all is one dead world', async () => {
  add('all stop')
  await failure(keycloak({ attempts: 1 }).list('/master/groups', {}, Named, never))
  expect((await failure(kubernetes({ attempts: 1 }).raw('/version', {}, never))).message).toContain('listens')
})

test('the control endpoint adds, lists and takes away, and answers programs only', async () => {
  const url = `${sandbox.control?.url}/faults`
  const post = (body: string, type = 'application/json', headers = {}) =>
    fetch(url, { method: 'POST', body, headers: { 'content-type': type, ...headers } })
  expect((await post('keycloak error status=503 nth=2', 'text/plain')).status).toBe(201)
  const made = await post('{"system": "harbor", "what": "throttle", "seconds": 2, "method": ["PUT"]}')
  expect(await made.json()).toMatchObject({ fault: { system: 'harbor', what: 'throttle' }, struck: 0 })
  expect(await (await fetch(url)).json()).toHaveLength(2)
  for (const bad of [
    '{',
    '[]',
    '{"system": "harbor", "what": "throttle", "status": 2}',
    '{"__proto__": 1}',
  ]) {
    expect((await post(bad)).status).toBe(400)
  }
  expect((await post('all stop', 'text/plain', { origin: 'https://evil.example' })).status).toBe(403)
  const { id } = sandbox.faults.list()[0] ?? { id: 0 }
  expect((await fetch(`${url}/${id}`, { method: 'DELETE' })).status).toBe(204)
  expect((await fetch(`${url}/${id}`, { method: 'DELETE' })).status).toBe(404)
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(204)
  expect(sandbox.faults.list()).toEqual([])
})

test.each([
  ['kubernets reset', 'there are kubernetes, keycloak, harbor, gateway, all'],
  ['harbor explode', 'there are latency, error'],
  ['harbor error status=200', 'should be a whole number from 400 to 599'],
  ['harbor latency ms', '"ms" is no key=value'],
  ['harbor error rate=2', 'number from 0 to 1'],
  ['harbor error method=POTS', 'should be methods'],
  ['harbor reset ms=3', 'reset has no ms'],
  ['harbor stop count=2', 'stop has no count'],
  ['harbor cut lines=1 bytes=2', 'one of lines, bytes and ms'],
  ['harbor gone', 'only kubernetes has'],
  ['harbor error status=500 status=501', 'said twice'],
])('%s is refused: %s', (line, why) => {
  expect(() => parseFault(line, sandboxSystems)).toThrow(FaultProblem)
  expect(() => parseFault(line, sandboxSystems)).toThrow(why)
})

test('a fault in process can have the last word itself', async () => {
  const seen: string[] = []
  const stop = sandbox.faults.onRequest(({ url }) => seen.push(url))
  sandbox.faults.add({ system: 'all', what: 'error', status: 503, when: ({ url }) => url.endsWith('/ping') })
  const status = async (path: string) => (await fetch(sandbox.harbor.url + path)).status
  expect([await status('/api/v2.0/ping'), await status('/api/v2.0/health')]).toEqual([503, 200])
  stop()
  expect(seen).toEqual(['/api/v2.0/ping', '/api/v2.0/health'])
})
