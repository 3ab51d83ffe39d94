/**
 * Every recorded conversation with a real Istio ingress gateway, played against ours: the scenario's resources in force,
 * echo.mjs behind it. Left out is what needs another server: a sidecar (42), the real Harbor and Keycloak (35-38), and
 * the Kubernetes API (40, 41), which `src/sandbox/kubernetes` plays.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { listen } from '../http/listen.ts'
import { type ExtensionProvider, meshGateway, type PathNormalization } from './gateway.ts'
import { clusterOf } from './memory-cluster.ts'
import type { KubernetesObject } from './object.ts'

const contracts = fileURLToPath(new URL('../../../test/contracts/', import.meta.url))
const ELSEWHERE = /^(?:3[5-8]|4[012])-/

interface Scenario {
  readonly title: string
  readonly resources: readonly string[]
  readonly mesh?: {
    readonly pathNormalization?: { readonly normalization: PathNormalization }
    readonly extensionProviders?: readonly ExtensionProvider[]
  }
}

/** Ports of the recordings, and the free ones that take their places here. */
const BACKENDS = { core: 18291, portal: 18292, keycloak: 18293, shop: 18294, board: 18295 }
const CLOSED = [18297, 18299]
const ports = new Map<string, number>()
let echo: ChildProcess

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  await new Promise((done) => server.close(done))
  return typeof address === 'object' && address ? address.port : 0
}

beforeAll(async () => {
  for (const port of [...Object.values(BACKENDS), ...CLOSED]) ports.set(String(port), await freePort())
  const backends = Object.entries(BACKENDS).map(([name, port]) => `${name}=${ports.get(String(port))}`)
  echo = spawn(process.execPath, [`${contracts}mesh/echo.mjs`, ...backends], { stdio: 'pipe' })
  let said = ''
  await new Promise<void>((ready) => {
    echo.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.trim().split('\n').length === backends.length) ready()
    })
  })
})

afterAll(() => {
  echo.kill()
})

/** Applies files one second after another, so that each object has an age. */
function load(files: readonly string[]): KubernetesObject[] {
  return files.flatMap((file, second) => {
    const text = readFileSync(`${contracts}mesh/${file}`, 'utf8').replace(/\b182\d\d\b/g, (port) =>
      String(ports.get(port) ?? port),
    )
    return parseAllDocuments(text).map((document) => {
      const object = document.toJS() as KubernetesObject
      const creationTimestamp = `2026-08-01T00:00:${String(second).padStart(2, '0')}Z`
      return { ...object, metadata: { ...object.metadata, creationTimestamp } }
    })
  })
}

/** Plays a conversation. @returns what differs, as replay.mjs says it */
async function play(file: string): Promise<string> {
  const path = `${contracts}mesh/${file}`
  const { resources, mesh } = JSON.parse(readFileSync(path, 'utf8')) as Scenario
  const gateway = meshGateway({
    cluster: clusterOf(load(resources)),
    pathNormalization: mesh?.pathNormalization?.normalization ?? 'BASE',
    extensionProviders: mesh?.extensionProviders ?? [],
  })
  const { url, close } = await listen(gateway.handler)
  const args = [`${contracts}replay.mjs`, 'check', '--base', url, path]
  const said = await new Promise<string>((done) => {
    execFile(process.execPath, args, (error, stdout, stderr) => done(error ? stdout + stderr : ''))
  })
  await close()
  gateway.close()
  return said
}

describe('recorded conversations with the ingress gateway', { timeout: 60_000 }, () => {
  const scenarios = readdirSync(`${contracts}mesh`).filter(
    (name) => /^\d\d-.*\.json$/.test(name) && !ELSEWHERE.test(name),
  )
  it.concurrent.each(scenarios)('%s', async (file) => {
    expect(await play(file)).toBe('')
  })
})
