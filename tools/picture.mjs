/**
 * Pictures of the terminal for the README: runs the demo on a fresh sandbox, and draws a part of what it printed as SVG.
 * Ports are shown as `npm start` would have them; nothing else is touched up. Writes docs/pictures/.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { draw, plain } from './picture/svg.mjs'
import { build, install, root } from './ready.mjs'

install()
await build()
const lines = demoLines()
mkdirSync(join(root, 'docs/pictures'), { recursive: true })
save('plan', 'npm start    its plan, the part of team demo', [
  ...section(lines, /^team demo$/),
  '',
  ...section(lines, /\d as described[.]/),
])
save('matrix', 'npm start    who can do what', [
  ...section(lines, /^ +demo +dev /),
  '',
  ...section(lines, /observed as promised/),
])

function save(name, command, shown) {
  writeFileSync(join(root, 'docs/pictures', `${name}.svg`), draw(`$ ${command}`, shown))
  console.log(`docs/pictures/${name}.svg  ${shown.length} lines`)
}

/** What the demo printed, escape codes and all. */
function demoLines() {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-picture-'))
  try {
    const { stdout, status, stderr } = spawnSync(
      process.execPath,
      [join(root, 'dist/main.js'), 'demo', join(root, 'examples/otomi'), '--once', '--ports', 'free'],
      { cwd: folder, encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '1' } },
    )
    if (status !== 0) throw new Error(`the demo ended with ${status}: ${stderr}`)
    const port = (system) =>
      new RegExp(`${system}\\s+https?://127\\.0\\.0\\.1:(\\d+)`).exec(stdout)?.[1] ?? ''
    return stdout
      .replaceAll(port('Keycloak'), '8180')
      .replaceAll(port('Harbor'), '8080')
      .replaceAll(port('gateway'), '8088')
      .replaceAll('.troupe/example', 'examples/otomi')
      .split('\n')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** From the line of this text to the next empty one. */
function section(all, first) {
  const from = all.findIndex((line) => first.test(plain(line)))
  if (from < 0) throw new Error(`the demo printed no line like ${first}`)
  const length = all.slice(from).findIndex((line) => plain(line).trim() === '')
  return all.slice(from, length < 0 ? undefined : from + length)
}
