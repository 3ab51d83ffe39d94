/**
 * Runs work along a graph, many at a time. What waits for a failed piece is skipped with the reason; all else goes on.
 */
import { Bug } from '../core/error.ts'
import type { Key } from '../core/key.ts'
import type { Graph } from './graph.ts'

export interface Work {
  /** @returns false when it failed: those who wait for it are skipped */
  run(key: Key): Promise<boolean>
  skip(key: Key, because: Key | 'interrupted'): void
}

/** How many pieces are under way at once at the most; each system's own limit lies below this one. */
const atOnce = 64

/** Ends when every piece was run or skipped. After an abort nothing new begins. @throws Bug on a cycle */
export async function schedule(graph: Graph, work: Work, signal: AbortSignal): Promise<void> {
  const waiting = new Map<Key, number>()
  const waiters = new Map<Key, Key[]>()
  const ready: Key[] = []
  for (const [key, earlier] of graph) {
    const distinct = [...new Set(earlier)]
    waiting.set(key, distinct.length)
    if (distinct.length === 0) ready.push(key)
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
      if (count === 0) ready.push(waiter)
    }
  }
  let running = 0
  const broken: unknown[] = []
  // One promise for the next end of any piece: a race of all would leave a reaction on each of them at each turn.
  let next = ending()
  const begin = (key: Key) => {
    running++
    void work
      .run(key)
      .then((done) => {
        if (!done) failed.set(key, key)
        settle(key)
        running--
      })
      .catch((error: unknown) => broken.push(error))
      .finally(() => next.end())
  }
  while (left > 0) {
    while (ready.length > 0 && running < atOnce) {
      const key = ready.shift() as Key
      const because = signal.aborted ? 'interrupted' : failed.get(key)
      if (because) {
        work.skip(key, because)
        settle(key)
      } else begin(key)
    }
    if (running > 0) {
      await next.ended
      next = ending()
      if (broken.length > 0) throw broken[0]
    } else if (ready.length === 0 && left > 0)
      throw new Bug(`changes wait for each other: ${cycle(waiting).join(', ')}`)
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
