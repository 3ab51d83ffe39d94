/** What stands while a plan is applied: by key, and by team, so that a look at one team does not read all of them. */
import type { Key } from '../core/key.ts'
import type { Actual } from '../core/kind.ts'

export class Standing {
  readonly #all = new Map<Key, Actual>()
  readonly #teams = new Map<string | null, Map<Key, Actual>>()

  constructor(actual: readonly Actual[]) {
    for (const one of actual) this.set(one)
  }

  get(key: Key): Actual | undefined {
    return this.#all.get(key)
  }

  /** Puts it in the place of what stood under its key. */
  set(one: Actual): void {
    this.delete(one.key)
    this.#all.set(one.key, one)
    const team = this.#teams.get(one.team)
    if (team) team.set(one.key, one)
    else this.#teams.set(one.team, new Map([[one.key, one]]))
  }

  delete(key: Key): void {
    const known = this.#all.get(key)
    if (!known) return
    this.#all.delete(key)
    this.#teams.get(known.team)?.delete(key)
  }

  values(): Iterable<Actual> {
    return this.#all.values()
  }

  /** One team's things; null for what belongs to the platform. */
  ofTeam(team: string | null): Iterable<Actual> {
    return this.#teams.get(team)?.values() ?? []
  }
}
