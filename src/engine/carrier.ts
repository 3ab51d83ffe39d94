/** Carries out one change at a time with a kind's hands, and keeps the ledger true: intents before, ids after. */
import { compare } from '../core/compare.ts'
import { Bug, SystemError } from '../core/error.ts'
import type { Outcome } from '../core/event.ts'
import { groupBy } from '../core/group.ts'
import { type Key, kindOf, systemOf } from '../core/key.ts'
import type { Actual, Desired, Hands, Kind } from '../core/kind.ts'
import { type Change, type Create, parentKey } from '../core/plan.ts'
import { noteText } from './note-text.ts'
import { handsFor } from './observe.ts'
import type { Standing } from './standing.ts'
import type { Run, World } from './world.ts'

/** How a change ended that came to its end. */
export type Done = Exclude<Outcome['status'], 'failed' | 'skipped'>

const words = { create: 'created', update: 'updated', replace: 'replaced', remove: 'removed' } as const

export class Carrier<T, C> {
  readonly #world: World<T, C>
  readonly #kinds: ReadonlyMap<string, Kind<T, C>>
  readonly #standing: Standing
  readonly #run: Run
  readonly #hands: Hands<C>
  /** What will be made for each team and can hold no mark. */
  readonly #unmarked: ReadonlyMap<string | null, readonly Key[]>
  readonly #intents = new Map<string | null, Promise<void>>()
  /** What we may have made already, and did not live to note. */
  readonly #maybeMade = new Set<Key>()

  /** @param standing what stands already; what is made joins it */
  constructor(world: World<T, C>, standing: Standing, changes: readonly Change[], run: Run) {
    this.#world = world
    this.#kinds = new Map(world.kinds.map((kind) => [kind.name, kind]))
    this.#standing = standing
    this.#run = run
    this.#hands = handsFor(world, run.signal, (key) => this.#idOf(key))
    const unmarked = changes.filter(({ op, key }) => op === 'create' && this.#isNoted(key))
    this.#unmarked = new Map(
      [...groupBy(unmarked, ({ team }) => team)].map(([team, ones]) => [team, ones.map(({ key }) => key)]),
    )
  }

  async carryOut(change: Change): Promise<Done> {
    this.#run.signal.throwIfAborted()
    const kind = this.#kindOf(change.key)
    switch (change.op) {
      case 'create':
        return await this.#createOrFind(kind, change)
      case 'update':
        await kind.update(change.desired, change.actual, this.#hands)
        // What was handed to us is ours from now on, for what is made inside of it.
        this.#standing.set({ ...change.actual, ...change.desired, owner: this.#world.owner })
        await this.#record(change.desired, change.actual.id)
        break
      case 'replace':
        await this.#remove(kind, change.actual)
        await this.#create(kind, change.desired)
        break
      case 'remove':
        await this.#remove(kind, change.actual)
        break
    }
    return words[change.op]
  }

  async #createOrFind(kind: Kind<T, C>, change: Create): Promise<Done> {
    try {
      await this.#create(kind, change.desired)
    } catch (error) {
      if (!(error instanceof SystemError && error.verdict === 'conflict')) throw error
      await this.#refuseStrangers(kind, change, error)
      await this.#lookAgain(kind, change)
    }
    return 'created'
  }

