/** Uploads under way: bytes go straight to disk, and are hashed on their way. */
import { createHash, type Hash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Store } from '../../store/store.ts'

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

/** Takes a finished file: `place` moves it to where it is told. */
export type Keep = (digest: string, size: number, place: (target: string) => Promise<void>) => Promise<void>

/** @param folder for unfinished files; @param keep takes finished ones */
export function openUploads(folder: string, store: Store, keep: Keep): Uploads {
  mkdirSync(folder, { recursive: true })
  const table = store.table<{ readonly repository: string }>('harbor.uploads')
  const hashes = new Map<string, Hash>()
  const path = (id: string) => join(folder, id)
  // What a killed process was writing when nobody waited for it any more.
  for (const name of readdirSync(folder)) if (!table.has(name)) rmSync(path(name), { force: true })
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
      try {
        await append(path(id), bytes, hashes.get(id))
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

async function append(path: string, bytes: Readable, hash: Hash | undefined): Promise<void> {
  const hashing = new Transform({
    transform(chunk: Buffer, _, next) {
      hash?.update(chunk)
      next(null, chunk)
    },
  })
  await pipeline(bytes, hashing, createWriteStream(path, { flags: 'a' }))
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
