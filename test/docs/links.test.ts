import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { anchorsOf, documents, prose, root } from './documents.ts'

const all = documents()

test('links between documents, and to files of the project, lead somewhere', () => {
  const broken = all.flatMap(({ path, text }) =>
    [...prose(text).matchAll(/!?\[[^\]]*\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
      if (/^https?:/.test(target)) return []
      const [file = '', anchor] = target.split('#')
      const there = file === '' ? path : normalize(join(dirname(path), file))
      if (there.startsWith('..') || !existsSync(join(root, there))) return [`${path}: ${target}`]
      const lost = anchor !== undefined && !anchorsOf(readFileSync(join(root, there), 'utf8')).has(anchor)
      return lost ? [`${path}: ${target}: no such heading`] : []
    }),
  )
  expect(broken).toEqual([])
})

test('every document can be reached from the README', () => {
  const reached = new Set<string>()
  const visit = (path: string): void => {
    const text = all.find((one) => one.path === path)?.text
    if (text === undefined || reached.has(path)) return
    reached.add(path)
    for (const [, target = ''] of prose(text).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
      visit(normalize(join(dirname(path), target)))
    }
  }
  visit('README.md')
  expect(all.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([])
})

test('no document names a folder of somebody’s machine, or the host of a package registry', () => {
  const forbidden =
    /(?<![\w.])\/(work|root|home|tmp|Users)\/\S*|registry\.(npmjs|yarnpkg)\S*|pypi\.org|proxy\.golang\.org/g
  const found = all.flatMap(({ path, text }) =>
    [...text.matchAll(forbidden)].map(([what]) => `${path}: ${what}`),
  )
  expect(found).toEqual([])
})

test('the README tells how to start and how to test', () => {
  const readme = all.find(({ path }) => path === 'README.md')
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }
  const told = readme?.blocks.flatMap(({ text }) =>
    [...text.matchAll(/^npm (?:run )?([a-z]+)/gm)].map(([, name]) => name),
  )
  expect(told).toEqual(expect.arrayContaining(['start', 'test']))
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(told ?? []))
})
