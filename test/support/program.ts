/** The built command line as a process of its own. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Stage } from './stage.ts'

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

export interface Program {
  readonly ended: Promise<Ended>
  kill(signal: 'SIGINT' | 'SIGKILL'): void
  /** Its stderr so far. */
  said(): string
}

export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
  /** Of `performance.now()`. */
  readonly at: number
}

/** `troupe <words>` in the stage's folder. */
export function troupe(stage: Stage, ...words: readonly string[]): Program {
  if (!existsSync(main)) throw new Error(`${main} is not there: npm run build`)
  const child = spawn(process.execPath, [main, ...words], {
    cwd: stage.folder,
    env: { ...process.env, ...stage.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const texts = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.stderr += text
  })
  const ended = new Promise<Ended>((done, failed) => {
    child.once('error', failed)
    child.once('close', (code, signal) => done({ code, signal, ...texts, at: performance.now() }))
  })
  return { ended, kill: (signal) => child.kill(signal), said: () => texts.stderr }
}

/** What an apply of everything is allowed. */
export const approval = ['destroys-data', 'cuts-access', 'rotates-credential', 'exposes'].flatMap((risk) => [
  '--approve',
  risk,
])
