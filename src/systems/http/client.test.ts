import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import 'reflect-metadata'
import selfsigned from 'selfsigned'
import { afterEach, expect, test } from 'vitest'
import { SystemError } from '../../core/error.ts'
import { HttpClient } from './client.ts'
import type { Manners, Request } from './exchange.ts'
import { maybeJson, textIn } from './json.ts'
import {
  type Behaviour,
  drop,
  type MisbehavingServer,
  misbehavingServer,
  type Received,
  silence,
} from './misbehaving-server.ts'
import type { ClientOptions, RequestEvent } from './options.ts'
import { Redactor } from './redaction.ts'

const manners: Manners = {
  system: 'harbor',
  name: 'Harbor',
  verdict: ({ status }) => (status >= 500 || status === 429 ? 'retry' : 'refused'),
  message: ({ text }) => textIn(maybeJson(text), 'message'),
  help: ({ status }) => (status === 412 ? 'Do it the other way.' : undefined),
}
const never = new AbortController().signal
const get: Request = { method: 'GET', path: '/thing' }
const ok: Behaviour = { status: 200, json: { fine: true } }

const closing: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map(async (each) => await each.close()))
})

async function pair(
  behave: (request: Received, index: number) => Behaviour | Promise<Behaviour>,
  options: ClientOptions = {},
): Promise<{ readonly server: MisbehavingServer; readonly client: HttpClient }> {
  const server = await misbehavingServer(behave)
  const client = new HttpClient(server.url, manners, { pause: 1, ...options }, 4)
  closing.push(client, server)
  return { server, client }
}

async function failure(promise: Promise<unknown>): Promise<SystemError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof SystemError) return error
    throw error
  }
  throw new Error('it did not fail')
}

test.each(['GET', 'HEAD', 'PUT', 'DELETE'] as const)(
  '%s is sent again after a dropped connection',
  async (method) => {
    const { server, client } = await pair((_, index) => (index === 0 ? drop : { status: 200 }))
    expect((await client.send({ method, path: '/thing' }, never)).status).toBe(200)
    expect(server.received).toHaveLength(2)
    expect(client.requests.retries).toBe(1)
  },
)

test.each(['POST', 'PATCH'] as const)(
  '%s is not, since it may have been carried out, and the error says so',
  async (method) => {
    const { server, client } = await pair(() => drop)
    const error = await failure(client.send({ method, path: '/thing', body: '{}' }, never))
    expect(error).toMatchObject({ verdict: 'retry', status: 0, maybeDone: true })
    expect(server.received).toHaveLength(1)
  },
)

test('a POST that was refused for load was not carried out, and is sent again', async () => {
  const { server, client } = await pair((_, index) => (index === 0 ? { status: 429 } : { status: 201 }))
  expect((await client.send({ method: 'POST', path: '/thing', body: '{}' }, never)).status).toBe(201)
  expect(server.received).toHaveLength(2)
})

test('a POST that got a 500 is left to the caller', async () => {
  const { server, client } = await pair(() => ({ status: 500 }))
  const error = await failure(client.send({ method: 'POST', path: '/thing', body: '{}' }, never))
  expect(error).toMatchObject({ verdict: 'retry', status: 500, maybeDone: true })
  expect(server.received).toHaveLength(1)
})

test('Retry-After is waited for; when it asks for more than is left, the caller learns it at once', async () => {
  const { client } = await pair((_, index) =>
    index === 0 ? { status: 503, headers: { 'retry-after': '1' } } : ok,
  )
  const started = performance.now()
  await client.send(get, never)
  expect(performance.now() - started).toBeGreaterThan(950)

  const patient = await pair(() => ({ status: 503, headers: { 'retry-after': '3600' } }))
  const error = await failure(patient.client.send(get, never))
  expect(error).toMatchObject({ verdict: 'retry', retryAfter: 3_600_000 })
  expect(patient.server.received).toHaveLength(1)
})

test('attempts are bounded, and the error names request, status, the server’s words and what would help', async () => {
  const { server, client } = await pair(({ url }) =>
    url.startsWith('/a') ? { status: 502 } : { status: 412, json: { message: 'it has repositories.' } },
  )
  expect((await failure(client.send({ ...get, path: '/a' }, never))).message).toBe(
    'Harbor answered 502 to GET /a (4 times)',
  )
  expect(server.received).toHaveLength(4)
  const error = await failure(
    client.send({ method: 'DELETE', path: '/b', query: { token: 'abc', page: 2 } }, never),
  )
  expect(error.message).toBe(
    'Harbor answered 412 to DELETE /b?token=***&page=2: it has repositories. Do it the other way.',
  )
  expect(error).toMatchObject({ verdict: 'refused', maybeDone: false })
})

