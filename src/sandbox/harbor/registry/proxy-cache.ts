/** Projects that are a cache of another registry: what is not here is fetched from there, and kept. */
import { request } from 'undici'
import type { Network } from '../../http/network.ts'
import type { Project, Registry } from '../state/rows.ts'
import type { Call } from '../wire/call.ts'
import { denied, internal, notFound } from '../wire/refusal.ts'
import type { Reply } from '../wire/reply.ts'
import { findArtifact, keepArtifact } from './artifacts.ts'
import { digestOf } from './blobs.ts'
import { readManifest } from './manifest.ts'
import { grow, requireRoom } from './quota.ts'

/** @throws `Refusal` 403: nobody pushes to a cache */
export function requireNoCache(project: Project): void {
  if (project.registryId !== undefined) {
    throw denied(`denied: can not push artifact to a proxy project: ${project.name}`)
  }
}

const ACCEPT = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
].join(', ')

/**
 * The manifest from the other registry; it is kept, and its blobs follow when they are asked for.
 * @returns undefined when the one at hand will do
 * @throws `Refusal` 404
 */
export async function cachedManifest(
  call: Call,
  project: Project,
  name: string,
  reference: string,
): Promise<Reply | undefined> {
  const repository = call.harbor.tables.repositories.one('name', name)
  const local = repository && findArtifact(call.harbor, repository, reference)
  if (local && reference.includes(':')) return undefined
  const remote = name.slice(project.name.length + 1)
  const answer = await ask(call, project, `/v2/${remote}/manifests/${reference}`).catch(() => undefined)
  if (answer?.statusCode !== 200) {
    await answer?.body.dump()
    if (local) return undefined
    if (!answer) throw internal()
    const what = reference.includes(':') ? `digest ${reference}` : `tag ${reference}`
    throw notFound(`resource not found: repo ${name}, ${what} not found`)
  }
  const bytes = Buffer.from(await answer.body.arrayBuffer())
  const contentType = String(answer.headers['content-type'] ?? '').split(';')[0] ?? ''
  const manifest = readManifest(bytes, contentType)
  if (manifest) {
    const digest = await call.harbor.blobs.put(bytes)
    await keepArtifact(call.harbor, {
      project,
      repository: name,
      reference,
      digest,
      manifest,
      size: bytes.length,
    })
  }
  return {
    status: 200,
    headers: { 'content-type': contentType, 'docker-content-digest': local ? digestOf(bytes) : '' },
    body: bytes,
  }
}

/** Fetches a blob into the cache. @throws `Refusal` 404 */
export async function cachedBlob(call: Call, project: Project, name: string, digest: string): Promise<void> {
  const { blobs, store } = call.harbor
  const remote = name.slice(project.name.length + 1)
  const answer = await ask(call, project, `/v2/${remote}/blobs/${digest}`).catch(() => {
    throw internal()
  })
  if (answer.statusCode !== 200) {
    await answer.body.dump()
    throw notFound(`resource not found: blob ${digest} not found`)
  }
  requireRoom(call.harbor, project.id, Number(answer.headers['content-length'] ?? 0))
  const id = blobs.uploads.begin(name)
  await blobs.uploads.append(id, answer.body)
  if (!(await blobs.uploads.finish(id, digest))) throw internal()
  store.batch(() => {
    grow(call.harbor, project.id, blobs.link(project.id, name, digest))
  })
}

function ask({ harbor }: Call, project: Project, path: string) {
  const registry = harbor.tables.registries.get(project.registryId ?? 0)
  if (!registry) throw internal()
  return fetchFrom(harbor.network, registry, path)
}

/** With Basic credentials, or with the token that the registry's challenge asks for. */
async function fetchFrom(network: Network, registry: Registry, path: string) {
  const basic = Buffer.from(`${registry.accessKey}:${registry.accessSecret}`).toString('base64')
  const own = registry.accessKey === '' ? {} : { authorization: `Basic ${basic}` }
  const get = (address: string, headers: Record<string, string>) => {
    const { url, host } = network.dial(address)
    return request(url, { headers: { host, accept: ACCEPT, ...headers } })
  }
  const address = registry.url + path
  const first = await get(address, own)
  const challenge = String(first.headers['www-authenticate'] ?? '')
  if (first.statusCode !== 401 || !challenge.startsWith('Bearer ')) return first
  await first.body.dump()
  const fields = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
  )
  const { realm = '', service = '', scope = '' } = fields
  const query = new URLSearchParams({ service, ...(scope === '' ? {} : { scope }) })
  const granted = await get(`${realm}?${query}`, own)
  const { token = '' } = (await granted.body.json()) as { readonly token?: string }
  return await get(address, { authorization: `Bearer ${token}` })
}
