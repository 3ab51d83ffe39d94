/** Connections to one host: one request there, one answer back. */
import { type Dispatcher, Pool } from 'undici'
import { onAbort } from './abort.ts'
import type { Answer, ClientCertificate, Headers, Proof, Request } from './exchange.ts'
import type { ClientOptions, TlsOptions } from './options.ts'
import { pathOf, queryText } from './url.ts'

/** An answer whose body is still coming. */
export interface Stream {
  readonly status: number
  readonly headers: Headers
  readonly body: AsyncIterable<Uint8Array>
  /** Closes the connection, also while a piece of the body is waited for. */
  hangUp(): void
}

const megabyte = 1024 * 1024
/** Shorter than the servers' own (Envoy 1 h, nginx 75 s, Go 3 min), so that they do not hang up on a request. */
const idle = 15_000

/** A pool of connections; answers are read to the end and are not judged. */
export class Transport {
  readonly #origin: string
  readonly #path: string
  readonly #options: ClientOptions
  readonly #connections: number
  readonly #headersTimeout: number
  #pool: Pool
  #streams: Pool | undefined
  #certificate: ClientCertificate | undefined

  constructor(url: string, options: ClientOptions, connections: number) {
    this.#origin = new URL(url).origin
    this.#path = pathOf(url)
    this.#options = options
    this.#connections = connections
    this.#headersTimeout = options.timeouts?.headers ?? 60_000
    this.#pool = this.#open(undefined)
  }

  /** Sends it once. @throws the network's error, or the signal's reason */
  async exchange(
    request: Request,
    proof: Proof | undefined,
    most: number,
    signal: AbortSignal,
  ): Promise<Answer> {
    const outgoing = {
      ...this.#outgoing(request, proof),
      headersTimeout: Math.max(1, Math.min(this.#headersTimeout, most)),
    }
    return await wholeAnswer(this.#poolFor(proof?.certificate), outgoing, signal)
  }

  /** Sends it once, and gives the answer's body out as it comes, for as long as it comes. */
  async stream(request: Request, proof: Proof | undefined, signal: AbortSignal): Promise<Stream> {
    this.#poolFor(proof?.certificate)
    this.#streams ??= this.#open(null)
    const response = await this.#streams.request({ ...this.#outgoing(request, proof), signal })
    // A body that nobody reads may be cut; that is no error of anybody's.
    response.body.on('error', () => undefined)
    return {
      status: response.statusCode,
      headers: flat(response.headers),
      body: response.body,
      hangUp: () => {
        response.body.destroy()
      },
    }
  }

  /** Hangs up, also in the middle of an answer. */
  async close(): Promise<void> {
    await Promise.all([this.#pool.destroy(), this.#streams?.destroy()])
  }

  #outgoing(request: Request, proof: Proof | undefined) {
    const { host } = this.#options
    return {
      method: request.method,
      path: `${this.#path}${request.path}${queryText(request.query)}` || '/',
      headers: {
        accept: 'application/json',
        'user-agent': 'troupe',
        ...(host !== undefined && { host }),
        ...request.headers,
        ...sent(proof),
      },
      ...(request.body !== undefined && { body: request.body }),
    }
  }

  /** A certificate that came with new credentials needs new connections. */
  #poolFor(certificate: ClientCertificate | undefined): Pool {
    if (certificate !== undefined && certificate.cert !== this.#certificate?.cert) {
      this.#certificate = certificate
      void this.#pool.close()
      void this.#streams?.close()
      this.#pool = this.#open(undefined)
      this.#streams = undefined
    }
    return this.#pool
  }

  /** @param connections null for any number of answers without an end */
  #open(connections: null | undefined): Pool {
    const { tls, timeouts, maxBody } = this.#options
    const endless = connections === null
    return new Pool(this.#origin, {
      connections: endless ? null : this.#connections,
      connect: { ...connectOptions(tls, this.#certificate), timeout: timeouts?.connect ?? 10_000 },
      headersTimeout: this.#headersTimeout,
      bodyTimeout: endless ? 0 : (timeouts?.body ?? 60_000),
      maxResponseSize: endless ? -1 : (maxBody ?? 64 * megabyte),
      keepAliveTimeout: idle,
      keepAliveMaxTimeout: 5 * 60_000,
    })
  }
}

/**
 * The answer, read to its end. Without a stream for its body and a listener of its own on the signal, which cost more than
 * the rest of a short answer does.
 */
async function wholeAnswer(
  pool: Pool,
  outgoing: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<Answer> {
  signal.throwIfAborted()
  return await new Promise<Answer>((done, failed) => {
    const pieces: Buffer[] = []
    let head: Pick<Answer, 'status' | 'headers'> = { status: 0, headers: {} }
    let hangUp = () => {}
    const stay = onAbort(signal, (reason) => {
      failed(reason)
      hangUp()
    })
    pool.dispatch(outgoing, {
      onRequestStart(controller) {
        hangUp = () => {
          controller.abort(new Error('aborted'))
        }
        if (signal.aborted) hangUp()
      },
      onResponseStart(_, status, headers) {
        head = { status, headers: flat(headers) }
      },
      onResponseData(_, piece) {
        pieces.push(piece)
      },
      onResponseEnd() {
        stay()
        done({ ...head, text: textOf(pieces) })
      },
      onResponseError(_, error) {
        stay()
        failed(error)
      },
    })
  })
}

/** UTF-8, a byte order mark at its beginning left out. */
function textOf(pieces: readonly Buffer[]): string {
  const text = Buffer.concat(pieces).toString('utf8')
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

function connectOptions(tls: TlsOptions = {}, certificate: ClientCertificate | undefined) {
  return { ...tls, ...certificate }
}

function sent(proof: Proof | undefined): Record<string, string | string[]> {
  const entries = Object.entries(proof?.headers ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : [...value],
  ])
  return Object.fromEntries(entries) as Record<string, string | string[]>
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const entries = Object.entries(headers).map(([name, value]) => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ])
  return Object.fromEntries(entries) as Headers
}
