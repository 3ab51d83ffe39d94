/** Carries faults out on a request and its response. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'
import type { Act } from './fault.ts'
import { type FaultAnswer, kubernetesStatus, refusalOf } from './fault-answers.ts'
import type { Handler } from './listen.ts'

/** A request on its way to a handler. */
export interface Exchange {
  readonly system: string
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly handler: Handler
}

/** Ends with the request's own end; what never answers ends with its connection. */
export async function suffer(act: Act, exchange: Exchange): Promise<unknown> {
  const { request, response, handler } = exchange
  switch (act.what) {
    case 'latency':
      await pause((act.ms ?? 1000) + Math.floor(Math.random() * (act.jitter ?? 0)))
      return await handler(request, response)
    case 'error':
      return refuse(exchange, act.status ?? 500)
    case 'throttle':
      return refuse(exchange, 429, { 'retry-after': String(act.seconds ?? 1) })
    case 'expire':
      return refuse(exchange, 401)
    case 'reset':
    case 'stop':
      return hangUp(response.socket)
    case 'hang':
      request.resume()
      return undefined
    case 'drop':
      return await handler(request, deaf(response))
    case 'cut':
      return await handler(request, breaking(response, act))
    case 'gone':
      return gone(exchange)
  }
}

/** Resets a TCP connection; TLS can only be closed. */
export function hangUp(socket: Duplex | null | undefined): void {
  if (socket instanceof Socket && !(socket instanceof TLSSocket)) socket.resetAndDestroy()
  else socket?.destroy()
}

function refuse(exchange: Exchange, status: number, headers: Readonly<Record<string, string>> = {}): void {
  const { system, request } = exchange
  const answer = refusalOf(system, status, request.url ?? '/')
  write(exchange, { ...answer, headers: { ...answer.headers, ...headers } })
}

function write({ request, response }: Exchange, { status, headers, body }: FaultAnswer): void {
  request.resume()
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** A watch is opened and told in its stream; a list is refused (apimachinery's `NewResourceExpired`). */
function gone(exchange: Exchange): void {
  const { request, response } = exchange
  const query = new URL(request.url ?? '/', 'http://localhost').searchParams
  if (query.has('continue')) {
    const body = kubernetesStatus(
      410,
      'The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.',
    )
    write(exchange, {
      status: 410,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return
  }
  const version = Number(query.get('resourceVersion'))
  const object = kubernetesStatus(410, `too old resource version: ${version} (${version + 1})`)
  request.resume()
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(`${JSON.stringify({ type: 'ERROR', object })}\n`)
}

/** The same response, which cuts the connection where it should speak: one that has no end, such as a watch, at its beginning. */
function deaf(response: ServerResponse): ServerResponse {
  return Object.assign(response, {
    writeHead: () => response,
    flushHeaders: () => {
      hangUp(response.socket)
    },
    write: () => true,
    end: () => {
      hangUp(response.socket)
      return response
    },
  })
}

type Limit = Extract<Act, { what: 'cut' }>

/** The same response, whose body ends early. */
function breaking(response: ServerResponse, { lines, bytes, ms }: Limit): ServerResponse {
  const send = response.write.bind(response)
  const finish = response.end.bind(response)
  // Gently: a reset could take back what has been sent.
  const cut = () => {
    response.socket?.destroy()
  }
  const left = {
    lines: lines ?? (bytes === undefined && ms === undefined ? 1 : Infinity),
    bytes: bytes ?? Infinity,
  }
  if (ms !== undefined) setTimeout(cut, ms).unref()
  const pass = (chunk: unknown): boolean => {
    const whole = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk as Uint8Array)
    const part = whole.subarray(0, Math.min(endOfLines(whole, left.lines), left.bytes))
    left.bytes -= part.length
    left.lines -= part.filter((byte) => byte === NEWLINE).length
    const over = part.length < whole.length || left.bytes === 0 || left.lines === 0
    return over ? send(part, cut) : send(part)
  }
  const start = response.flushHeaders.bind(response)
  return Object.assign(response, {
    write: pass,
    end: (chunk?: unknown) => {
      if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') pass(chunk)
      if (left.lines > 0 && left.bytes > 0) finish()
      return response
    },
    flushHeaders: () => {
      start()
      if (left.lines === 0 || left.bytes === 0) setImmediate(cut)
    },
  })
}

const NEWLINE = 10

/** Behind the nth line; the whole when there are fewer. */
function endOfLines(bytes: Buffer, lines: number): number {
  let at = 0
  for (let line = 0; line < lines; line += 1) {
    const next = bytes.indexOf(NEWLINE, at)
    if (next < 0) return bytes.length
    at = next + 1
  }
  return at
}
