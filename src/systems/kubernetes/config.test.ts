import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import 'reflect-metadata'
import selfsigned from 'selfsigned'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SystemError } from '../../core/error.ts'
import { type MisbehavingServer, misbehavingServer } from '../http/misbehaving-server.ts'
import { kubernetesClient } from './client.ts'
import { loadKubernetesConfig } from './config.ts'
import { inClusterConfig, isInCluster } from './in-cluster.ts'

const never = new AbortController().signal
let folder = ''
const closing: { close(): Promise<void> }[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'))
})
afterEach(async () => {
  await Promise.all(closing.splice(0).map(async (each) => await each.close()))
  await rm(folder, { recursive: true })
})

const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'
const encoded = (text: string) => Buffer.from(text).toString('base64')

async function file(name: string, content: string | object): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const kubeconfig = (user: object = {}, cluster: object = {}) => ({
  'current-context': 'main',
  contexts: [
    { name: 'main', context: { cluster: 'c', user: 'u', namespace: 'demo' } },
    { name: 'other', context: { cluster: 'c' } },
  ],
  clusters: [{ name: 'c', cluster: { server: 'https://k8s.example:6443', ...cluster } }],
  users: [{ name: 'u', user }],
})

async function load(content: string | object, context?: string) {
  const path = await file('config', content)
  return loadKubernetesConfig({ kubeconfig: path, env: {}, ...(context !== undefined && { context }) })
}

test('a context with certificates from files beside it and from data', async () => {
  await file('ca.crt', pem)
  const config = await load(
    kubeconfig(
      { 'client-certificate-data': encoded(pem), 'client-key-data': encoded('-----BEGIN KEY-----\n') },
      { 'certificate-authority': 'ca.crt', 'tls-server-name': 'kubernetes' },
    ),
  )
  expect(config).toMatchObject({
    url: 'https://k8s.example:6443',
    tls: { ca: pem, cert: pem, key: '-----BEGIN KEY-----\n', servername: 'kubernetes' },
    login: { type: 'none' },
    namespace: 'demo',
  })
  expect(config.tls.rejectUnauthorized).toBeUndefined()
})

test.each([
  [{ token: 't' }, { type: 'token', token: 't' }],
  [
    { username: 'u', password: 'p' },
    { type: 'basic', username: 'u', password: 'p' },
  ],
  [
    { tokenFile: '/t', token: 'older' },
    { type: 'tokenFile', path: '/t' },
  ],
])('who: %o', async (user, login) => {
  expect((await load(kubeconfig(user))).login).toEqual(login)
})

test('impersonation, no check of certificates, and another context', async () => {
  const content = kubeconfig({ as: 'joe', 'as-groups': ['a', 'b'] }, { 'insecure-skip-tls-verify': true })
  expect(await load(content)).toMatchObject({
    impersonate: { user: 'joe', groups: ['a', 'b'], extra: {} },
    tls: { rejectUnauthorized: false },
  })
  const other = await load(content, 'other')
  expect(other.impersonate).toBeUndefined()
  expect(other.namespace).toBeUndefined()
})

test('KUBECONFIG: the first that says something wins, files that are not there are passed over', async () => {
  const first = await file('first', {
    'current-context': 'b',
    users: [{ name: 'u', user: { token: 'first' } }],
  })
  const second = await file('second', {
    ...kubeconfig({ token: 'second' }),
    contexts: [{ name: 'b', context: { cluster: 'c', user: 'u' } }],
  })
  const KUBECONFIG = [join(folder, 'absent'), first, second].join(delimiter)
  expect(loadKubernetesConfig({ env: { KUBECONFIG } }).login).toEqual({ type: 'token', token: 'first' })
})

