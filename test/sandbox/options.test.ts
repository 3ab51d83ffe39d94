import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, expect, test } from 'vitest'
import { MeshConfigProblem, readMeshConfig } from '../../src/sandbox/mesh-config.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { asking } from './asking.ts'

const folder = mkdtempSync(join(tmpdir(), 'troupe-options-'))
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A host of the gateway, which leads to a server of ours. */
async function published(sandbox: Sandbox, host: string, port: number): Promise<void> {
  const { url, ca, token } = sandbox.kubernetes
  const { ask, close } = asking(url, ca)
  const istio = '/apis/networking.istio.io/v1/namespaces/default'
  const make = async (kind: string, plural: string, name: string, spec: object) => {
    const body = { apiVersion: 'networking.istio.io/v1', kind, metadata: { name }, spec }
    expect((await ask(`Bearer ${token}`, 'POST', `${istio}/${plural}`, body)).status).toBe(201)
  }
  const servers = [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }]
  await make('Gateway', 'gateways', 'edge', { selector: { istio: 'ingressgateway' }, servers })
  const ports = [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: port }]
  const endpoints = [{ address: '127.0.0.1' }]
  await make('ServiceEntry', 'serviceentries', 'app', {
    hosts: ['app.example'],
    ports,
    endpoints,
    resolution: 'STATIC',
  })
  const http = [{ route: [{ destination: { host: 'app.example', port: { number: 80 } } }] }]
  await make('VirtualService', 'virtualservices', 'app', { hosts: [host], gateways: ['edge'], http })
  await close()
}

test('a websocket goes through the gateway, and ends with the sandbox', async () => {
  const backend = createServer()
  backend.on('upgrade', (request, socket) => {
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
    const accept = createHash('sha1').update(key).digest('base64')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    )
    socket.pipe(socket)
  })
  await new Promise<void>((ready) => backend.listen(0, '127.0.0.1', ready))
  closing.push(() => backend.close())
  const sandbox = await startSandbox()
  await published(sandbox, 'app.localhost', (backend.address() as AddressInfo).port)
  const socket = connect(Number(new URL(sandbox.gateway.url).port), '127.0.0.1')
  const said: string[] = []
  socket.on('data', (bytes: Buffer) => said.push(bytes.toString()))
  socket.on('error', () => undefined)
  const gone = new Promise((done) => socket.on('close', done))
  const heard = async (text: string) => {
    while (!said.join('').includes(text)) await new Promise((next) => setTimeout(next, 5))
  }
  socket.write(
    'GET /ws HTTP/1.1\r\nhost: app.localhost\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  await heard('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
  socket.write('there and back')
  await heard('there and back')
  await sandbox.close()
  await gone
})

test('the mesh’s configuration is obeyed: slashes are merged, or not', async () => {
  const seen: string[] = []
  const backend = createServer((request, response) => {
    seen.push(request.url ?? '')
    response.end()
  })
  await new Promise<void>((ready) => backend.listen(0, '127.0.0.1', ready))
  closing.push(() => backend.close())
  for (const normalization of ['BASE', 'MERGE_SLASHES'] as const) {
    const { mesh } = readMeshConfig(`pathNormalization: {normalization: ${normalization}}`)
    const sandbox = await startSandbox({ mesh })
    closing.push(() => sandbox.close())
    await published(sandbox, 'app.localhost', (backend.address() as AddressInfo).port)
    const { ask, close } = asking(sandbox.gateway.url)
    closing.push(close)
    expect((await ask('', 'GET', '/a//b', undefined, { host: 'app.localhost' })).status).toBe(200)
  }
  expect(seen).toEqual(['/a//b', '/a/b'])
})

test('a MeshConfig: what is obeyed, what is not, and what is none', () => {
  const { mesh, ignored } = readMeshConfig(`
pathNormalization: {normalization: DEFAULT}
accessLogFile: /dev/stdout
extensionProviders:
  - name: oauth2-proxy
    envoyExtAuthzHttp: {service: oauth2-proxy.system.svc.cluster.local, port: 80, headersToUpstreamOnAllow: [authorization]}
`)
  expect(mesh).toEqual({
    pathNormalization: 'BASE',
    extensionProviders: [
      {
        name: 'oauth2-proxy',
        envoyExtAuthzHttp: {
          service: 'oauth2-proxy.system.svc.cluster.local',
          port: 80,
          headersToUpstreamOnAllow: ['authorization'],
        },
      },
    ],
  })
  expect(ignored).toEqual(['accessLogFile'])
  expect(readMeshConfig('')).toEqual({ mesh: {}, ignored: [] })
  for (const wrong of [
    '[1]',
    'a: [',
    'pathNormalization: {normalization: SOME}',
    'extensionProviders: [{}]',
  ]) {
    expect(() => readMeshConfig(wrong)).toThrow(MeshConfigProblem)
  }
})

test('the command says what is wrong with its options, and what would be right', () => {
  const run = (...words: string[]) => {
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [main, 'sandbox', '--ports', 'free', ...words],
      { encoding: 'utf8', timeout: 15_000 },
    )
    return { status, said: stdout + stderr }
  }
  const file = join(folder, 'mesh.yaml')
  writeFileSync(file, 'pathNormalization: {normalization: SOME}')
  expect(run('--fault', 'harbor explode')).toMatchObject({
    status: 3,
    said: expect.stringContaining('--fault \'harbor explode\': "explode" is no fault'.replaceAll('"', '')),
  })
  expect(run('--mesh-config', file)).toMatchObject({
    status: 3,
    said: expect.stringContaining('pathNormalization.normalization'),
  })
  const help = run('--help')
  expect(help.status).toBe(0)
  expect(help.said).toContain('<system> <what> [key=value…]')
  expect(help.said).toContain("--fault 'harbor error status=503 rate=0.1'")
})
