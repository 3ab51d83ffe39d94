/** An apply while it goes on: a bar for each team on a terminal, a line for each change elsewhere. */

import { messageOf } from '../../core/error.ts'
import type { Event, Outcome } from '../../core/event.ts'
import { groupBy } from '../../core/group.ts'
import { phraseOf } from '../../core/key.ts'
import type { Shell } from '../shell.ts'
import { thing } from './words.ts'

interface Progress {
  emit(event: Event): void
  /** Leaves the last state on the screen. */
  end(): void
}

/** Chooses by what the shell can draw. */
export function progress(shell: Shell, platform: string): Progress {
  return shell.live ? bars(shell, platform) : lines(shell)
}

function lines(shell: Shell): Progress {
  return {
    emit(event) {
      if (event.type === 'change-ended') shell.say(`  ${outcomeText(event.outcome)}`)
      if (event.type === 'change-retried') {
        shell.say(`  ${phraseOf(event.change.key)} is tried again: ${messageOf(event.error)}`)
      }
    },
    end() {},
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

function bars(shell: Shell, platform: string): Progress {
  const teams = new Map<string, { total: number; done: number; failed: number; now: string }>()
  let drawn = 0
  let last = 0
  const draw = (force: boolean) => {
    if (!force && Date.now() - last < 80) return
    last = Date.now()
    const busy = [...teams].filter(([, team]) => force || team.done < team.total).slice(0, rows)
    const text = busy.map(([name, team]) => bar(shell, name, team))
    shell.draw(`${drawn > 0 ? `\x1b[${drawn}A` : ''}\x1b[J${text.map((line) => `${line}\n`).join('')}`)
    drawn = text.length
  }
  return {
    emit(event) {
      if (event.type === 'apply-begun') {
        for (const [team, changes] of groupBy(event.changes, (change) => change.team ?? platform)) {
          teams.set(team, { total: changes.length, done: 0, failed: 0, now: '' })
        }
      } else if (event.type === 'change-begun') {
        const team = teams.get(event.change.team ?? platform)
        if (team) team.now = thing(event.change.key)
      } else if (event.type === 'change-ended') {
        const team = teams.get(event.outcome.change.team ?? platform)
        if (team) team.done++
        if (team && event.outcome.status === 'failed') team.failed++
      }
      draw(false)
    },
    end: () => draw(true),
  }
}

function bar(
  { colours }: Shell,
  name: string,
  team: { total: number; done: number; failed: number; now: string },
): string {
  const full = Math.round((team.done / Math.max(team.total, 1)) * width)
  const paint = team.failed > 0 ? colours.red : colours.green
  const state = team.failed > 0 ? `${team.failed} failed` : team.done < team.total ? team.now : ''
  return `${name.padEnd(12)} ${paint('█'.repeat(full))}${colours.dim('░'.repeat(width - full))} ${`${team.done}/${team.total}`.padStart(7)}  ${state.slice(0, 50)}`
}
