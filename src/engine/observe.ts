/** Both worlds: what should be by the kinds' derivations, what is by their observations. */
import { Bug, SystemError } from '../core/error.ts'
import { groupBy } from '../core/group.ts'
import { type Key, kindOf, systemOf } from '../core/key.ts'
import type { Actual, Desired, Hands, Kind } from '../core/kind.ts'
import { before, inOrder } from './order.ts'
import type { Sweep } from './sweep.ts'
import type { Narrowing, Run, World } from './world.ts'

/** The kinds that a narrowed run looks at. */
export function kindsOf<T, C>(world: World<T, C>, { systems }: Narrowing): readonly Kind<T, C>[] {
  return systems ? world.kinds.filter(({ name }) => systems.has(systemOf(name))) : world.kinds
}

/** What the description wants of the teams that a run looks at, and of all others. */
export interface Wanted {
  readonly desired: readonly Desired[]
  /**
   * Keys of what others want. A thing may carry the mark of a team that it was for and be wanted for another one, or for several:
   * it is nobody's leftover.
   */
  readonly elsewhere: ReadonlySet<Key>
}

/** Everything wanted, by kind and key. Pure. @throws Bug when a kind derives another kind's key */
export function derive<T, C>(world: World<T, C>, tenancy: T, narrowing: Narrowing = {}): Wanted {
  const all = kindsOf(world, narrowing).flatMap((kind) => {
    const derived = [...kind.derive(tenancy)]
    const stray = derived.find(({ key }) => kindOf(key) !== kind.name)
    if (stray) throw new Bug(`${kind.name} derives ${stray.key}`)
    return derived
  })
  const { teams } = narrowing
  if (!teams) return { desired: all, elsewhere: new Set() }
  const others = all.filter((one) => !isOf(teams, one))
  return { desired: all.filter((one) => isOf(teams, one)), elsewhere: new Set(others.map(({ key }) => key)) }
}

function isOf(teams: ReadonlySet<string>, { team }: { readonly team: string | null }): boolean {
  return team !== null && teams.has(team)
}

/** Everything that is, as far as it is ours or stands where something is wanted. Kinds are asked side by side, after their parents. */
export async function observe<T, C>(
  world: World<T, C>,
  { desired, elsewhere }: Wanted,
  narrowing: Narrowing,
  run: Run,
): Promise<readonly Actual[]> {
  const { teams } = narrowing
  const kinds = inOrder(kindsOf(world, narrowing))
  const wanted = groupBy(desired, ({ key }) => kindOf(key))
  await world.ledger.load(run.signal)
  const made = teams && groupBy(madeFor(world, teams), kindOf)
  const found = new Map<Kind<T, C>, Promise<readonly Actual[]>>()
  const look = (kind: Kind<T, C>): Promise<readonly Actual[]> => {
    const known = found.get(kind)
    if (known !== undefined) return known
    const looking = observeKind(kind)
    found.set(kind, looking)
    return looking
  }
  const observeKind = async (kind: Kind<T, C>): Promise<readonly Actual[]> => {
    const earlier = before(kind, kinds)
    const results = await Promise.all(earlier.map(look))
    const parents = results[earlier.findIndex(({ name }) => name === kind.parent)] ?? []
    run.signal.throwIfAborted()
    const ask = (of: readonly Actual[]) => {
      const known = world.sweep && { known: (key: Key) => world.sweep?.known(key) }
      const narrowed = teams && { teams, made: made?.get(kind.name) ?? [] }
      const scope = { parents: of, desired: wanted.get(kind.name) ?? [], ...narrowed, ...known }
      return kind.observe(scope, handsFor(world, run.signal, noId))
    }
    const actual = await inTurns(kind, parents, world.sweep, ask)
    run.emit({ type: 'observed', kind: kind.name, count: actual.length })
    return actual
  }
  const settled = await Promise.allSettled(kinds.map(look))
  const all = settled.flatMap((one) => {
    if (one.status === 'rejected') throw firstCause(settled)
    return one.value
  })
  // Parents of a team's things, such as the realm, were needed to look; they are not part of what was asked for.
  const keys = new Set(desired.map(({ key }) => key))
  const asked = teams
    ? all.filter((one) => keys.has(one.key) || (isOf(teams, one) && !elsewhere.has(one.key)))
    : all
  return withDependants(asked, world, narrowing)
}

/** What the ledger says that we made for them, whether it is wanted or not. */
function madeFor<T, C>({ ledger }: World<T, C>, teams: ReadonlySet<string>): readonly Key[] {
  return [...ledger.notes()].filter((note) => isOf(teams, note)).map(({ key }) => key)
}

/**
 * Says of each thing what was noted of its team, needs it, and is in none of the systems that are looked at: a namespace that
 * went before its team's project would take along the note that the project is ours.
 */
function withDependants<T, C>(
  actual: readonly Actual[],
  world: World<T, C>,
  narrowing: Narrowing,
): readonly Actual[] {
  if (!narrowing.systems) return actual
  const seen = new Set(kindsOf(world, narrowing))
  const others = new Map(world.kinds.filter((kind) => !seen.has(kind)).map((kind) => [kind.name, kind]))
  const notes = groupBy(world.ledger.notes(), ({ team }) => team)
  return actual.map((one) => {
    const kind = kindOf(one.key)
    const needing = notes.get(one.team)?.find(({ key }) => {
      const other = others.get(kindOf(key))
      return other && (other.parent === kind || other.needs?.includes(kind))
    })
    return needing ? { ...one, neededBy: needing.key } : one
  })
}

/** What must be asked parent by parent is asked of those whose turn it is. */
async function inTurns<T, C>(
  { name, parent, byParent }: Kind<T, C>,
  parents: readonly Actual[],
  sweep: Sweep | undefined,
  ask: (of: readonly Actual[]) => Promise<readonly Actual[]>,
): Promise<readonly Actual[]> {
  if (!sweep || !byParent || !parent) return await ask(parents)
  sweep.keep(parents, parent)
  const unread = sweep.unread(name, parents)
  return sweep.complete({ name, parent }, parents, unread, await ask(unread))
}

/** Hands for one call of a kind. */
export function handsFor<T, C>(
  world: World<T, C>,
  signal: AbortSignal,
  idOf: (key: Key) => string,
): Hands<C> {
  const { clients: client, vault, ledger, owner } = world
  return { client, signal, owner, vault, idOf, noted: (key) => ledger.noted(key) }
}

function noId(key: Key): string {
  throw new Bug(`the id of ${key} was asked for while observing`)
}

/** Of many failures the one to show: a system's own word before what followed from it. */
function firstCause(settled: readonly PromiseSettledResult<unknown>[]): unknown {
  const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
  return reasons.find((reason) => reason instanceof SystemError) ?? reasons[0]
}
