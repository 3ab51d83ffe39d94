/** Servers that misbehave: put around a sandbox's handlers, told by the test what to do with which request. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
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

/**
 * What happens to a request.
 *
 * - `reset`: the connection is cut before anything is done
 * - `lost`: it is carried out, and the connection is cut instead of the answer; told when that was, where a function is given
 * - `silence`: it is not carried out, and no answer ever comes
 * - `delay`: milliseconds before it is carried out
 * - `until`: what it waits for before it is carried out
 * - `status`: refused with it, not carried out
 */
export type Fault =
  | 'reset'
  | 'lost'
  | { readonly lost: () => void }
  | 'silence'
  | { readonly delay: number }
  | { readonly until: Promise<unknown> }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }

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
      return await suffer(this.#decide(asked), handler, request, response)
    }
  }
}

/** Whether a request changes something: tokens and reviews are asked for by POST and change nothing. */
export function isWrite({ method, url }: Asked): boolean {
  return !(method === 'GET' || method === 'HEAD' || /openid-connect\/token|selfsubject/.test(url))
}

async function suffer(
  fault: Fault | undefined,
  handler: Handler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<unknown> {
  if (fault === undefined) return await handler(request, response)
  if (fault === 'reset') response.socket?.destroy()
  if (fault === 'reset' || fault === 'silence') return undefined
  if (fault === 'lost') return await handler(request, muted(response))
  if ('lost' in fault) return await handler(request, muted(response, fault.lost))
  if ('delay' in fault || 'until' in fault) {
    await ('delay' in fault ? pause(fault.delay) : fault.until)
    return await handler(request, response)
  }
  request.resume()
  response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers }).end('{}')
  return undefined
}

/** The same response, which cuts the connection where it should speak. */
function muted(response: ServerResponse, told: () => void = () => undefined): ServerResponse {
  const { socket } = response
  const cut = () => {
    socket?.destroy()
    told()
    return response
  }
  const deaf = () => response
  return Object.assign(response, {
    writeHead: deaf,
    flushHeaders: deaf,
    write: () => true,
    end: cut,
  })
}
