/** The sandbox, killed while clients write, again and again: what was acknowledged is there, and nothing is half there. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import { afterAll, expect, test } from 'vitest'

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'troupe-kill-'))
const data = join(folder, 'data')
const children: ChildProcess[] = []

afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

interface Addresses {
  readonly kubernetes: { readonly url: string; readonly token: string; readonly ca: string }
  readonly keycloak: { readonly url: string; readonly username: string; readonly password: string }
  readonly harbor: { readonly url: string; readonly username: string; readonly password: string }
  readonly gateway: { readonly url: string }
}
interface Running extends Addresses {
  kill(): Promise<void>
}

function launch(ports: string, ...more: readonly string[]): ChildProcess {
  const words = ['sandbox', '--data', data, '--ports', ports, '-o', 'json', '--files', join(folder, 'files')]
  const child = spawn(process.execPath, [main, ...words, ...more], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  return child
}

async function start(ports = 'free'): Promise<Running> {
  const child = launch(ports)
  const [line, errors] = await Promise.all([firstLine(child.stdout), Promise.resolve(child.stderr)])
  if (line === undefined) throw new Error(`it did not start: ${String(errors?.read())}`)
  return {
    ...(JSON.parse(line) as Addresses),
    kill: () =>
      new Promise((done) => {
        child.on('exit', () => done())
        child.kill('SIGKILL')
      }),
  }
}

async function firstLine(stream: NodeJS.ReadableStream | null): Promise<string | undefined> {
  if (stream) for await (const line of createInterface({ input: stream })) return line
  return undefined
}

interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly bytes: Buffer
  // biome-ignore lint/suspicious/noExplicitAny: foreign JSON, looked into without ceremony
  readonly json: any
}

/** A client's hands on one life of the servers. */
function hands({ kubernetes, keycloak, harbor }: Addresses) {
  const agent = new Agent({ connect: { ca: kubernetes.ca }, connections: 12 })
  const basic = `Basic ${Buffer.from(`${harbor.username}:${harbor.password}`).toString('base64')}`
  const ask = async (method: string, url: string, authorization: string, body?: unknown, type?: string) => {
    const raw = Buffer.isBuffer(body)
    const answer = await request(url, {
      dispatcher: agent,
      method: method as 'GET',
      headers: {
        authorization,
        'content-type': type ?? (raw ? 'application/octet-stream' : 'application/json'),
      },
      ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
    })
    const bytes = Buffer.from(await answer.body.arrayBuffer())
    const isJson = String(answer.headers['content-type']).includes('json') && bytes.length > 0
    const json = isJson ? JSON.parse(bytes.toString()) : undefined
    return { status: answer.statusCode, headers: answer.headers, bytes, json } as Reply
  }
  return {
    close: () => agent.destroy(),
    kubernetes: (method: string, path: string, body?: unknown, type?: string) =>
      ask(method, kubernetes.url + path, `Bearer ${kubernetes.token}`, body, type),
    keycloak: (token: string, method: string, path: string, body?: unknown) =>
      ask(method, `${keycloak.url}/admin/realms${path}`, `Bearer ${token}`, body),
    harbor: (method: string, path: string, body?: unknown, type?: string, login = basic) =>
      ask(method, harbor.url + path, login, body, type),
    async token(): Promise<string> {
      const { username, password } = keycloak
      const answer = await request(`${keycloak.url}/realms/master/protocol/openid-connect/token`, {
        dispatcher: agent,
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          grant_type: 'password',
          client_id: 'admin-cli',
          username,
          password,
        }).toString(),
      })
      return ((await answer.body.json()) as { access_token: string }).access_token
    },
  }
}
type Hands = ReturnType<typeof hands>

/** What was acknowledged. A write that got no answer may have been done or not: its name is in doubt. */
class Memory {
  readonly maps = new Map<string, string | undefined>()
  readonly groups = new Set<string>()
  readonly projects = new Set<string>()
  readonly robots = new Map<string, string>()
  readonly images = new Map<string, string>()
  readonly doubts = new Set<string>()
  #last = 0

