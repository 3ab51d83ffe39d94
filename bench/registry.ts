/** A registry's `/v2/` as docker clients use it: layers pushed and pulled, with the server's memory and CPU meanwhile. */
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import { settlePorts } from '../src/cli/example.ts'
import { cpuOf, environment, exit, memoryOf, temporaryFolder } from './processes.ts'
import type { Servers } from './servers.ts'

/** A registry that is up, and who we are there. */
export interface Registry {
  readonly name: string
  readonly pid: number
  readonly pool: Pool
  readonly repository: string
  readonly headers: Readonly<Record<string, string>>
  close(): Promise<void>
}

export interface Transfer {
  /** Seconds. */
  readonly push: number
  readonly pull: number
  /** CPU seconds of the server for both. */
  readonly cpu: number
  /** Bytes that the server's resident memory grew by at most. */
  readonly growth: number
}

const mebibyte = 2 ** 20
const debian = '/usr/bin/docker-registry'

/** @returns undefined where Debian's package is not installed */
export async function startDebian(): Promise<Registry | undefined> {
  if (!existsSync(debian)) return undefined
  const folder = temporaryFolder()
  const { kubernetes: port } = await settlePorts({ kubernetes: 0, keycloak: 0, harbor: 0, gateway: 0 })
  const file = join(folder.path, 'config.yml')
  writeFileSync(
    file,
    `version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: ${folder.path}/data}, delete: {enabled: true}}
http: {addr: "127.0.0.1:${port}"}
`,
  )
  const child = spawn(debian, ['serve', file], { env: environment(), stdio: 'ignore' })
  const ended = exit(child)
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 8 })
  for (let attempt = 0; attempt < 100; attempt++) {
    const up = await pool.request({ method: 'GET', path: '/v2/' }).catch(() => undefined)
    await up?.body.dump()
    if (up?.statusCode === 200) break
    await pause(50)
  }
  return {
    name: 'docker-registry',
    pid: child.pid ?? 0,
    pool,
    repository: 'bench/layers',
    headers: {},
    close: async () => {
      await pool.destroy()
      child.kill('SIGTERM')
      await ended
      folder.remove()
    },
  }
}

/** The sandbox's registry, signed in once as docker does. */
export async function sandboxRegistry({ addresses, pid }: Servers): Promise<Registry> {
  const { url, username, password } = addresses.harbor
  const pool = new Pool(url, { connections: 8 })
  const repository = 'library/layers'
  const basic = Buffer.from(`${username}:${password}`).toString('base64')
  const answer = await pool.request({
    method: 'GET',
    path: `/service/token?service=harbor-registry&scope=repository:${repository}:push,pull`,
    headers: { authorization: `Basic ${basic}` },
  })
  const { token } = (await answer.body.json()) as { token: string }
  const headers = { authorization: `Bearer ${token}` }
  return { name: 'sandbox', pid, pool, repository, headers, close: () => pool.destroy() }
}

/** One layer of so many MiB, there and back. */
export async function transferLayer(registry: Registry, size: number): Promise<Transfer> {
  const piece = randomBytes(mebibyte)
  const digest = digestOf(function* () {
    for (let index = 0; index < size; index++) yield piece
  })
  const watched = watch(registry.pid)
  const push = await timed(async () => {
    await pushBlob(registry, digest, size * mebibyte, () =>
      Readable.from(repeated(piece, size), { objectMode: false, highWaterMark: mebibyte }),
    )
  })
  const pull = await timed(async () => {
    const got = await pullBlob(registry, digest)
    if (got !== size * mebibyte) throw new Error(`${registry.name} gave ${got} bytes of ${size} MiB`)
  })
  return { push, pull, ...watched.end() }
}

/** Many blobs of 4 KiB, eight at a time; HEAD, POST, PATCH and PUT for each, then GET. */
export async function transferMany(registry: Registry, count: number): Promise<Transfer> {
  const blobs = Array.from({ length: count }, () => randomBytes(4096))
  const all = blobs.map((bytes) => ({ bytes, digest: digestOf(() => [bytes]) }))
  const watched = watch(registry.pid)
  const push = await timed(() =>
    atOnce(8, all, async ({ bytes, digest }) => {
      const head = await ask(registry, 'HEAD', `/v2/${registry.repository}/blobs/${digest}`)
      if (head.status !== 404) throw new Error(`${registry.name} has what was never pushed: ${head.status}`)
      await pushBlob(registry, digest, bytes.length, () => bytes)
    }),
  )
  const pull = await timed(() =>
    atOnce(8, all, async ({ digest }) => {
      await pullBlob(registry, digest)
    }),
  )
  return { push, pull, ...watched.end() }
}

async function pushBlob(
  registry: Registry,
  digest: string,
  length: number,
  body: () => Readable | Buffer,
): Promise<void> {
  const begun = await ask(registry, 'POST', `/v2/${registry.repository}/blobs/uploads/`)
  const patched = await ask(registry, 'PATCH', begun.location, body(), {
    'content-type': 'application/octet-stream',
    'content-length': String(length),
    'content-range': `0-${length - 1}`,
  })
  const mark = patched.location.includes('?') ? '&' : '?'
  const done = await ask(registry, 'PUT', `${patched.location}${mark}digest=${encodeURIComponent(digest)}`)
  if (done.status !== 201) throw new Error(`${registry.name} answered ${done.status} to a push`)
}

async function pullBlob({ pool, repository, headers, name }: Registry, digest: string): Promise<number> {
  const answer = await pool.request({ method: 'GET', path: `/v2/${repository}/blobs/${digest}`, headers })
  if (answer.statusCode !== 200) throw new Error(`${name} answered ${answer.statusCode} to a pull`)
  let bytes = 0
  for await (const chunk of answer.body) bytes += (chunk as Buffer).length
  return bytes
}

async function ask(
  { pool, headers }: Registry,
  method: 'HEAD' | 'POST' | 'PATCH' | 'PUT',
  path: string,
  body?: Readable | Buffer,
  more: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly location: string }> {
  const answer = await pool.request({
    method,
    path,
    headers: { ...headers, ...more },
    ...(body !== undefined && { body }),
  })
  await answer.body.dump()
  // Locations are absolute in one registry and relative in the other.
  const location = String(answer.headers['location'] ?? '').replace(/^https?:\/\/[^/]+/, '')
  return { status: answer.statusCode, location }
}

/** Looks at the server's memory every 20 ms, since its own record of the peak has no beginning. */
function watch(pid: number): { end(): Pick<Transfer, 'cpu' | 'growth'> } {
  const before = { memory: memoryOf(pid).now, cpu: cpuOf(pid) }
  let most = before.memory
  const look = () => {
    most = Math.max(most, memoryOf(pid).now)
  }
  const timer = setInterval(look, 20)
  return {
    end: () => {
      look()
      clearInterval(timer)
      return { cpu: cpuOf(pid) - before.cpu, growth: most - before.memory }
    },
  }
}

function* repeated(piece: Buffer, count: number): Generator<Buffer> {
  for (let index = 0; index < count; index++) yield piece
}

function digestOf(pieces: () => Iterable<Buffer>): string {
  const hash = createHash('sha256')
  for (const piece of pieces()) hash.update(piece)
  return `sha256:${hash.digest('hex')}`
}

/** Seconds. */
export async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1e3
}

export async function atOnce<T>(
  many: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0
  const one = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item)
  }
  await Promise.all(Array.from({ length: many }, one))
}
