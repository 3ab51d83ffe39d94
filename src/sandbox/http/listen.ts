/** Real HTTP on loopback: one listener per system, closed without waiting for idle clients. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, type Socket, Server as TcpServer } from 'node:net'
import type { Duplex } from 'node:stream'

/** Answers one request. Every server of the sandbox is such a function, so that faults can wrap it. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

/** Takes over a connection that asks to become something else, such as a websocket. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Where a server listens, and how to end it. */
export interface Listening {
  readonly url: string
  readonly port: number
  /** Hangs up on everybody and refuses connections, as a dead server does. */
  pause(): void
  /** Listens again, on the same port. @throws the socket's own error when that is taken */
  resume(): Promise<void>
  close(): Promise<void>
}

/** Host and port to listen on; port 0 takes a free one. With `tls` it speaks HTTPS. */
export interface ListenOptions {
  readonly host?: string
  readonly port?: number
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca?: string }
  /** Without it a request for another protocol is answered as any other. */
  readonly upgrade?: Upgrade
}

/** Starts listening. @throws the socket's own error, e.g. EADDRINUSE with the port in its message */
export async function listen(handler: Handler, options: ListenOptions = {}): Promise<Listening> {
  const host = options.host ?? '127.0.0.1'
  const guarded: Handler = (request, response) => {
    void answer(handler, request, response)
  }
  const settings = { keepAliveTimeout: 60_000, requestTimeout: 0, maxHeaderSize: 64 * 1024 }
  const server: Server = options.tls
    ? createTlsServer({ ...settings, ...options.tls, requestCert: true, rejectUnauthorized: false }, guarded)
    : createServer(settings, guarded)
  const hangUp = withConnections(server, options.upgrade)
  await open(server, host, options.port ?? 0)
  const { port } = server.address() as AddressInfo
  return {
    url: `${options.tls ? 'https' : 'http'}://${host}:${port}`,
    port,
    pause: () => {
      if (server.listening) stopListening(server)
      hangUp()
    },
    resume: async () => {
      if (!server.listening) await open(server, host, port)
    },
    close: () =>
      new Promise((done) => {
        stopListening(server, done)
        hangUp()
      }),
  }
}

/**
 * As every server of TCP closes. HTTP's own `close` looks at idle connections first, and fails where one was destroyed a moment
 * before (`Cannot read properties of null (reading '_httpMessage')`, Node 20); connections are ended here anyway.
 */
function stopListening(server: Server, done?: () => void): void {
  TcpServer.prototype.close.call(server, () => done?.())
}

function open(server: Server, host: string, port: number): Promise<void> {
  return new Promise((ready, failed) => {
    server.once('error', failed)
    server.listen(port, host, () => {
      server.off('error', failed)
      ready()
    })
  })
}

/**
 * @returns how to end every connection: also those that have changed hands and those in the middle of a handshake, which
 * `closeAllConnections` does not know and `close` waits for
 */
function withConnections(server: Server, upgrade: Upgrade | undefined): () => void {
  const connections = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
  })
  if (upgrade) {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy())
      upgrade(request, socket, head)
    })
  }
  return () => {
    for (const socket of connections) socket.destroy()
  }
}

/** A handler that throws is a bug of the sandbox: said on stderr, answered with 500, never a crash. */
async function answer(handler: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await handler(request, response)
  } catch (error) {
    // Whoever has hung up in the middle of a body is no bug, and hears no answer.
    if (request.destroyed && (error as NodeJS.ErrnoException).code === 'ECONNRESET') return
    process.stderr.write(`sandbox: ${request.method} ${request.url}: ${String((error as Error).stack)}\n`)
    if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' })
    response.end('internal error of the sandbox\n')
  }
}
