/** Errors of a request, in words for people: which request, what the server said, what would help. */
import { SystemError } from '../../core/error.ts'
import { retryAfter } from './backoff.ts'
import { type Answer, isRead, type Manners, type Request } from './exchange.ts'
import { type NetworkFault, networkFault } from './network.ts'
import type { Redactor } from './redaction.ts'
import { pathOf, shownPath } from './url.ts'

/** Of the server's own words, no more than this. */
const longest = 1_000

/** Where the failing request went. */
export interface Destination {
  readonly url: string
  readonly manners: Manners
  readonly redactor: Redactor
}

/** The error for an answer that is none the caller asked for. */
export function refusal(
  { url, manners, redactor }: Destination,
  request: Request,
  received: Answer,
  attempt: number,
): SystemError {
  // Before anything is cut off or put together: of a secret that was cut in two neither part is known any more.
  const answer = { ...received, text: redactor.scrub(received.text) }
  const said = shorten(manners.message(answer))
  const message = [
    `${manners.name} answered ${answer.status} to ${line(url, request)}${times(attempt)}`,
    said === '' ? '' : `: ${said}`,
    sentence(manners.help(answer, request)),
  ].join('')
  const verdict = manners.verdict(received, request, attempt)
  const wait = retryAfter(answer.headers['retry-after'], dateOf(answer))
  return new SystemError(redactor.scrub(message), {
    system: manners.system,
    verdict,
    status: answer.status,
    ...(wait !== undefined && { retryAfter: wait }),
    maybeDone: !isRead(request) && answer.status >= 500 && verdict !== 'refused',
  })
}

/** The error for a request without an answer. @returns undefined when it was no fault of the network */
export function unreachable(
  { url, manners, redactor }: Destination,
  request: Request,
  error: unknown,
  attempt: number,
): { readonly error: SystemError; readonly fault: NetworkFault } | undefined {
  const fault = networkFault(error)
  if (!fault) return undefined
  const message =
    `${manners.name} at ${url} cannot be reached: ${fault.sentence}` +
    `${fault.sentence.endsWith('?') ? '' : '.'} It was asked for ${line(url, request)}${times(attempt)}.`
  const made = new SystemError(redactor.scrub(message), {
    system: manners.system,
    verdict: fault.passes ? 'retry' : 'refused',
    status: 0,
    maybeDone: !isRead(request) && !fault.notSent,
    cause: error,
  })
  return { error: made, fault }
}

/** The error for an answer that is not what it should be; it holds none of the answer's values. */
export function unexpected(
  destination: Destination,
  request: Request,
  status: number,
  what: string,
): SystemError {
  const { url, manners, redactor } = destination
  const message = `${manners.name} answered ${line(url, request)} with something unexpected: ${what}.`
  return new SystemError(redactor.scrub(message), {
    system: manners.system,
    verdict: 'refused',
    status,
    maybeDone: !isRead(request),
  })
}

/** The server's own clock, by which it says until when to wait. */
function dateOf({ headers }: Answer): number {
  const date = Date.parse(headers['date'] ?? '')
  return Number.isNaN(date) ? Date.now() : date
}

function line(url: string, request: Request): string {
  return `${request.method} ${shownPath(pathOf(url) + request.path, request.query)}`
}

function times(attempt: number): string {
  return attempt === 1 ? '' : ` (${attempt} times)`
}

function shorten(text: string): string {
  const trimmed = text
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replace(/[. ]+$/, '')
  return trimmed.length > longest ? `${trimmed.slice(0, longest)}…` : trimmed
}

function sentence(help: string | undefined): string {
  return help === undefined ? '' : `. ${help}`
}
