/** Descriptions that are marked `yaml plan`, planned on a sandbox as it is freshly installed. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { writeKubeconfig } from '../../src/cli/sandbox-files.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { documents, root } from './documents.ts'

const folder = mkdtempSync(join(tmpdir(), 'troupe-planned-'))
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

const planned = documents().flatMap(({ path, blocks }) =>
  blocks
    .filter(({ words }) => words.join(' ') === 'yaml plan')
    .map(({ text, line }) => ({ at: `${path}:${line}`, text })),
)

/** The example, reached where the sandbox is, by the sandbox's own accounts. */
function onSandbox(text: string): string {
  const examples = parseAllDocuments(text)
  for (const example of examples) {
    if (example.get('kind') !== 'Platform') continue
    for (const server of ['keycloak', 'harbor'] as const) {
      example.setIn(['spec', server, 'api'], sandbox[server].url)
      const password = { env: server === 'keycloak' ? 'KEYCLOAK' : 'HARBOR' }
      example.setIn(['spec', server, 'credentials'], example.createNode({ username: 'admin', password }))
    }
  }
  return examples.map(String).join('---\n')
}

function plan(file: string): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const env = {
    PATH: process.env['PATH'],
    KUBECONFIG: writeKubeconfig(folder, sandbox),
    KEYCLOAK: sandbox.keycloak.password,
    HARBOR: sandbox.harbor.password,
  }
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [join(root, 'dist/main.js'), 'plan', file],
      { env, cwd: folder },
      (_, stdout, stderr) => done({ status: child.exitCode, stdout, stderr }),
    )
  })
}

test.each(planned)('the description at $at can be planned on new servers', async ({ text }) => {
  const file = join(folder, 'example.yaml')
  writeFileSync(file, onSandbox(text))
  const { status, stdout, stderr } = await plan(file)
  expect(status, stderr).toBe(2)
  const names = [...text.matchAll(/kind: Team\nmetadata: \{name: ([a-z-]+)\}/g)].map(
    ([, name]) => `team ${name}`,
  )
  expect(stdout.split('\n')).toEqual(expect.arrayContaining(names))
  expect(stdout).not.toContain('blocked')
})

test('there are such descriptions', () => {
  expect(planned.length).toBeGreaterThan(2)
})