  sizes(): readonly number[] {
    return [this.maps, this.groups, this.projects, this.robots, this.images].map(({ size }) => size)
  }

  name(kind: string): string {
    this.#last += 1
    return `${kind}-${this.#last}`
  }
}

const maps = '/api/v1/namespaces/default/configmaps'
const sha = (bytes: Buffer | string) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
const must = (reply: Reply, status: number) => {
  if (reply.status !== status)
    throw new Error(`${reply.status} instead of ${status}: ${reply.bytes.toString()}`)
  return reply
}

/** One write each, told to the memory once it is acknowledged. */
const writers: readonly ((on: Hands, memory: Memory, token: string) => Promise<void>)[] = [
  async ({ kubernetes }, memory) => {
    const name = memory.name('map')
    memory.doubts.add(name)
    const object = (value: string) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      data: { value },
    })
    must(await kubernetes('POST', maps, object('1')), 201)
    memory.maps.set(name, '1')
    must(await kubernetes('PUT', `${maps}/${name}`, object('2')), 200)
    memory.maps.set(name, '2')
    if (memory.maps.size % 3 === 0) {
      must(await kubernetes('DELETE', `${maps}/${name}`), 200)
      memory.maps.set(name, undefined)
    }
    memory.doubts.delete(name)
  },
  async ({ keycloak }, memory, token) => {
    const name = memory.name('group')
    must(await keycloak(token, 'POST', '/master/groups', { name, attributes: { of: [name] } }), 201)
    memory.groups.add(name)
  },
  async ({ harbor }, memory) => {
    const name = memory.name('project')
    must(await harbor('POST', '/api/v2.0/projects', { project_name: name, storage_limit: 1e9 }), 201)
    memory.projects.add(name)
    const access = [{ resource: 'repository', action: 'pull' }]
    const permissions = [{ kind: 'project', namespace: name, access }]
    const robot = { name: 'pull', level: 'project', duration: -1, permissions }
    const { json } = must(await harbor('POST', '/api/v2.0/robots', robot), 201)
    memory.robots.set(json.name, json.secret)
  },
  async ({ harbor }, memory) => {
    const [name, bytes] = [memory.name('image'), randomBytes(40_000)]
    const begun = must(await harbor('POST', `/v2/library/${name}/blobs/uploads/`), 202)
    const at = new URL(String(begun.headers['location']))
    const upload = at.pathname + at.search
    must(await harbor('PATCH', upload, bytes.subarray(0, 10_000)), 202)
    must(await harbor('PUT', `${upload}&digest=${sha(bytes)}`, bytes.subarray(10_000)), 201)
    const layer = {
      mediaType: 'application/vnd.oci.image.layer.v1.tar',
      digest: sha(bytes),
      size: bytes.length,
    }
    const type = 'application/vnd.oci.image.manifest.v1+json'
    const manifest = JSON.stringify({ schemaVersion: 2, mediaType: type, config: layer, layers: [layer] })
    must(await harbor('PUT', `/v2/library/${name}/manifests/v1`, Buffer.from(manifest), type), 201)
    memory.images.set(name, sha(manifest))
  },
]

/** Writes from all sides until the connection breaks. */
async function write(on: Hands, memory: Memory, alive: () => boolean): Promise<void> {
  const token = await on.token()
  const loop = async (writer: (typeof writers)[number]) => {
    try {
      while (alive()) await writer(on, memory, token)
    } catch (error) {
      // What happens to those who write when the lights go out; anything earlier is a fault.
      if (alive()) throw error
    }
  }
  await Promise.all([...writers, ...writers].map(loop))
}

