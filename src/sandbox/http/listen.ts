/** Real HTTP on loopback: one listener per system, closed without waiting for idle clients. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

/** Answers one request. Every server of the sandbox is such a function, so that faults can wrap it. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

/** Where a server listens, and how to end it. */
export interface Listening {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** Host and port to listen on; port 0 takes a free one. With `tls` it speaks HTTPS. */
export interface ListenOptions {
  readonly host?: string
  readonly port?: number
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca?: string }
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
  await new Promise<void>((ready, failed) => {
    server.once('error', failed)
    server.listen(options.port ?? 0, host, () => {
      server.off('error', failed)
      ready()
    })
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `${options.tls ? 'https' : 'http'}://${host}:${port}`,
    port,
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done()
        })
        server.closeAllConnections()
      }),
  }
}

/** A handler that throws is a bug of the sandbox: said on stderr, answered with 500, never a crash. */
async function answer(handler: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await handler(request, response)
  } catch (error) {
    process.stderr.write(`sandbox: ${request.method} ${request.url}: ${String((error as Error).stack)}\n`)
    if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' })
    response.end('internal error of the sandbox\n')
  }
}
