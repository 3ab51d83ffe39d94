/** Bundles the sources into dist/: one file to start, and a chunk for each command, so that a cold start loads little. */
import { chmodSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

export async function buildAll() {
  const outdir = join(root, 'dist')
  rmSync(outdir, { recursive: true, force: true })
  await build({
    absWorkingDir: root,
    entryPoints: [{ in: 'src/cli/main.ts', out: 'main' }],
    outdir,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    chunkNames: 'chunks/[name]-[hash]',
    sourcemap: 'linked',
    logLevel: 'warning',
  })
  chmodSync(join(outdir, 'main.js'), 0o755)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll()
