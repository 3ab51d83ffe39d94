import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestHarbor, testHarbor } from '../testing.ts'

let harbor: TestHarbor

beforeEach(async () => {
  harbor = await testHarbor()
  for (const name of ['a', 'b']) await call('POST', '/projects', { project_name: name })
})
afterEach(() => harbor.close())

const call = (method: string, path: string, body?: unknown) => harbor.call(method, `/api/v2.0${path}`, body)
const refusal = (status: number, message: string) => ({ status, json: { errors: [{ message }] } })
const digest = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`
const IMAGE = 'application/vnd.oci.image.manifest.v1+json'
const INDEX = 'application/vnd.oci.image.index.v1+json'

async function send(method: string, path: string, body: string, type: string): Promise<Response> {
  const authorization = `Basic ${Buffer.from('admin:Harbor12345').toString('base64')}`
  const url = path.startsWith('http') ? path : harbor.url + path
  return await fetch(url, { method, body, headers: { authorization, 'content-type': type } })
}

async function blob(repository: string, content: string) {
  const begun = await send('POST', `/v2/${repository}/blobs/uploads/`, '', 'application/octet-stream')
  const to = `${begun.headers.get('location')}&digest=${digest(content)}`
  await send('PUT', to, content, 'application/octet-stream')
  return { digest: digest(content), size: content.length }
}

/** @returns its digest */
async function image(repository: string, reference: string, layer: string): Promise<string> {
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', ...(await blob(repository, '{}')) }
  const layers = [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', ...(await blob(repository, layer)) }]
  return await manifest(repository, reference, { schemaVersion: 2, mediaType: IMAGE, config, layers })
}

async function manifest(
  repository: string,
  reference: string,
  content: Readonly<Record<string, unknown>> & { readonly mediaType: string },
) {
  const body = JSON.stringify(content)
  const name = reference === '' ? digest(body) : reference
  await send('PUT', `/v2/${repository}/manifests/${name}`, body, content.mediaType)
  return digest(body)
}

/** An index of two untagged images. */
async function index(repository: string, tag: string): Promise<readonly string[]> {
  const parts = [await image(repository, '', 'one'), await image(repository, '', 'two')]
  const manifests = parts.map((part) => ({ mediaType: IMAGE, digest: part, size: 1 }))
  return [await manifest(repository, tag, { schemaVersion: 2, mediaType: INDEX, manifests }), ...parts]
}

const AT = '/projects/a/repositories/app/artifacts'
const listed = async (q = '', at = AT) =>
  ((await call('GET', `${at}?q=${encodeURIComponent(q)}`)).json as { digest: string }[]).map(
    (one) => one.digest,
  )

test('repositories have their project by name only, and one that is not there has no artifacts', async () => {
  expect((await call('GET', '/projects/2/repositories')).status).toBe(404)
  expect(await call('GET', AT)).toMatchObject({ status: 200, json: [] })
  expect(await call('GET', `${AT}/v1`)).toMatchObject(refusal(404, 'repository a/app not found'))
  const none = digest('none')
  expect(await call('GET', `${AT}/${none}`)).toMatchObject(refusal(404, `artifact a/app@${none} not found`))
})

test('artifacts are asked for by tag, by label and with what only an index holds', async () => {
  const first = await image('a/app', 'v1', 'first')
  const bare = await image('a/app', '', 'bare')
  const [whole = '', ...parts] = await index('a/app', 'multi')
  expect(await listed('tags=v1')).toEqual([first])
  expect(await listed('tags=~v')).toEqual([first])
  expect(await listed('tags=nil')).toEqual([bare])
  expect((await listed('tags=*')).sort()).toEqual([first, whole].sort())
  expect((await listed()).sort()).toEqual([first, bare, whole].sort())
  expect((await listed('base=*')).sort()).toEqual([first, bare, whole, ...parts].sort())
  await call('POST', '/labels', { name: 'good', scope: 'g' })
  await call('POST', `${AT}/v1/labels`, { id: 1 })
  expect(await listed('labels=(1)')).toEqual([first])
  expect(await listed('labels=(1 2)')).toEqual([])
  for (const q of ['labels={1}', 'labels=1', 'tags={v1 v2}', 'base=x']) {
    expect((await call('GET', `${AT}?q=${encodeURIComponent(q)}`)).status).toBe(400)
  }
})

test('an index takes its untagged parts with it, and a part does not go alone', async () => {
  const [, part = ''] = await index('a/app', 'multi')
  await call('POST', `${AT}/${part}/tags`, { name: 'kept' })
  const held = refusal(412, 'the deleting artifact is referenced by others')
  expect(await call('DELETE', `${AT}/${part}`)).toMatchObject(held)
  expect((await call('DELETE', `${AT}/multi`)).status).toBe(200)
  expect(await listed('base=*')).toEqual([part])
})

test('a copy of what has no such name is refused at once, however long that is', async () => {
  const from = `a/${'a'.repeat(200)}!`
  const copy = await call('POST', `/projects/b/repositories/app/artifacts?from=${from}`)
  expect(copy).toMatchObject(refusal(400, `invalid input: ${from}`))
})

test('an artifact is copied with its tags and parts, and counts where it is now', async () => {
  const [whole = '', ...parts] = await index('a/app', 'multi')
  const copy = await call('POST', '/projects/b/repositories/app/artifacts?from=a/app:multi')
  expect(copy.status).toBe(201)
  expect(copy.headers.get('location')).toBe('/api/v2.0/projects/b/repositories/app/artifacts/multi')
  const there = '/projects/b/repositories/app/artifacts'
  expect((await listed('base=*', there)).sort()).toEqual([whole, ...parts].sort())
  expect(await listed('tags=multi', there)).toEqual([whole])
  const used = async (id: number) => ((await call('GET', `/quotas/${id}`)).json as { used: unknown }).used
  expect(await used(3)).toEqual(await used(2))
  const from = (name: string) => call('POST', `${there}?from=${name}`)
  expect(await from('a/none:v1')).toMatchObject(refusal(404, 'repository a/none not found'))
  expect(await from('A')).toMatchObject(refusal(400, 'invalid input: A'))
})

test('a copy is held against the quota', async () => {
  await image('a/app', 'v1', 'x'.repeat(5000))
  await call('PUT', '/quotas/3', { hard: { storage: 1000 } })
  expect((await call('POST', '/projects/b/repositories/app/artifacts?from=a/app:v1')).status).toBe(403)
  expect((await call('GET', '/projects/b/repositories/app')).status).toBe(404)
})

test('a tag is new in its repository and has a name', async () => {
  await image('a/app', 'v1', 'x')
  const tag = (body: unknown) => call('POST', `${AT}/v1/tags`, body)
  expect(await tag({ name: 'v1' })).toMatchObject(
    refusal(409, 'tag v1 already exists under the repository 1'),
  )
  expect(await tag({ name: '-x' })).toMatchObject(refusal(400, 'bad request: invalid tag name: -x'))
  expect((await tag({})).status).toBe(422)
})

test('a description is kept escaped', async () => {
  await image('a/app', 'v1', 'x')
  await call('PUT', '/projects/a/repositories/app', { description: '<b>&"' })
  const { json } = await call('GET', '/projects/a/repositories/app')
  expect(json).toMatchObject({ description: '&lt;b&gt;&amp;&#34;' })
})