test.each([
  ['nonsense', 'a: b: c', /config cannot be read: .*[^.:]\.$/],
  ['a word', 'nonsense', /config is no kubeconfig\.$/],
  [
    'no current context',
    { ...kubeconfig(), 'current-context': '' },
    /no current-context is set. Name one: main, other/,
  ],
  [
    'no such cluster',
    { ...kubeconfig(), clusters: [] },
    /contexts\["main"\]\.context\.cluster: there is no cluster "c"/,
  ],
  ['no such user', { ...kubeconfig(), users: [] }, /contexts\["main"\]\.context\.user: there is no user "u"/],
  [
    'no server',
    { ...kubeconfig(), clusters: [{ name: 'c', cluster: {} }] },
    /clusters\["c"\]\.cluster\.server/,
  ],
  [
    'no PEM',
    kubeconfig({}, { 'certificate-authority-data': 'AAAA' }),
    /certificate-authority-data: this is no PEM/,
  ],
  [
    'no file',
    kubeconfig({}, { 'certificate-authority': 'gone.crt' }),
    /certificate-authority: .*gone\.crt cannot be read/,
  ],
  [
    'no key',
    kubeconfig({ 'client-certificate-data': encoded(pem) }),
    /users\["u"\]\.user\.client-key is missing/,
  ],
  ['an old plugin', kubeconfig({ 'auth-provider': { name: 'gcp' } }), /auth-provider was removed/],
  [
    'a newer plugin',
    kubeconfig({ exec: { apiVersion: 'client.authentication.k8s.io/v9', command: 'x' } }),
    /exec\.apiVersion/,
  ],
])('what is wrong is named: %s', async (_, content, words) => {
  await expect(load(content)).rejects.toThrow(words)
  await expect(load(content)).rejects.toBeInstanceOf(SystemError)
})

test('no such context, and nothing at all', async () => {
  await expect(load(kubeconfig(), 'nowhere')).rejects.toThrow(
    /there is no context "nowhere". There are: main, other/,
  )
  expect(() => loadKubernetesConfig({ env: { HOME: folder } })).toThrow(
    /no cluster is known: there is no .*\.kube/,
  )
  expect(() => loadKubernetesConfig({ kubeconfig: join(folder, 'lost'), env: {} })).toThrow(
    /lost is not there\.$/,
  )
})

test('inside of a cluster', async () => {
  await file('token', 'first-token-of-the-pod')
  await file('ca.crt', pem)
  await file('namespace', 'troupe\n')
  const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' }
  expect(isInCluster(env, folder)).toBe(true)
  expect(isInCluster({}, folder)).toBe(false)
  expect(inClusterConfig(env, folder)).toMatchObject({
    url: 'https://[fd00::1]:443',
    tls: { ca: pem },
    namespace: 'troupe',
  })
})

async function serverWanting(bearer: () => string): Promise<MisbehavingServer> {
  const server = await misbehavingServer(({ headers }) =>
    headers.authorization === `Bearer ${bearer()}`
      ? { status: 200, json: { gitVersion: 'v1.36.2' } }
      : { status: 401 },
  )
  closing.push(server)
  return server
}

test('a token file that was renewed is read again on 401, once', async () => {
  const path = await file('token', 'first-token\n')
  let wanted = 'first-token'
  const server = await serverWanting(() => wanted)
  const config = { url: server.url, tls: {}, login: { type: 'tokenFile', path } as const, source: 'test' }
  const client = kubernetesClient(config, { pause: 1 })
  closing.push(client)
  expect(await client.raw('/version', {}, never)).toEqual({ gitVersion: 'v1.36.2' })
  wanted = 'second-token'
  await expect(client.raw('/version', {}, never)).rejects.toMatchObject({ status: 401 })
  await file('token', 'second-token\n')
  expect(await client.raw('/version', {}, never)).toEqual({ gitVersion: 'v1.36.2' })
  expect(server.received).toHaveLength(4)
})

