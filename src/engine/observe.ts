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

/** Everything wanted, by kind and key. Pure. @throws Bug when a kind derives another kind's key */
export function derive<T, C>(world: World<T, C>, tenancy: T, narrowing: Narrowing = {}): readonly Desired[] {
  return kindsOf(world, narrowing).flatMap((kind) => {
    const derived = [...kind.derive(tenancy)]
    const stray = derived.find(({ key }) => kindOf(key) !== kind.name)
    if (stray) throw new Bug(`${kind.name} derives ${stray.key}`)
    const { teams } = narrowing
    return teams ? derived.filter(({ team }) => team !== null && teams.has(team)) : derived
  })
}

/**
 * What the description wants of teams that a run does not look at. A thing may carry the mark of a team that it was for and
 * be wanted for another one, or for several: it is nobody's leftover.
 */
export function wantedElsewhere<T, C>(
  world: World<T, C>,
  tenancy: T,
  { teams, ...rest }: Narrowing,
): ReadonlySet<Key> {
  if (!teams) return new Set()
  const all = derive(world, tenancy, rest)
  return new Set(all.filter(({ team }) => team === null || !teams.has(team)).map(({ key }) => key))
}

/**
 * Everything that is, as far as it is ours or stands where something is wanted. Kinds are asked side by side, after their parents.
 *
 * @param elsewhere what `wantedElsewhere` says of the same narrowing
 */
export async function observe<T, C>(
  world: World<T, C>,
  desired: readonly Desired[],
  narrowing: Narrowing,
  run: Run,
  elsewhere: ReadonlySet<Key>,
): Promise<readonly Actual[]> {
  const kinds = inOrder(kindsOf(world, narrowing))
  const wanted = groupBy(desired, ({ key }) => kindOf(key))
  await world.ledger.load(run.signal)
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
    const { teams } = narrowing
    const ask = (of: readonly Actual[]) => {
      const known = world.sweep && { known: (key: Key) => world.sweep?.known(key) }
      const made = teams && { teams, made: madeFor(world, kind, teams) }
      const scope = { parents: of, desired: wanted.get(kind.name) ?? [], ...made, ...known }
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
  const { teams } = narrowing
  if (!teams) return withDependants(all, world, narrowing)
  // Parents of a team's things, such as the realm, were needed to look; they are not part of what was asked for.
  const keys = new Set(desired.map(({ key }) => key))
  const asked = all.filter(
    ({ key, team }) => keys.has(key) || (team !== null && teams.has(team) && !elsewhere.has(key)),
  )
  return withDependants(asked, world, narrowing)
}

function madeFor<T, C>(
  { ledger }: World<T, C>,
  { name }: Kind<T, C>,
  teams: ReadonlySet<string>,
): readonly Key[] {
  return [...ledger.notes()].flatMap(({ key, team }) =>
    kindOf(key) === name && team !== null && teams.has(team) ? [key] : [],
  )
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
