/**
 * The pages of docs/reference, written from the code: the commands as commander has them, the language's schema, the catalogue.
 * `--check` writes nothing and exits 1 when a page is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { register } from 'tsx/esm/api'
import { root } from './ready.mjs'
import { commandPage } from './reference/commands.mjs'
import { kindPage } from './reference/kinds.mjs'
import { languagePage } from './reference/language.mjs'

register()
const load = (path) => import(join(root, 'src', path))
const read = (path) => readFileSync(join(root, path), 'utf8')

const pages = {
  'docs/reference/cli.md': await commandPage({ load, read }),
  'docs/reference/language.md': await languagePage({ load }),
  'docs/reference/kinds.md': await kindPage({ load, read }),
}

let stale = 0
for (const [path, text] of Object.entries(pages)) {
  if (text === current(path)) continue
  stale++
  if (!process.argv.includes('--check')) writeFileSync(join(root, path), text)
  console.log(
    process.argv.includes('--check') ? `${path} is stale: node tools/reference.mjs` : `${path} written`,
  )
}
process.exit(stale > 0 && process.argv.includes('--check') ? 1 : 0)

function current(path) {
  try {
    return read(path)
  } catch {
    return undefined
  }
}
