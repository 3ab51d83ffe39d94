import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './documents.ts'

const text = (path: string) => readFileSync(join(root, path), 'utf8')
const { dependencies, devDependencies } = JSON.parse(text('package.json')) as Record<
  'dependencies' | 'devDependencies',
  Record<string, string>
>
const all = Object.entries({ ...dependencies, ...devDependencies })

test.each(all)('%s is told, and pinned', (name, version) => {
  expect(text('docs/dependencies.md')).toContain(`\`${name}\``)
  expect(version).toMatch(/^\d+\.\d+\.\d+$/)
})
