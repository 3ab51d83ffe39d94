/** The outside world of a command: where it writes, what it may read, and when it should end. */
import { stripVTControlCharacters } from 'node:util'
import pc from 'picocolors'
import { stringify } from 'yaml'
import { Redactor } from '../systems/http/redaction.ts'

export type Output = 'text' | 'json' | 'yaml'
export type Colours = ReturnType<typeof pc.createColors>

export interface Shell {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal
  readonly colours: Colours
  /** Whether progress can be drawn in place on stderr. */
  readonly live: boolean
  /** How wide the screen is; a usual width where there is none. */
  readonly columns: number
  readonly redactor: Redactor
  /** Data, for people or for the next program. */
  out(text: string): void
  /** Everything that is not data. */
  say(text: string): void
  /** To stderr, as it is: control sequences of progress. */
  draw(text: string): void
}

/** The process as a shell. Whatever is written goes through the redactor. */
export function processShell(signal: AbortSignal): Shell {
  const redactor = new Redactor()
  const { env, stderr, stdout } = process
  const forced = (env['FORCE_COLOR'] ?? '0') !== '0'
  const colour = !env['NO_COLOR'] && env['TERM'] !== 'dumb' && (stdout.isTTY || forced)
  // Colours are chosen by where data goes; a log of the rest must not get them.
  const plain = (text: string) => (stderr.isTTY || forced ? text : stripVTControlCharacters(text))
  return {
    env,
    cwd: process.cwd(),
    signal,
    colours: pc.createColors(colour),
    live: stderr.isTTY && env['CI'] === undefined && env['TERM'] !== 'dumb',
    columns: (stdout.isTTY ? stdout.columns : stderr.columns) || 120,
    redactor,
    out: (text) => stdout.write(`${redactor.scrub(text)}\n`),
    say: (text) => stderr.write(`${plain(redactor.scrub(text))}\n`),
    draw: (text) => stderr.write(redactor.scrub(text)),
  }
}

/** Data in the form that was asked for. */
export function report(shell: Shell, output: Output, data: unknown, text: () => string): void {
  if (output === 'json') shell.out(JSON.stringify(data, null, 2))
  else if (output === 'yaml') shell.out(stringify(data).trimEnd())
  else shell.out(text())
}
