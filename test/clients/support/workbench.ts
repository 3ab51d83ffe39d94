/** A sandbox in this process, a folder beside it, and other people's programs that are run there. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { writeKubeconfig } from '../../../src/cli/sandbox-files.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { type Ended, run } from '../../journeys/troupe.ts'
import { reach, type Servers } from '../../support/servers.ts'

export interface Workbench {
  readonly sandbox: Sandbox
  /** Working folder and home of what is run here. */
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** Harbor's host and port, as image references begin. */
  readonly registry: string
  run(program: string, args: readonly string[], input?: string): Promise<Ended>
  /** What it prints, where it must go well. */
  out(program: string, args: readonly string[], input?: string): Promise<string>
  /** @returns the file's name, from the folder on */
  file(name: string, text: string, mode?: number): string
  /** Administrators' hands, to look at what the programs did. */
  readonly servers: Servers
  close(): Promise<void>
}

export async function openWorkbench(): Promise<Workbench> {
  const sandbox = await startSandbox()
  const folder = mkdtempSync(join(tmpdir(), 'troupe-clients-'))
  const env = {
    HOME: folder,
    KUBECONFIG: writeKubeconfig(folder, sandbox),
    DOCKER_CONFIG: join(folder, 'docker'),
    REGCTL_CONFIG: join(folder, 'regctl.json'),
  }
  const place = { cwd: folder, env }
  const servers = await reach({ servers: sandbox })
  return {
    sandbox,
    folder,
    env,
    registry: new URL(sandbox.harbor.url).host,
    run: (program, args, input) => run(program, args, place, input),
    async out(program, args, input) {
      const { code, stdout, stderr } = await run(program, args, place, input)
      expect(code, `${args.join(' ')}: ${stderr}`).toBe(0)
      return stdout
    },
    file(name, text, mode = 0o644) {
      const path = join(folder, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
      chmodSync(path, mode)
      return name
    },
    servers,
    async close() {
      await servers.close()
      await sandbox.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