async function check({ kubernetes, keycloak, harbor, token }: Hands, memory: Memory): Promise<void> {
  const listed = new Map<string, string>(
    (await kubernetes('GET', maps)).json.items.map((one: Reply['json']) => [
      one.metadata.name,
      one.data?.value,
    ]),
  )
  for (const [name, value] of memory.maps)
    if (!memory.doubts.has(name)) expect([name, listed.get(name)]).toEqual([name, value])
  for (const name of memory.doubts)
    if (memory.maps.get(name) === '1') expect(['1', '2']).toContain(listed.get(name))
  const groups = (await keycloak(await token(), 'GET', '/master/groups?max=-1&briefRepresentation=false'))
    .json
  for (const { name, attributes } of groups) expect(attributes).toEqual({ of: [name] })
  expect(groups.map(({ name }: Reply['json']) => name)).toEqual(expect.arrayContaining([...memory.groups]))
  await checkHarbor(harbor, memory)
}

async function checkHarbor(harbor: Hands['harbor'], memory: Memory): Promise<void> {
  const rows = async (path: string) =>
    (await harbor('GET', `/api/v2.0${path}page_size=-1`)).json as Reply['json'][]
  const projects = await rows('/projects?')
  expect(projects.map(({ name }) => name)).toEqual(expect.arrayContaining([...memory.projects]))
  const quotas = await rows('/quotas?')
  expect(quotas.map(({ ref }) => ref.name).sort()).toEqual(projects.map(({ name }) => name).sort())
  for (const { name } of projects.slice(-3)) {
    expect(await rows(`/projects/${name}/members?`)).toMatchObject([{ entity_name: 'admin' }])
  }
  for (const [name, secret] of [...memory.robots].slice(-5)) {
    const login = `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`
    expect((await harbor('GET', '/v2/', undefined, undefined, login)).status).toBe(200)
  }
  for (const [name, digest] of memory.images) {
    expect(sha(must(await harbor('GET', `/v2/library/${name}/manifests/v1`), 200).bytes)).toBe(digest)
  }
  let used = 0
  for (const { name } of (await rows('/projects/library/repositories?')) ?? []) {
    const { json, bytes } = must(await harbor('GET', `/v2/${name}/manifests/v1`), 200)
    const layer = json?.layers[0] ?? JSON.parse(bytes.toString()).layers[0]
    expect(sha(must(await harbor('GET', `/v2/${name}/blobs/${layer.digest}`), 200).bytes)).toBe(layer.digest)
    used += bytes.length + layer.size
  }
  const library = quotas.find(({ ref }) => ref.name === 'library')
  // Blobs whose manifest did not come in time count, too: two writers, so at most two for each kill.
  expect(library.used.storage).toBeGreaterThanOrEqual(used)
  expect((library.used.storage - used) % 40_000).toBe(0)
}

test('killed in the middle of writing, five times over', { timeout: 60_000 }, async () => {
  const memory = new Memory()
  const first = await start()
  const { kubernetes, keycloak, harbor, gateway } = first
  const ports = [kubernetes, keycloak, harbor, gateway].map(({ url }) => new URL(url).port).join(',')
  let running = first
  const token = await hands(first).token()
  for (let life = 1; life <= 5; life += 1) {
    const on = hands(running)
    let alive = true
    const written = write(on, memory, () => alive)
    const sizes = memory.sizes()
    let failed = false
    written.catch(() => {
      failed = true
    })
    while (!failed && memory.sizes().some((size, kind) => size < (sizes[kind] ?? 0) + 4)) await pause(5)
    await pause(life * 13)
    alive = false
    await running.kill()
    await written
    await on.close()
    running = await start(ports)
    expect(running.kubernetes, 'token and authority').toEqual(first.kubernetes)
    const again = hands(running)
    await check(again, memory)
    expect((await again.keycloak(token, 'GET', '/master')).status, 'a token of the first life').toBe(200)
    await again.close()
  }
  for (const size of memory.sizes()) expect(size).toBeGreaterThanOrEqual(20)
  expect(readdirSync(join(data, 'blobs', 'uploads')).length).toBeLessThanOrEqual(10)
  const second = launch('free')
  const said = await new Promise<string>((done) => {
    let text = ''
    second.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    second.on('exit', (code) => done(`${code} ${text}`))
  })
  expect(said).toMatch(/^3 .*another sandbox, process \d+, works on .*End it, or choose another folder/s)
  await running.kill()
})
