/** Notes what stands as described, so that a later difference can be told: did the server move, or the description? */
import { groupBy } from '../core/group.ts'
import type { Key } from '../core/key.ts'
import type { Desired } from '../core/kind.ts'
import { type Plan, specDigest } from '../core/plan.ts'
import type { World } from './world.ts'

/**
 * @param remaining the plan after an apply: what has no change in it stands as described
 * @returns how many things were noted anew
 */
export async function remember<T, C>(
  world: World<T, C>,
  desired: readonly Desired[],
  remaining: Plan,
  signal: AbortSignal,
): Promise<number> {
  const open = new Set<Key>(remaining.changes.map(({ key }) => key))
  const fresh = desired
    .filter(({ key }) => !open.has(key))
    .map(({ key, team, spec }) => ({ key, team, digest: specDigest(spec) }))
    .filter(({ key, digest }) => world.applied.digest(key) !== digest)
  await Promise.all(
    [...groupBy(fresh, ({ team }) => team)].map(([team, entries]) =>
      world.applied.record(team, new Map(entries.map(({ key, digest }) => [key, digest])), signal),
    ),
  )
  return fresh.length
}
