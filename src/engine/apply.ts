/** Applies a plan: changes along the graph, each with a verdict of its own. No rollback: planning again is the recovery. */
import { Bug, SystemError } from '../core/error.ts'
import type { Outcome } from '../core/event.ts'
import type { Key } from '../core/key.ts'
import type { Actual } from '../core/kind.ts'
import { type Change, isOpen, type Plan } from '../core/plan.ts'
import { Carrier, type Done } from './carrier.ts'
import { graph } from './graph.ts'
import { schedule } from './schedule.ts'
import { Standing } from './standing.ts'
import type { Run, World } from './world.ts'

/** How often one change is tried, beyond the retries that the client makes for each request. */
const tries = 3
/** Milliseconds. Whoever asks for a longer pause is not waited for: a later run is the better one. */
const longestPause = 120_000

/**
 * @param actual what the plan was made from: it gives the ids of what stands already
 * @returns one outcome for each open change, in the order in which they ended
 */
export async function apply<T, C>(
  world: World<T, C>,
  plan: Plan,
  actual: readonly Actual[],
  run: Run,
): Promise<readonly Outcome[]> {
  const changes = plan.changes.filter(isOpen)
  const open = new Map(changes.map((change) => [change.key, change]))
  const carrier = new Carrier(world, new Standing(actual), changes, run)
  const outcomes: Outcome[] = []
  const end = (outcome: Outcome) => {
    outcomes.push(outcome)
    run.emit({ type: 'change-ended', outcome })
  }
  run.emit({ type: 'apply-begun', changes })
  await schedule(
    graph(changes, world.kinds),
    {
      async run(key) {
        const change = changeAt(open, key)
        run.emit({ type: 'change-begun', change })
        const outcome = await persist(change, () => carrier.carryOut(change), run)
        end(outcome)
        return outcome.status !== 'failed' && outcome.status !== 'skipped'
      },
      skip(key, because) {
        end({ status: 'skipped', change: changeAt(open, key), because })
      },
    },
    run.signal,
  )
  return outcomes
}

/** Tries until done, or until the error's verdict or the count says stop. */
async function persist(change: Change, act: () => Promise<Done>, run: Run): Promise<Outcome> {
  for (let attempts = 1; ; attempts++) {
    try {
      return { status: await act(), change, attempts }
    } catch (cause) {
      if (run.signal.aborted && !(cause instanceof SystemError)) {
        return { status: 'skipped', change, because: 'interrupted' }
      }
      const error = cause instanceof Error ? cause : new Bug(String(cause))
      const again =
        error instanceof SystemError &&
        (error.verdict === 'retry' || error.verdict === 'conflict') &&
        (error.retryAfter ?? 0) <= longestPause
      if (!again || attempts >= tries || run.signal.aborted)
        return { status: 'failed', change, attempts, error }
      run.emit({ type: 'change-retried', change, attempt: attempts, error })
      await pause(Math.max(error.retryAfter ?? 0, 100 * 2 ** attempts * (0.5 + Math.random())), run.signal)
    }
  }
}

function changeAt(changes: ReadonlyMap<Key, Change>, key: Key): Change {
  const found = changes.get(key)
  if (!found) throw new Bug(`${key} is scheduled and no change`)
  return found
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(end, ms)
    function end() {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      done()
    }
    signal.addEventListener('abort', end)
  })
}
