/** A request as it is sent to a backend: path, headers, body, and what ends it early. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { answer } from './answer.ts'
import type { Asked } from './asked.ts'
import { changeHeaders, type Headers, headerText } from './headers.ts'
import { carryOut } from './operators.ts'
import { mayRetryStatus } from './retry.ts'
import type { Choice, Forward } from './route.ts'
import type { Upgrade } from './tunnel.ts'

/** One request with its answer. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly asked: Asked
  /** Headers that filters add to whatever is answered. */
  readonly added: Headers
  /** Set when the client asks for another protocol on its connection. */
  readonly upgrade: Upgrade | undefined
}

/** Bodies up to this size are held, so that a request can be sent again after an answer. */
const HELD_BODY = 64 * 1024

/** A request on its way, with the clock that limits it. */
export interface Sending {
  readonly asked: Asked
  readonly path: string
  readonly headers: Headers
  readonly body: (() => Readable) | undefined
  /** Whether the body can be read once more. */
  readonly held: boolean
  readonly signal: AbortSignal
  /** What the client gets when the time is over. */
  readonly timedOut: () => boolean
  readonly tooLate: () => void
  attempt: number
  end(): void
}

/** Prepares a request for sending. */
export async function sendingOf(exchange: Exchange, route: Forward, choice: Choice): Promise<Sending> {
  const { request, asked } = exchange
  const { path, headers } = prepared(asked, route, choice)
  const length = Number(headerText(asked.headers, 'content-length') ?? 0)
  const chunked = request.headers['transfer-encoding'] !== undefined
  if (chunked) headers.set('transfer-encoding', ['chunked'])
  const hasBody = chunked || length > 0
  const held = hasBody && !chunked && length <= HELD_BODY && mayRetryStatus(route.retries)
  const bytes = held ? await everything(request) : undefined
  return {
    asked,
    path,
    headers,
    body: hasBody ? () => (bytes ? Readable.from([bytes]) : request) : undefined,
    held: held || !hasBody,
    attempt: 0,
    ...limits(exchange, { timeout: route.timeout, streams: hasBody && !held }),
  }
}

/** What ends a request before its answer: the client leaves, or the route's time is over. */
function limits(
  { request, response }: Exchange,
  { timeout, streams }: { timeout: number; streams: boolean },
): Pick<Sending, 'signal' | 'timedOut' | 'tooLate' | 'end'> {
  const ended = new AbortController()
  let late = false
  let timer: NodeJS.Timeout | undefined
  const startClock = () => {
    timer = setTimeout(() => {
      late = true
      ended.abort()
    }, timeout)
  }
  // A route's time runs from the moment the whole request is there.
  if (timeout > 0) {
    if (streams) request.once('end', startClock)
    else startClock()
  }
  const gone = () => {
    if (!response.writableFinished) ended.abort()
  }
  response.once('close', gone)
  return {
    signal: ended.signal,
    timedOut: () => late,
    tooLate: () => answer(response, 504, 'upstream request timeout'),
    end() {
      clearTimeout(timer)
      response.off('close', gone)
    },
  }
}

async function everything(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Path and headers as the backend gets them. */
export function prepared(asked: Asked, route: Forward, choice: Choice): { path: string; headers: Headers } {
  const headers: Headers = new Map(asked.headers)
  headers.delete('expect')
  const queryAt = asked.path.indexOf('?')
  const [bare, query] =
    queryAt < 0 ? [asked.path, ''] : [asked.path.slice(0, queryAt), asked.path.slice(queryAt)]
  const rewritten = route.rewrite?.path?.(bare)
  if (rewritten !== undefined) headers.set('x-envoy-original-path', [asked.path])
  if (route.rewrite?.authority) headers.set('host', [route.rewrite.authority])
  const said = (value: string) => carryOut(value, { asked })
  changeHeaders(headers, choice.request, said)
  changeHeaders(headers, route.request, said)
  const authority = headers.get(':authority')
  if (authority) headers.set('host', authority)
  headers.delete(':authority')
  return { path: (rewritten ?? bare) + query, headers }
}
