/** Pushing and deleting manifests. */
import type { Project } from '../state/rows.ts'
import { type Call, header, readBody } from '../wire/call.ts'
import { precondition, Refusal } from '../wire/refusal.ts'
import type { Reply } from '../wire/reply.ts'
import { artifactName, immutable, keepArtifact, removeArtifact, requireRemovable } from './artifacts.ts'
import { DIGEST, digestOf } from './blobs.ts'
import { API_VERSION, requireRepository } from './challenge.ts'
import { type DistributionError, digestInvalid, distributionErrors } from './distribution-error.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { requireNoCache } from './proxy-cache.ts'
import { existingArtifact, existingRepository } from './pulls.ts'
import { requireRoom } from './quota.ts'

const LARGEST = 4 * 1024 * 1024
const TAG = /^\w[\w.-]{0,127}$/

/** `PUT`: an image is there once its manifest is. */
export async function pushManifest(call: Call, repository: string, reference: string): Promise<Reply> {
  const project = requireRepository(call, repository)
  requireNoCache(project)
  requireMutable(call, repository, reference)
  const bytes = await readBody(call, LARGEST)
  const manifest = readManifest(bytes, header(call, 'content-type').split(';')[0] ?? '')
  if (!manifest)
    return distributionErrors(400, { code: 'MANIFEST_INVALID', message: 'manifest invalid', detail: {} })
  const digest = digestOf(bytes)
  if (reference.includes(':') ? reference !== digest : !TAG.test(reference)) return digestInvalid(reference)
  const missing = missingParts(call, repository, manifest)
  if (missing.length > 0) return distributionErrors(400, ...missing)
  const { blobs } = call.harbor
  const fresh = [...new Set(manifest.blobs)].filter((part) => !blobs.inProject(project.id, part))
  const own = blobs.inProject(project.id, digest) ? 0 : bytes.length
  const more = fresh.reduce((sum, part) => sum + (blobs.size(part) ?? 0), own)
  if (more > 0) requireRoom(call.harbor, project.id, more)
  await blobs.put(bytes)
  await keepArtifact(call.harbor, { project, repository, reference, digest, manifest, size: bytes.length })
  recordPush(call, project, repository, reference, digest)
  return {
    status: 201,
    headers: {
      location: `${call.origin}/v2/${repository}/manifests/${digest}`,
      'docker-content-digest': digest,
      ...(manifest.subject === '' ? {} : { 'oci-subject': manifest.subject }),
      ...API_VERSION,
    },
  }
}

function recordPush(
  call: Call,
  project: Project,
  repository: string,
  reference: string,
  digest: string,
): void {
  call.harbor.audit.record(call, {
    operation: 'create',
    type: 'artifact',
    verb: 'push artifact',
    resource: artifactName(repository, reference),
    object: artifactName(repository, digest),
    projectId: project.id,
  })
}

/** Even by the very same image. @throws `Refusal` 412 */
function requireMutable({ harbor }: Call, name: string, tag: string): void {
  const repository = harbor.tables.repositories.one('name', name)
  const there = repository && harbor.tables.tags.one('name', `${repository.id}:${tag}`)
  if (!repository || !there || !immutable(harbor, repository, tag)) return
  const short = name.slice(name.indexOf('/') + 1)
  throw precondition(`Failed to process request due to '${short}:${tag}' configured as immutable.`)
}

/** What it consists of must be in the same repository. */
function missingParts(
  { harbor }: Call,
  repository: string,
  manifest: Manifest,
): readonly DistributionError[] {
  const row = harbor.tables.repositories.one('name', repository)
  const hasManifest = (digest: string) =>
    row !== undefined && harbor.tables.artifacts.one('digest', `${row.id}@${digest}`) !== undefined
  const missing = [
    ...manifest.blobs.filter((digest) => !harbor.blobs.linked(repository, digest)),
    ...manifest.references.map(({ digest }) => digest).filter((digest) => !hasManifest(digest)),
  ]
  return missing.map((detail) => ({
    code: 'MANIFEST_BLOB_UNKNOWN',
    message: 'blob unknown to registry',
    detail,
  }))
}

/** `DELETE`: by digest only. */
export function deleteManifest(call: Call, name: string, reference: string): Reply {
  const project = requireRepository(call, name)
  if (!DIGEST.test(reference)) {
    throw new Refusal('UNSUPPORTED', `unsupported digest ${reference}: invalid checksum digest format`)
  }
  const repository = existingRepository(call, name)
  const artifact = existingArtifact(call, repository, reference)
  requireRemovable(call.harbor, repository, artifact)
  removeArtifact(call.harbor, artifact)
  const resource = artifactName(name, artifact.digest)
  call.harbor.audit.record(call, { operation: 'delete', type: 'artifact', resource, projectId: project.id })
  return { status: 202 }
}
