/**
 * Servers that misbehave on purpose: faults are put around a sandbox's handlers, added, listed and taken away while it runs.
 *
 * Every fault counts the requests that fit it. Latencies add up; of all others the first that is due happens.
 */
import type { IncomingMessage } from 'node:http'
import type { ActiveFault, Asked, Fault } from './fault.ts'
import { suffer } from './fault-acts.ts'
import { readFault } from './fault-words.ts'
import type { Handler } from './listen.ts'

/** What can be taken off the network and be put back on it: a listener. */
export interface Door {
  pause(): void
  /** @throws the socket's own error when the port has been taken since */
  resume(): Promise<void>
}

interface Waiting {
  readonly id: number
  readonly fault: Fault
  readonly fits: (asked: Asked) => boolean
  readonly chance: () => number
  fitted: number
  struck: number
}

/** The faults of one sandbox. */
export class Faults {
  readonly #systems: readonly string[]
  readonly #doors = new Map<string, Door[]>()
  readonly #listeners = new Set<(asked: Asked) => void>()
  #waiting: Waiting[] = []
  #last = 0
  #asked = 0

  /** @param systems whose handlers are wrapped: other names are refused */
  constructor(systems: readonly string[]) {
    this.#systems = systems
  }

  /** @throws FaultProblem */
  add(fault: Fault): ActiveFault {
    const { when, ...plain } = fault
    const read = { ...readFault(plain, this.#systems), ...(when && { when }) }
    this.#last += 1
    const waiting = {
      id: this.#last,
      fault: read,
      fits: fitting(read),
      chance: random(read.seed ?? 1),
      fitted: 0,
      struck: 0,
    }
    this.#waiting.push(waiting)
    return shown(waiting)
  }

  list(): readonly ActiveFault[] {
    return this.#waiting.map(shown)
  }

  /** Servers that it had stopped listen again when this is done. @returns false when there is no such fault */
  async remove(id: number): Promise<boolean> {
    const gone = this.#waiting.find((one) => one.id === id)
    if (!gone) return false
    await this.#keep((one) => one !== gone)
    return true
  }

  /** Takes all away; servers that were stopped listen again when this is done. */
  async clear(): Promise<void> {
    await this.#keep(() => false)
  }

  /** Calls with every request, before anything happens to it. @returns how to stop it */
  onRequest(listener: (asked: Asked) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** A listener that a stopped system takes down. */
  addDoor(system: string, door: Door): void {
    this.#doors.set(system, [...(this.#doors.get(system) ?? []), door])
  }

  readonly wrap = (system: string, handler: Handler): Handler => {
    return async (request, response) => {
      const asked = this.#note(system, request)
      if (this.#waiting.length === 0) return await handler(request, response)
      const due = this.#due(asked)
      if (due.some(({ what }) => what === 'stop')) this.#stop()
      const last = due.find(({ what }) => what !== 'latency')
      const delays = due.filter(({ what }) => what === 'latency')
      const end: Handler = last
        ? (...pair) => suffer(last, { system, request: pair[0], response: pair[1], handler })
        : handler
      const chain = delays.reduce<Handler>(
        (next, act) => (req, res) => suffer(act, { system, request: req, response: res, handler: next }),
        end,
      )
      return await chain(request, response)
    }
  }

  #note(system: string, { method = '', url = '', headers }: IncomingMessage): Asked {
    const authenticated = headers.authorization !== undefined
    const agent = headers['user-agent'] ?? ''
    const asked = { system, method, url, agent, authenticated, index: this.#asked }
    this.#asked += 1
    for (const listener of this.#listeners) listener(asked)
    return asked
  }

  #due(asked: Asked): readonly Fault[] {
    const due: Fault[] = []
    let ended = false
    for (const one of this.#waiting) {
      if (!one.fits(asked)) continue
      one.fitted += 1
      const {
        what,
        nth = 1,
        rate = 1,
        count = what === 'expire' || what === 'gone' ? 1 : Infinity,
      } = one.fault
      const lucky = one.chance() >= rate
      if (one.fitted < nth || one.struck >= count || lucky) continue
      if (what !== 'latency' && ended) continue
      one.struck += 1
      ended ||= what !== 'latency'
      due.push(one.fault)
    }
    return due
  }

  #stopped(): ReadonlySet<string> {
    const stops = this.#waiting.filter(({ fault, struck }) => fault.what === 'stop' && struck > 0)
    const names = stops.map(({ fault }) => fault.system)
    return new Set(names.includes('all') ? this.#systems : names)
  }

  #stop(): void {
    for (const system of this.#stopped()) for (const door of this.#doors.get(system) ?? []) door.pause()
  }

  async #keep(kept: (one: Waiting) => boolean): Promise<void> {
    const before = this.#stopped()
    this.#waiting = this.#waiting.filter(kept)
    const still = this.#stopped()
    const doors = [...before]
      .filter((system) => !still.has(system))
      .flatMap((one) => this.#doors.get(one) ?? [])
    await Promise.all(doors.map((door) => door.resume()))
  }
}

const shown = ({ id, fault, fitted, struck }: Waiting): ActiveFault => ({ id, fault, fitted, struck })

function fitting(fault: Fault): (asked: Asked) => boolean {
  const path = fault.path === undefined ? undefined : pattern(fault.path)
  const agent = fault.agent === undefined ? undefined : pattern(fault.agent)
  const withQuery = fault.path?.includes('?') ?? false
  return (asked) =>
    (fault.system === 'all' || fault.system === asked.system) &&
    (fault.method?.includes(asked.method) ?? true) &&
    (path?.test(withQuery ? asked.url : (asked.url.split('?')[0] ?? '')) ?? true) &&
    (agent?.test(asked.agent) ?? true) &&
    (fault.what !== 'expire' || asked.authenticated) &&
    (fault.what !== 'gone' || resumes(asked)) &&
    (fault.when?.(asked) ?? true)
}

/** A watch from a version on, or a list's next page. */
function resumes({ system, method, url }: Asked): boolean {
  if (system !== 'kubernetes' || method !== 'GET') return false
  const query = new URLSearchParams(url.split('?')[1] ?? '')
  if (query.has('continue')) return true
  const watches = query.has('watch') && !['0', 'false'].includes(query.get('watch') ?? '')
  return watches && !['', '0'].includes(query.get('resourceVersion') ?? '')
}

function pattern(text: string): RegExp {
  const parts = text.split(/(\*+)/).map((part) => {
    if (part.startsWith('**')) return '.*'
    return part === '*' ? '[^/]*' : part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('')}$`, 's')
}

/** mulberry32: small, and the same everywhere. */
function random(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
