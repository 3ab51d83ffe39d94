/**
 * What a run that comes again remembers: where a system has no list over all parents, it reads a part of them in each turn,
 * and takes the others to be as they were.
 *
 * Each parent is read within `within` milliseconds of the time before. One that shows any change in a list, or for which
 * something is about to be done, is read at once.
 */
import { same } from '../core/compare.ts'
import { groupBy } from '../core/group.ts'
import { type Key, type KindName, keyOf, segmentsOf } from '../core/key.ts'
import type { Actual } from '../core/kind.ts'

interface Known {
  readonly parent: Actual
  readonly readAt: number
  readonly inside: Map<KindName, readonly Actual[]>
}

export interface SweepOptions {
  /** Milliseconds between the beginnings of two turns. */
  readonly every: number
  /** No parent goes unread for longer. */
  readonly within: number
  /** Milliseconds of a steady clock. */
  readonly clock: () => number
}

/** Lives as long as the process. */
export class Sweep {
  readonly #options: SweepOptions
  readonly #known = new Map<Key, Known>()
  #due: ReadonlySet<Key> = new Set()
  #read = new Set<Key>()

  constructor(options: SweepOptions) {
    this.#options = options
  }

  /** Begins a turn: the longest unread are due, in equal parts, and whatever would else be late. */
  turn(): void {
    const { every, within, clock } = this.#options
    const byAge = [...this.#known].sort(([, a], [, b]) => a.readAt - b.readAt)
    const part = Math.ceil((byAge.length * every) / within)
    const late = clock() + every - within
    this.#due = new Set(byAge.filter(([, { readAt }], at) => at < part || readAt < late).map(([key]) => key))
    this.#read = new Set()
  }

  /** How many parents this turn has read, and how many there are. */
  get progress(): { readonly read: number; readonly of: number } {
    return { read: this.#read.size, of: this.#known.size }
  }

  /** Nothing of these teams is taken for granted; undefined is all. @returns whether anything was */
  forget(teams?: ReadonlySet<string | null>): boolean {
    const gone = [...this.#known].filter(([, { parent }]) => !teams || teams.has(parent.team))
    for (const [key] of gone) this.#known.delete(key)
    return gone.some(([key]) => !this.#read.has(key))
  }

  /** What was read of a parent, where it is not its turn. */
  known(key: Key): Actual | undefined {
    return this.#due.has(key) && !this.#read.has(key) ? undefined : this.#known.get(key)?.parent
  }

  /** The parents that must be asked about what is inside of them. */
  unread(kind: KindName, parents: readonly Actual[]): readonly Actual[] {
    return parents.filter((parent) => {
      const known = this.known(parent.key) && this.#known.get(parent.key)
      return !known?.inside.has(kind) || !same(known.parent, parent)
    })
  }

  /**
   * Notes what was found inside of parents.
   *
   * @param asked those that `unread` named
   * @param found what they hold
   * @returns that, and what is remembered of the others
   */
  complete(
    kind: { readonly name: KindName; readonly parent: KindName },
    parents: readonly Actual[],
    asked: readonly Actual[],
    found: readonly Actual[],
  ): readonly Actual[] {
    const byParent = groupBy(found, ({ key }) => keyOf(kind.parent, segmentsOf(key)[0] ?? ''))
    for (const parent of asked) {
      this.#fresh(parent).inside.set(kind.name, byParent.get(parent.key) ?? [])
    }
    const fresh = new Set(asked.map(({ key }) => key))
    const others = parents.filter(({ key }) => !fresh.has(key))
    return [...found, ...others.flatMap(({ key }) => this.#known.get(key)?.inside.get(kind.name) ?? [])]
  }

  /** Forgets what no longer stands. */
  keep(parents: readonly Actual[], kind: KindName): void {
    const standing = new Set(parents.map(({ key }) => key))
    for (const [key] of this.#known) {
      if (key.startsWith(`${kind}:`) && !standing.has(key)) this.#known.delete(key)
    }
  }

  #fresh(parent: Actual): Known {
    const known = this.#known.get(parent.key)
    if (known && this.#read.has(parent.key) && same(known.parent, parent)) return known
    const fresh = { parent, readAt: this.#options.clock(), inside: new Map<KindName, readonly Actual[]>() }
    this.#known.set(parent.key, fresh)
    this.#read.add(parent.key)
    return fresh
  }
}
