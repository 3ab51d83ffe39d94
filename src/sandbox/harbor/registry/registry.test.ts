import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type TestHarbor, testHarbor } from '../testing.ts'

let harbor: TestHarbor

beforeEach(async () => {
  harbor = await testHarbor()
  await harbor.call('PUT', '/api/v2.0/configurations', { auth_mode: 'oidc_auth' })
})
afterEach(() => harbor.close())

const digest = (bytes: Buffer | string) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

async function project(name: string, limit = -1): Promise<void> {
  await harbor.call('POST', '/api/v2.0/projects', { project_name: name, storage_limit: limit })
}

async function robot(name: string, ...actions: readonly string[]): Promise<string> {
  const access = actions.map((action) => ({ resource: 'repository', action }))
  const permissions = [{ kind: 'project', namespace: name, access }]
  const request = { name: actions.join('-'), level: 'project', duration: -1, permissions }
  const { json } = await harbor.call('POST', '/api/v2.0/robots', request)
  const made = json as { readonly name: string; readonly secret: string }
  return `${made.name}:${made.secret}`
}

function ask(
  method: string,
  path: string,
  login: string,
  body?: Buffer | string,
  type = 'application/octet-stream',
) {
  const authorization = `Basic ${Buffer.from(login).toString('base64')}`
  return fetch(path.startsWith('http') ? path : harbor.url + path, {
    method,
    headers: { authorization, 'content-type': type },
    ...(body === undefined ? {} : { body: Uint8Array.from(Buffer.from(body)) }),
  })
}

async function pushBlob(repository: string, login: string, bytes: Buffer | string): Promise<Response> {
  const begun = await ask('POST', `/v2/${repository}/blobs/uploads/`, login)
  if (begun.status !== 202) return begun
  return await ask('PUT', `${begun.headers.get('location')}&digest=${digest(bytes)}`, login, bytes)
}

const OCI = 'application/vnd.oci.image.manifest.v1+json'

async function pushImage(repository: string, login: string, tag: string, layer: string): Promise<Response> {
  const config = JSON.stringify({ architecture: 'amd64', os: 'linux', layer })
  for (const blob of [config, layer]) await pushBlob(repository, login, blob)
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      size: config.length,
      digest: digest(config),
    },
    layers: [
      { mediaType: 'application/vnd.oci.image.layer.v1.tar', size: layer.length, digest: digest(layer) },
    ],
  }
  return await ask('PUT', `/v2/${repository}/manifests/${tag}`, login, JSON.stringify(manifest), OCI)
}

const used = async () => {
  const { json } = await harbor.call('GET', '/api/v2.0/quotas?reference=project&sort=-used.storage')
  return (json as { used: { storage: number } }[])[0]?.used.storage
}

test('an upload goes on after a restart, and is the whole in the end', async () => {
  await project('team-a')
  const login = await robot('team-a', 'pull', 'push')
  const begun = await ask('POST', '/v2/team-a/app/blobs/uploads/', login)
  const first = await ask('PATCH', begun.headers.get('location') ?? '', login, 'one, ')
  const before = new URL(harbor.url).host
  harbor = await harbor.restart()
  const place = (first.headers.get('location') ?? '').replace(before, new URL(harbor.url).host)
  const second = await ask('PATCH', place, login, 'two')
  expect(second.headers.get('range')).toBe('0-7')
  const end = await ask('PUT', `${second.headers.get('location')}&digest=${digest('one, two')}`, login)
  expect(end.status).toBe(201)
  const pulled = await ask('GET', `/v2/team-a/app/blobs/${digest('one, two')}`, login)
  expect(await pulled.text()).toBe('one, two')
})

