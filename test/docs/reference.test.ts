import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { documents, root } from './documents.ts'

test('the reference pages are what the code says', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['tools/reference.mjs', '--check'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(`${stdout}${stderr}`).toBe('')
})

test('every message that the errors page explains is one that the code can give', () => {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.test\.ts$/.test(name))
    .map((name) => readFileSync(join(root, 'src', name), 'utf8'))
    .join('\n')
  const titles = [...readFileSync(join(root, 'docs/errors.md'), 'utf8').matchAll(/^### (.*)$/gm)].map(
    ([, title = '']) => title,
  )
  // What varies is written as "…".
  const lost = titles.filter((title) =>
    title.split('…').some((part) => !sources.includes(part.replaceAll('`', '').trim())),
  )
  expect(titles.length).toBeGreaterThan(5)
  expect(lost).toEqual([])
})

test('a piece of code in a document is what stands in the file', () => {
  const pieces = documents().flatMap(({ path, blocks }) =>
    blocks.flatMap(({ words, text, line }) => {
      const file = words.find((word) => word.startsWith('file='))?.slice('file='.length)
      return file === undefined ? [] : [{ at: `${path}:${line}`, file, text }]
    }),
  )
  expect(pieces.length).toBeGreaterThan(0)
  for (const { at, file, text } of pieces) {
    expect({ at, stands: readFileSync(join(root, file), 'utf8').includes(text) }).toEqual({
      at,
      stands: true,
    })
  }
})
