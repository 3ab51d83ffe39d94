/** Servers that misbehave: put around a sandbox's handlers, told by the test what to do with which request. */
import type { Act } from '../../src/sandbox/http/fault.ts'
import { suffer } from '../../src/sandbox/http/fault-acts.ts'
import type { Handler } from '../../src/sandbox/http/listen.ts'
import type { SandboxSystem } from '../../src/sandbox/sandbox.ts'
import { rewritten } from './rewrite.ts'

/** One request of our clients, in the order of arrival. */
export interface Asked {
  readonly system: SandboxSystem
  readonly method: string
  /** Path and query. */
  readonly url: string
  /** Counts from 0, over all systems. */
  readonly index: number
}

/** What happens to a request: one of the sandbox's own acts, with `told` when it is over; or a wait before it is carried out. */
export type Fault = (Act & { readonly told?: () => void }) | { readonly until: Promise<unknown> }

/** Asked for every request; undefined lets it pass. */
export type Decide = (asked: Asked) => Fault | undefined

/** What an answer becomes on its way: its JSON in, its JSON out. */
export type Rewrite = (asked: Asked, json: unknown) => unknown

export class Faults {
  /** Every request of our clients since the start or the last `forget`. */
  asked: Asked[] = []
  #decide: Decide = () => undefined
  #rewrite: Rewrite | undefined

  /** From now on. Returns how to end it. */
  inject(decide: Decide): () => void {
    this.#decide = decide
    return () => {
      this.#decide = () => undefined
    }
  }

  /** From now on answers to GET are other ones. Undefined ends it. */
  rewrite(rewrite: Rewrite | undefined): void {
    this.#rewrite = rewrite
  }

  /** Counts from 0 again. */
  forget(): void {
    this.asked = []
  }

  readonly wrap = (system: SandboxSystem, handler: Handler): Handler => {
    return async (request, response) => {
      // Servers also ask each other, browsers and other tools ask too: only Troupe's clients meet faults.
      if (request.headers['user-agent'] !== 'troupe') return await handler(request, response)
      const asked = {
        system,
        method: request.method ?? '',
        url: request.url ?? '',
        index: this.asked.length,
      }
      this.asked.push(asked)
      const rewrite = this.#rewrite
      if (rewrite && asked.method === 'GET') rewritten(response, (json) => rewrite(asked, json))
      const fault = this.#decide(asked)
      if (fault === undefined) return await handler(request, response)
      if ('until' in fault) {
        await fault.until
        return await handler(request, response)
      }
      const end = await suffer(fault, { system, request, response, handler })
      fault.told?.()
      return end
    }
  }
}

/** Whether a request changes something: tokens and reviews are asked for by POST and change nothing. */
export function isWrite({ method, url }: Asked): boolean {
  return !(method === 'GET' || method === 'HEAD' || /openid-connect\/token|selfsubject/.test(url))
}
