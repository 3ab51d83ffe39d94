/** `npm run check`: what a contributor runs. Each step says what it is for; the first that fails ends it. */
import { join } from 'node:path'
import { install, root, run } from './ready.mjs'

const bin = (name) => join(root, 'node_modules', '.bin', name)

/** Name, command, arguments. `--no-tests` leaves the last one out, for those who ran them already. */
const steps = [
  ['format and lint', bin('biome'), ['ci', '.']],
  ['types', bin('tsc'), ['-p', '.']],
  ['arrows', process.execPath, ['tools/arrows.mjs']],
  ['forbidden words', process.execPath, ['tools/forbid.mjs']],
  ['dead code', bin('knip'), []],
  ['tests and documents', process.execPath, ['tools/test.mjs']],
]

install()
for (const [name, command, args] of steps) {
  if (process.argv.includes('--no-tests') && name.startsWith('tests')) continue
  console.log(`\n── ${name}`)
  run(command, args)
}
console.log('\nAll checks passed.')