test('a large blob passes through without being held', async () => {
  await project('team-a')
  const login = await robot('team-a', 'pull', 'push')
  const piece = randomBytes(1024 * 1024)
  const count = 200
  const hash = createHash('sha256')
  for (let i = 0; i < count; i++) hash.update(piece)
  const begun = await ask('POST', '/v2/team-a/app/blobs/uploads/', login)
  const before = process.memoryUsage().rss
  const sent = await fetch(`${begun.headers.get('location')}&digest=sha256:${hash.digest('hex')}`, {
    method: 'PUT',
    headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` },
    body: Readable.toWeb(Readable.from(Array.from({ length: count }, () => piece))) as ReadableStream,
    duplex: 'half',
  } as RequestInit)
  expect(sent.status).toBe(201)
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024)
  expect(await used()).toBe(count * 1024 * 1024)
})

describe('what a project stores', () => {
  test('counts each blob once, and shrinks by what nothing else consists of', async () => {
    await project('team-a')
    const login = await robot('team-a', 'pull', 'push')
    await pushImage('team-a/app', login, 'v1', 'shared layer')
    const one = await used()
    await pushImage('team-a/app', login, 'v2', 'shared layer')
    await pushImage('team-a/copy', login, 'v1', 'shared layer')
    expect(await used()).toBe(one)
    await pushImage('team-a/app', login, 'v3', 'another layer')
    await harbor.call('DELETE', '/api/v2.0/projects/team-a/repositories/app/artifacts/v3')
    expect(await used()).toBe(one)
    await harbor.call('DELETE', '/api/v2.0/projects/team-a/repositories/app')
    expect(await used()).toBe(one)
    await harbor.call('DELETE', '/api/v2.0/projects/team-a/repositories/copy')
    expect(await used()).toBe(0)
    await pushImage('team-a/app', login, 'v1', 'shared layer')
    expect(await used()).toBe(one)
  })

  test('is held against the limit, at the end of a blob and at the manifest', async () => {
    await project('team-a', 100)
    const login = await robot('team-a', 'pull', 'push')
    expect((await pushBlob('team-a/app', login, 'x'.repeat(101))).status).toBe(403)
    expect((await pushImage('team-a/app', login, 'v1', 'l')).status).toBe(403)
    expect(await used()).toBeLessThanOrEqual(100)
  })
})

test('a mount needs the right to pull where the blob is', async () => {
  await project('team-a')
  await project('team-b')
  const a = await robot('team-a', 'pull', 'push')
  const b = await robot('team-b', 'pull', 'push')
  await pushBlob('team-a/app', a, 'a secret layer')
  const mount = `/v2/team-b/app/blobs/uploads/?mount=${digest('a secret layer')}&from=team-a/app`
  expect((await ask('POST', mount, b)).status).toBe(401)
  expect((await ask('POST', mount, 'admin:Harbor12345')).status).toBe(201)
})

test('a token made before its project was made again opens nothing', async () => {
  await project('team-a')
  const path = '/service/token?service=harbor-registry&scope=repository:team-a/app:pull'
  const { json } = await harbor.call('GET', path)
  const { token } = json as { readonly token: string }
  const ping = () =>
    fetch(`${harbor.url}/v2/team-a/app/tags/list`, { headers: { authorization: `Bearer ${token}` } })
  expect((await ping()).status).toBe(404)
  await harbor.call('DELETE', '/api/v2.0/projects/team-a')
  await new Promise((later) => setTimeout(later, 1100))
  await project('team-a')
  expect((await ping()).status).toBe(401)
})

test('the realm is where the client came from', async () => {
  const { headers } = await fetch(`${harbor.url}/v2/`, { headers: { 'x-forwarded-proto': 'https' } })
  const { host } = new URL(harbor.url)
  expect(headers.get('www-authenticate')).toBe(
    `Bearer realm="https://${host}/service/token",service="harbor-registry"`,
  )
})

test('a cache goes on when what it caches is gone', async () => {
  await project('source')
  const admin = 'admin:Harbor12345'
  await pushImage('source/app', admin, 'v1', 'the layer')
  const { headers } = await harbor.call('POST', '/api/v2.0/registries', {
    name: 'self',
    type: 'harbor',
    url: harbor.url,
    credential: { type: 'basic', access_key: 'admin', access_secret: 'Harbor12345' },
  })
  const registry = Number(headers.get('location')?.split('/').at(-1))
  await harbor.call('POST', '/api/v2.0/projects', { project_name: 'cache', registry_id: registry })
  const pull = async () => [
    (await ask('GET', '/v2/cache/source/app/manifests/v1', admin)).status,
    await (await ask('GET', `/v2/cache/source/app/blobs/${digest('the layer')}`, admin)).text(),
  ]
  expect(await pull()).toEqual([200, 'the layer'])
  await harbor.call('DELETE', '/api/v2.0/projects/source/repositories/app')
  expect(await pull()).toEqual([200, 'the layer'])
  expect((await pushBlob('cache/source/app', admin, 'mine')).status).toBe(403)
})

const run = promisify(execFile)
const hasSkopeo = await run('skopeo', ['--version']).then(
  () => true,
  () => false,
)

describe.runIf(hasSkopeo)('skopeo', () => {
  test('pushes and pulls as its robot, and is refused elsewhere', async () => {
    await project('team-a')
    await project('team-b')
    const login = await robot('team-a', 'pull', 'push')
    const folder = mkdtempSync(join(tmpdir(), 'skopeo-'))
    const host = new URL(harbor.url).host
    const skopeo = (...args: readonly string[]) =>
      run('skopeo', ['--insecure-policy', ...args], { env: { ...process.env, HOME: folder } })
    const to = ['--dest-tls-verify=false', '--dest-creds', login]
    layout(folder)
    await skopeo('copy', ...to, `oci:${folder}/image:v1`, `docker://${host}/team-a/deep/app:v1`)
    const from = ['--src-tls-verify=false', '--src-creds', login]
    await skopeo('copy', ...from, `docker://${host}/team-a/deep/app:v1`, `dir:${folder}/back`)
    const pulled = JSON.parse(readFileSync(join(folder, 'back/manifest.json'), 'utf8')) as {
      layers: unknown[]
    }
    expect(pulled.layers).toHaveLength(1)
    const elsewhere = skopeo('copy', ...to, `oci:${folder}/image:v1`, `docker://${host}/team-b/app:v1`)
    await expect(elsewhere).rejects.toThrow('unauthorized: authentication required')
    const wrong = skopeo(
      'login',
      '--tls-verify=false',
      '-u',
      login.split(':')[0] ?? '',
      '-p',
      'Wrong1234',
      host,
    )
    await expect(wrong).rejects.toThrow('invalid username/password')
    rmSync(folder, { recursive: true, force: true })
  })
})

