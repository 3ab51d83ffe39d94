/** For tests: a real server on loopback that answers as the test says, drops connections when it says so, and remembers. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { TLSSocket } from 'node:tls'

/** A request as it came. */
export interface Received {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** The common name of the client's certificate. */
  readonly certificate?: string
}

/** What to do: an answer, or anything that the response can be made to do. */
export type Behaviour =
  | {
      readonly status: number
      readonly json?: unknown
      readonly text?: string
      readonly headers?: Readonly<Record<string, string | string[]>>
    }
  | ((response: ServerResponse) => void)

/** A running server. */
export interface MisbehavingServer {
  readonly url: string
  readonly received: readonly Received[]
  close(): Promise<void>
}

/** Cuts the connection without a word. */
export const drop = (response: ServerResponse): void => {
  response.socket?.destroy()
}

/** Never answers. */
export const silence = (): void => undefined

/** Listens on a free port. `behave` is asked for every request, in the order of their arrival. */
export async function misbehavingServer(
  behave: (request: Received, index: number) => Behaviour | Promise<Behaviour>,
  tls?: { readonly key: string; readonly cert: string; readonly ca?: string },
): Promise<MisbehavingServer> {
  const received: Received[] = []
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = '', url = '', headers } = request
    const certificate =
      request.socket instanceof TLSSocket ? request.socket.getPeerCertificate().subject?.CN : undefined
    const body = Buffer.concat(chunks).toString()
    const seen = { method, url, headers, body, ...(typeof certificate === 'string' && { certificate }) }
    received.push(seen)
    const behaviour = await behave(seen, received.length - 1)
    if (typeof behaviour === 'function') {
      behaviour(response)
      return
    }
    const { status, json, text, headers: more } = behaviour
    const type = json === undefined ? undefined : { 'content-type': 'application/json; charset=utf-8' }
    response.writeHead(status, { ...type, ...more })
    response.end(json === undefined ? text : JSON.stringify(json))
  }
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch(() => response.destroy())
  }
  const server = tls
    ? createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: false }, listener)
    : createServer(listener)
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    received,
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done()
        })
        server.closeAllConnections()
      }),
  }
}
