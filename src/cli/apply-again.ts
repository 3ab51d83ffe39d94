/** An apply that comes again, until it is ended: what the servers lost is put back, what the files gained is made. */
import { setTimeout as pause } from 'node:timers/promises'
import { messageOf } from '../core/error.ts'
import { Sweep } from '../engine/sweep.ts'
import { TenancyError } from '../tenancy/error.ts'
import { type ApplyOptions, applyOnce, type Turns } from './apply-once.ts'
import { durationText } from './duration.ts'
import { exitCode, exitCodeOf } from './exit-code.ts'
import { timeText } from './render/words.ts'
import type { Shell } from './shell.ts'

export interface Rhythm {
  /** Milliseconds between the beginnings of two turns. */
  readonly every: number
  /** Milliseconds within which each project is read whole. */
  readonly sweep: number
}

/**
 * A turn that fails is told, and the next one tries again; a description that is wrong from the start is not.
 *
 * @returns the exit code of the last turn that ended
 * @throws TenancyError or UsageError where the first turn does
 */
export async function applyAgain(
  paths: readonly string[],
  options: ApplyOptions,
  rhythm: Rhythm,
  shell: Shell,
): Promise<number> {
  const { every, sweep: within } = rhythm
  const turns: Turns = { sweep: new Sweep({ every, within, clock: () => performance.now() }) }
  shell.say(
    `Every ${durationText(every)} until it is ended; each project is read whole within ${durationText(Math.max(within, every))}.`,
  )
  let code: number = exitCode.asDesired
  for (let first = true; !shell.signal.aborted; first = false) {
    const began = performance.now()
    turns.sweep.turn()
    try {
      code = await applyOnce(paths, options, shell, { turns })
    } catch (error) {
      if (shell.signal.aborted) break
      code = exitCodeOf(error)
      if (code === exitCode.bug || (first && code === exitCode.invalid)) throw error
      sayFailure(error, shell)
    }
    await pause(Math.max(began + every - performance.now(), 0), undefined, { signal: shell.signal }).catch(
      () => undefined,
    )
  }
  shell.say('Ended.')
  return code
}

function sayFailure(error: unknown, shell: Shell): void {
  const stays = error instanceof TenancyError ? ' What stands stays as it is.' : ''
  shell.say(
    `${timeText(Date.now())}  ${shell.colours.red('✗')} ${messageOf(error)}\nThe next turn tries again.${stays}`,
  )
}
