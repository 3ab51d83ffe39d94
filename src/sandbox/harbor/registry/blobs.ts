/** Blobs on disk by digest, and who holds them. */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, mkdirSync, rmSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Store } from '../../store/store.ts'
import { openBlobLinks } from './blob-links.ts'
import { type Keep, openUploads, type Uploads } from './upload-files.ts'

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

const ALGORITHM = 'sha256'

/** A digest that may be asked for. */
export const DIGEST = /^sha256:[0-9a-f]{64}$/

/** The digest of bytes at hand. */
export const digestOf = (bytes: Buffer) => `${ALGORITHM}:${createHash(ALGORITHM).update(bytes).digest('hex')}`

/** Bytes read at once: large layers go through in few and large pieces. */
const piece = 1024 * 1024

/** @param folder for the bytes; @param store for what is known of them */
export function openBlobs(folder: string, store: Store): BlobStore {
  mkdirSync(folder, { recursive: true })
  const sizes = store.table<number>('harbor.blobs')
  const links = openBlobLinks(store)
  const path = (digest: string) => join(folder, ALGORITHM, digest.slice(7, 9), digest.slice(7))
  const keep: Keep = async (digest, size, place) => {
    mkdirSync(join(folder, ALGORITHM, digest.slice(7, 9)), { recursive: true })
    await place(path(digest))
    sizes.set(digest, size)
  }
  return {
    folder,
    size: (digest) => sizes.get(digest),
    linked: links.linked,
    inProject: links.inProject,
    link: (...where) => (links.link(...where) ? (sizes.get(where[2]) ?? 0) : 0),
    unlink: (projectId, digest) => (links.unlink(projectId, digest) ? (sizes.get(digest) ?? 0) : 0),
    collect() {
      for (const digest of [...sizes.keys()]) {
        if (links.held(digest)) continue
        sizes.delete(digest)
        // At once: later it could be the file of a push that has come since.
        rmSync(path(digest), { force: true })
      }
      links.forget((digest) => !sizes.has(digest))
    },
    read: (digest) => readFile(path(digest)),
    open: (digest, range) => {
      const highWaterMark = Math.min(piece, Math.max(1, sizes.get(digest) ?? piece))
      return createReadStream(path(digest), { ...range, highWaterMark })
    },
    async put(bytes) {
      const digest = digestOf(bytes)
      if (sizes.has(digest)) return digest
      const fresh = join(folder, 'uploads', randomUUID())
      await writeFile(fresh, bytes)
      await keep(digest, bytes.length, (target) => rename(fresh, target))
      return digest
    },
    uploads: openUploads(join(folder, 'uploads'), store, keep),
  }
}
