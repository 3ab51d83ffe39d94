/** Makes a fresh clone ready: installs what the lock file names, where that has not been done yet. Needs nothing but Node. */
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** Ends the process when a command fails: nothing after it would make sense. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}

export function install() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Troupe needs Node 20.19 or newer; this is ${process.versions.node}.`)
    process.exit(1)
  }
  const done = join(root, 'node_modules', '.package-lock.json')
  const lock = join(root, 'package-lock.json')
  if (existsSync(done) && statSync(done).mtimeMs >= statSync(lock).mtimeMs) return
  console.error('Installing what Troupe needs …')
  run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'])
}

export async function build() {
  const { buildAll } = await import('./build.mjs')
  await buildAll()
}
