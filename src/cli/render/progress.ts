/** An apply while it goes on: a bar for each team on a terminal, a line for each change elsewhere. */

import { messageOf } from '../../core/error.ts'
import type { Event, Outcome } from '../../core/event.ts'
import { groupBy } from '../../core/group.ts'
import { phraseOf } from '../../core/key.ts'
import type { Shell } from '../shell.ts'
import { count, thing } from './words.ts'

interface Progress {
  emit(event: Event): void
  /** Leaves the last state on the screen. */
  end(): void
}

/** Chooses by what the shell can draw. */
export function progress(shell: Shell, platform: string): Progress {
  return shell.live ? bars(shell, platform) : lines(shell)
}

/** How long a line may wait for others, in milliseconds: a write to a pipe is a system call that blocks. */
const patience = 100

function lines(shell: Shell): Progress {
  let waiting: string[] = []
  let timer: NodeJS.Timeout | undefined
  const write = () => {
    clearTimeout(timer)
    timer = undefined
    if (waiting.length > 0) shell.say(waiting.join('\n'))
    waiting = []
  }
  const line = (text: string) => {
    waiting.push(text)
    // Whoever interrupts may do it once more, and then nothing that waits is written.
    if (shell.signal.aborted) write()
    else timer ??= setTimeout(write, patience)
  }
  return {
    emit(event) {
      if (event.type === 'change-ended') line(`  ${outcomeText(event.outcome)}`)
      if (event.type === 'change-retried') {
        line(`  ${phraseOf(event.change.key)} is tried again: ${messageOf(event.error)}`)
      }
    },
    end: write,
  }
}

/** One change in words: `harbor robot demo/pull has been created`. */
export function outcomeText(outcome: Outcome): string {
  const name = phraseOf(outcome.change.key)
  switch (outcome.status) {
    case 'failed':
      return `${name} has failed: ${messageOf(outcome.error)}`
    case 'skipped':
      return outcome.because === 'interrupted'
        ? `${name} has been left as it was: interrupted`
        : `${name} has been skipped, since ${phraseOf(outcome.because)} failed`
    default:
      return `${name} has been ${outcome.status}`
  }
}

const width = 24
/** Screens are not endless: teams that are done make room. */
const rows = 12

interface Team {
  readonly name: string
  readonly total: number
  done: number
  failed: number
  now: string
}

function bars(shell: Shell, platform: string): Progress {
  const teams = new Map<string | null, Team>()
  let drawn = 0
  let last = 0
  const draw = (ended: boolean) => {
    if (!ended && Date.now() - last < 80) return
    last = Date.now()
    const text = ended ? lastLines(shell, [...teams.values()]) : busyLines(shell, [...teams.values()])
    shell.draw(`${drawn > 0 ? `\x1b[${drawn}A` : ''}\x1b[J${text.map((line) => `${line}\n`).join('')}`)
    drawn = text.length
  }
  return {
    emit(event) {
      if (event.type === 'apply-begun') {
        for (const [team, changes] of groupBy(event.changes, (change) => change.team)) {
          teams.set(team, { name: team ?? platform, total: changes.length, done: 0, failed: 0, now: '' })
        }
      } else if (event.type === 'change-begun') {
        const team = teams.get(event.change.team)
        if (team) team.now = thing(event.change.key)
      } else if (event.type === 'change-ended') {
        const team = teams.get(event.outcome.change.team)
        if (team) team.done++
        if (team && event.outcome.status === 'failed') team.failed++
      }
      draw(false)
    },
    end: () => draw(true),
  }
}

function busyLines(shell: Shell, teams: readonly Team[]): string[] {
  const busy = teams.filter(({ done, total }) => done < total)
  const hidden = busy.length - rows
  return [
    ...busy.slice(0, rows).map((team) => bar(shell, team, teams)),
    ...(hidden > 0 ? [shell.colours.dim(`and ${count(hidden, 'more team')}`)] : []),
  ]
}

/** What stays on the screen: those with failures first, and not more than fit. */
function lastLines(shell: Shell, teams: readonly Team[]): string[] {
  const sorted = [...teams].sort((a, b) => b.failed - a.failed)
  const hidden = sorted.length - rows
  return [
    ...sorted.slice(0, rows).map((team) => bar(shell, team, teams)),
    ...(hidden > 0 ? [shell.colours.dim(`and ${count(hidden, 'more team')}`)] : []),
  ]
}

/** One line, never wider than the screen: a line that wraps can't be drawn over. */
function bar({ colours, columns }: Shell, team: Team, teams: readonly Team[]): string {
  const names = Math.max(...teams.map(({ name }) => name.length))
  const digits = Math.max(...teams.map(({ total }) => 2 * String(total).length + 1))
  const fixed = names + digits + 4
  const wide = Math.max(0, Math.min(width, columns - fixed - 1))
  const full = Math.round((team.done / Math.max(team.total, 1)) * wide)
  const paint = team.failed > 0 ? colours.red : colours.green
  const state = team.failed > 0 ? `${team.failed} failed` : team.done < team.total ? team.now : ''
  const blocks = `${paint('█'.repeat(full))}${colours.dim('░'.repeat(wide - full))}`
  const room = Math.max(0, columns - fixed - wide - 1)
  return `${team.name.padEnd(names)} ${blocks} ${`${team.done}/${team.total}`.padStart(digits)}  ${state.slice(0, room)}`.trimEnd()
}
