/** `apply`: the command line on the sandbox, beside a raw client that sends the same requests. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runBundled, runNode, type Usage } from './processes.ts'
import { isWrite, kindOf, phases, type Recorded, readRecording, systemOf, tally } from './recording.ts'
import type { Replayed } from './replay.ts'
import { placeTenancy, type Servers, startServers } from './servers.ts'
import type { Settings } from './settings.ts'
import { mebibytes, median, printTable, spreadText, verdict } from './statistics.ts'
import { teamName } from './synthetic.ts'

const approvals = ['--approve', 'destroys-data,cuts-access,rotates-credential,exposes']

interface Sample {
  readonly troupe: Usage
  readonly raw: Replayed & { readonly wall: number }
}

interface Case {
  readonly name: string
  readonly recorded: readonly Recorded[]
  readonly samples: readonly Sample[]
}

export async function benchApply(settings: Settings): Promise<void> {
  await benchSize(100, settings)
  if (settings.full) await benchSize(1_000, settings)
}

async function benchSize(teams: number, settings: Settings): Promise<void> {
  const first: Sample[] = []
  let recorded: readonly Recorded[] = []
  let cycles: readonly Case[] = []
  let memory = ''
  for (let run = 0; run <= settings.runs; run++) {
    const servers = await startServers(settings.troupe)
    try {
      const folder = placeTenancy(servers, 'tenancy', teams)
      const file = join(servers.folder, 'first.json')
      // The first run is for its recording; the others are timed, and write nothing down.
      const troupe = await apply(settings, servers, folder, run === 0 ? file : undefined)
      if (run === 0) {
        recorded = readRecording(file)
        memory = `${mebibytes(servers.memory().now)} MiB now, ${mebibytes(servers.memory().peak)} at its peak`
        cycles = await benchCycles(teams, settings, servers)
      } else first.push({ troupe, raw: await replayAfresh(settings, recorded) })
    } finally {
      await servers.close()
    }
  }
  const cases = [{ name: 'first apply', recorded, samples: first }, ...cycles]
  report(teams, cases)
  console.log(`  the sandbox's own memory after the first apply: ${memory}`)
}

/** On a platform that stands: nothing changed, and one field of one team to and fro. */
async function benchCycles(teams: number, settings: Settings, servers: Servers): Promise<readonly Case[]> {
  const one = Math.floor(teams / 2)
  const same = placeTenancy(servers, 'tenancy', teams)
  const changed = placeTenancy(servers, 'changed', teams, one)
  const narrow = ['--team', teamName(one)]
  const wanted = [
    { name: 'nothing changed', other: same, options: [] },
    { name: 'one field changed', other: changed, options: [] },
    { name: 'nothing changed, --team', other: same, options: narrow },
    { name: 'one field changed, --team', other: changed, options: narrow },
  ]
  const cases: Case[] = []
  for (const { name, other, options } of wanted) {
    const file = join(servers.folder, 'cycle.json')
    const samples: Sample[] = []
    await apply(settings, servers, other, file, options)
    for (let run = 0; run < settings.runs; run++) {
      // Troupe sets the field back, the raw client sends what was recorded: each finds the field as it does not want it.
      const troupe = await apply(settings, servers, same, undefined, options)
      samples.push({ troupe, raw: await replay(servers, file, false) })
    }
    await apply(settings, servers, same, undefined, options)
    cases.push({ name, recorded: readRecording(file), samples })
  }
  return cases
}

async function apply(
  { troupe }: Settings,
  servers: Servers,
  folder: string,
  record: string | undefined,
  options: readonly string[] = [],
): Promise<Usage> {
  const usage = await runNode([troupe, 'apply', folder, ...approvals, ...options], {
    env: servers.env,
    cwd: servers.folder,
    ...(record !== undefined && { record }),
  })
  if (usage.code !== 0) throw new Error(`apply ended with ${usage.code}: ${usage.stderr.slice(-2000)}`)
  return usage
}

async function replayAfresh({ troupe }: Settings, recorded: readonly Recorded[]) {
  const servers = await startServers(troupe)
  try {
    const file = join(servers.folder, 'first.json')
    writeFileSync(file, JSON.stringify(recorded))
    return await replay(servers, file, true)
  } finally {
    await servers.close()
  }
}

async function replay(servers: Servers, file: string, fresh: boolean): Promise<Sample['raw']> {
  const { result, usage } = await runBundled<Replayed>('replay-child', {
    file,
    fresh,
    addresses: servers.addresses,
  })
  return { ...result, wall: usage.wall }
}

