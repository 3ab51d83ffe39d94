/** A sandbox in a process of its own, started as a user starts it, and a folder with a description for it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { writeKubeconfig } from '../src/cli/sandbox-files.ts'
import type { Sandbox } from '../src/sandbox/sandbox.ts'
import { cpuOf, environment, exit, memoryOf, temporaryFolder } from './processes.ts'
import { documents, yamlText } from './synthetic.ts'

export interface Servers {
  readonly addresses: Omit<Sandbox, 'close' | 'backends'>
  /** Milliseconds from the spawn until it says that it is ready. */
  readonly ready: number
  readonly pid: number
  /** What Troupe needs in its environment. */
  readonly env: Readonly<Record<string, string>>
  readonly kubeconfig: string
  /** A folder for descriptions and recordings, removed at the end. */
  readonly folder: string
  memory(): { readonly now: number; readonly peak: number }
  /** CPU seconds so far. */
  cpu(): number
  close(): Promise<void>
}

/** @throws Error with what it said, when it ends before it is ready */
export async function startServers(troupe: string, options: readonly string[] = []): Promise<Servers> {
  const folder = temporaryFolder()
  const began = performance.now()
  const child = spawn(
    process.execPath,
    [troupe, 'sandbox', '--ports', 'free', '-o', 'json', '--files', folder.path, ...options],
    { cwd: folder.path, env: environment(), stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = exit(child)
  const lines = createInterface({ input: child.stdout })
  const said = await Promise.race([once(lines, 'line'), ended])
  if (!Array.isArray(said)) throw new Error(`the sandbox ended with ${said} before it was ready`)
  const ready = performance.now() - began
  const addresses = JSON.parse(String(said[0])) as Servers['addresses']
  const kubeconfig = writeKubeconfig(folder.path, addresses)
  const pid = child.pid ?? 0
  return {
    addresses,
    ready,
    pid,
    kubeconfig,
    folder: folder.path,
    env: {
      KUBECONFIG: kubeconfig,
      KEYCLOAK_PASSWORD: addresses.keycloak.password,
      HARBOR_PASSWORD: addresses.harbor.password,
    },
    memory: () => memoryOf(pid),
    cpu: () => cpuOf(pid),
    close: async () => {
      child.kill('SIGTERM')
      await ended
      folder.remove()
    },
  }
}

/** Writes a description of so many teams. @returns its folder */
export function placeTenancy(servers: Servers, name: string, teams: number, changed?: number): string {
  const folder = join(servers.folder, name)
  mkdirSync(folder, { recursive: true })
  const [platform, ...others] = documents(teams, servers.addresses, changed)
  writeFileSync(join(folder, 'platform.yaml'), yamlText([platform ?? {}]))
  writeFileSync(join(folder, 'teams.yaml'), yamlText(others))
  return folder
}
