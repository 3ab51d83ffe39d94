/**
 * Where tests play: four servers, a description that names their addresses, and a world connected to them.
 *
 * Without more it is a sandbox of its own, in memory, on free ports. With LIVE=<file>, which holds the line that
 * `troupe sandbox -o json` prints, it is those servers, and there are no faults to inject; test files then take turns
 * (`vitest run --no-file-parallelism test/conformance test/promises`), since each begins by taking away what the last one made.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Agent, request } from 'undici'
import { type Connected, connect } from '../../src/cli/connect.ts'
import { writeKubeconfig } from '../../src/cli/sandbox-files.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { loadTenancy } from '../../src/tenancy/load.ts'
import type { Tenancy } from '../../src/tenancy/tenancy.ts'
import { Faults } from './faults.ts'
import { fixtureFolder } from './fixture.ts'
import { reset } from './reset.ts'
import { type CapturedShell, capturedShell } from './shell.ts'

const live = process.env['LIVE']

/** Why tests that need faults are skipped; undefined where they are not. */
export const noFaults =
  live === undefined ? undefined : `LIVE=${live}: no faults can be injected into real servers`

if (noFaults !== undefined) console.warn(`skipped: whatever needs faults. ${noFaults}`)

/** What the fixtures refer to by `env`. */
const secrets = {
  CONTOSO_SECRET: 'contoso-sandbox-secret',
  EVE_PASSWORD: 'eve-sandbox-password',
  NORA_PASSWORD: 'Nora-sandbox-password-1',
} as const

export interface Stage {
  readonly servers: Omit<Sandbox, 'close'>
  readonly faults: Faults
  /** A folder with the description and a kubeconfig. */
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly tenancy: Tenancy
  /** Connected anew with each call, as a process of its own would be. `headers`: milliseconds until a silent server is given up. */
  enter(signal?: AbortSignal, tenancy?: Tenancy, headers?: number): Promise<Player>
  close(): Promise<void>
}

/** One run's view of the stage. */
export interface Player extends Connected {
  readonly shell: CapturedShell
}

/**
 * @param fixture a folder below test/fixtures that holds a description
 * @param edit changes a document before it is read
 */
export async function openStage(
  fixture = 'troupe',
  edit: (text: string) => string = (text) => text,
): Promise<Stage> {
  const faults = new Faults()
  const servers = live === undefined ? await startSandbox({ wrap: faults.wrap }) : liveServers(live)
  const folder = mkdtempSync(join(tmpdir(), 'troupe-stage-'))
  const close = async () => {
    await servers.close()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    place(fixtureFolder(fixture), join(folder, 'tenancy'), (text) => readdressed(edit(text), servers))
    await importRealm(readFileSync(join(fixtureFolder('external'), 'contoso-realm.json'), 'utf8'), servers)
    const env = {
      ...secrets,
      KEYCLOAK_PASSWORD: servers.keycloak.password,
      HARBOR_PASSWORD: servers.harbor.password,
      KUBECONFIG: writeKubeconfig(folder, servers),
    }
    const { tenancy } = await loadTenancy(['tenancy'], { cwd: folder })
    if (live !== undefined) await reset({ servers, tenancy })
    const enter: Stage['enter'] = async (signal, other = tenancy, headers) => {
      const shell = capturedShell(env, folder, signal)
      return { ...(await connect(other, shell, {}, headers === undefined ? {} : { headers })), shell }
    }
    return { servers, faults, folder, env, tenancy, enter, close }
  } catch (error) {
    await close()
    throw error
  }
}

function liveServers(file: string): Sandbox {
  return { ...(JSON.parse(readFileSync(file, 'utf8')) as Sandbox), close: () => Promise.resolve() }
}

/** The fixtures name the sandbox's usual addresses. */
function readdressed(text: string, { keycloak, harbor, gateway }: Stage['servers']): string {
  const { port } = new URL(gateway.url)
  return text
    .replaceAll('http://127.0.0.1:8180', keycloak.url)
    .replaceAll('http://127.0.0.1:8080', harbor.url)
    .replaceAll('.localhost:8088', port === '' ? '.localhost' : `.localhost:${port}`)
}

function place(from: string, to: string, edit: (text: string) => string): void {
  for (const path of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.yaml')) continue
    const text = readFileSync(join(from, path), 'utf8')
    const target = join(to, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, edit(text))
  }
}

/** The outside world's identity provider, made as its own administrators would; it may be there from an earlier run. */
async function importRealm(text: string, servers: Stage['servers']): Promise<void> {
  const { url } = servers.keycloak
  const agent = new Agent()
  try {
    const token = await keycloakToken(servers, agent)
    const answer = await request(`${url}/admin/realms`, {
      dispatcher: agent,
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: readdressed(text, servers),
    })
    const said = await answer.body.text()
    if (answer.statusCode !== 201 && answer.statusCode !== 409) throw new Error(`realm contoso: ${said}`)
  } finally {
    await agent.close()
  }
}

/** An administrator's token, for hands beside Troupe's. */
export async function keycloakToken(
  { keycloak: { url, username, password } }: Stage['servers'],
  agent: Agent,
): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username, password })
  const answer = await request(`${url}/realms/master/protocol/openid-connect/token`, {
    dispatcher: agent,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  })
  const { access_token } = (await answer.body.json()) as { access_token: string }
  return access_token
}
