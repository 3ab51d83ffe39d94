/**
 * How many requests one system gets at once: grows while answers come as quickly as they did, shrinks when the
 * system slows down or refuses ("additive increase, multiplicative decrease").
 */

import { onAbort } from './abort.ts'

/** How an attempt went. `lane` names what may be compared in time: a list of 100 is slower than one object. */
export interface Sample {
  readonly lane: string
  readonly ms: number
  /** The system is overloaded: 429, 503, a time-out. */
  readonly refused: boolean
}

interface Waiter {
  readonly enter: () => void
  left: boolean
}

/** Slower than the best by this factor (and a bit, for what takes no time at all) is slowed down by load. */
const patience = 3
const grace = 30
const mostLanes = 64

/** A first-come-first-served queue before a limit that adapts. */
export class Limiter {
  readonly #max: number
  readonly #best = new Map<string, number>()
  #limit: number
  #running = 0
  #queue: Waiter[] = []
  #head = 0
  #cutAt = -Infinity

  constructor(start: number, max: number) {
    this.#max = Math.max(1, max)
    this.#limit = Math.min(Math.max(1, start), this.#max)
  }

  /** Requests allowed at once, at present. */
  get limit(): number {
    return Math.floor(this.#limit)
  }

  /** Waits for a place. @throws the signal's reason when it is aborted before; the place in the queue is then free */
  async enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.#head === this.#queue.length && this.#running < this.limit) {
      this.#running++
      return
    }
    await new Promise<void>((enter, failed) => {
      const waiter: Waiter = {
        left: false,
        enter: () => {
          stay()
          enter()
        },
      }
      const stay = onAbort(signal, (reason) => {
        waiter.left = true
        failed(reason)
      })
      this.#queue.push(waiter)
    })
  }

  /** Gives the place back. No sample: nothing was learnt (an abort). */
  leave(sample?: Sample): void {
    if (sample) this.#learn(sample)
    this.#running--
    while (this.#running < this.limit && this.#head < this.#queue.length) {
      const next = this.#queue[this.#head++]
      if (!next || next.left) continue
      this.#running++
      next.enter()
    }
    if (this.#head > 1024 || this.#head === this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head)
      this.#head = 0
    }
  }

  #learn({ lane, ms, refused }: Sample): void {
    if (refused) {
      this.#shrink(0.5, ms)
      return
    }
    const best = this.#best.get(lane)
    if (best === undefined && this.#best.size >= mostLanes) this.#best.clear()
    // The best time is forgotten slowly, since a server may become slower for good.
    this.#best.set(lane, Math.min(ms, best === undefined ? ms : best * 1.002 + 0.01))
    if (best !== undefined && ms > best * patience + grace) this.#shrink(0.9, ms)
    else this.#limit = Math.min(this.#max, this.#limit + 1 / this.#limit)
  }

  /** What was under way when the limit was last cut says nothing about the limit since. */
  #shrink(factor: number, ms: number): void {
    const now = performance.now()
    if (now - ms < this.#cutAt) return
    this.#cutAt = now
    this.#limit = Math.max(1, this.#limit * factor)
  }
}
