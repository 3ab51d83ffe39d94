/** Pushing blobs: in pieces, whole, or mounted from another repository. */
import { type Call, header } from '../wire/call.ts'
import { Refusal } from '../wire/refusal.ts'
import type { Reply } from '../wire/reply.ts'
import { DIGEST } from './blobs.ts'
import { API_VERSION, requireRepository } from './challenge.ts'
import { digestInvalid, distributionErrors, uploadUnknown } from './distribution-error.ts'
import { requireNoCache } from './proxy-cache.ts'
import { grow, requireNotFull, requireRoom } from './quota.ts'

/**
 * `POST`: begins an upload, whatever `digest` and body say: distribution 2.8 takes no blob in one request. With `mount`
 * and `from` none is needed; `from` alone must be readable too.
 */
export function beginUpload(call: Call, repository: string): Reply {
  const mount = call.query.get('mount') ?? ''
  const from = call.query.get('from') ?? ''
  const project = requireRepository(call, repository, from === '' ? undefined : from)
  requireNoCache(project)
  const { blobs } = call.harbor
  if (mount !== '' && from !== '' && blobs.linked(from, mount)) {
    if (!blobs.inProject(project.id, mount)) requireRoom(call.harbor, project.id, blobs.size(mount) ?? 0)
    grow(call.harbor, project.id, blobs.link(project.id, repository, mount))
    return blobCreated(call, repository, mount)
  }
  requireNotFull(call.harbor, project.id)
  const id = blobs.uploads.begin(repository)
  return progress(call, repository, id, 0, 202)
}

/** `GET`, `PATCH`, `PUT`, `DELETE` of one upload. */
export async function continueUpload(call: Call, repository: string, id: string): Promise<Reply> {
  const project = requireRepository(call, repository)
  const { uploads } = call.harbor.blobs
  const size = await uploads.size(id, repository)
  if (size === undefined) return uploadUnknown()
  switch (call.method) {
    case 'GET':
      return progress(call, repository, id, size, 204)
    case 'PATCH':
      return await appendPiece(call, repository, id, size)
    case 'PUT':
      requireNoCache(project)
      return await finish(call, {
        repository,
        id,
        digest: call.query.get('digest') ?? '',
        projectId: project.id,
      })
    default:
      await uploads.cancel(id)
      return { status: 204, headers: API_VERSION }
  }
}

async function appendPiece(call: Call, repository: string, id: string, size: number): Promise<Reply> {
  const start = /^(\d+)-\d+$/.exec(header(call, 'content-range'))?.[1]
  if (start !== undefined && Number(start) !== size) {
    call.request.resume()
    return progress(call, repository, id, size, 416)
  }
  const { uploads } = call.harbor.blobs
  await receive(call, id)
  return progress(call, repository, id, (await uploads.size(id, repository)) ?? 0, 202)
}

interface Finishing {
  readonly repository: string
  readonly id: string
  readonly digest: string
  readonly projectId: number
}

/** The quota counts here: known from the announced length, before a byte is taken, and again by what came. */
async function finish(call: Call, { repository, id, digest, projectId }: Finishing): Promise<Reply> {
  const { blobs } = call.harbor
  if (!DIGEST.test(digest)) {
    call.request.resume()
    return distributionErrors(400, {
      code: 'DIGEST_INVALID',
      message: 'provided digest did not match uploaded content',
      detail: 'digest missing',
    })
  }
  const had = (await blobs.uploads.size(id, repository)) ?? 0
  const isNew = !blobs.inProject(projectId, digest)
  const announced = Number(header(call, 'content-length') || 0)
  if (isNew) requireRoom(call.harbor, projectId, had + announced)
  await receive(call, id)
  if (isNew) requireRoom(call.harbor, projectId, (await blobs.uploads.size(id, repository)) ?? 0)
  if (!(await blobs.uploads.finish(id, digest))) return digestInvalid(digest)
  call.harbor.store.batch(() => {
    grow(call.harbor, projectId, blobs.link(projectId, repository, digest))
  })
  return blobCreated(call, repository, digest)
}

/** A client that goes away in the middle is no fault of ours: it asks how far it came, and goes on. */
async function receive({ harbor, request }: Call, id: string): Promise<void> {
  try {
    await harbor.blobs.uploads.append(id, request)
  } catch (error) {
    if (request.readableAborted) throw new Refusal('BAD_REQUEST', 'the client went away')
    throw error
  }
}

const blobCreated = (call: Call, repository: string, digest: string): Reply => ({
  status: 201,
  headers: {
    location: `${call.origin}/v2/${repository}/blobs/${digest}`,
    'docker-content-digest': digest,
    ...API_VERSION,
  },
})

function progress(call: Call, repository: string, id: string, size: number, status: number): Reply {
  const state = Buffer.from(JSON.stringify({ Name: repository, UUID: id, Offset: size })).toString(
    'base64url',
  )
  return {
    status,
    headers: {
      location: `${call.origin}/v2/${repository}/blobs/uploads/${id}?_state=${state}`,
      range: `0-${Math.max(size - 1, 0)}`,
      'docker-upload-uuid': id,
      ...API_VERSION,
    },
  }
}
