/** `turns`: what a turn of `troupe apply --every` costs when nothing has changed. */
import { spawn } from 'node:child_process'
import { environment, exit, memoryOf } from './processes.ts'
import { placeTenancy, type Servers, startServers } from './servers.ts'
import type { Settings } from './settings.ts'
import { mebibytes, median, printTable, verdict } from './statistics.ts'

/** A twelfth of the projects is read whole in each turn, as it is by default. */
const turnsOfSweep = 12
/** The turns that are measured, after the one that makes everything. */
const quiet = 3

interface Turn {
  readonly requests: Readonly<Record<'kubernetes' | 'keycloak' | 'harbor', number>>
  readonly outcomes: readonly unknown[]
}

export async function benchTurns(settings: Settings): Promise<void> {
  for (const teams of settings.full ? [100, 1_000] : [100]) await benchSize(teams, settings)
}

async function benchSize(teams: number, { troupe }: Settings): Promise<void> {
  const servers = await startServers(troupe)
  try {
    const folder = placeTenancy(servers, 'tenancy', teams)
    const { turns, peak } = await run(troupe, folder, servers, 1 + quiet)
    const [first, ...others] = turns
    const systems = ['kubernetes', 'keycloak', 'harbor'] as const
    printTable(`turns, ${teams} teams: requests (per team)`, [
      ['', ...systems, 'all'],
      ...[first, ...others].map((turn, at) => {
        const counts = systems.map((system) => turn?.requests[system] ?? 0)
        const all = counts.reduce((sum, count) => sum + count, 0)
        const name = at === 0 ? 'the first, which makes everything' : `turn ${at + 1}, nothing changed`
        return [name, ...[...counts, all].map((count) => `${count} (${(count / teams).toFixed(2)})`)]
      }),
    ])
    const sums = others.map(({ requests }) => systems.reduce((sum, system) => sum + requests[system], 0))
    const each = median(sums) / teams
    console.log(
      `  goal for a quiet turn, at most 1 request per team: ${each.toFixed(2)}, ${verdict(each, 1)}`,
    )
    console.log(`  memory of the process at its peak: ${mebibytes(peak)} MiB`)
  } finally {
    await servers.close()
  }
}

/** So many turns as fast as they can come, then Ctrl-C. @throws Error with what was said, when it ends by itself */
async function run(troupe: string, folder: string, servers: Servers, count: number) {
  const every = ['--every', '1s', '--sweep', `${turnsOfSweep}s`]
  const approvals = ['--approve', 'destroys-data,cuts-access,rotates-credential,exposes']
  const child = spawn(process.execPath, [troupe, 'apply', folder, ...every, ...approvals, '-o', 'json'], {
    cwd: servers.folder,
    env: environment(servers.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = exit(child)
  const turns: Turn[] = []
  let [text, said] = ['', '']
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said = (said + chunk).slice(-2000)
  })
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    text += String(chunk)
    const documents = text.split(/(?<=^\})\n/m)
    text = documents.pop() ?? ''
    turns.push(...documents.map((document) => JSON.parse(document) as Turn))
    if (turns.length >= count) break
  }
  const { peak } = child.exitCode === null ? memoryOf(child.pid ?? 0) : { peak: 0 }
  child.kill('SIGINT')
  await ended
  if (turns.length < count) throw new Error(`it ended after ${turns.length} turns: ${said}`)
  return { turns: turns.slice(0, count), peak }
}
