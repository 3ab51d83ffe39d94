/**
 * Errors by whose fault they are: the description's (`TenancyError`, in tenancy/), a system's (`SystemError`), ours (`Bug`).
 * Exit codes follow from the class, and what to do next follows from the verdict.
 */
import type { System } from './key.ts'

/**
 * What the caller may do about a failed request.
 *
 * - `retry`: a fault that passes (connection, 429, 5xx that the system gives under load)
 * - `conflict`: somebody else was quicker; look again
 * - `refused`: the system understood and said no, or the request is wrong; asking again gives the same answer
 * - `unauthorized`: our credentials are wrong or lack a right
 */
export type Verdict = 'retry' | 'conflict' | 'refused' | 'unauthorized'

/** What is known of a failed request. `status` is 0 where no answer came. */
export interface SystemErrorDetails {
  readonly system: System
  readonly verdict: Verdict
  readonly status: number
  /** Milliseconds that the system asked us to wait (`Retry-After`). */
  readonly retryAfter?: number
  /** True where the request may have been carried out although no answer came. */
  readonly maybeDone?: boolean
  readonly cause?: unknown
}

/** A system could not be reached, or refused. The message names the request and what would help; it holds no secret. */
export class SystemError extends Error {
  override readonly name = 'SystemError'
  readonly system: System
  readonly verdict: Verdict
  readonly status: number
  readonly retryAfter: number | undefined
  readonly maybeDone: boolean

  constructor(message: string, details: SystemErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.system = details.system
    this.verdict = details.verdict
    this.status = details.status
    this.retryAfter = details.retryAfter
    this.maybeDone = details.maybeDone ?? false
  }
}

/** Something that cannot happen has happened: a mistake in Troupe itself. */
export class Bug extends Error {
  override readonly name = 'Bug'
}

/** The words of an error for people: its message, never its stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
