/** `size`: what a user installs. */
import { execFileSync } from 'node:child_process'
import { lstatSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { environment, temporaryFolder } from './processes.ts'
import type { Settings } from './settings.ts'
import { mebibytes, printTable } from './statistics.ts'

export function benchSize({ root }: Settings): Promise<void> {
  const folder = temporaryFolder()
  try {
    const npm = (args: readonly string[], cwd: string) =>
      execFileSync('npm', args, { cwd, encoding: 'utf8', env: environment({ HOME: folder.path }) })
    // What the build has made a moment ago is packed; building again would pull it from under others.
    const [packed] = JSON.parse(
      npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder.path], root),
    ) as { filename: string; size: number; unpackedSize: number; entryCount: number }[]
    if (!packed) throw new Error('npm packed nothing')
    writeFileSync(join(folder.path, 'package.json'), '{"private": true}')
    npm(
      [
        'install',
        '--omit=dev',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
        join(folder.path, packed.filename),
      ],
      folder.path,
    )
    const modules = join(folder.path, 'node_modules')
    const packages = packagesIn(modules).map((path) => ({ path, bytes: bytesIn(path) }))
    packages.sort((a, b) => b.bytes - a.bytes)
    printTable('size: what an installation for production takes', [
      ['', 'figure'],
      ['packages', packages.length],
      ['installed, MiB', (bytesIn(modules) / 2 ** 20).toFixed(1)],
      ['our own package, MiB unpacked', mebibytes(packed.unpackedSize)],
      ['our own package, KiB packed', Math.round(packed.size / 1024)],
      ['our own package, files', packed.entryCount],
    ])
    printTable('the largest packages, MiB', [
      ['', 'MiB'],
      ...packages
        .slice(0, 10)
        .map(({ path, bytes }) => [path.slice(modules.length + 1), (bytes / 2 ** 20).toFixed(1)]),
    ])
  } finally {
    folder.remove()
  }
  return Promise.resolve()
}

/** Folders of packages, those inside of others included. */
function packagesIn(modules: string): readonly string[] {
  return readdirSync(modules, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory() || entry.name.startsWith('.')) return []
    const path = join(modules, entry.name)
    if (entry.name.startsWith('@')) return packagesIn(path)
    const inside = readdirSync(path).includes('node_modules') ? packagesIn(join(path, 'node_modules')) : []
    return [path, ...inside]
  })
}

/** Without what packages inside of it take, which are counted by themselves. */
function bytesIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name)
    return sum + (entry.isDirectory() ? bytesIn(path) : lstatSync(path).size)
  }, 0)
}
