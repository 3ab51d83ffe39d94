/** `sandbox`: how soon it is ready, how much it answers, what it holds in memory, and its registry beside Debian's. */
import { join } from 'node:path'
import { runNode } from './processes.ts'
import { type Recorded, readRecording, systemOf, tally } from './recording.ts'
import {
  type Registry,
  sandboxRegistry,
  startDebian,
  type Transfer,
  transferLayer,
  transferMany,
} from './registry.ts'
import { prepare, type Replayed, send } from './replay.ts'
import { placeTenancy, type Servers, startServers } from './servers.ts'
import type { Settings } from './settings.ts'
import { mebibytes, median, printTable, spreadText, verdict } from './statistics.ts'

export async function benchSandbox(settings: Settings): Promise<void> {
  await benchStart(settings)
  await benchAnswers(settings)
  await benchRegistry(settings)
}

async function benchStart({ troupe, runs }: Settings): Promise<void> {
  const node: number[] = []
  const ready: number[] = []
  const memory: number[] = []
  for (let run = 0; run < Math.max(5, runs); run++) {
    node.push((await runNode(['-e', '0'], { unmetered: true })).wall)
    const servers = await startServers(troupe)
    ready.push(servers.ready)
    memory.push(servers.memory().now)
    await servers.close()
  }
  printTable('sandbox: milliseconds from its spawn to its line of addresses (min / median / max)', [
    ['', 'ms', 'MiB'],
    ['node -e 0', spreadText(node, 0)],
    ['troupe sandbox', spreadText(ready, 0), mebibytes(median(memory))],
  ])
  console.log(`  goal: ready in under 1 s: ${verdict(median(ready), 1000)}`)
}

/** The calls that Troupe made most, one sort after the other, as many at once as its client allows. */
async function benchAnswers({ troupe, full, runs }: Settings): Promise<void> {
  const teams = full ? 1_000 : 100
  const servers = await startServers(troupe)
  try {
    const before = servers.memory()
    const folder = placeTenancy(servers, 'tenancy', teams)
    const first = join(servers.folder, 'first.json')
    const cycle = join(servers.folder, 'cycle.json')
    const apply = (record: string) =>
      runNode(
        [troupe, 'apply', folder, '--approve', 'destroys-data,cuts-access,rotates-credential,exposes'],
        {
          env: servers.env,
          cwd: servers.folder,
          record,
        },
      )
    const { code, stderr } = await apply(first)
    if (code !== 0) throw new Error(`apply ended with ${code}: ${stderr.slice(-2000)}`)
    const after = servers.memory()
    await apply(cycle)
    // Writes that may be sent again and again, and all reads of a cycle.
    const applies = readRecording(first).filter(({ headers }) =>
      headers['content-type']?.includes('apply-patch'),
    )
    const asked = [...applies, ...readRecording(cycle)]
    const rows: (readonly (string | number)[])[] = []
    const most = [...tally(asked)].sort((a, b) => b[1].count - a[1].count).slice(0, 20)
    for (const [key] of most) {
      const some = asked.filter((one) => [...tally([one]).keys()][0] === key)
      const token = readRecording(cycle).filter(({ path }) => path.endsWith('/openid-connect/token'))
      rows.push([key.replaceAll('|', ' '), ...(await rateOf(servers, token, some, runs))])
    }
    printTable(
      `sandbox with ${teams} teams: answers per second to one sort of call at a time (min / median / max)`,
      [['', 'per second', 'CPU ms each'], ...rows],
    )
    console.log(
      `  memory: ${mebibytes(before.now)} MiB empty, ${mebibytes(after.now)} MiB with ${teams} teams (${((after.now - before.now) / teams / 1024).toFixed(0)} KiB each), ${mebibytes(after.peak)} at its peak`,
    )
  } finally {
    await servers.close()
  }
}

async function rateOf(
  servers: Servers,
  token: readonly Recorded[],
  some: readonly Recorded[],
  runs: number,
): Promise<readonly [string, string]> {
  const least = 200
  const repeated = Array.from({ length: Math.ceil(least / some.length) }, () => some).flat()
  const signIn = some.some((one) => systemOf(one) === 'keycloak') ? token : []
  const prepared = prepare([...signIn, ...repeated], false)
  const rates: number[] = []
  const costs: number[] = []
  for (let run = 0; run < runs; run++) {
    const cpu = servers.cpu()
    const { ms, requests }: Omit<Replayed, 'cpu'> = await send(prepared, servers.addresses)
    rates.push((requests * 1e3) / ms)
    costs.push(((servers.cpu() - cpu) * 1e3) / requests)
  }
  return [spreadText(rates, 0), median(costs).toFixed(2)]
}

async function benchRegistry({ troupe, full, runs }: Settings): Promise<void> {
  const servers = await startServers(troupe)
  const debian = await startDebian()
  const ours = await sandboxRegistry(servers)
  try {
    if (!debian) console.log('\nDebian’s docker-registry is not installed: the sandbox’s stands alone')
    const both: readonly Registry[] = debian ? [ours, debian] : [ours]
    const tasks = [
      {
        name: 'a layer of 256 MiB',
        bytes: 256,
        run: (one: Registry) => transferLayer(one, 256),
        times: runs,
      },
      ...(full
        ? [
            {
              name: 'a layer of 1 GiB',
              bytes: 1024,
              run: (one: Registry) => transferLayer(one, 1024),
              times: 1,
            },
          ]
        : []),
      {
        name: '1,000 blobs of 4 KiB',
        bytes: 0,
        run: (one: Registry) => transferMany(one, 1_000),
        times: runs,
      },
    ]
    // What a server compiles on its first request is not what is compared.
    for (const one of both) await transferMany(one, 100)
    for (const { name, run, times } of tasks) {
      const figures = new Map<string, Transfer[]>(both.map((one) => [one.name, []]))
      for (let turn = 0; turn < times; turn++) {
        for (const one of turn % 2 === 0 ? both : [...both].reverse())
          figures.get(one.name)?.push(await run(one))
      }
      reportTransfer(name, figures)
    }
  } finally {
    await ours.close()
    await debian?.close()
    await servers.close()
  }
}

function reportTransfer(name: string, figures: ReadonlyMap<string, readonly Transfer[]>): void {
  printTable(`/v2/, ${name}: seconds (min / median / max), the server's CPU and the growth of its memory`, [
    ['', 'push', 'pull', 'CPU s', 'growth MiB'],
    ...[...figures].map(([registry, all]) => [
      registry,
      spreadText(all.map(({ push }) => push)),
      spreadText(all.map(({ pull }) => pull)),
      median(all.map(({ cpu }) => cpu)).toFixed(2),
      mebibytes(Math.max(...all.map(({ growth }) => growth))),
    ]),
  ])
  const [ours, theirs] = [...figures.values()]
  if (!ours || !theirs) return
  const ratio = (pick: (one: Transfer) => number) => median(ours.map(pick)) / median(theirs.map(pick))
  const [push, pull] = [ratio((one) => one.push), ratio((one) => one.pull)]
  console.log(
    `  ratio to docker-registry: push ${push.toFixed(2)} ${verdict(push, 1.5)}, pull ${pull.toFixed(2)} ${verdict(pull, 1.5)} (goal 1.5)`,
  )
}