  async #create(kind: Kind<T, C>, desired: Desired): Promise<void> {
    if (kind.mark === 'ledger') await this.#intend(desired.team)
    const id = await kind.create(desired, this.#hands).catch((error: unknown) => {
      if (error instanceof SystemError && error.maybeDone) this.#maybeMade.add(desired.key)
      throw error
    })
    this.#maybeMade.add(desired.key)
    this.#standing.set({ ...desired, id, owner: this.#world.owner })
    await this.#record(desired, id)
  }

  async #remove(kind: Kind<T, C>, actual: Actual): Promise<void> {
    await kind.remove(actual, this.#hands)
    this.#standing.delete(actual.key)
    if (kind.mark === 'ledger') await this.#world.ledger.forget(actual.team, [actual.key], this.#run.signal)
  }

  /**
   * What can hold no mark is ours by the intent to make it. A name that was free when we looked and is taken when we come,
   * although no answer was lost, is somebody else's, and so is what lies under it.
   */
  async #refuseStrangers(kind: Kind<T, C>, { key, team }: Create, { status }: SystemError): Promise<void> {
    if (kind.mark !== 'ledger' || status !== 409 || this.#maybeMade.has(key)) return
    await this.#world.ledger.forget(team, [key], this.#run.signal)
    throw madeByOthers(key)
  }

  /** Somebody was quicker. Look at this one thing again, and go on from what is there. */
  async #lookAgain(kind: Kind<T, C>, { key, team, desired }: Create): Promise<void> {
    const teams = team === null ? {} : { teams: new Set([team]) }
    const scope = { parents: this.#parentsOf(kind, key), desired: [desired], ...teams }
    const found = (await kind.observe(scope, this.#hands)).find((one) => one.key === key)
    if (!found) return await this.#create(kind, desired)
    const ours = found.owner === this.#world.owner
    if (compare(desired.spec, found.spec).length > 0) {
      if (!ours) throw madeByOthers(key)
      await kind.update(desired, found, this.#hands)
    }
    this.#standing.set(found)
    if (ours) await this.#record(desired, found.id)
  }

  #parentsOf(kind: Kind<T, C>, key: Key): readonly Actual[] {
    const parent = parentKey(key, kind.parent)
    if (parent === undefined)
      return [...this.#standing.values()].filter((one) => kindOf(one.key) === kind.parent)
    const found = this.#standing.get(parent)
    return found ? [found] : []
  }

  /** All that will be made for a team and can hold no mark, noted at once: one request for each team. */
  #intend(team: string | null): Promise<void> {
    const known = this.#intents.get(team)
    if (known !== undefined) return known
    const { ledger } = this.#world
    // What is absent and noted with an id was removed behind our back: that id is nobody's any more.
    const fresh = (this.#unmarked.get(team) ?? []).filter((key) => ledger.noted(key)?.id !== '')
    const entries = new Map(fresh.map((key) => [key, '']))
    const noting = entries.size === 0 ? Promise.resolve() : ledger.note(team, entries, this.#run.signal)
    this.#intents.set(team, noting)
    noting.catch(() => this.#intents.delete(team))
    return noting
  }

  /** Notes one thing, and with it what stands for the same team and lost its note (with a namespace that was removed, say). */
  async #record({ key, team }: Desired, id: string): Promise<void> {
    const { ledger, owner } = this.#world
    if (!this.#lacksNote({ key, team, id })) return
    const lost = [...this.#standing.ofTeam(team)].filter((one) => one.owner === owner && this.#lacksNote(one))
    const entries = lost.map((one) => [one.key, noteText(this.#world, one)] as const)
    await ledger.note(
      team,
      new Map([...entries, [key, noteText(this.#world, { key, id })]]),
      this.#run.signal,
    )
  }

  #lacksNote(one: Pick<Actual, 'key' | 'team' | 'id'>): boolean {
    if (!this.#isNoted(one.key)) return false
    const note = this.#world.ledger.noted(one.key)
    if (note === undefined || note.misplaced || note.team !== one.team) return true
    return note.id !== one.id && noteText(this.#world, one) !== ''
  }

  #isNoted(key: Key): boolean {
    return this.#kinds.get(kindOf(key))?.mark === 'ledger'
  }

  #kindOf(key: Key): Kind<T, C> {
    const found = this.#kinds.get(kindOf(key))
    if (!found) throw new Bug(`${kindOf(key)} is not in the catalogue`)
    return found
  }

  #idOf(key: Key): string {
    const found = this.#standing.get(key)
    if (!found) throw new Bug(`nothing stands under ${key}, although an edge should have put it there`)
    return found.id
  }
}

function madeByOthers(key: Key): SystemError {
  return new SystemError(
    `${key} was made by somebody else in the meantime: plan again to see what stands there`,
    {
      system: systemOf(key),
      verdict: 'refused',
      status: 409,
    },
  )
}
