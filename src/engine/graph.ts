/**
 * What waits for what. Things are made along edges between nodes; they are removed along edges between kinds,
 * since what left the tenancy has no node left to carry an edge.
 */
import { groupBy } from '../core/group.ts'
import { type Key, type KindName, kindOf } from '../core/key.ts'
import { type Change, waitsFor } from '../core/plan.ts'

interface Traits {
  readonly name: KindName
  readonly parent?: KindName
  readonly needs?: readonly KindName[]
}

/** Keys by key: each change waits for all of its own. */
export type Graph = ReadonlyMap<Key, readonly Key[]>

export function graph(changes: readonly Change[], kinds: readonly Traits[]): Graph {
  const traits = new Map(kinds.map((kind) => [kind.name, kind]))
  const byKind = groupBy(changes, ({ key }) => kindOf(key))
  const making = new Set(changes.filter(({ op }) => op !== 'remove').map(({ key }) => key))
  const removing = changes.filter(({ op }) => op === 'remove')
  const removals = groupBy(removing, ({ key }) => kindOf(key))
  const makingOfTeam = groupBy(
    changes.filter(({ op }) => op !== 'remove'),
    ({ team }) => team,
  )
  const edges = new Map<Key, readonly Key[]>()
  for (const change of changes) {
    const kind = traits.get(kindOf(change.key))
    edges.set(change.key, change.op === 'remove' ? afterRemovals(change) : afterMaking(change, kind))
  }
  return edges

  function afterMaking(change: Exclude<Change, { op: 'remove' }>, kind: Traits | undefined): Key[] {
    const ofKind = (name: KindName) => (byKind.get(name) ?? []).map(({ key }) => key)
    return waitsFor(change.desired, kind?.parent, ofKind).filter(
      (key) => making.has(key) && key !== change.key,
    )
  }

  /** First the new is made, then the old is taken away, what stands inside or on top of it before itself. */
  function afterRemovals({ key, team }: Change): Key[] {
    const kind = kindOf(key)
    const dependants = kinds.filter(({ parent, needs }) => parent === kind || needs?.includes(kind))
    const removed = dependants
      .flatMap(({ name }) => removals.get(name) ?? [])
      .filter((other) => team === null || other.team === null || other.team === team)
    return [...removed, ...(makingOfTeam.get(team) ?? [])].map((one) => one.key)
  }
}
