/** The package as npm hands it out: packed, installed into an empty folder without what only developers need, and used there. */
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Ended, root, run } from './troupe.ts'

// Each step is a process or more; a machine that is busy otherwise takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const cwd = mkdtempSync(join(tmpdir(), 'troupe-package-'))
const folder = join(cwd, 'somewhere')
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

/** npm needs its cache, its settings and the way to its registry. */
const environment = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
)
const npm = (where: string, ...args: string[]): Promise<Ended> =>
  run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: where,
    env: environment,
  })
const npx = (...args: string[]): Promise<Ended> =>
  run('npx', ['--no-install', 'troupe', ...args], { cwd: folder, env: environment })

let listed: readonly string[] = []
beforeAll(async () => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{"private": true}\n')
  // What is built is there already; building again would take it away from the tests beside this one.
  const packed = await npm(root, 'pack', '--ignore-scripts', '--json', '--pack-destination', cwd)
  const [tarball] = JSON.parse(packed.stdout) as [{ filename: string; files: { path: string }[] }]
  listed = tarball.files.map(({ path }) => path)
  const installed = await npm(
    folder,
    'install',
    '--ignore-scripts',
    '--omit=dev',
    '--prefer-offline',
    join(cwd, tarball.filename),
  )
  expect(installed.stderr).toBe('')
}, 120_000)

it('holds what is built, the example and the words about it, and no sources or tests', () => {
  expect(listed).toEqual(
    expect.arrayContaining(['dist/main.js', 'examples/otomi/platform.yaml', 'package.json', 'LICENSE']),
  )
  expect(listed.filter((path) => /^(src|test|tools|bench|node_modules)\//.test(path))).toEqual([])
})

it('installs small', () => {
  const bytes = sizeOf(join(folder, 'node_modules'))
  console.log(
    `production install: ${(bytes / 2 ** 20).toFixed(1)} MiB in ${readdirSync(join(folder, 'node_modules')).length} folders`,
  )
  expect(bytes).toBeLessThan(60 * 2 ** 20)
})

describe('npx troupe', () => {
  it('helps, and makes a description that it finds valid', async () => {
    expect(await npx('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: troupe') })
    expect((await npx('init', '--domain', 'acme.example')).code).toBe(0)
    expect(await npx('validate')).toMatchObject({ code: 0, stdout: '1 team in 2 files: valid.\n' })
  })

  it('demo goes the whole way with the example that came along', async () => {
    const { code, stdout } = await npx('demo', '--once', '--ports', 'free')
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^✓ (\d+) of \1 observed as promised/)
    expect(code).toBe(0)
  }, 60_000)
})

function sizeOf(path: string): number {
  const stat = lstatSync(path)
  if (!stat.isDirectory()) return stat.size
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}
