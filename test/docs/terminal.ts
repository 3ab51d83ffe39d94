/** A reader at work: a folder, a shell, and the sandbox that `npm start` leaves running. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { root } from './documents.ts'

const main = join(root, 'dist/main.js')
/** The ports that documents speak of, by the names that the demo gives to the servers. */
const usual = { Kubernetes: '6443', Keycloak: '8180', Harbor: '8080', gateway: '8088' }

export interface Terminal {
  /** Runs the demo, which stays up. @returns what it printed */
  start(): Promise<string>
  /** Runs lines in a shell that remembers what was exported before. */
  run(lines: string): Promise<{ readonly output: string; readonly status: number | null }>
  close(): void
}

export function openTerminal(kubectl: string): Terminal {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-docs-'))
  const bin = join(folder, '.bin')
  mkdirSync(bin)
  symlinkSync(kubectl, join(bin, 'kubectl'))
  writeFileSync(join(bin, 'npx'), `#!/bin/sh\nshift\nexec "${process.execPath}" "${main}" "$@"\n`, {
    mode: 0o755,
  })
  const env = {
    PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
    HOME: folder,
    FORCE_COLOR: '1',
    STATE: join(folder, '.state'),
  }
  let ports: Readonly<Record<string, string>> = {}
  let demo: ChildProcess | undefined
  return {
    async start() {
      const { child, printed } = await startDemo(folder, env)
      demo = child
      ports = Object.fromEntries(
        Object.entries(usual).map(([server, port]) => [
          port,
          new RegExp(`${server}\\s+https?://127\\.0\\.0\\.1:(\\d+)`).exec(printed)?.[1] ?? port,
        ]),
      )
      mkdirSync(join(folder, 'examples'))
      symlinkSync('../.troupe/example', join(folder, 'examples/otomi'))
      return asTold(printed, ports)
    },
    run(lines) {
      const here = lines.replaceAll(/(?<=:)(6443|8180|8080|8088)\b/g, (port) => ports[port] ?? port)
      const script = `[ -f "$STATE" ] && . "$STATE"; trap 'export -p > "$STATE"' EXIT\nexec 2>&1\n${here}\n`
      return new Promise((done) => {
        const child = execFile(
          'bash',
          ['-e', '-o', 'pipefail', '-c', script],
          { cwd: folder, env, timeout: 60_000 },
          (_, stdout) => done({ output: asTold(stdout, ports), status: child.exitCode }),
        )
      })
    },
    close() {
      demo?.kill('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function startDemo(folder: string, env: NodeJS.ProcessEnv) {
  const args = [main, 'demo', join(root, 'examples/otomi'), '--ports', 'free']
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  await new Promise<void>((ready, failed) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString('utf8')
      if (printed.includes('Ctrl-C ends it.')) ready()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => failed(new Error(`the demo ended with ${code}:\n${printed}`)))
  })
  return { child, printed: stripVTControlCharacters(printed) }
}

/** As the output reads where the usual ports are free. */
function asTold(output: string, ports: Readonly<Record<string, string>>): string {
  const told = Object.entries(ports).reduce(
    (text, [port, taken]) => text.replaceAll(`:${taken}`, `:${port}`),
    output,
  )
  return stripVTControlCharacters(told).replaceAll('.troupe/example', 'examples/otomi')
}
