/** Plays recorded conversations of the mesh against a gateway of ours: for tests. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'
import { listen } from '../http/listen.ts'
import { type ExtensionProvider, meshGateway, type PathNormalization } from './gateway.ts'
import { clusterOf } from './memory-cluster.ts'
import type { KubernetesObject } from './object.ts'

/** The folder of all recordings. */
export const contracts = fileURLToPath(new URL('../../../test/contracts/', import.meta.url))

interface Scenario {
  readonly resources: readonly string[]
  readonly mesh?: {
    readonly pathNormalization?: { readonly normalization: PathNormalization }
    readonly extensionProviders?: readonly ExtensionProvider[]
  }
}

/** Ports of the recordings, with the ports that take their places. */
export type Ports = Map<string, number>

/** What echo.mjs plays, by the ports of the recordings. */
const ECHOED = { core: 18291, portal: 18292, keycloak: 18293, shop: 18294, board: 18295 }
/** Where nobody shall listen. */
const CLOSED = [18297, 18299]

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  await new Promise((done) => server.close(done))
  return typeof address === 'object' && address ? address.port : 0
}

/** Starts the backends that answer with what reached them, on free ports. */
export async function startEcho(): Promise<{ readonly ports: Ports; stop(): void }> {
  const ports: Ports = new Map()
  for (const port of [...Object.values(ECHOED), ...CLOSED]) ports.set(String(port), await freePort())
  const backends = Object.entries(ECHOED).map(([name, port]) => `${name}=${ports.get(String(port))}`)
  const echo: ChildProcess = spawn(process.execPath, [`${contracts}mesh/echo.mjs`, ...backends])
  let said = ''
  await new Promise<void>((ready) => {
    echo.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.trim().split('\n').length === backends.length) ready()
    })
  })
  return { ports, stop: () => void echo.kill() }
}

/** Applies files one second after another, so that each object has an age. */
function load(files: readonly string[], ports: Ports): KubernetesObject[] {
  return files.flatMap((file, second) => {
    const recorded = readFileSync(`${contracts}mesh/${file}`, 'utf8')
    const text = recorded.replace(/\b18[123]\d\d\b/g, (port) => String(ports.get(port) ?? port))
    return parseAllDocuments(text).map((document) => {
      const object = document.toJS() as KubernetesObject
      const creationTimestamp = `2026-08-01T00:00:${String(second).padStart(2, '0')}Z`
      return { ...object, metadata: { ...object.metadata, creationTimestamp } }
    })
  })
}

/** Plays a conversation. @returns what differs, as replay.mjs says it; nothing when all is as recorded */
export async function play(file: string, ports: Ports, peers: readonly string[] = []): Promise<string> {
  const path = `${contracts}mesh/${file}`
  const { resources, mesh } = JSON.parse(readFileSync(path, 'utf8')) as Scenario
  const gateway = meshGateway({
    cluster: clusterOf(load(resources, ports)),
    pathNormalization: mesh?.pathNormalization?.normalization ?? 'BASE',
    extensionProviders: mesh?.extensionProviders ?? [],
  })
  const { url, close } = await listen(gateway.handler)
  const peered = peers.flatMap((peer) => ['--peer', peer])
  const args = [`${contracts}replay.mjs`, 'check', '--base', url, ...peered, path]
  const said = await new Promise<string>((done) => {
    execFile(process.execPath, args, (error, stdout, stderr) => done(error ? stdout + stderr : ''))
  })
  await close()
  gateway.close()
  return said
}
