/** Blobs on disk by digest, who holds them, and uploads under way. Bytes go straight to disk and are hashed on their way. */
import { createHash, type Hash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Store } from '../../store/store.ts'

/** What is stored, and where it is linked. Sizes in bytes. */
export interface BlobStore {
  readonly folder: string
  /** Its size, if it is stored. */
  size(digest: string): number | undefined
  linked(repository: string, digest: string): boolean
  inProject(projectId: number, digest: string): boolean
  /** @returns by how much the project grew */
  link(projectId: number, repository: string, digest: string): number
  /** @returns by how much the project shrank */
  unlink(projectId: number, digest: string): number
  /** Deletes files that no project holds. */
  collect(): void
  read(digest: string): Promise<Buffer>
  open(digest: string, range?: { readonly start: number; readonly end: number }): Readable
  /** Stores bytes at hand. @returns their digest */
  put(bytes: Buffer): Promise<string>
  readonly uploads: Uploads
}

/** Uploads under way. */
export interface Uploads {
  begin(repository: string): string
  /** Bytes so far; undefined when there is no such upload in that repository. */
  size(id: string, repository: string): Promise<number | undefined>
  append(id: string, bytes: Readable): Promise<void>
  /** Makes it a blob. @returns false, and forgets it, when the digest is another */
  finish(id: string, digest: string): Promise<boolean>
  cancel(id: string): Promise<void>
}

const ALGORITHM = 'sha256'

/** A digest that may be asked for. */
export const DIGEST = /^sha256:[0-9a-f]{64}$/

/** The digest of bytes at hand. */
export const digestOf = (bytes: Buffer) => `${ALGORITHM}:${createHash(ALGORITHM).update(bytes).digest('hex')}`

/** @param folder for the bytes; @param store for what is known of them */
export function openBlobs(folder: string, store: Store): BlobStore {
  mkdirSync(join(folder, 'uploads'), { recursive: true })
  const sizes = store.table<number>('harbor.blobs')
  const inRepositories = store.table<1>('harbor.repository-blobs')
  const inProjects = store.table<1>('harbor.project-blobs')
  const holders = new Map<string, Set<string>>()
  const hold = (project: string, digest: string) => {
    const set = holders.get(digest)
    if (set) set.add(project)
    else holders.set(digest, new Set([project]))
  }
  for (const key of inProjects.keys()) hold(key.split(' ')[0] ?? '', key.split(' ')[1] ?? '')
  const path = (digest: string) => join(folder, ALGORITHM, digest.slice(7, 9), digest.slice(7))
  const keep = async (digest: string, size: number, place: (target: string) => Promise<void>) => {
    mkdirSync(join(folder, ALGORITHM, digest.slice(7, 9)), { recursive: true })
    await place(path(digest))
    sizes.set(digest, size)
  }
  return {
    folder,
    size: (digest) => sizes.get(digest),
    linked: (repository, digest) => inRepositories.has(`${repository} ${digest}`),
    inProject: (projectId, digest) => inProjects.has(`${projectId} ${digest}`),
    link(projectId, repository, digest) {
      if (!inRepositories.has(`${repository} ${digest}`)) inRepositories.set(`${repository} ${digest}`, 1)
      if (inProjects.has(`${projectId} ${digest}`)) return 0
      inProjects.set(`${projectId} ${digest}`, 1)
      hold(String(projectId), digest)
      return sizes.get(digest) ?? 0
    },
    unlink(projectId, digest) {
      if (!inProjects.delete(`${projectId} ${digest}`)) return 0
      holders.get(digest)?.delete(String(projectId))
      return sizes.get(digest) ?? 0
    },
    collect() {
      for (const digest of [...sizes.keys()]) {
        if ((holders.get(digest)?.size ?? 0) > 0) continue
        sizes.delete(digest)
        void rm(path(digest), { force: true })
      }
      for (const key of [...inRepositories.keys()]) {
        if (!sizes.has(key.split(' ')[1] ?? '')) inRepositories.delete(key)
      }
    },
    read: (digest) => readFile(path(digest)),
    open: (digest, range) => createReadStream(path(digest), range),
    async put(bytes) {
      const digest = digestOf(bytes)
      if (!sizes.has(digest)) await keep(digest, bytes.length, (target) => writeFile(target, bytes))
      return digest
    },
    uploads: openUploads(join(folder, 'uploads'), store, keep),
  }
}

type Keep = (digest: string, size: number, place: (target: string) => Promise<void>) => Promise<void>

function openUploads(folder: string, store: Store, keep: Keep): Uploads {
  const table = store.table<{ readonly repository: string }>('harbor.uploads')
  const hashes = new Map<string, Hash>()
  const path = (id: string) => join(folder, id)
  const sizeOf = (id: string) =>
    stat(path(id)).then(
      ({ size }) => size,
      () => 0,
    )
  const forget = async (id: string) => {
    table.delete(id)
    hashes.delete(id)
    await rm(path(id), { force: true })
  }
  return {
    begin(repository) {
      const id = randomUUID()
      table.set(id, { repository })
      hashes.set(id, createHash(ALGORITHM))
      return id
    },
    size: async (id, repository) => (table.get(id)?.repository === repository ? await sizeOf(id) : undefined),
    async append(id, bytes) {
      const hash = hashes.get(id)
      const hashing = new Transform({
        transform(chunk: Buffer, _, next) {
          hash?.update(chunk)
          next(null, chunk)
        },
      })
      try {
        await pipeline(bytes, hashing, createWriteStream(path(id), { flags: 'a' }))
      } catch (error) {
        hashes.delete(id) // what reached the disk is unknown: the file itself is hashed in the end
        throw error
      }
    },
    async finish(id, digest) {
      const hash = hashes.get(id) ?? (await hashFile(path(id)))
      hashes.delete(id)
      if (`${ALGORITHM}:${hash.digest('hex')}` !== digest) {
        await forget(id)
        return false
      }
      const size = await sizeOf(id)
      if (size === 0) await writeFile(path(id), '')
      await keep(digest, size, (target) => rename(path(id), target))
      table.delete(id)
      return true
    },
    cancel: forget,
  }
}

/** After a restart the hash of what came before has to be made anew. */
async function hashFile(path: string): Promise<Hash> {
  const hash = createHash(ALGORITHM)
  const missing = await stat(path).then(
    () => false,
    () => true,
  )
  if (!missing) for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash
}
