/** `troupe sandbox` and `troupe demo` as a newcomer starts and ends them. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { ended, root, says, start, troupe } from './troupe.ts'

// Each step is a process or more; a machine that is busy otherwise takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const cwd = mkdtempSync(join(tmpdir(), 'troupe-sandbox-'))
const here = { cwd }
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

async function open(...args: string[]) {
  const child = start(['sandbox', '--ports', 'free', ...args], here)
  const end = ended(child)
  const text = await says(child, args.includes('json') ? /\n/ : /Ctrl-C ends it\./)
  return {
    text,
    close: () => {
      child.kill('SIGINT')
      return end
    },
  }
}

describe('troupe sandbox', () => {
  it('says where everything is, leaves a private kubeconfig, and ends in order at Ctrl-C', async () => {
    const sandbox = await open()
    expect(sandbox.text).toMatch(
      /^Troupe sandbox ready in [\d.]+ s\n {2}Kubernetes {2}https:\/\/127\.0\.0\.1:\d+ +KUBECONFIG=.*kubeconfig\n {2}Keycloak +http:\S+ +admin \/ admin\n {2}Harbor +http:\S+ +admin \/ Harbor12345\n {2}gateway +http:\S+/,
    )
    expect(statSync(join(cwd, '.troupe/kubeconfig')).mode & 0o777).toBe(0o600)
    const { code, stderr } = await sandbox.close()
    expect(code).toBe(0)
    expect(stderr).toBe('')
  })

  it('prints one line of addresses for tools, with -o json', async () => {
    const sandbox = await open('-o', 'json')
    const addresses = JSON.parse(sandbox.text) as Record<string, Record<string, string>>
    expect(Object.keys(addresses)).toEqual(
      expect.arrayContaining(['kubernetes', 'keycloak', 'harbor', 'gateway']),
    )
    expect(addresses['kubernetes']?.['ca']).toContain('BEGIN CERTIFICATE')
    expect((await sandbox.close()).stdout.trim().split('\n')).toHaveLength(1)
  })

  it('names the port that is taken, and what to type', async () => {
    const taken = createServer()
    await new Promise<void>((ready) => taken.listen(0, '127.0.0.1', ready))
    const address = taken.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const { code, stderr } = await troupe(['sandbox', '--ports', `${port},0,0,0`], here)
    await new Promise((done) => taken.close(done))
    expect(code).toBe(3)
    expect(stderr).toContain(String(port))
    expect(stderr).toContain('troupe sandbox --ports free')
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  it('keeps what was done in --data, and nothing without', async () => {
    const create = async (text: string) => {
      const { harbor } = JSON.parse(text) as { harbor: { url: string; username: string; password: string } }
      const headers = {
        authorization: `Basic ${Buffer.from(`${harbor.username}:${harbor.password}`).toString('base64')}`,
        'content-type': 'application/json',
      }
      const made = await fetch(`${harbor.url}/api/v2.0/projects`, {
        method: 'POST',
        headers,
        body: '{"project_name":"kept"}',
      })
      return made.status
    }
    const first = await open('-o', 'json', '--data', 'kept')
    expect(await create(first.text)).toBe(201)
    await first.close()
    const second = await open('-o', 'json', '--data', 'kept')
    expect(await create(second.text)).toBe(409)
    await second.close()
  })
})

describe('troupe demo', () => {
  it('--once goes the whole way; a second time on the same data changes nothing', async () => {
    const args = ['demo', join(root, 'examples/otomi'), '--once', '--ports', 'free', '--data', 'demo']
    const first = await troupe(args, here)
    expect(first.stdout).toMatch(/^Troupe sandbox ready in /)
    expect(first.stderr).toContain('✓ planned again: nothing left to do')
    expect(first.stdout.trimEnd().split('\n').at(-1)).toMatch(/^✓ (\d+) of \1 observed as promised in /)
    expect(first.code).toBe(0)
    expect(statSync(join(cwd, '.troupe/env')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(cwd, '.troupe/env'), 'utf8')).toMatch(/^export KUBECONFIG='/)
    expect(first.stderr).not.toMatch(/warning/i)
  })
})
