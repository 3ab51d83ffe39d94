/**
 * Plays the conversations recorded with real servers against a whole sandbox, as a client on the network.
 * For the mesh, a scenario's resources are applied to the sandbox's Kubernetes, and its gateway obeys them.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import { parseAllDocuments } from 'yaml'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))

export const recordedSystems = ['kubernetes', 'keycloak', 'harbor', 'mesh'] as const
export type RecordedSystem = (typeof recordedSystems)[number]

/** How one conversation went. `text` has each step that differs, and in what. */
export interface Played {
  readonly file: string
  readonly passed: number
  readonly failed: number
  readonly text: string
}

/** Steps that cannot pass, each with its reason: at most 3 in 100 of a system. */
export const exceptions: readonly { readonly file: string; readonly reason: string }[] = [
  {
    file: 'mesh/42-sidecar.json',
    reason: 'it needs a second Envoy beside an application; the sandbox has the gateway only',
  },
]

/** The recordings of a system, in their order. */
export function conversations(system: RecordedSystem): readonly string[] {
  return readdirSync(join(folder, system))
    .filter((name) => /^\d\d-.*\.json$/.test(name))
    .map((name) => `${system}/${name}`)
    .filter((file) => !exceptions.some((one) => one.file === file))
    .sort()
}

/** Plays one conversation with a sandbox of its own where it needs one. */
export async function play(file: string, shared: Sandbox): Promise<Played> {
  if (!file.startsWith('mesh/')) return await replay(file, argumentsFor(file, shared))
  return await playMesh(file)
}

function argumentsFor(file: string, { kubernetes, keycloak, harbor }: Sandbox): readonly string[] {
  const [system] = file.split('/')
  switch (system) {
    case 'kubernetes':
      return [
        '--base',
        kubernetes.url,
        '--admin',
        `bearer:${kubernetes.token}`,
        '--ca',
        caFile(kubernetes.ca),
      ]
    case 'keycloak':
      return ['--base', keycloak.url, '--admin', `keycloak:${keycloak.username}:${keycloak.password}`]
    default:
      return [
        '--base',
        harbor.url,
        '--admin',
        `basic:${harbor.username}:${harbor.password}`,
        '--peer',
        `keycloak=${keycloak.url}`,
      ]
  }
}

interface Scenario {
  readonly resources: readonly string[]
  readonly mesh?: SandboxOptions['mesh'] & { readonly pathNormalization?: { readonly normalization: 'BASE' } }
  readonly server: string
}

/** What the recordings call their servers, by the port on which each listened. */
const recordedPorts = { core: 18291, portal: 18292, keycloak: 18293, shop: 18294, board: 18295 } as const

async function playMesh(file: string): Promise<Played> {
  const scenario = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Scenario
  const realm: unknown = JSON.parse(readFileSync(join(folder, 'mesh/resources/keycloak-realm.json'), 'utf8'))
  const { pathNormalization, extensionProviders } = scenario.mesh ?? {}
  const sandbox = await startSandbox({
    installed: false,
    realms: [realm],
    mesh: {
      // Some of the resources are what the webhook would refuse: the recordings had them all the same.
      webhook: scenario.server === 'istio-admission',
      ...(pathNormalization && { pathNormalization: pathNormalization.normalization }),
      ...(extensionProviders && { extensionProviders }),
    },
  })
  const echo = await startEcho(sandbox)
  try {
    await applyAll(scenario.resources, sandbox, echo.ports)
    const base =
      scenario.server === 'istio-admission'
        ? argumentsFor('kubernetes/', sandbox)
        : ['--base', sandbox.gateway.url, '--peer', `keycloak=${sandbox.keycloak.url}`]
    return await replay(file, base)
  } finally {
    echo.stop()
    await sandbox.close()
  }
}

interface Echo {
  readonly ports: ReadonlyMap<string, number>
  stop(): void
}

/** The backends that answer with what reached them, on free ports; Harbor and Keycloak are the sandbox's own. */
async function startEcho(sandbox: Sandbox): Promise<Echo> {
  for (let attempt = 1; ; attempt++) {
    const echo = await tryEcho(sandbox)
    if (echo) return echo
    if (attempt === 5) throw new Error('echo.mjs found no free ports')
  }
}

