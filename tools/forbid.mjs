/** Words that must not stand in the sources, each with where they may and why. */
import { readdirSync, readFileSync } from 'node:fs'

const rules = [
  {
    pattern: /\bconsole\./,
    only: /^tools\/|^bench\/|^test\/|\.test\.ts$/,
    why: 'the CLI writes through its shell, which scrubs secrets',
  },
  {
    pattern: /\bprocess\.env\b/,
    only: /^src\/cli\/shell\.ts|^test\/|^tools\/|\.test\.ts$/,
    why: 'the environment is read once, so that tests can choose it',
  },
  {
    pattern: /\bvi\.mock\(/,
    only: /^$/,
    why: 'tests speak HTTP to the sandbox, not to mocks of our own modules',
  },
  { pattern: /@ts-(ignore|nocheck)\b/, only: /^$/, why: 'use @ts-expect-error with a reason' },
  { pattern: /\bTODO\b|\bFIXME\b/, only: /^$/, why: 'finish it, or write it down where plans are kept' },
  {
    pattern: /\bDate\.now\(\)|\bnew Date\(\)/,
    only: /^src\/(?!core|tenancy|kinds)|secret-reader\.ts$|^test\/|^tools\/|^bench\//,
    why: 'plans are free of clocks',
  },
]

const files = ['src', 'test', 'tools', 'bench'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && /\.(ts|mjs)$/.test(entry.name) && !entry.parentPath.includes('test/contracts'),
    )
    .map((entry) => `${entry.parentPath}/${entry.name}`),
)
let found = 0
for (const file of files.filter((name) => name !== 'tools/forbid.mjs')) {
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    for (const { pattern, only, why } of rules) {
      if (!pattern.test(line) || only.test(file)) continue
      console.error(`${file}:${index + 1}: ${pattern.source} must not stand here: ${why}`)
      found++
    }
  }
}
console.log(`${files.length} files, ${found} forbidden words`)
process.exit(found > 0 ? 1 : 0)
