/** `cold`: the command line from a standing start, beside a bare Node, on the example and a sandbox. */
import { join } from 'node:path'
import { exampleEnvironment, placeExample } from '../src/cli/example.ts'
import { runBundled, runNode } from './processes.ts'
import { isWrite, readRecording } from './recording.ts'
import type { Replayed } from './replay.ts'
import { startServers } from './servers.ts'
import type { Settings } from './settings.ts'
import { median, printTable, spreadText, verdict } from './statistics.ts'

export async function benchCold({ troupe, root, runs }: Settings): Promise<void> {
  const example = join(root, 'examples', 'otomi')
  const realm = join(example, 'external', 'contoso-realm.json')
  const servers = await startServers(troupe, ['--realm', realm])
  try {
    const port = (url: string) => Number(new URL(url).port)
    const { kubernetes, keycloak, harbor, gateway } = servers.addresses
    const folder = placeExample(example, servers.folder, {
      kubernetes: port(kubernetes.url),
      keycloak: port(keycloak.url),
      harbor: port(harbor.url),
      gateway: port(gateway.url),
    })
    const start = { env: { ...exampleEnvironment, ...servers.env }, cwd: servers.folder, unmetered: true }
    const approve = ['--approve', 'destroys-data,cuts-access,rotates-credential,exposes']
    await expectCode(0, runNode([troupe, 'apply', folder, ...approve], start))
    const file = join(servers.folder, 'plan.json')
    await expectCode(0, runNode([troupe, 'plan', folder], { ...start, unmetered: false, record: file }))
    const recorded = readRecording(file)
    const rows: Readonly<Record<string, number[]>> = {
      'node -e 0': [],
      'troupe --help': [],
      'troupe validate': [],
      'troupe plan': [],
      'the same requests, raw': [],
    }
    const measure = async (name: string, run: () => Promise<number>) => rows[name]?.push(await run())
    const wall = async (args: readonly string[]) => (await runNode(args, start)).wall
    for (let run = 0; run < Math.max(5, runs * 3); run++) {
      await measure('node -e 0', () => wall(['-e', '0']))
      await measure('troupe --help', () => wall([troupe, '--help']))
      await measure('troupe validate', () => wall([troupe, 'validate', folder]))
      await measure('troupe plan', () => wall([troupe, 'plan', folder]))
      await measure('the same requests, raw', async () => {
        const argument = { file, fresh: false, addresses: servers.addresses }
        return (await runBundled<Replayed>('replay-child', argument)).result.ms
      })
    }
    const base = median(rows['node -e 0'] ?? [])
    const asked = median(rows['the same requests, raw'] ?? [])
    printTable('cold: milliseconds from a standing start (min / median / max)', [
      ['', 'wall', 'beyond bare Node', 'ratio to bare Node'],
      ...Object.entries(rows).map(([name, all]) => [
        name,
        spreadText(all, 0),
        name.startsWith('troupe') ? (median(all) - base).toFixed(0) : '',
        name.startsWith('troupe') ? (median(all) / base).toFixed(1) : '',
      ]),
    ])
    const reads = recorded.filter((one) => !isWrite(one)).length
    const beyond = median(rows['troupe plan'] ?? []) - asked
    console.log(
      `  plan sends ${recorded.length} requests (${reads} reads), which take a raw client ${asked.toFixed(0)} ms; beyond them it takes ${beyond.toFixed(0)} ms, ${(beyond - base).toFixed(0)} of them after Node's own start`,
    )
    console.log(`  goal for a small plan, under 300 ms beyond the servers: ${verdict(beyond, 300)}`)
  } finally {
    await servers.close()
  }
}

async function expectCode(code: number, running: ReturnType<typeof runNode>): Promise<void> {
  const usage = await running
  if (usage.code !== code) throw new Error(`ended with ${usage.code}: ${usage.stderr.slice(-2000)}`)
}
