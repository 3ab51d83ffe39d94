/** What goes to a system and what comes back, before anybody knows what it means. */

import type { Verdict } from '../../core/error.ts'
import type { System } from '../../core/key.ts'
import type { Query } from './types.ts'

/** The methods that our systems understand. */
export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Header fields of a request. */
export type Headers = Readonly<Record<string, string | undefined>>

/** One request, to be sent once or more often. */
export interface Request {
  readonly method: Method
  /** From the base URL on; each segment is percent-encoded already. */
  readonly path: string
  readonly query?: Query
  readonly headers?: Headers
  readonly body?: string
  /** A PATCH that does the same sent twice as sent once. */
  readonly repeatable?: boolean
  /** A POST that changes nothing (a token, an access review): repeated and counted like a read. */
  readonly harmless?: boolean
  /** Statuses from 300 on that are an answer to the caller, and no error. */
  readonly accept?: readonly number[]
  /** Who asks. Left out: nobody (a token request). */
  readonly credentials?: Credentials
  /** Passes the queue: for what a waiting request depends on itself (a token). */
  readonly urgent?: boolean
}

/** A system's answer, read to its end. */
export interface Answer {
  readonly status: number
  /** Names in lower case; several fields of one name are joined by `, `. */
  readonly headers: Headers
  readonly text: string
}

/** A client certificate that came with the credentials. */
export interface ClientCertificate {
  readonly cert: string
  readonly key: string
}

/** What proves who we are, for one attempt. A list is sent as several fields of one name. */
export interface Proof {
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly certificate?: ClientCertificate
}

/** Who asks, and what may be done when the system does not believe it. */
export interface Credentials {
  /** Asked before each attempt. @throws SystemError when there is no way to get one */
  proof(signal: AbortSignal): Promise<Proof>
  /**
   * Asked at most once for each request, after a 401 or 403.
   * @returns whether to send the request again, with a proof asked for anew
   */
  refused?(answer: Answer, used: Proof, signal: AbortSignal): Promise<boolean>
}

/** How one kind of server says things: what its statuses mean, and where its own words are. */
export interface Manners {
  readonly system: System
  /** For people: `Harbor`. */
  readonly name: string
  /** Asked for every status from 300 on that the request does not accept. `attempt` counts from 1. */
  verdict(answer: Answer, request: Request, attempt: number): Verdict
  /** The server's own message, '' without one. */
  message(answer: Answer): string
  /** What would help, as a sentence; undefined where nothing is known. */
  help(answer: Answer, request: Request): string | undefined
}

/** Whether the answer's body says that it is JSON. */
export function isJson(answer: Answer): boolean {
  return /[/+]json/.test(answer.headers['content-type'] ?? '')
}

/** Whether sending it twice does the same as sending it once. */
export function isRepeatable(request: Request): boolean {
  if (request.method === 'PATCH') return request.repeatable ?? false
  return request.method !== 'POST' || isRead(request)
}

/** Whether it changes nothing. */
export function isRead(request: Request): boolean {
  return request.method === 'GET' || request.method === 'HEAD' || (request.harmless ?? false)
}
