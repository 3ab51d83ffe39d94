/** Applies a plan: changes along the graph, each with a verdict of its own. No rollback: planning again is the recovery. */
import { compare } from '../core/compare.ts'
import { Bug, SystemError } from '../core/error.ts'
import type { Outcome } from '../core/event.ts'
import { groupBy } from '../core/group.ts'
import { type Key, kindOf } from '../core/key.ts'
import type { Actual, Kind } from '../core/kind.ts'
import { type Change, type Create, isOpen, type Plan, parentKey } from '../core/plan.ts'
import { graph } from './graph.ts'
import { handsFor } from './observe.ts'
import { schedule } from './schedule.ts'
import { Standing } from './standing.ts'
import type { Run, World } from './world.ts'

/** How often one change is tried, beyond the retries that the client makes for each request. */
const tries = 3

const words = { create: 'created', update: 'updated', replace: 'replaced', remove: 'removed' } as const

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
  const open = new Map(plan.changes.filter(isOpen).map((change) => [change.key, change]))
  const kinds = new Map(world.kinds.map((kind) => [kind.name, kind]))
  const standing = new Standing(actual)
  const outcomes: Outcome[] = []
  const end = (outcome: Outcome) => {
    outcomes.push(outcome)
    run.emit({ type: 'change-ended', outcome })
  }
  run.emit({ type: 'apply-begun', changes: [...open.values()] })
  const carryOut = carrier(world, kinds, standing, open, run)
  await schedule(
    graph([...open.values()], world.kinds),
    {
      async run(key) {
        const change = at(open, key)
        run.emit({ type: 'change-begun', change })
        const outcome = await persist(change, () => carryOut(change), run)
        end(outcome)
        return outcome.status !== 'failed' && outcome.status !== 'skipped'
      },
      skip(key, because) {
        end({ status: 'skipped', change: at(open, key), because })
      },
    },
    run.signal,
  )
  return outcomes
}

type Done = Exclude<Outcome['status'], 'failed' | 'skipped'>

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
        error instanceof SystemError && (error.verdict === 'retry' || error.verdict === 'conflict')
      if (!again || attempts >= tries || run.signal.aborted)
        return { status: 'failed', change, attempts, error }
      run.emit({ type: 'change-retried', change, attempt: attempts, error })
      await pause(Math.max(error.retryAfter ?? 0, 100 * 2 ** attempts * (0.5 + Math.random())), run.signal)
    }
  }
}

function carrier<T, C>(
  world: World<T, C>,
  kinds: ReadonlyMap<string, Kind<T, C>>,
  standing: Standing,
  open: ReadonlyMap<Key, Change>,
  run: Run,
): (change: Change) => Promise<Done> {
  const idOf = (key: Key) => {
    const found = standing.get(key)
    if (!found) throw new Bug(`nothing stands under ${key}, although an edge should have put it there`)
    return found.id
  }
  const intents = new Map<string | null, Promise<void>>()
  const toNote = groupBy(
    [...open.values()].filter(({ op, key }) => op === 'create' && kinds.get(kindOf(key))?.mark === 'ledger'),
    ({ team }) => team,
  )
  const hands = handsFor(world, run.signal, idOf)

  async function create(kind: Kind<T, C>, { desired }: Pick<Create, 'desired'>): Promise<void> {
    if (kind.mark === 'ledger') await intend(desired.team)
    const id = await kind.create(desired, hands)
    standing.set({ ...desired, id, owner: world.owner })
    if (kind.mark === 'ledger') await record(desired.team, desired.key, id)
  }

  /** Notes one thing, and with it what stands for the same team and lost its note (with a namespace that was removed, say). */
  async function record(team: string | null, key: Key, id: string): Promise<void> {
    const lost = [...standing.ofTeam(team)].filter(
      (one) =>
        one.owner === world.owner &&
        kinds.get(kindOf(one.key))?.mark === 'ledger' &&
        world.ledger.noted(one.key)?.id !== one.id,
    )
    const entries = new Map<Key, string>(lost.map((one) => [one.key, one.id]))
    await world.ledger.note(team, entries.set(key, id), run.signal)
  }

  /** All that will be made for a team and can hold no mark, noted at once: one request for each team. */
  function intend(team: string | null): Promise<void> {
    const known = intents.get(team)
    if (known !== undefined) return known
    const keys = toNote.get(team) ?? []
    // What is absent and noted with an id was removed behind our back: that id is nobody's any more.
    const fresh = new Map(
      keys.filter(({ key }) => world.ledger.noted(key)?.id !== '').map(({ key }) => [key, '']),
    )
    const noting = fresh.size === 0 ? Promise.resolve() : world.ledger.note(team, fresh, run.signal)
    intents.set(team, noting)
    noting.catch(() => intents.delete(team))
    return noting
  }

  async function remove(kind: Kind<T, C>, actual: Actual): Promise<void> {
    await kind.remove(actual, hands)
    standing.delete(actual.key)
    if (kind.mark === 'ledger') await world.ledger.forget(actual.team, [actual.key], run.signal)
  }

  /** Somebody was quicker. Look at this one thing again, and go on from what is there. */
  async function lookAgain(kind: Kind<T, C>, change: Create): Promise<Done> {
    const parent = parentKey(change.key, kind.parent)
    const parents = parent
      ? [standing.get(parent)].filter((one) => one !== undefined)
      : [...standing.values()].filter(({ key }) => kindOf(key) === kind.parent)
    const teams = change.team === null ? {} : { teams: new Set([change.team]) }
    const seen = await kind.observe({ parents, desired: [change.desired], ...teams }, hands)
    const found = seen.find(({ key }) => key === change.key)
    if (!found) {
      await create(kind, change)
      return 'created'
    }
    if (compare(change.desired.spec, found.spec).length > 0) {
      if (found.owner !== world.owner) {
        throw new SystemError(
          `${change.key} was made by somebody else in the meantime: plan again to see what stands there`,
          { system: kind.name.split('.')[0] as SystemError['system'], verdict: 'refused', status: 409 },
        )
      }
      await kind.update(change.desired, found, hands)
    }
    standing.set(found)
    if (kind.mark === 'ledger' && found.owner === world.owner) await record(change.team, change.key, found.id)
    return 'created'
  }

  return async (change) => {
    run.signal.throwIfAborted()
    const kind = at(kinds, kindOf(change.key))
    switch (change.op) {
      case 'create':
        try {
          await create(kind, change)
        } catch (error) {
          if (!(error instanceof SystemError && error.verdict === 'conflict')) throw error
          return await lookAgain(kind, change)
        }
        break
      case 'update':
        await kind.update(change.desired, change.actual, hands)
        if (kind.mark === 'ledger' && world.ledger.noted(change.key)?.id !== change.actual.id) {
          await record(change.team, change.key, change.actual.id)
        }
        break
      case 'replace':
        await remove(kind, change.actual)
        await create(kind, change)
        break
      case 'remove':
        await remove(kind, change.actual)
        break
    }
    return words[change.op]
  }
}

function at<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const found = map.get(key)
  if (found === undefined) throw new Bug(`${String(key)} is not in the catalogue`)
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
