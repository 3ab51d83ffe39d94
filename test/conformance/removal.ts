/** What no document names any more: removed with `prune`, and only then. */
import { groupBy } from '../../src/core/group.ts'
import { type Key, kindOf } from '../../src/core/key.ts'
import type { Desired } from '../../src/core/kind.ts'
import { parentKey } from '../../src/core/plan.ts'
import type { ManagedKind } from '../../src/kinds/define.ts'
import type { Tenancy } from '../../src/tenancy/tenancy.ts'

/** The description without one team, and without its groups in accounts. */
export function withoutTeam({ platform, teams }: Tenancy, name: string): Tenancy {
  const gone = teams
    .filter((team) => team.name === name)
    .flatMap(({ access }) => access.map(({ group }) => group))
  const users = platform.keycloak.users.map((user) => ({
    ...user,
    groups: user.groups.filter((group) => !gone.includes(group)),
  }))
  return {
    platform: { ...platform, keycloak: { ...platform.keycloak, users } },
    teams: teams.filter((team) => team.name !== name),
  }
}

/** Kinds that no longer want these keys, as if no document named them. */
export function unwanting(kinds: readonly ManagedKind[], gone: ReadonlySet<Key>): readonly ManagedKind[] {
  return kinds.map((kind) => ({
    ...kind,
    *derive(tenancy) {
      for (const one of kind.derive(tenancy)) if (!gone.has(one.key)) yield one
    },
  }))
}

/** One thing of each kind that can go alone: nothing else is inside of it or waits for it. */
export function loose(desired: readonly Desired[], kinds: readonly ManagedKind[]): readonly Key[] {
  const parents = new Map(kinds.map(({ name, parent }) => [name, parent]))
  const needed = new Set(
    desired.flatMap((one) => {
      const parent = parentKey(one.key, parents.get(kindOf(one.key)))
      return [...(one.after ?? []), ...(parent ? [parent] : [])]
    }),
  )
  const free = desired.filter(
    ({ key }) =>
      !needed.has(key) && !kinds.some(({ name, parent }) => parent && parent === kindOf(key) && name),
  )
  return [...groupBy(free, ({ key }) => kindOf(key)).values()].flatMap(([first]) => first?.key ?? [])
}