/** A plugin that prints a token which counts its calls. */
async function plugin(script: string): Promise<object> {
  const path = await file('plugin', `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  const apiVersion = 'client.authentication.k8s.io/v1'
  return kubeconfig({
    exec: { apiVersion, command: './plugin', args: ['a-secret-argument'], installHint: 'Install it so.' },
  })
}
const print = (status: string) =>
  `echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{${status}}}'`
const counted = `echo x >> "$(dirname "$0")/calls"; n=$(wc -l < "$(dirname "$0")/calls" | tr -d ' ')`

test('a plugin is asked once, and again on 401', async () => {
  const content = await plugin(`${counted}; ${print('"token":"plugin-token-\'$n\'"')}`)
  const config = await load(content)
  const path = config.login.type === 'exec' ? config.login.plugin : undefined
  let wanted = 'plugin-token-1'
  const server = await serverWanting(() => wanted)
  const env = { PATH: '/bin:/usr/bin' }
  const client = kubernetesClient({
    ...config,
    url: server.url,
    login: { type: 'exec', plugin: { ...path, env } as never },
  })
  closing.push(client)
  await Promise.all([1, 2, 3].map(async () => await client.raw('/version', {}, never)))
  wanted = 'plugin-token-2'
  await Promise.all([1, 2, 3].map(async () => await client.raw('/version', {}, never)))
  expect(server.received.at(-1)?.headers.authorization).toBe('Bearer plugin-token-2')
})

test('a plugin’s certificates are shown to the server, the newer one after a 401', async () => {
  const made = async (name: string) => await selfsigned.generate([{ name: 'commonName', value: name }])
  const [first, second, own] = [await made('first'), await made('second'), await made('server')]
  await file('first.pem', JSON.stringify({ clientCertificateData: first.cert, clientKeyData: first.private }))
  await file(
    'second.pem',
    JSON.stringify({ clientCertificateData: second.cert, clientKeyData: second.private }),
  )
  const head = '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":'
  const path = `$(dirname "$0")`
  const script = `${counted}; [ $n = 1 ] && f=first || f=second; printf '%s' '${head}'; cat "${path}/$f.pem"; echo '}'`
  const config = await load(await plugin(script))
  let wanted = 'first'
  const server = await misbehavingServer(
    ({ certificate }) => (certificate === wanted ? { status: 200, json: {} } : { status: 401 }),
    { key: own.private, cert: own.cert },
  )
  const client = kubernetesClient({ ...config, url: server.url, tls: { rejectUnauthorized: false } })
  closing.push(client, server)
  await client.raw('/version', {}, never)
  wanted = 'second'
  await client.raw('/version', {}, never)
  expect(server.received.map(({ certificate }) => certificate)).toEqual(['first', 'first', 'second'])
})

test('impersonated groups are fields of their own', async () => {
  const server = await misbehavingServer(() => ({ status: 200, json: {} }))
  const impersonate = { user: 'joe', groups: ['a', 'b'], extra: { 'acme.com/x': ['1'] } }
  const client = kubernetesClient({
    url: server.url,
    tls: {},
    login: { type: 'none' },
    impersonate,
    source: 'test',
  })
  closing.push(client, server)
  await client.raw('/version', {}, never)
  expect(server.received[0]?.headers).toMatchObject({
    'impersonate-user': 'joe',
    'impersonate-group': 'a, b',
    'impersonate-extra-acme.com%2fx': '1',
  })
})

test.each([
  ['exit 3', /plugin failed \(3\)/],
  ['echo nonsense', /printed no ExecCredential/],
  [print('"expirationTimestamp":"2030-01-01T00:00:00Z"'), /neither a token nor a certificate/],
])('a plugin that fails is named, its arguments are not: %s', async (script, words) => {
  const config = await load(await plugin(script))
  const server = await serverWanting(() => 'x')
  const client = kubernetesClient({ ...config, url: server.url })
  closing.push(client)
  await expect(client.raw('/version', {}, never)).rejects.toThrow(words)
  await expect(client.raw('/version', {}, never)).rejects.not.toThrow(/a-secret-argument/)
})

test('a plugin that is not installed', async () => {
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: 'no-such-plugin',
    installHint: 'Install it so.',
  }
  const client = kubernetesClient(await load(kubeconfig({ exec })))
  closing.push(client)
  await expect(client.raw('/version', {}, never)).rejects.toThrow(
    /no-such-plugin is not installed. Install it so/,
  )
})
