/** Pulling: manifests, blobs, referrers. */

import { truthy } from '../identity/caller.ts'
import type { Artifact, Project, Repository } from '../state/rows.ts'
import { type Call, header } from '../wire/call.ts'
import { notFound, Refusal } from '../wire/refusal.ts'
import { plainJson, type Reply } from '../wire/reply.ts'
import { artifactName, findArtifact, notePull } from './artifacts.ts'
import { API_VERSION, requireRepository } from './challenge.ts'
import { blobUnknown } from './distribution-error.ts'
import { cachedBlob, cachedManifest } from './proxy-cache.ts'

/** @throws `Refusal` 404 */
export function existingRepository({ harbor }: Call, name: string): Repository {
  const repository = harbor.tables.repositories.one('name', name)
  if (!repository) throw notFound(`repository ${name} not found`)
  return repository
}

/** @throws `Refusal` 404 */
export function existingArtifact(call: Call, repository: Repository, reference: string): Artifact {
  const artifact = findArtifact(call.harbor, repository, reference)
  if (!artifact) throw notFound(`artifact ${artifactName(repository.name, reference)} not found`)
  return artifact
}

/** `GET` and `HEAD` of a manifest. */
export async function pullManifest(call: Call, name: string, reference: string): Promise<Reply> {
  const project = requireRepository(call, name)
  if (project.registryId !== undefined) {
    const cached = await cachedManifest(call, project, name, reference)
    if (cached) return cached
  }
  const repository = existingRepository(call, name)
  const artifact = existingArtifact(call, repository, reference)
  if (call.method === 'GET') {
    requireSigned(call, project, artifact)
    notePull(call.harbor, repository, artifact, reference)
    call.harbor.audit.record(call, {
      operation: 'pull',
      type: 'artifact',
      resource: artifactName(name, reference),
      object: artifactName(name, artifact.digest),
      projectId: project.id,
    })
  }
  return {
    status: 200,
    headers: {
      'content-type': artifact.manifestMediaType,
      'content-length': String(artifact.manifestSize),
      'docker-content-digest': artifact.digest,
      etag: `"${artifact.digest}"`,
      ...API_VERSION,
    },
    body: await call.harbor.blobs.read(artifact.digest),
  }
}

/** Whoever asks, the admin too; signatures themselves need none. @throws `Refusal` 412 */
function requireSigned({ harbor }: Call, { metadata }: Project, artifact: Artifact): void {
  if (harbor.tables.accessories.by('artifact', artifact.id).length > 0) return
  const held = harbor.tables.accessories.by('subject', `${artifact.repositoryId}@${artifact.digest}`)
  const demands = [
    ['enable_content_trust_cosign', 'cosign'],
    ['enable_content_trust', 'notation'],
  ] as const
  for (const [key, signer] of demands) {
    if (truthy(metadata[key]) && !held.some(({ type }) => type === `signature.${signer}`)) {
      throw new Refusal('PROJECTPOLICYVIOLATION', `The image is not signed by ${signer}.`)
    }
  }
}

/** `GET` and `HEAD` of a blob, whole or a part. */
export async function pullBlob(call: Call, name: string, digest: string): Promise<Reply> {
  const project = requireRepository(call, name)
  const { blobs } = call.harbor
  if (!blobs.linked(name, digest) && project.registryId !== undefined) {
    await cachedBlob(call, project, name, digest)
  }
  const size = blobs.size(digest)
  if (size === undefined) throw notFound(`blob ${digest} not found`)
  if (!blobs.linked(name, digest)) return blobUnknown(digest)
  const headers = {
    'content-type': 'application/octet-stream',
    'docker-content-digest': digest,
    etag: `"${digest}"`,
    'accept-ranges': 'bytes',
    ...API_VERSION,
  }
  const range = partOf(header(call, 'range'), size)
  if (range === 'beyond')
    return { status: 416, headers: { 'content-range': `bytes */${size}`, ...API_VERSION } }
  const length = range ? range.end - range.start + 1 : size
  return {
    status: range ? 206 : 200,
    headers: {
      ...headers,
      'content-length': String(length),
      ...(range ? { 'content-range': `bytes ${range.start}-${range.end}/${size}` } : {}),
    },
    ...(call.method === 'HEAD' || length === 0 ? {} : { stream: blobs.open(digest, range) }),
  }
}

/** One range of bytes; several, or none, are the whole. */
function partOf(range: string, size: number): { start: number; end: number } | undefined | 'beyond' {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? []
  if (from === '' && to === '') return undefined
  const start = from === '' ? Math.max(size - Number(to), 0) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  return start > end ? 'beyond' : { start, end }
}

/** What refers to an artifact, as an index. */
export function listReferrers(call: Call, name: string, digest: string): Reply {
  requireRepository(call, name)
  const { tables } = call.harbor
  const repository = tables.repositories.one('name', name)
  const held = repository ? tables.accessories.by('subject', `${repository.id}@${digest}`) : []
  const all = held.flatMap((accessory) => tables.artifacts.get(accessory.artifactId) ?? [])
  const wanted = call.query.get('artifactType') ?? ''
  const manifests = all
    .filter(({ artifactType }) => wanted === '' || artifactType === wanted)
    .map((artifact) => ({
      mediaType: artifact.manifestMediaType,
      digest: artifact.digest,
      size: artifact.manifestSize,
      ...(artifact.annotations ? { annotations: artifact.annotations } : {}),
      artifactType: artifact.artifactType,
    }))
  const mediaType = 'application/vnd.oci.image.index.v1+json'
  return plainJson(
    { schemaVersion: 2, mediaType, manifests },
    {
      'content-type': mediaType,
      'x-total-count': String(all.length),
      ...(wanted === '' ? {} : { 'oci-filters-applied': 'artifactType' }),
    },
  )
}
