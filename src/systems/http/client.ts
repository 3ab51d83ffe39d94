/**
 * The base of every client: sends a request, waits its turn, tries again where that is safe and may help,
 * and turns what is left into an error that says what to do.
 */
import type { SystemError } from '../../core/error.ts'
import { pause } from './abort.ts'
import { jitter } from './backoff.ts'
import { type Answer, isRead, isRepeatable, type Manners, type Proof, type Request } from './exchange.ts'
import { type Destination, refusal, unexpected, unreachable } from './failure.ts'
import { Limiter } from './limiter.ts'
import type { ClientOptions } from './options.ts'
import { Redactor } from './redaction.ts'
import { type Stream, Transport } from './transport.ts'
import type { RequestCount } from './types.ts'
import { baseUrl, pathOf, shownPath } from './url.ts'

/** What an attempt came to. */
interface Outcome {
  readonly answer?: Answer
  readonly error?: SystemError
  readonly proof?: Proof
  /** Worth another attempt. */
  readonly passes: boolean
}

/** One system over HTTP. */
export class HttpClient {
  readonly url: string
  readonly #destination: Destination
  readonly #options: ClientOptions
  readonly #transport: Transport
  readonly #limiter: Limiter
  #reads = 0
  #writes = 0
  #retries = 0

  constructor(url: string, manners: Manners, options: ClientOptions, most: number) {
    this.url = baseUrl(url, manners.system)
    this.#options = options
    this.#destination = { url: this.url, manners, redactor: options.redactor ?? new Redactor() }
    const max = options.concurrency?.max ?? most
    this.#limiter = new Limiter(options.concurrency?.start ?? 2, max)
    this.#transport = new Transport(this.url, options, max + 1)
  }