function report(teams: number, cases: readonly Case[]): void {
  printTable(
    `apply, ${teams} teams: wall seconds of the processes (min / median / max); ratio of medians to the raw client`,
    [
      ['', 'requests', 'writes', 'Troupe', 'raw', 'Troupe ÷ raw', 'CPU s', 'raw CPU s', 'peak MiB', 'unlike'],
      ...cases.map(({ name, recorded, samples }) => {
        const [ours, raws] = [
          samples.map(({ troupe }) => troupe.wall / 1e3),
          samples.map(({ raw }) => raw.wall / 1e3),
        ]
        return [
          name,
          recorded.length,
          recorded.filter(isWrite).length,
          spreadText(ours),
          spreadText(raws),
          (median(ours) / median(raws)).toFixed(2),
          median(samples.map(({ troupe }) => troupe.cpu)).toFixed(2),
          median(samples.map(({ raw }) => raw.cpu)).toFixed(2),
          mebibytes(median(samples.map(({ troupe }) => troupe.peak))),
          median(samples.map(({ raw }) => raw.unlike)).toFixed(0),
        ]
      }),
    ],
  )
  const [first] = cases
  if (first) {
    const share =
      median(first.samples.map(({ raw }) => raw.wall)) /
      median(first.samples.map(({ troupe }) => troupe.wall))
    console.log(
      `  goal for the first apply, at least 80 % of the raw client: ${(share * 100).toFixed(0)} %, ${verdict(0.8, share)}`,
    )
  }
  console.log('  "unlike": requests of the raw client whose answers had another status than in the recording')
  for (const { name, samples } of cases) {
    const examples = samples[0]?.raw.examples ?? []
    if (examples.length > 0) console.log(`  ${name}: ${examples.join('\n    ')}`)
  }
  for (const { name, recorded } of cases) reportSystems(name, teams, recorded)
  for (const { name, recorded } of cases.slice(0, 2)) reportKinds(name, teams, recorded)
  for (const { name, recorded } of cases.slice(2)) reportFew(name, recorded)
}

function reportSystems(name: string, teams: number, recorded: readonly Recorded[]): void {
  const parts = phases(recorded)
  const systems = ['kubernetes', 'keycloak', 'harbor'] as const
  const count = (part: readonly Recorded[], system: string) =>
    part.filter((one) => systemOf(one) === system).length
  printTable(`${name}: requests by system (per team)`, [
    ['', 'plan', 'apply', 'proof', 'all'],
    ...systems.map((system) => [
      system,
      ...[parts.plan, parts.apply, parts.proof, recorded].map((part) => {
        const found = count(part, system)
        return `${found} (${(found / teams).toFixed(2)})`
      }),
    ]),
  ])
}

/** The fewest requests that we know of for the same objects; reference: rivals measured. */
const floor: Readonly<Record<string, { readonly create: number; readonly proof: number }>> = {
  'harbor.project': { create: 1, proof: 0 },
  'harbor.project (quota)': { create: 0, proof: 0 },
  'harbor.user-group': { create: 0, proof: 0 },
  'harbor.member': { create: 1, proof: 1 },
  'harbor.robot': { create: 2, proof: 1 },
  'harbor.retention': { create: 1, proof: 1 },
  'harbor.immutable-rule': { create: 1, proof: 1 },
  'keycloak.group': { create: 2, proof: 0 },
  'keycloak.client': { create: 1, proof: 0 },
}

function reportKinds(name: string, teams: number, recorded: readonly Recorded[]): void {
  const { plan, apply, proof } = phases(recorded)
  const isFirst = apply.length > 0
  const part = isFirst ? [...plan, ...apply] : [...plan, ...proof]
  const rows = [...tally(part)].map(([key, { count, ms }]) => {
    const [system = '', kind = '', method = ''] = key.split('|')
    return { system, kind, method, count, ms }
  })
  rows.sort((a, b) => a.system.localeCompare(b.system) || b.count - a.count)
  const least = (kind: string) => floor[kind]?.[isFirst ? 'create' : 'proof']
  const seen = new Set<string>()
  printTable(`${name}: requests by kind${isFirst ? ', the proof left out' : ''}`, [
    ['', 'method', 'requests', 'per team', 'floor per team', 'beyond', 'ms each'],
    ...rows.map(({ system, kind, method, count, ms }) => {
      const all = rows.filter((one) => one.kind === kind).reduce((sum, one) => sum + one.count, 0) / teams
      const most = system === 'kubernetes' || seen.has(kind) ? undefined : (least(kind) ?? 0)
      seen.add(kind)
      return [
        kind,
        method,
        count,
        (count / teams).toFixed(2),
        most === undefined ? '' : most,
        most === undefined ? '' : (all - most).toFixed(2),
        (ms / count).toFixed(1),
      ]
    }),
  ])
  const both = part.filter((one) => systemOf(one) !== 'kubernetes').length / teams
  console.log(`  Harbor and Keycloak: ${both.toFixed(2)} per team; the floor is ${isFirst ? 9.1 : 4.2}`)
}

function reportFew(name: string, recorded: readonly Recorded[]): void {
  const rows = [...tally(recorded)]
    .map(([key, { count }]) => ({ key: key.replaceAll('|', ' '), count }))
    .sort((a, b) => b.count - a.count)
  printTable(
    `${name}: what most requests are for`,
    rows.slice(0, 8).map(({ key, count }) => [key, count]),
  )
  const written = recorded.filter(isWrite).map((one) => `${one.method} ${kindOf(one)}`)
  console.log(`  written: ${written.join(', ') || 'nothing'}`)
}