test('no header, body or known secret stands in an error or an event', async () => {
  const redactor = new Redactor()
  redactor.add('hunter2hunter2')
  const events: RequestEvent[] = []
  const { client } = await pair(
    ({ body, headers }) => ({ status: 400, json: { message: `bad: ${body} ${headers['authorization']}` } }),
    { redactor, onRequest: (event) => events.push(event) },
  )
  const encoded = Buffer.from('admin:hunter2hunter2').toString('base64')
  const error = await failure(
    client.send(
      {
        method: 'PUT',
        path: '/x/hunter2hunter2',
        body: '{"secret":"hunter2hunter2"}',
        credentials: { proof: () => Promise.resolve({ headers: { authorization: `Basic ${encoded}` } }) },
      },
      never,
    ),
  )
  const seen = JSON.stringify([error.message, events, error])
  expect(seen).not.toContain('hunter2')
  expect(seen).not.toContain(encoded)
  expect(events).toMatchObject([{ system: 'harbor', method: 'PUT', path: '/x/***', status: 400, attempt: 1 }])
})

test('a secret is not seen in part either, where the server’s words are cut or changed on their way', async () => {
  const secret = 'two  blanks <b>and</b> a tail'
  const redactor = new Redactor()
  redactor.add(secret)
  const words = ['x'.repeat(990), 'x'.repeat(190), '']
  for (const before of words) {
    const { client } = await pair(() => ({ status: 400, json: { message: `${before} ${secret}` } }), {
      redactor,
    })
    const { message } = await failure(client.send(get, never))
    expect(message).toMatch(/ \*\*\*|…/)
    expect(message).not.toMatch(/two|tail/)
  }
})

test('a date to wait for is by the server’s clock', async () => {
  const at = (seconds: number) => new Date(Date.parse('2020-01-01T00:00:00Z') + seconds * 1000).toUTCString()
  const headers = { date: at(0), 'retry-after': at(7) }
  const { client } = await pair(() => ({ status: 503, headers }), { attempts: 1 })
  expect((await failure(client.send(get, never))).retryAfter).toBe(7000)
})

test('what waits behind others for its second attempt has its time left', async () => {
  const after =
    (ms: number): Behaviour =>
    (response) => {
      setTimeout(() => response.writeHead(200).end(), ms)
    }
  const { client } = await pair(
    ({ url }, index) => (url === '/slow' ? after(1_500) : index === 0 ? { status: 503 } : after(1_400)),
    { timeouts: { total: 1_700 }, concurrency: { start: 1, max: 1 } },
  )
  const answers = [get, { ...get, path: '/slow' }].map((request) => client.send(request, never))
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200])
})

test('an abort rejects with its reason: in the queue, in flight, in a pause; and nothing new is sent', async () => {
  const { server, client } = await pair(
    ({ url }) => (url === '/slow' ? silence : { status: 503, headers: { 'retry-after': '30' } }),
    {
      concurrency: { start: 1, max: 1 },
    },
  )
  const controller = new AbortController()
  const reason = new Error('enough')
  const inFlight = client.send({ ...get, path: '/slow' }, controller.signal)
  const queued = client.send({ ...get, path: '/queued' }, controller.signal)
  while (server.received.length === 0) await new Promise((next) => setTimeout(next, 5))
  controller.abort(reason)
  await expect(inFlight).rejects.toBe(reason)
  await expect(queued).rejects.toBe(reason)

  const other = new AbortController()
  const paused = client.send({ ...get, path: '/paused' }, other.signal)
  while (server.received.length === 1) await new Promise((next) => setTimeout(next, 5))
  await new Promise((next) => setTimeout(next, 20))
  other.abort(reason)
  await expect(paused).rejects.toBe(reason)
  await expect(client.send(get, other.signal)).rejects.toBe(reason)
  expect(server.received.map(({ url }) => url)).toEqual(['/slow', '/paused'])
})

