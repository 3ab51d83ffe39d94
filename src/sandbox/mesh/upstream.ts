/** Connections to backends: HTTP/1.1 with keep-alive pools, and HTTP/2 where a port's name asks for it. */
import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { type ClientHttp2Session, connect } from 'node:http2'
import { request as httpsRequest, Agent as TlsAgent } from 'node:https'
import type { Readable } from 'node:stream'
import type { ResetReason } from './answer.ts'
import { type Headers, headersOf, outgoing } from './headers.ts'
import type { Endpoint, Protocol } from './registry.ts'

/** What is sent to a backend. */
interface Sent {
  readonly endpoint: Endpoint
  readonly protocol: Protocol
  readonly method: string
  readonly path: string
  readonly headers: Headers
  /** The body is asked for only once a connection stands. */
  readonly body: (() => Readable) | undefined
  readonly signal: AbortSignal
}

/** A backend's answer, its body still flowing. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly body: Readable
}

/** A backend broke off before its headers. */
export class UpstreamReset extends Error {
  readonly reason: ResetReason
  /** Whether anything of the request can have arrived. */
  readonly arrived: boolean

  constructor(reason: ResetReason, arrived: boolean) {
    super(reason)
    this.reason = reason
    this.arrived = arrived
  }
}

/** A pool of connections. */
export interface Upstream {
  /** @throws UpstreamReset */
  send(sent: Sent): Promise<Answered>
  close(): void
}

/** An empty pool. */
export function upstream(): Upstream {
  // Idle connections are closed before a backend of node's would close them (5 s), else a request could race that.
  const settings = { keepAlive: true, timeout: 4000, maxFreeSockets: 64 }
  const agent = new Agent(settings)
  const tlsAgent = new TlsAgent({ ...settings, rejectUnauthorized: false })
  const sessions = new Map<string, ClientHttp2Session>()
  return {
    send: (sent) =>
      sent.protocol === 'http2'
        ? sendHttp2(sent, sessions)
        : sendHttp1(sent, sent.endpoint.tls ? tlsAgent : agent),
    close() {
      agent.destroy()
      tlsAgent.destroy()
      for (const session of sessions.values()) session.destroy()
    },
  }
}

function sendHttp1(sent: Sent, agent: Agent): Promise<Answered> {
  const { endpoint, body } = sent
  return new Promise((resolve, reject) => {
    let connected = false
    const asked = startHttp1(sent, agent)
    asked.once('socket', (socket) => {
      // The pool's own limit is for idle connections: a slow answer has none.
      socket.setTimeout(0)
      const ready = () => {
        connected = true
        const source = body?.()
        if (source) source.pipe(asked)
        else asked.end()
      }
      if (!socket.connecting) ready()
      else socket.once(endpoint.tls ? 'secureConnect' : 'connect', ready)
    })
    asked.once('response', (response: IncomingMessage) => {
      resolve({
        status: response.statusCode ?? 502,
        headers: headersOf(response.rawHeaders),
        body: response,
      })
    })
    asked.on('error', (error: NodeJS.ErrnoException) => {
      reject(new UpstreamReset(reasonOf(error, connected), connected))
    })
  })
}

function startHttp1({ endpoint, method, path, headers, signal }: Sent, agent: Agent): ClientRequest {
  const start = endpoint.tls ? httpsRequest : httpRequest
  const { host, port } = endpoint
  const asked = start({ agent, host, port, method, path, headers: outgoing(headers), setHost: false, signal })
  // Envoy says nothing of the connection to a backend (mesh contract 08-headers).
  asked.removeHeader('connection')
  return asked
}

/** node's parser gives codes of its own to an answer that is no HTTP. */
function reasonOf(error: NodeJS.ErrnoException, connected: boolean): ResetReason {
  if (error.code?.startsWith('HPE_')) return 'protocol error'
  return connected ? 'connection termination' : 'remote connection failure'
}

function sendHttp2(sent: Sent, sessions: Map<string, ClientHttp2Session>): Promise<Answered> {
  const { endpoint, method, path, headers, body, signal } = sent
  const origin = `${endpoint.tls ? 'https' : 'http'}://${endpoint.host}:${endpoint.port}`
  return new Promise((resolve, reject) => {
    const session = sessionTo(origin, sessions)
    const { host, ...rest } = outgoing(headers)
    const stream = session.request(
      {
        ...rest,
        ':method': method,
        ':path': path,
        ':authority': String(host),
        ':scheme': endpoint.tls ? 'https' : 'http',
      },
      { signal, endStream: body === undefined },
    )
    const refuse = (error?: NodeJS.ErrnoException) => {
      const refused = error?.code === 'ECONNREFUSED' || error?.code === 'EHOSTUNREACH'
      reject(new UpstreamReset(refused ? 'remote connection failure' : 'protocol error', !refused))
    }
    stream.once('response', (answered) => {
      const flat = Object.entries(answered).flatMap(([name, value]) =>
        name.startsWith(':') ? [] : [value ?? ''].flat().flatMap((one) => [name, String(one)]),
      )
      const status = answered[':status'] ?? 502
      resolve({ status, headers: headersOf(flat), body: stream })
    })
    stream.once('error', refuse)
    session.once('error', refuse)
    stream.once('close', () => session.off('error', refuse))
    body?.().pipe(stream)
  })
}

function sessionTo(origin: string, sessions: Map<string, ClientHttp2Session>): ClientHttp2Session {
  const known = sessions.get(origin)
  if (known && !known.destroyed && !known.closed) return known
  const session = connect(origin, { rejectUnauthorized: false })
  session.on('error', () => sessions.delete(origin))
  session.on('close', () => sessions.delete(origin))
  session.unref()
  sessions.set(origin, session)
  return session
}
