/** A sandbox started by the command line, and the example's description on its addresses. */
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exampleEnvironment, placeExample, settlePorts } from '../../src/cli/example.ts'
import { writeKubeconfig } from '../../src/cli/sandbox-files.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { good, reach } from '../support/servers.ts'
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
  const hands = await reach({ servers })
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
    harbor: (...asked) => good(hands.harbor(...asked)),
    kubernetes: (method, path, body) => good(hands.kubernetes(method, path, body, typeOf(method))),
    keycloak: (...asked) => good(hands.keycloak(...asked)),
    close: async () => {
      await hands.close()
      const closed = new Promise((done) => child.once('close', done))
      child.kill('SIGINT')
      await closed
      rmSync(cwd, { recursive: true, force: true })
    },
  }
}

function typeOf(method: string): string {
  return method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
}
