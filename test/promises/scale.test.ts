/**
 * Many teams: applied by the built command line with few open files and flat memory, and a change of one of them costs little.
 *
 * `npm test` takes 100 teams, TEAMS=1000 as many.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documents, teamName, yamlText } from '../../bench/synthetic.ts'
import { writeKubeconfig } from '../../src/cli/sandbox-files.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { type Asked, Faults, isWrite } from '../support/faults.ts'
import { approval } from '../support/program.ts'
import { noFaults } from '../support/stage.ts'

const teams = Number(process.env['TEAMS'] ?? 100)
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
/** As the least generous of systems have it. */
const openFiles = 256
const timeout = 30_000 + teams * 1_500

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Resident memory at its peak, in MiB; 0 where the system does not tell. */
  readonly peak: number
  /** Files and connections open at once at most; 0 where the system does not tell. */
  readonly open: number
  readonly seconds: number
}

/** `troupe <words>` with few open files, its memory watched from outside. */
async function troupe(folder: string, env: Readonly<Record<string, string>>, words: readonly string[]) {
  if (!existsSync(main)) throw new Error(`${main} is not there: npm run build`)
  const began = performance.now()
  // The shell becomes the program, so that its number is the program's.
  const script = `ulimit -n ${openFiles} && exec "$@"`
  const child = spawn('sh', ['-c', script, 'sh', process.execPath, main, ...words], {
    cwd: folder,
    env: { ...process.env, ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const texts = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      texts[stream] += text
    })
  }
  let [peak, open] = [0, 0]
  const watch = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid))
    open = Math.max(open, openOf(child.pid))
  }, 50)
  const code = await new Promise<number | null>((done, failed) => {
    child.once('error', failed)
    child.once('close', done)
  })
  clearInterval(watch)
  return { code, ...texts, peak, open, seconds: (performance.now() - began) / 1e3 } satisfies Ended
}

/** The kernel keeps the highest mark; Linux only. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024)
  } catch {
    return 0
  }
}

function openOf(pid: number | undefined): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return 0
  }
}

/** One file for each team, as a repository of many teams has them. */
function place(folder: string, servers: Sandbox, changed?: number): void {
  const [platform = {}, ...others] = documents(teams, servers, changed)
  mkdirSync(join(folder, 'tenancy', 'teams'), { recursive: true })
  writeFileSync(join(folder, 'tenancy', 'platform.yaml'), yamlText([platform]))
  for (const [index, team] of others.entries()) {
    writeFileSync(join(folder, 'tenancy', 'teams', `${teamName(index)}.yaml`), yamlText([team]))
  }
}

describe.skipIf(noFaults !== undefined)(`${teams} teams`, () => {
  const faults = new Faults()
  const folder = mkdtempSync(join(tmpdir(), 'troupe-scale-'))
  let servers: Sandbox
  let env: Readonly<Record<string, string>>
  beforeAll(async () => {
    servers = await startSandbox({ wrap: faults.wrap })
    env = {
      KUBECONFIG: writeKubeconfig(folder, servers),
      KEYCLOAK_PASSWORD: servers.keycloak.password,
      HARBOR_PASSWORD: servers.harbor.password,
    }
    place(folder, servers)
  })
  afterAll(async () => {
    await servers?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** One run, with what it asked for. */
  async function run(...words: readonly string[]): Promise<Ended & { readonly asked: readonly Asked[] }> {
    faults.forget()
    const ended = await troupe(folder, env, words)
    const { asked } = faults
    const [command] = words
    console.log(
      `${teams} teams, ${command}: ${asked.length} requests (${(asked.length / teams).toFixed(2)} per team), ` +
        `${asked.filter(isWrite).length} writes, ${ended.seconds.toFixed(1)} s, peak ${ended.peak} MiB, at most ${ended.open} files open`,
    )
    return { ...ended, asked }
  }

  test(`are all made in one run, with ${openFiles} open files at most`, { timeout }, async () => {
    const { code, stderr, peak } = await run('apply', ...approval)
    expect(code, stderr.slice(-2000)).toBe(0)
    expect(stderr).toContain('nothing left to do')
    expect(stderr).not.toMatch(/EMFILE|too many open files/i)
    // Node itself takes a hundred; what is held of a team is a few hundred kB.
    expect(peak).toBeLessThan(300 + teams * 0.5)
  })

  test('leave nothing to plan, and looking writes nothing', { timeout }, async () => {
    const { code, stdout, stderr, asked } = await run('plan', '-o', 'json')
    expect(code, stderr.slice(-2000)).toBe(0)
    expect((JSON.parse(stdout) as { changes: unknown[] }).changes).toEqual([])
    expect(asked.filter(isWrite)).toEqual([])
    expect(asked.length / teams).toBeLessThan(6)
  })

  test('a change of one field of one team costs what one team costs', { timeout }, async () => {
    const one = Math.floor(teams / 2)
    place(folder, servers, one)
    const { code, stderr, asked } = await run('apply', '--team', teamName(one), ...approval)
    expect(code, stderr.slice(-2000)).toBe(0)
    const written = asked.filter(isWrite).filter(({ url }) => !/\/leases/.test(url))
    const projects = written.filter(({ system, url }) => system === 'harbor' && /\/projects\/\d+$/.test(url))
    expect(projects.length).toBe(1)
    const strangers = asked.filter(({ url }) => namesAnother(url, teamName(one)))
    expect(strangers).toEqual([])
    // Nobody's Secrets but this team's are read.
    const secrets = asked.filter(({ url }) => url.startsWith('/api/v1/secrets'))
    expect(secrets.filter(({ url }) => !url.includes(teamName(one)))).toEqual([])
    // Lists that name no team have more pages where there are more teams.
    expect(asked.length).toBeLessThan(90 + teams / 25)
  })
})

/** Whether a request is about a team of ours that is not this one. */
function namesAnother(url: string, own: string): boolean {
  return (decodeURIComponent(url).match(/\bt\d{5}\b/g) ?? []).some((name) => name !== own)
}
