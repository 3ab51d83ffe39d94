/** `npm run bench`: bundles the benches beside the installed packages, as the command line itself is bundled, and runs them. */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, install, root } from './ready.mjs'

install()
await build()
const { build: bundle } = await import('esbuild')
const outdir = join(root, 'node_modules', '.cache', 'troupe-bench')
rmSync(outdir, { recursive: true, force: true })
await bundle({
  absWorkingDir: root,
  entryPoints: readdirSync(join(root, 'bench'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `bench/${name}`),
  outdir,
  outbase: 'bench',
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
})
const { main } = await import(pathToFileURL(join(outdir, 'main.js')).href)
await main(process.argv.slice(2), root)