  /** Requests sent so far. */
  get requests(): RequestCount {
    return { reads: this.#reads, writes: this.#writes, retries: this.#retries }
  }

  /** Whatever is added here never stands in an error. */
  get redactor(): Redactor {
    return this.#destination.redactor
  }

  /**
   * @returns an answer of status 2xx, or one that the request accepts
   * @throws SystemError, or the signal's reason
   */
  async send(request: Request, signal: AbortSignal): Promise<Answer> {
    let end: number | undefined
    let believed = true
    for (let attempt = 1; ; attempt++) {
      const queued = performance.now()
      if (!request.urgent) await this.#limiter.enter(signal)
      const entered = performance.now()
      // Waiting for its turn, behind others of ours, takes nothing from the server's time.
      end = end === undefined ? entered + (this.#options.timeouts?.total ?? 90_000) : end + entered - queued
      const outcome = await this.#attempt(request, attempt, end - performance.now(), signal)
      const { answer, error, proof } = outcome
      if (answer && !error) return answer
      if (answer && proof && believed && (answer.status === 401 || answer.status === 403)) {
        believed = false
        if (await request.credentials?.refused?.(answer, proof, signal)) continue
      }
      await this.#beforeNext(outcome, attempt, end, signal)
    }
  }

  /**
   * Opens an answer without an end. It is not queued, not counted as in flight, and tried again only with other
   * credentials. What its status means is up to the caller.
   */
  async stream(request: Request, signal: AbortSignal): Promise<Stream> {
    for (let attempt = 1; ; attempt++) {
      const proof = await request.credentials?.proof(signal)
      this.#count(request, attempt)
      const stream = await this.#open(request, proof, attempt, signal)
      if (stream.status !== 401 || !proof || attempt > 1) return stream
      const answer = { status: stream.status, headers: stream.headers, text: '' }
      if (!(await request.credentials?.refused?.(answer, proof, signal))) return stream
      stream.hangUp()
    }
  }

  /** The error for an answer that was accepted, but is none after all. */
  refusal(request: Request, answer: Answer): SystemError {
    return refusal(this.#destination, request, answer, 1)
  }

  /** The error for an answer that is not what it should be. `what` goes on "something unexpected: ". */
  unexpected(request: Request, status: number, what: string): SystemError {
    return unexpected(this.#destination, request, status, what)
  }

  /** Hangs up. Requests still under way fail. */
  async close(): Promise<void> {
    await this.#transport.close()
  }

  /** Waits until the next attempt. @throws the outcome's error when there must be none */
  async #beforeNext(outcome: Outcome, attempt: number, end: number, signal: AbortSignal): Promise<void> {
    const { error, passes } = outcome
    if (!error) return
    if (!passes || attempt >= (this.#options.attempts ?? 4)) throw error
    const wait = jitter(attempt, this.#options.pause ?? 200) + (error.retryAfter ?? 0)
    if (performance.now() + wait >= end) throw error
    await pause(wait, signal)
  }

  /** One attempt, from within the limit. It leaves the limit, however it ends. */
  async #attempt(request: Request, attempt: number, left: number, signal: AbortSignal): Promise<Outcome> {
    let started = performance.now()
    let over: { readonly refused: boolean } | undefined
    try {
      const proof = await request.credentials?.proof(signal)
      started = performance.now()
      this.#count(request, attempt)
      const outcome = await this.#exchange(request, proof, attempt, left, signal)
      this.#tell(request, outcome.answer?.status ?? 0, started, attempt)
      over = { refused: outcome.overloaded }
      return { ...outcome, ...(proof && { proof }) }
    } finally {
      if (!request.urgent) {
        this.#limiter.leave(over && { ...over, lane: laneOf(request), ms: performance.now() - started })
      }
    }
  }

  async #open(
    request: Request,
    proof: Proof | undefined,
    attempt: number,
    signal: AbortSignal,
  ): Promise<Stream> {
    const started = performance.now()
    try {
      const stream = await this.#transport.stream(request, proof, signal)
      this.#tell(request, stream.status, started, attempt)
      return stream
    } catch (error) {
      signal.throwIfAborted()
      this.#tell(request, 0, started, attempt)
      throw unreachable(this.#destination, request, error, attempt)?.error ?? error
    }
  }

  async #exchange(
    request: Request,
    proof: Proof | undefined,
    attempt: number,
    left: number,
    signal: AbortSignal,
  ): Promise<Outcome & { readonly overloaded: boolean }> {
    try {
      const answer = await this.#transport.exchange(request, proof, left, signal)
      if (answer.status < 300 || request.accept?.includes(answer.status)) {
        return { answer, passes: false, overloaded: false }
      }
      const error = refusal(this.#destination, request, answer, attempt)
      // A request that was refused for load was certainly not carried out.
      const passes = error.verdict === 'retry' && (isRepeatable(request) || answer.status === 429)
      return { answer, error, passes, overloaded: answer.status === 429 || answer.status === 503 }
    } catch (error) {
      signal.throwIfAborted()
      const failure = unreachable(this.#destination, request, error, attempt)
      if (!failure) throw error
      const { passes, notSent, slow } = failure.fault
      return { error: failure.error, passes: passes && (notSent || isRepeatable(request)), overloaded: slow }
    }
  }

  #count(request: Request, attempt: number): void {
    if (isRead(request)) this.#reads++
    else this.#writes++
    if (attempt > 1) this.#retries++
  }

  #tell(request: Request, status: number, started: number, attempt: number): void {
    const { manners, redactor } = this.#destination
    this.#options.onRequest?.({
      system: manners.system,
      method: request.method,
      path: redactor.scrub(shownPath(pathOf(this.url) + request.path, request.query)),
      status,
      ms: performance.now() - started,
      attempt,
    })
  }
}

/** Requests that may be compared in time: of one method, on paths of one depth below one first word. */
function laneOf({ method, path }: Request): string {
  const segments = path.split('/')
  return `${method} ${segments[1] ?? ''} ${segments.length}`
}
