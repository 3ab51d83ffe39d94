/**
 * What is noted after a look: which things stand as described, so that a later difference can be told (did the server move, or
 * the description?), which are ours without a note, and which notes are about nothing any more.
 *
 * What stood already when its project was handed to us is ours like the project, and would be a stranger's on the day when no
 * document names it any more.
 * A note of what neither stands nor is wanted would one day make us take a stranger's thing of that name for ours.
 */
import { groupBy } from '../core/group.ts'
import { type Key, kindOf, systemOf } from '../core/key.ts'
import type { Actual } from '../core/kind.ts'
import { type Plan, specDigest } from '../core/plan.ts'
import { noteText } from './note-text.ts'
import type { Wanted } from './observe.ts'
import type { Narrowing, World } from './world.ts'

/** Both worlds and their difference: what has no change in it stands as described. */
export interface Looked extends Wanted {
  readonly actual: readonly Actual[]
  readonly plan: Plan
}

/** Whether there is nothing to note and nothing to forget. */
export function isRemembered<T, C>(world: World<T, C>, looked: Looked, narrowing: Narrowing): boolean {
  return (
    freshIn(world, looked).length === 0 &&
    unnotedIn(world, looked).length === 0 &&
    staleIn(world, looked, narrowing).length === 0
  )
}

/** Under the lock: another run may have noted what it is about to make. */
export async function remember<T, C>(
  world: World<T, C>,
  looked: Looked,
  narrowing: Narrowing,
  signal: AbortSignal,
): Promise<void> {
  const { applied, ledger } = world
  for (const [team, ones] of groupBy(unnotedIn(world, looked), ({ team }) => team)) {
    await ledger.note(team, new Map(ones.map((one) => [one.key, noteText(world, one)])), signal)
  }
  const stale = groupBy(staleIn(world, looked, narrowing), ({ team }) => team)
  await Promise.all([
    ...[...groupBy(freshIn(world, looked), ({ team }) => team)].map(([team, entries]) =>
      applied.record(team, new Map(entries.map(({ key, digest }) => [key, digest])), signal),
    ),
    ...[...stale].map(([team, notes]) =>
      ledger.forget(
        team,
        notes.map(({ key }) => key),
        signal,
      ),
    ),
  ])
  // Of a team that was looked at in part it is not known what else there is.
  if (!narrowing.systems) await applied.keep(keysByTeam(looked), signal)
}

function freshIn<T, C>({ applied }: World<T, C>, { desired, plan }: Looked) {
  const open = new Set<Key>(plan.changes.map(({ key }) => key))
  return desired
    .filter(({ key }) => !open.has(key))
    .map(({ key, team, spec }) => ({ key, team, digest: specDigest(spec) }))
    .filter(({ key, digest }) => applied.digest(key) !== digest)
}

function unnotedIn<T, C>({ kinds, ledger, owner }: World<T, C>, { desired, actual, plan }: Looked) {
  const noted = new Set(kinds.filter(({ mark }) => mark === 'ledger').map(({ name }) => name))
  const wanted = new Set(desired.map(({ key }) => key))
  const open = new Set(plan.changes.map(({ key }) => key))
  return actual.filter(
    (one) =>
      noted.has(kindOf(one.key)) &&
      one.owner === owner &&
      wanted.has(one.key) &&
      !open.has(one.key) &&
      ledger.noted(one.key) === undefined,
  )
}

/** Of kinds that we do not know nothing is stale: a newer version of ours may have made them. */
function staleIn<T, C>(
  { ledger, kinds }: World<T, C>,
  { desired, actual, elsewhere }: Looked,
  { teams, systems }: Narrowing,
) {
  const live = new Set<Key>([...desired, ...actual].map(({ key }) => key))
  const known = new Set(kinds.map(({ name }) => name))
  return [...ledger.notes()].filter(
    ({ key, team }) =>
      !live.has(key) &&
      !elsewhere.has(key) &&
      known.has(kindOf(key)) &&
      (!teams || (team !== null && teams.has(team))) &&
      (!systems || systems.has(systemOf(key))),
  )
}

function keysByTeam({ desired, actual }: Looked): ReadonlyMap<string | null, readonly Key[]> {
  const groups = groupBy([...desired, ...actual], ({ team }) => team)
  return new Map([...groups].map(([team, ones]) => [team, ones.map(({ key }) => key)]))
}
