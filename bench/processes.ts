/** Child processes: each measured thing has one of its own, so that memory and CPU are its own, too. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a Node process took, told by itself at its end. */
export interface Usage {
  /** Milliseconds from the spawn to the exit, seen from outside. */
  readonly wall: number
  /** CPU seconds, user and system. */
  readonly cpu: number
  /** Bytes of resident memory at its peak. */
  readonly peak: number
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Options of Node itself. */
  readonly node?: readonly string[]
  /** Where all requests are written that the process sends with undici. */
  readonly record?: string
  /** Without the meter the process is started exactly as a user does, and cpu and peak are 0. */
  readonly unmetered?: boolean
}

/** The bundle of a file of this folder. */
export function bundled(name: string): string {
  return fileURLToPath(new URL(`./${name}.js`, import.meta.url))
}

export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'troupe-bench-'))
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true })
    },
  }
}

/** Runs a script of Node to its end. */
export async function runNode(args: readonly string[], options: RunOptions = {}): Promise<Usage> {
  const folder = temporaryFolder()
  const out = join(folder.path, 'usage.json')
  const meter = new URL(import.meta.resolve('./meter.js'))
  meter.searchParams.set('out', out)
  if (options.record !== undefined) meter.searchParams.set('record', options.record)
  const began = performance.now()
  const child = spawn(
    process.execPath,
    [...(options.node ?? []), ...(options.unmetered ? [] : ['--import', meter.href]), ...args],
    { cwd: options.cwd, env: environment(options.env), stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const [stdout, stderr, code] = await Promise.all([
    textOf(child, 'stdout'),
    textOf(child, 'stderr'),
    exit(child),
  ])
  const wall = performance.now() - began
  const usage = options.unmetered
    ? { cpu: 0, peak: 0 }
    : (JSON.parse(readFileSync(out, 'utf8')) as { cpu: number; peak: number })
  folder.remove()
  return { ...usage, wall, code, stdout, stderr }
}

/** Runs a bundled script that prints one JSON value as its last line. @throws Error with what it said, when it fails */
export async function runBundled<T>(
  name: string,
  argument: unknown,
  options: RunOptions = {},
): Promise<{ readonly result: T; readonly usage: Usage }> {
  const usage = await runNode([bundled(name), JSON.stringify(argument)], options)
  if (usage.code !== 0) throw new Error(`${name} ended with ${usage.code}: ${usage.stderr.slice(-2000)}`)
  return { result: JSON.parse(usage.stdout.trim().split('\n').at(-1) ?? '') as T, usage }
}

/** Nothing of the outer environment but what a program needs to start. */
export function environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', NO_COLOR: '1', HOME: tmpdir(), ...more }
}

export function exit(child: ChildProcess): Promise<number> {
  return new Promise((done, failed) => {
    child.once('error', failed)
    child.once('close', (code, signal) => {
      done(code ?? (signal === null ? 1 : 128))
    })
  })
}

async function textOf(child: ChildProcess, stream: 'stdout' | 'stderr'): Promise<string> {
  let text = ''
  for await (const chunk of child[stream]?.setEncoding('utf8') ?? []) text += String(chunk)
  return text
}

/** Resident memory of a running process, in bytes: now, and at its peak. Linux only. */
export function memoryOf(pid: number): { readonly now: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const field = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) * 1024
  return { now: field('VmRSS'), peak: field('VmHWM') }
}

/** CPU seconds of a running process so far. Linux only. */
export function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}
