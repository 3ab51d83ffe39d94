/**
 * Runs work along a graph, many at a time. What waits for a failed piece is skipped with the reason; all else goes on.
 *
 * Each server has a lane of its own, so that none idles while another is waited for. In a lane the graph's order decides: a
 * team that was begun comes to its end before many others are begun, and what is under way does not grow with their number.
 */
import { Bug } from '../core/error.ts'
import { type Key, type System, systemOf } from '../core/key.ts'
import type { Graph } from './graph.ts'

export interface Work {
  /** @returns false when it failed: those who wait for it are skipped */
  run(key: Key): Promise<boolean>
  skip(key: Key, because: Key | 'interrupted'): void
}

/** How many pieces are under way in a lane at the most; each client's own limit lies below this one. */
const atOnce = 24

/** Ends when every piece was run or skipped. After an abort nothing new begins. @throws Bug on a cycle */
export async function schedule(graph: Graph, work: Work, signal: AbortSignal): Promise<void> {
  const waiting = new Map<Key, number>()
  const waiters = new Map<Key, Key[]>()
  const lanes = new Lanes(graph.keys())
  for (const [key, earlier] of graph) {
    const distinct = [...new Set(earlier)]
    waiting.set(key, distinct.length)
    if (distinct.length === 0) lanes.add(key)
    for (const other of distinct) {
      const list = waiters.get(other)
      if (list) list.push(key)
      else waiters.set(other, [key])
    }
  }
  const failed = new Map<Key, Key>()
  let left = graph.size
  const settle = (key: Key) => {
    left--
    const culprit = failed.get(key)
    for (const waiter of waiters.get(key) ?? []) {
      if (culprit && !failed.has(waiter)) failed.set(waiter, culprit)
      const count = (waiting.get(waiter) ?? 0) - 1
      waiting.set(waiter, count)
      if (count === 0) lanes.add(waiter)
    }
  }
  const broken: unknown[] = []
  // One promise for the next end of any piece: a race of all would leave a reaction on each of them at each turn.
  let next = ending()
  const begin = (key: Key) => {
    void work
      .run(key)
      .then((done) => {
        if (!done) failed.set(key, key)
        settle(key)
        lanes.leave(key)
      })
      .catch((error: unknown) => broken.push(error))
      .finally(() => next.end())
  }
  while (left > 0) {
    for (let key = lanes.enter(); key !== undefined; key = lanes.enter()) {
      const because = signal.aborted ? 'interrupted' : failed.get(key)
      if (because) {
        work.skip(key, because)
        settle(key)
        lanes.leave(key)
      } else begin(key)
    }
    if (lanes.running > 0) {
      await next.ended
      next = ending()
      if (broken.length > 0) throw broken[0]
    } else if (left > 0) throw new Bug(`changes wait for each other: ${cycle(waiting).join(', ')}`)
  }
}

interface Lane {
  /** Sorted, the first one at the end. */
  readonly ready: Key[]
  running: number
}

/** What is ready, and how much is under way, for each server. */
class Lanes {
  readonly #places: ReadonlyMap<Key, number>
  readonly #lanes = new Map<System, Lane>()

  /** @param keys in the order in which they are preferred */
  constructor(keys: Iterable<Key>) {
    this.#places = new Map([...keys].map((key, index) => [key, index]))
  }

  get running(): number {
    return [...this.#lanes.values()].reduce((sum, { running }) => sum + running, 0)
  }

  add(key: Key): void {
    const { ready } = this.#laneOf(key)
    const place = this.#placeOf(key)
    let [low, high] = [0, ready.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#placeOf(ready[middle] ?? key) > place) low = middle + 1
      else high = middle
    }
    ready.splice(low, 0, key)
  }

  /** The next piece that there is room for; it is under way from now on. */
  enter(): Key | undefined {
    for (const lane of this.#lanes.values()) {
      if (lane.running >= atOnce) continue
      const key = lane.ready.pop()
      if (key === undefined) continue
      lane.running++
      return key
    }
    return undefined
  }

  leave(key: Key): void {
    this.#laneOf(key).running--
  }

  #placeOf(key: Key): number {
    return this.#places.get(key) ?? 0
  }

  /** Istio's things are Kubernetes objects. */
  #laneOf(key: Key): Lane {
    const system = systemOf(key)
    const server = system === 'istio' ? 'kubernetes' : system
    const known = this.#lanes.get(server)
    if (known) return known
    const made: Lane = { ready: [], running: 0 }
    this.#lanes.set(server, made)
    return made
  }
}

function ending(): { readonly ended: Promise<void>; end(): void } {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return { ended, end }
}

function cycle(waiting: ReadonlyMap<Key, number>): Key[] {
  return [...waiting].filter(([, count]) => count > 0).map(([key]) => key)
}
