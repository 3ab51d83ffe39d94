/** The groups that the description names, each once, with what they are for. */
import { groupBy } from '../../core/group.ts'
import type { Tenancy } from '../../tenancy/tenancy.ts'

/** A group of the realm. */
export interface WantedGroup {
  readonly name: string
  /** The one team that it gives access to; null where it is the platform's or several teams'. */
  readonly team: string | null
  /** The realm role that comes with it; the group that everybody is in has none. */
  readonly role: string | undefined
  /** Whether every new account is put into it. */
  readonly everybody: boolean
  /** By provider alias: the external names that mean this group. */
  readonly from: ReadonlyMap<string, readonly string[]>
}

/** All groups, sorted by name. */
export function groupsOf({ platform, teams }: Tenancy): readonly WantedGroup[] {
  const accesses = teams.flatMap((team) => team.access.map((access) => ({ ...access, team: team.name })))
  const own = [platform.peopleGroup, platform.harbor.adminGroup]
  const byName = groupBy(accesses, ({ group }) => group)
  const names = [...new Set([...own, ...byName.keys()])].sort()
  return names.map((name) => {
    const given = byName.get(name) ?? []
    const [team, ...others] = new Set(given.map((access) => access.team))
    const everybody = name === platform.peopleGroup
    return {
      name,
      team: own.includes(name) || others.length > 0 ? null : (team ?? null),
      role: everybody ? undefined : name,
      everybody,
      from: merged(given.map(({ from }) => from)),
    }
  })
}

function merged(
  tables: readonly Readonly<Record<string, readonly string[]>>[],
): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, readonly string[]>()
  for (const [alias, names] of tables.flatMap((table) => Object.entries(table))) {
    all.set(alias, [...(all.get(alias) ?? []), ...names])
  }
  return all
}
