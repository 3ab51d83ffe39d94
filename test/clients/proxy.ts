/** A proxy that brings every host to one port of this machine: names below .localhost are not resolved everywhere. */
import { createServer, request } from 'node:http'

export interface Proxying {
  readonly url: string
  close(): Promise<void>
}

export async function proxyTo(port: number): Promise<Proxying> {
  const server = createServer((incoming, answer) => {
    const { pathname, search } = new URL(incoming.url ?? '/')
    const { method = 'GET', headers } = incoming
    const options = { host: '127.0.0.1', port, method, path: pathname + search, headers }
    const onward = request(options, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers)
      got.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    incoming.pipe(onward)
  })
  // Nothing speaks TLS here; whoever tries goes on without.
  server.on('connect', (_, socket) => socket.destroy())
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  const own = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${own}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
