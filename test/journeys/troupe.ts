/** The built command line as a child process. TROUPE_CLI names another one, such as an installed package's. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const main = process.env['TROUPE_CLI'] ?? `${root}dist/main.js`

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Place {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

/** An environment without the terminal, the colours and the clusters of whoever runs the tests. */
export function cleanEnv(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...more }
}

/** Starts it; whoever starts it ends it. */
export function start(args: readonly string[], { cwd, env }: Place) {
  if (!existsSync(main)) throw new Error(`${main} is not there: npm run build`)
  return spawn(process.execPath, [main, ...args], { cwd, env: cleanEnv(env) })
}

/** Runs it to its end. */
export function troupe(args: readonly string[], place: Place): Promise<Ended> {
  return ended(start(args, place))
}

/** Whether a program is installed, by asking for its version. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0
}

/** Any program, run to its end with some input. */
export function run(
  program: string,
  args: readonly string[],
  { cwd, env }: Place,
  input = '',
): Promise<Ended> {
  const child = spawn(program, args, { cwd, env: cleanEnv(env) })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return ended(child)
}

export function ended(child: ReturnType<typeof start>): Promise<Ended> {
  return new Promise((done, failed) => {
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.once('error', failed)
    child.once('close', (code) => done({ code, stdout, stderr }))
  })
}

/** Until the output matches. @throws when the program ends before */
export function says(child: ReturnType<typeof start>, pattern: RegExp): Promise<string> {
  return new Promise((found, failed) => {
    let text = ''
    const read = (chunk: Buffer) => {
      text += chunk.toString()
      if (pattern.test(text)) found(text)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('close', (code) => failed(new Error(`ended with ${code} before it said ${pattern}:\n${text}`)))
  })
}
