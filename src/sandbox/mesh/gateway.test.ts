/** What the recordings cannot show: bodies of a gigabyte, changes while it serves, keys that come and go, other edges. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { type Duplex, Readable } from 'node:stream'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { listen } from '../http/listen.ts'
import { type GatewayOptions, meshGateway } from './gateway.ts'
import { clusterOf, type MemoryCluster } from './memory-cluster.ts'
import type { KubernetesObject } from './object.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

function object(kind: string, name: string, spec: object, more: object = {}): KubernetesObject {
  const groups: Record<string, string> = {
    Service: 'v1',
    Namespace: 'v1',
    HTTPRoute: 'gateway.networking.k8s.io/v1',
    RequestAuthentication: 'security.istio.io/v1',
    AuthorizationPolicy: 'security.istio.io/v1',
  }
  const apiVersion = groups[kind] ?? 'networking.istio.io/v1'
  const [namespace = '', own = ''] = name.split('/')
  return { apiVersion, kind, metadata: { name: own, namespace }, spec, ...more }
}

const platform = object('Gateway', 'istio-system/platform', {
  selector: { istio: 'ingressgateway' },
  servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
})
const service = object('Service', 'demo/shop', { ports: [{ port: 80, name: 'http' }] })
const toShop = { destination: { host: 'shop', port: { number: 80 } } }

function routes(...http: object[]): KubernetesObject {
  return object('VirtualService', 'demo/shop', {
    hosts: ['shop.example'],
    gateways: ['istio-system/platform'],
    http,
  })
}

async function backend(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const { url, close } = await listen(handle)
  closers.push(close)
  return url
}

interface Served {
  readonly cluster: MemoryCluster
  ask(path: string, options?: Asking): Promise<Answer>
}
interface Asking {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: Readable
}
interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingMessage['headers']
  readonly bytes: number
  readonly text: string
}

async function serve(
  objects: readonly KubernetesObject[],
  shop: string,
  options: Partial<GatewayOptions> = {},
): Promise<Served> {
  const cluster = clusterOf(objects)
  const gateway = meshGateway({ cluster, backends: { 'shop.demo.svc.cluster.local': shop }, ...options })
  const { port, close } = await listen(gateway.handler)
  closers.push(close, () => gateway.close())
  return { cluster, ask: (path, asking = {}) => ask(port, path, asking) }
}

function ask(port: number, path: string, { method = 'GET', headers = {}, body }: Asking): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method, headers: { host: 'shop.example', ...headers } },
      (response) => {
        let bytes = 0
        let text = ''
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
          if (text.length < 1000) text += chunk.toString()
        })
        response.on('error', reject)
        response.on('end', () => {
          resolve({ status: response.statusCode, headers: response.headers, bytes, text })
        })
      },
    )
    sent.on('error', reject)
    if (body) body.pipe(sent)
    else sent.end()
  })
}

const said = (text: string) => (_: IncomingMessage, response: ServerResponse) => response.end(text)

describe('bodies', () => {
  it('a layer of 512 MiB goes up and down while memory stays flat', async () => {
    const piece = Buffer.alloc(64 * 1024, 'x')
    const size = 512 * 1024 * 1024
    const layer = () =>
      Readable.from(new Array<Buffer>(size / piece.length).fill(piece), { objectMode: false })
    const shop = await backend((received, response) => {
      if (received.method === 'GET') {
        response.writeHead(200, { 'content-length': size })
        layer().pipe(response)
        return
      }
      let bytes = 0
      received.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      received.on('end', () => response.end(String(bytes)))
    })
    const { ask: askShop } = await serve([platform, service, routes({ route: [toShop] })], shop)
    await askShop('/warm-up', { method: 'PUT', body: Readable.from(['x'], { objectMode: false }) })
    const before = process.memoryUsage().rss
    let peak = before
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss)
    }, 10)
    const up = await askShop('/v2/blob', { method: 'PUT', body: layer() })
    const down = await askShop('/v2/blob')
    clearInterval(watch)
    expect(up.text).toBe(String(size))
    expect(down.bytes).toBe(size)
    expect(peak - before).toBeLessThan(size / 2)
  }, 60_000)

  it('a client that leaves takes its request with it', async () => {
    let arrived = () => {}
    let ended = () => {}
    const asked = new Promise<void>((done) => {
      arrived = done
    })
    const gone = new Promise<void>((done) => {
      ended = done
    })
    const shop = await backend((received) => {
      received.socket.on('close', ended)
      arrived()
    })
    const gateway = meshGateway({
      cluster: clusterOf([platform, service, routes({ route: [toShop] })]),
      backends: { 'shop.demo.svc.cluster.local': shop },
    })
    const { port, close } = await listen(gateway.handler)
    closers.push(close, () => gateway.close())
    const client = request({ host: '127.0.0.1', port, headers: { host: 'shop.example' } })
    client.on('error', () => {})
    client.end()
    await asked
    client.destroy()
    await gone
  })
})

describe('routes', () => {
  it('a change is served from the next request on, and a removal too', async () => {
    const shop = await backend(said('shop'))
    const { cluster, ask: askShop } = await serve([platform, service], shop)
    expect((await askShop('/')).status).toBe(404)
    cluster.put(routes({ route: [toShop] }))
    expect((await askShop('/')).text).toBe('shop')
    cluster.put(routes({ directResponse: { status: 410, body: { string: 'closed' } } }))
    expect((await askShop('/')).text).toBe('closed')
    cluster.remove(routes())
    expect((await askShop('/')).status).toBe(404)
  })

  it('retries what a policy names, with the body once more', async () => {
    const attempts: string[] = []
    const shop = await backend((received, response) => {
      let text = ''
      received.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      received.on('end', () => {
        attempts.push(`${received.headers['x-envoy-attempt-count']} ${text}`)
        response.writeHead(attempts.length < 3 ? 503 : 200).end('done')
      })
    })
    const retries = { attempts: 2, retryOn: '5xx' }
    const { ask: askShop } = await serve([platform, service, routes({ route: [toShop], retries })], shop)
    const body = Readable.from(['abc'], { objectMode: false })
    const answer = await askShop('/', { method: 'POST', body, headers: { 'content-length': '3' } })
    expect(answer.status).toBe(200)
    expect(attempts).toEqual(['1 abc', '2 abc', '3 abc'])
  })

  it('rewrites host, path by regular expression, and headers both ways', async () => {
    const shop = await backend((received, response) => {
      response.setHeader('x-powered-by', 'shop')
      response.end(`${received.headers.host} ${received.url} ${received.headers['x-team']}`)
    })
    const { ask: askShop } = await serve(
      [
        platform,
        service,
        routes({
          match: [{ uri: { prefix: '/old/' } }],
          rewrite: {
            authority: 'inner',
            uriRegexRewrite: { match: '^/old/(\\w+)/(\\w+)', rewrite: '/\\2/\\1' },
          },
          headers: { request: { set: { 'X-Team': 'demo' } }, response: { remove: ['x-powered-by'] } },
          route: [toShop],
        }),
      ],
      shop,
    )
    const answer = await askShop('/old/a/b?c=/old/d/e', { headers: { 'x-team': 'forged' } })
    expect(answer.text).toBe('inner /b/a?c=/old/d/e demo')
    expect(answer.headers['x-powered-by']).toBeUndefined()
  })

  it('divides by weight; a destination of weight 0 gets nothing', async () => {
    const shop = await backend(said('shop'))
    const other = object('Service', 'demo/other', { ports: [{ port: 80 }] })
    const weighted = [
      { ...toShop, weight: 100 },
      { destination: { host: 'other' }, weight: 0 },
    ]
    const { ask: askShop } = await serve([platform, service, other, routes({ route: weighted })], shop)
    const answers = await Promise.all(Array.from({ length: 20 }, () => askShop('/')))
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['shop']))
  })

  it('speaks HTTP/2 to a backend whose port says so', async () => {
    const server = createHttp2Server((received, response) => {
      response.setHeader('x-version', received.httpVersion)
      response.end(`${received.method} ${received.url} ${received.authority}`)
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    closers.push(() => server.close())
    const { port } = server.address() as AddressInfo
    const grpc = object('Service', 'demo/shop', { ports: [{ port: 80, name: 'grpc-api' }] })
    const { ask: askShop } = await serve(
      [platform, grpc, routes({ route: [toShop] })],
      `http://127.0.0.1:${port}`,
    )
    const answer = await askShop('/x?y=1')
    expect(answer.text).toBe('GET /x?y=1 shop.example')
    expect(answer.headers['x-version']).toBe('2.0')
  })

  it('answers a preflight that the route allows by itself', async () => {
    const shop = await backend(said('shop'))
    const corsPolicy = { allowOrigins: [{ exact: 'https://console.example' }], allowMethods: ['GET', 'PUT'] }
    const { ask: askShop } = await serve([platform, service, routes({ route: [toShop], corsPolicy })], shop)
    const headers = { origin: 'https://console.example', 'access-control-request-method': 'PUT' }
    const answer = await askShop('/', { method: 'OPTIONS', headers })
    expect(answer.text).toBe('')
    expect(answer.headers['access-control-allow-methods']).toBe('GET,PUT')
    const plain = await askShop('/', { headers: { origin: 'https://console.example' } })
    expect(plain.headers['access-control-allow-origin']).toBe('https://console.example')
    const foreign = await askShop('/', { headers: { origin: 'https://evil.example' } })
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('websockets', () => {
  it('go through once the backend agrees, and are judged like any request', async () => {
    const shop = createServer()
    shop.on('upgrade', (received: IncomingMessage, socket: Duplex) => {
      const { upgrade, host } = received.headers
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n\r\n${host}`,
      )
      socket.on('data', (chunk: Buffer) => socket.write(chunk))
      socket.on('error', () => socket.destroy())
    })
    await new Promise<void>((ready) => shop.listen(0, '127.0.0.1', ready))
    const { port } = shop.address() as AddressInfo
    const deny = object('AuthorizationPolicy', 'istio-system/deny', {
      action: 'DENY',
      rules: [{ to: [{ operation: { paths: ['/closed'] } }] }],
    })
    const gateway = meshGateway({
      cluster: clusterOf([platform, service, deny, routes({ route: [toShop] })]),
      backends: { 'shop.demo.svc.cluster.local': `http://127.0.0.1:${port}` },
    })
    const front = createServer((received, response) => void gateway.handler(received, response))
    front.on('upgrade', gateway.upgrade)
    await new Promise<void>((ready) => front.listen(0, '127.0.0.1', ready))
    closers.push(
      () => gateway.close(),
      () => front.close(),
      () => shop.close(),
    )
    const { port: frontPort } = front.address() as AddressInfo
    const dial = (path: string) =>
      request({
        host: '127.0.0.1',
        port: frontPort,
        path,
        headers: { host: 'shop.example', connection: 'Upgrade', upgrade: 'websocket' },
      }).end()
    const refused = await new Promise<number | undefined>((done) => {
      dial('/closed').on('response', (response) => done(response.resume().statusCode))
    })
    expect(refused).toBe(403)
    const said = await new Promise<string>((done) => {
      dial('/chat').on('upgrade', (_, socket: Duplex, head: Buffer) => {
        let text = head.toString()
        socket.write('hello')
        socket.on('data', (chunk: Buffer) => {
          text += chunk.toString()
          if (!text.endsWith('hello')) return
          socket.destroy()
          done(text)
        })
      })
    })
    expect(said).toBe('shop.examplehello')
  })
})

describe('policies', () => {
  it('targetRefs reach only the proxy of the Gateway that they name', async () => {
    const shop = await backend(said('shop'))
    const own = {
      ...object('Gateway', 'istio-system/own', {
        gatewayClassName: 'istio',
        listeners: [
          { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } },
        ],
      }),
      apiVersion: 'gateway.networking.k8s.io/v1',
    }
    const route = object('HTTPRoute', 'demo/own', {
      parentRefs: [{ name: 'own', namespace: 'istio-system' }],
      hostnames: ['own.example'],
      rules: [{ backendRefs: [{ name: 'shop', port: 80 }] }],
    })
    const deny = object('AuthorizationPolicy', 'istio-system/deny', {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'own' }],
      action: 'DENY',
      rules: [{ to: [{ operation: { paths: ['/closed*'] } }] }],
    })
    const all = [platform, service, own, route, deny, routes({ route: [toShop] })]
    const { ask: askShop } = await serve(all, shop)
    const headers = { host: 'own.example' }
    expect((await askShop('/closed', { headers })).text).toBe('RBAC: access denied')
    expect((await askShop('/open', { headers })).text).toBe('shop')
    expect((await askShop('/closed')).text).toBe('shop')
  })

  it.each([
    ['by address', { from: [{ source: { ipBlocks: ['127.0.0.0/8'] } }] }, 403],
    ['by another address', { from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] }, 200],
    [
      'by certificate, which no client of the gateway has',
      { from: [{ source: { principals: ['*'] } }] },
      200,
    ],
    ['by its lack', { from: [{ source: { notPrincipals: ['*'] } }] }, 403],
    ['by a header', { when: [{ key: 'request.headers[x-team]', values: ['de*'] }] }, 403],
    ['by its absence', { when: [{ key: 'request.headers[x-none]', notValues: ['*'] }] }, 403],
    [
      'by port of the Service, which is not the port of the pod',
      { to: [{ operation: { ports: ['80'] } }] },
      200,
    ],
    ['by port of the pod', { to: [{ operation: { ports: ['8080'] } }] }, 403],
    [
      'from and when together',
      {
        from: [{ source: { ipBlocks: ['127.0.0.1'] } }],
        when: [{ key: 'request.headers[x-team]', values: ['dev'] }],
      },
      200,
    ],
  ])('denies %s', async (_, rule, status) => {
    const shop = await backend(said('shop'))
    const ingress = object('Service', 'istio-system/istio-ingressgateway', {
      selector: { istio: 'ingressgateway' },
      ports: [{ port: 80, targetPort: 8080 }],
    })
    const deny = object('AuthorizationPolicy', 'istio-system/deny', { action: 'DENY', rules: [rule] })
    const { ask: askShop } = await serve(
      [platform, service, ingress, deny, routes({ route: [toShop] })],
      shop,
    )
    expect((await askShop('/', { headers: { 'x-team': 'demo' } })).status).toBe(status)
  })
})

describe('keys by address', () => {
  const issuer = 'https://keycloak.example/realms/platform'

  async function issue(): Promise<{ token: string; jwks: string }> {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
    const token = await new SignJWT({ sub: 'joe' })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(issuer)
      .setExpirationTime('1h')
      .sign(privateKey)
    const key = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' }
    return { token, jwks: JSON.stringify({ keys: [key] }) }
  }

  function rule(spec: object): KubernetesObject {
    return object('RequestAuthentication', 'istio-system/sso', { jwtRules: [{ issuer, ...spec }] })
  }

  it('are found by discovery and fetched once through the dial function', async () => {
    const { token, jwks } = await issue()
    const asked: string[] = []
    const keycloak = createServer((received, response) => {
      asked.push(`${received.headers.host} ${received.url}`)
      const document = { jwks_uri: `${issuer}/certs` }
      response.end(received.url?.includes('.well-known') ? JSON.stringify(document) : jwks)
    })
    await new Promise<void>((ready) => keycloak.listen(0, '127.0.0.1', ready))
    closers.push(() => keycloak.close())
    const { port } = keycloak.address() as AddressInfo
    const dial = (url: string) => ({
      url: `http://127.0.0.1:${port}${new URL(url).pathname}`,
      host: new URL(url).host,
    })
    const shop = await backend(said('shop'))
    const { ask: askShop } = await serve([platform, service, rule({}), routes({ route: [toShop] })], shop, {
      dial,
    })
    const headers = { authorization: `Bearer ${token}` }
    expect((await askShop('/', { headers })).text).toBe('shop')
    expect((await askShop('/', { headers })).text).toBe('shop')
    expect(asked).toEqual([
      'keycloak.example /realms/platform/.well-known/openid-configuration',
      'keycloak.example /realms/platform/certs',
    ])
  })

  it('that could not be fetched refuse every token until a spec changes', async () => {
    const { token, jwks } = await issue()
    let up = false
    const keycloak = await backend((_, response) => response.writeHead(up ? 200 : 503).end(jwks))
    const jwksUri = `${keycloak}/certs`
    const shop = await backend(said('shop'))
    const { cluster, ask: askShop } = await serve(
      [platform, service, rule({ jwksUri }), routes({ route: [toShop] })],
      shop,
    )
    const headers = { authorization: `Bearer ${token}` }
    expect((await askShop('/', { headers })).text).toBe('Jwt verification fails')
    up = true
    const annotated = rule({ jwksUri })
    cluster.put({ ...annotated, metadata: { ...annotated.metadata, annotations: { touched: 'yes' } } })
    expect((await askShop('/', { headers })).text).toBe('Jwt verification fails')
    cluster.put(rule({ jwksUri, forwardOriginalToken: true }))
    expect((await askShop('/', { headers })).text).toBe('shop')
  })
})