test('time-outs: before the answer, and in its middle', async () => {
  const half: Behaviour = (response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('half')
  }
  const { server, client } = await pair(({ url }) => (url === '/half' ? half : silence), {
    timeouts: { headers: 1_000, body: 1_000 },
    attempts: 1,
  })
  expect((await failure(client.send(get, never))).message).toBe(
    `Harbor at ${server.url} cannot be reached: no answer came in time. It was asked for GET /thing.`,
  )
  expect((await failure(client.send({ ...get, path: '/half' }, never))).message).toContain(
    'stopped in the middle',
  )
}, 30_000)

test('an answer without an end is not read to the end', async () => {
  const { client, server } = await pair(() => ({ status: 200, text: 'x'.repeat(100_000) }), {
    maxBody: 10_000,
  })
  const error = await failure(client.send(get, never))
  expect(error).toMatchObject({ verdict: 'refused' })
  expect(error.message).toContain('longer than we read')
  expect(server.received).toHaveLength(1)
})

test('nobody listens there: tried again, also a POST, and said in a sentence', async () => {
  const { server, client } = await pair(() => ok)
  await server.close()
  const error = await failure(client.send({ method: 'POST', path: '/thing', body: '{}' }, never))
  expect(error.message).toBe(
    `Harbor at ${server.url} cannot be reached: nothing listens there. Is it running, and is the port right? It was asked for POST /thing (4 times).`,
  )
  expect(error).toMatchObject({ verdict: 'retry', status: 0, maybeDone: false })
})

test('a host that nobody knows', async () => {
  const client = new HttpClient('http://no-such-host.invalid', manners, { attempts: 1 }, 4)
  closing.push(client)
  expect((await failure(client.send(get, never))).message).toMatch(
    /host name (is unknown|could not be looked up)/,
  )
})

test('TLS: an unknown authority, plain HTTP, another name, and all well', async () => {
  const pems = await selfsigned.generate([{ name: 'commonName', value: 'harbor.example' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'harbor.example' }] }],
  })
  const server = await misbehavingServer(() => ok, { key: pems.private, cert: pems.cert })
  closing.push(server)
  const client = (tls: ClientOptions['tls'], url = server.url, host?: string) => {
    const made = new HttpClient(url, manners, { ...(tls && { tls }), ...(host !== undefined && { host }) }, 4)
    closing.push(made)
    return made
  }
  const untrusted = await failure(client(undefined).send(get, never))
  expect(untrusted).toMatchObject({ verdict: 'refused' })
  expect(untrusted.message).toContain('its certificate is signed by itself')
  expect((await failure(client({ ca: pems.cert }).send(get, never))).message).toContain(
    'for another host name',
  )
  const byName = await client({ ca: pems.cert, servername: 'harbor.example' }).send(get, never)
  expect(byName.status).toBe(200)
  expect((await client({ ca: pems.cert }, server.url, 'harbor.example').send(get, never)).status).toBe(200)
  expect(server.received.at(-1)?.headers.host).toBe('harbor.example')
  const plain = server.url.replace('https:', 'http:')
  expect(await failure(client(undefined, plain).send(get, never))).toMatchObject({
    status: expect.any(Number),
  })
  const { server: plainServer } = await pair(() => ok)
  const wrong = await failure(client(undefined, plainServer.url.replace('http:', 'https:')).send(get, never))
  expect(wrong.message).toContain('does not speak TLS')
})

test('what answers is no HTTP server', async () => {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.end('220 mail.example ESMTP\r\n')
  })
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready)
  })
  const client = new HttpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, manners, {}, 4)
  closing.push(client, {
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => {
          done()
        })
      }),
  })
  const error = await failure(client.send(get, never))
  expect(error.verdict).toBe('refused')
  expect(error.message).toContain('does not speak HTTP')
})

test('one hundred at once stay within the limit', async () => {
  let busy = 0
  let peak = 0
  const { client } = await pair(
    async () => {
      peak = Math.max(peak, ++busy)
      await new Promise((next) => setTimeout(next, 2))
      busy--
      return ok
    },
    { concurrency: { start: 1, max: 3 } },
  )
  await Promise.all(Array.from({ length: 100 }, async () => await client.send(get, never)))
  expect(peak).toBe(3)
  expect(client.requests).toEqual({ reads: 100, writes: 0, retries: 0 })
})

test.each(['harbor.example', 'ftp://x', 'https://joe:secret1@x', 'https://x/?a=1'])(
  '%s is no base URL',
  (url) => {
    expect(() => new HttpClient(url, manners, {}, 4)).toThrow(SystemError)
    expect(() => new HttpClient(url, manners, {}, 4)).not.toThrow(/secret1/)
  },
)
