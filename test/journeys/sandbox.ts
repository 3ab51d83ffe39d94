/** A sandbox started by the command line, and the example's description on its addresses. */
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, type Dispatcher, request } from 'undici'
import { exampleEnvironment, placeExample, settlePorts } from '../../src/cli/example.ts'
import { writeKubeconfig } from '../../src/cli/sandbox-files.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { type Ended, type Place, root, says, start, troupe } from './troupe.ts'

export type Addresses = Omit<Sandbox, 'close'>

export interface Stage extends Place {
  /** Holds the description in `tenancy/`. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly servers: Addresses
  troupe(...args: readonly string[]): Promise<Ended>
  /** The text of a file of the description after it was changed. */
  edit(file: string, change: (text: string) => string): void
  /** Harbor's API as its administrator. */
  harbor(method: string, path: string, body?: unknown): Promise<unknown>
  /** Kubernetes' API as its administrator; a PATCH is a merge. */
  kubernetes(method: string, path: string, body?: unknown): Promise<unknown>
  /** Keycloak's admin API, from `/admin/realms` on. */
  keycloak(method: string, path: string, body?: unknown): Promise<unknown>
  close(): Promise<void>
}

export async function openStage(...more: readonly string[]): Promise<Stage> {
  const cwd = mkdtempSync(join(tmpdir(), 'troupe-journey-'))
  const ports = await settlePorts({ kubernetes: 0, keycloak: 0, harbor: 0, gateway: 0 })
  const example = placeExample(join(root, 'examples/otomi'), cwd, ports)
  const tenancy = join(cwd, 'tenancy')
  renameSync(example, tenancy)
  const { kubernetes, keycloak, harbor, gateway } = ports
  const child = start(
    [
      ...['sandbox', '-o', 'json', '--ports', [kubernetes, keycloak, harbor, gateway].join(',')],
      ...['--realm', 'tenancy/external/contoso-realm.json', ...more],
    ],
    { cwd },
  )
  const servers = JSON.parse(await says(child, /\n/)) as Addresses
  const env = {
    ...exampleEnvironment,
    KUBECONFIG: writeKubeconfig(cwd, servers),
  }
  return {
    cwd,
    env,
    servers,
    troupe: (...args) => troupe(args, { cwd, env }),
    edit: (file, change) => {
      const path = join(tenancy, file)
      writeFileSync(path, change(readFileSync(path, 'utf8')))
    },
    harbor: (method, path, body) => {
      const { url, username, password } = servers.harbor
      const login = Buffer.from(`${username}:${password}`).toString('base64')
      return call(method, `${url}/api/v2.0${path}`, `Basic ${login}`, body)
    },
    kubernetes: async (method, path, body) => {
      const { url, token, ca } = servers.kubernetes
      const agent = new Agent({ connect: { ca } })
      const answer = await request(`${url}${path}`, {
        dispatcher: agent,
        method: method as Dispatcher.HttpMethod,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const found = await answer.body.json()
      await agent.close()
      if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(found)}`)
      return found
    },
    keycloak: async (method, path, body) =>
      call(
        method,
        `${servers.keycloak.url}/admin/realms${path}`,
        `Bearer ${await adminToken(servers)}`,
        body,
      ),
    close: async () => {
      const closed = new Promise((done) => child.once('close', done))
      child.kill('SIGINT')
      await closed
      rmSync(cwd, { recursive: true, force: true })
    },
  }
}

async function adminToken({ keycloak: { url, username, password } }: Addresses): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username, password })
  const answer = await fetch(`${url}/realms/master/protocol/openid-connect/token`, { method: 'POST', body })
  return ((await answer.json()) as { access_token: string }).access_token
}

async function call(method: string, url: string, authorization: string, body: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}