/** @returns undefined when another program took one of the ports in between */
async function tryEcho({ keycloak, backends }: Sandbox): Promise<Echo | undefined> {
  const ports = new Map<string, number>()
  for (const port of [...Object.values(recordedPorts), 18297, 18299])
    ports.set(String(port), await freePort())
  ports.set('18180', Number(new URL(keycloak.url).port))
  ports.set('18380', Number(new URL(backends['harbor-core.harbor.svc.cluster.local'] ?? '').port))
  const wanted = Object.entries(recordedPorts).map(([name, port]) => `${name}=${ports.get(String(port))}`)
  const echo: ChildProcess = spawn(process.execPath, [join(folder, 'mesh/echo.mjs'), ...wanted])
  let said = ''
  const ready = await new Promise<boolean>((settle) => {
    echo.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.trim().split('\n').length === wanted.length) settle(true)
    })
    echo.once('exit', () => settle(false))
  })
  return ready ? { ports, stop: () => void echo.kill() } : undefined
}

interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly spec?: { readonly hosts?: readonly string[] }
}

/** Server-side apply, file by file. Where two files claim one host, the later one gets a later second: the older wins. */
async function applyAll(
  files: readonly string[],
  { kubernetes }: Sandbox,
  ports: ReadonlyMap<string, number>,
): Promise<void> {
  const agent = new Agent({ connect: { ca: kubernetes.ca } })
  const claimed = new Set<string>()
  try {
    for (const file of files) {
      const recorded = readFileSync(join(folder, 'mesh', file), 'utf8')
      const text = recorded.replace(/\b18[123]\d\d\b/g, (port) => String(ports.get(port) ?? port))
      const objects = parseAllDocuments(text).map((document) => document.toJS() as Manifest)
      const hosts = objects
        .filter(({ kind }) => kind === 'VirtualService')
        .flatMap(({ spec }) => spec?.hosts ?? [])
      if (hosts.some((host) => claimed.has(host))) await new Promise((done) => setTimeout(done, 1100))
      for (const host of hosts) claimed.add(host)
      for (const object of objects) await applyOne(object, kubernetes, agent)
    }
  } finally {
    await agent.close()
  }
}

async function applyOne(
  object: Manifest,
  { url, token }: Sandbox['kubernetes'],
  dispatcher: Agent,
): Promise<void> {
  const { apiVersion, kind, metadata } = object
  const plural = `${kind
    .toLowerCase()
    .replace(/(?<![aeiou])y$/, 'ie')
    .replace(/ss$/, 'sse')}s`
  const place = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`
  const root = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`
  const answer = await request(
    `${url}${root}${place}/${plural}/${metadata.name}?fieldManager=test&force=true`,
    {
      dispatcher,
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/apply-patch+yaml' },
      body: JSON.stringify(object),
    },
  )
  const text = await answer.body.text()
  if (answer.statusCode > 201) throw new Error(`${kind} ${metadata.name}: ${answer.statusCode} ${text}`)
}

async function replay(file: string, args: readonly string[]): Promise<Played> {
  const text = await new Promise<string>((done) => {
    execFile(
      process.execPath,
      [join(folder, 'replay.mjs'), 'check', '--complete', ...args, join(folder, file)],
      { maxBuffer: 2 ** 26 },
      (_, stdout, stderr) => done(stdout + stderr),
    )
  })
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(text) ?? []
  if (passed === undefined || failed === undefined) return { file, passed: 0, failed: 1, text }
  return { file, passed: Number(passed), failed: Number(failed), text }
}

const caFiles = new Map<string, string>()

function caFile(ca: string): string {
  const known = caFiles.get(ca)
  if (known !== undefined) return known
  const place = mkdtempSync(join(tmpdir(), 'troupe-ca-'))
  const path = join(place, 'ca.crt')
  writeFileSync(path, ca)
  caFiles.set(ca, path)
  process.once('exit', () => rmSync(place, { recursive: true, force: true }))
  return path
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  await new Promise((done) => server.close(done))
  return typeof address === 'object' && address ? address.port : 0
}
