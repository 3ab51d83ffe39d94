/** `npm test`: everything that needs only npm packages. Ends with one line of figures. Arguments go to vitest. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, install, root } from './ready.mjs'

install()
await build()
const folder = mkdtempSync(join(tmpdir(), 'troupe-test-'))
const file = join(folder, 'result.json')
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const { status } = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
)
try {
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(
    readFileSync(file, 'utf8'),
  )
  const failed = Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0)
  console.log(`${numPassedTests} passed, ${failed} failed, ${numPendingTests} skipped`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit(status ?? 1)
