/** Upgraded connections, such as websockets: handed through once the backend agrees. */
import { request as httpRequest, type IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { answer, resetText } from './answer.ts'
import { type Headers, headersOf, outgoing } from './headers.ts'
import type { Endpoint } from './registry.ts'

/** A client's connection that asks to become something else. */
export interface Upgrade {
  readonly socket: Duplex
  /** What the client has sent already. */
  readonly head: Buffer
  /** The protocol, e.g. `websocket`. */
  readonly protocol: string
}

/** A response on the connection of an `upgrade` event, for answers that refuse it. */
export function responseOn(request: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(request.socket)
  response.on('finish', () => {
    response.detachSocket(request.socket)
    socket.end()
  })
  socket.on('error', () => socket.destroy())
  return response
}

interface Asked {
  readonly endpoint: Endpoint
  readonly method: string
  readonly path: string
  readonly headers: Headers
}

/** Asks a backend to upgrade, and joins both connections when it does. */
export function tunnel(
  { socket, head, protocol }: Upgrade,
  response: ServerResponse,
  { endpoint, method, path, headers }: Asked,
): void {
  const asked = httpRequest({
    host: endpoint.host,
    port: endpoint.port,
    method,
    path,
    headers: { ...outgoing(headers), connection: 'Upgrade', upgrade: protocol },
    setHost: false,
    agent: false,
  })
  asked.on('upgrade', (agreed, backend: Duplex, first: Buffer) => {
    const { rawHeaders, statusCode = 101, statusMessage = 'Switching Protocols' } = agreed
    const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`]
    for (const [name, values] of headersOf(rawHeaders).set('server', ['istio-envoy'])) {
      for (const value of values) lines.push(`${name}: ${value}`)
    }
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    socket.write(first)
    backend.write(head)
    backend.pipe(socket).pipe(backend)
    backend.on('error', () => socket.destroy())
    socket.on('close', () => backend.destroy())
    backend.on('close', () => socket.destroy())
  })
  asked.on('response', (refused) => {
    const { 'content-length': _, ...kept } = outgoing(headersOf(refused.rawHeaders))
    response.writeHead(refused.statusCode ?? 502, { ...kept, connection: 'close', server: 'istio-envoy' })
    refused.pipe(response)
  })
  asked.on('error', () => answer(response, 503, resetText('connection termination', false)))
  asked.end()
}