/** An image on disk: one layer that is an empty tar. */
function layout(folder: string): void {
  const root = join(folder, 'image')
  mkdirSync(join(root, 'blobs/sha256'), { recursive: true })
  const put = (mediaType: string, bytes: Buffer) => {
    writeFileSync(join(root, 'blobs/sha256', digest(bytes).slice(7)), bytes)
    return { mediaType, digest: digest(bytes), size: bytes.length }
  }
  const tar = Buffer.alloc(10_240)
  const layer = put('application/vnd.oci.image.layer.v1.tar+gzip', gzipSync(tar))
  const rootfs = { type: 'layers', diff_ids: [digest(tar)] }
  const config = put(
    'application/vnd.oci.image.config.v1+json',
    Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', config: {}, rootfs })),
  )
  const manifest = put(
    OCI,
    Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI, config, layers: [layer] })),
  )
  const annotations = { 'org.opencontainers.image.ref.name': 'v1' }
  writeFileSync(join(root, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  writeFileSync(
    join(root, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [{ ...manifest, annotations }] }),
  )
}

test('tags and repositories come in pieces, as the real server cuts them', async () => {
  await project('team-a')
  const admin = 'admin:Harbor12345'
  for (const tag of ['b', 'a+1', 'c', 'a']) {
    await pushImage('team-a/app', admin, tag.replace('+', '_'), 'layer')
  }
  await pushImage('team-a/web', admin, 'v1', 'layer')
  const list = async (path: string) => {
    const answer = await ask('GET', `/v2/${path}`, admin)
    return [await answer.json(), answer.headers.get('link')]
  }
  const name = 'team-a/app'
  expect(await list(`${name}/tags/list?n=2&last=a`)).toEqual([
    { name, tags: ['a_1', 'b'] },
    `</v2/${name}/tags/list?last=b&n=2>; rel="next"`,
  ])
  expect(await list(`${name}/tags/list?last=b`)).toEqual([{ name, tags: ['c'] }, null])
  expect(await list('team-a/none/tags/list?n=0')).toEqual([{ name: 'team-a/none', tags: [] }, null])
  expect(await list('_catalog?n=1')).toEqual([
    { repositories: [name] },
    '</v2/_catalog?last=team-a%2Fapp&n=1>; rel="next"',
  ])
  expect(await list('_catalog?last=team-a/app&n=5')).toEqual([{ repositories: ['team-a/web'] }, null])
  expect(await list('_catalog?last=team-a/app')).toEqual([{ repositories: [name, 'team-a/web'] }, null])
  for (const path of [`${name}/tags/list?n=x`, `${name}/tags/list?n=-1`, '_catalog?n=1&last=none']) {
    expect(await list(path)).toMatchObject([{ errors: [{ code: 'BAD_REQUEST' }] }, null])
  }
})

test('a blob takes more than one request, even with its digest in the first', async () => {
  await project('team-a')
  const admin = 'admin:Harbor12345'
  const begun = await ask('POST', `/v2/team-a/app/blobs/uploads/?digest=${digest('x')}`, admin, 'x')
  expect(begun.status).toBe(202)
  expect(begun.headers.get('range')).toBe('0-0')
  expect((await ask('HEAD', `/v2/team-a/app/blobs/${digest('x')}`, admin)).status).toBe(404)
})
