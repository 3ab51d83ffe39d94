/**
 * A team's project with its settings and quota.
 *
 * Harbor has no room for our mark on a project. The ledger on the team's namespace holds its number: a project of the same
 * name with another number was made behind our back and is not ours. Where the ledger was lost with the namespace, a robot
 * with our mark inside the project is evidence enough: nobody else could have put it there.
 */
import { z } from 'zod'
import { same } from '../../core/compare.ts'
import { SystemError } from '../../core/error.ts'
import { keyOf, nameOf } from '../../core/key.ts'
import type { Actual, Hands, Note } from '../../core/kind.ts'
import type { HarborClient } from '../../systems/harbor/types.ts'
import { dailyRobot, readMarkText } from '../../tenancy/names.ts'
import { bytesOf, sizeText } from '../../tenancy/sizes.ts'
import type { Team } from '../../tenancy/tenancy.ts'
import { defineHarborKind } from '../define.ts'
import { Robot } from './robots.ts'

const Project = z.object({
  project_id: z.number().int(),
  name: z.string(),
  metadata: z.record(z.string(), z.string()).nullish(),
})
type Project = z.infer<typeof Project>
const Summary = z.object({
  quota: z
    .object({ hard: z.object({ storage: z.number() }).partial() })
    .partial()
    .optional(),
})
const Quota = z.object({ id: z.number().int(), ref: z.object({ id: z.number() }).partial().optional() })

interface Spec {
  readonly metadata: Readonly<Record<'public' | 'scanOnPush' | 'cosign' | 'notation', boolean>> & {
    /** Images with a weakness of this severity or a worse one can't be pulled; 'none' blocks nothing. */
    readonly blockFrom: string
  }
  /** Bytes; -1 is unlimited. */
  readonly storage: number
  /** 'kept' when the ledger holds the project's number, where its team's notes are. */
  readonly record: 'kept' | 'lost'
}

function canonical({ registry }: Team): Spec {
  return {
    metadata: {
      public: registry.public,
      scanOnPush: registry.scan.onPush,
      blockFrom: registry.scan.blockFrom ?? 'none',
      cosign: registry.signatures === 'cosign',
      notation: registry.signatures === 'notation',
    },
    storage: bytesOf(registry.storage),
    record: 'kept',
  }
}

/** All values are texts (reference: Harbor §2.2). */
function metadataOf({ metadata }: Spec): Record<string, string> {
  return {
    public: String(metadata.public),
    auto_scan: String(metadata.scanOnPush),
    prevent_vul: String(metadata.blockFrom !== 'none'),
    ...(metadata.blockFrom !== 'none' && { severity: metadata.blockFrom }),
    enable_content_trust_cosign: String(metadata.cosign),
    enable_content_trust: String(metadata.notation),
  }
}

function readMetadata(metadata: Readonly<Record<string, string>>): Spec['metadata'] {
  const on = (field: string) => /^(true|1)$/i.test(metadata[field] ?? '')
  return {
    public: on('public'),
    scanOnPush: on('auto_scan'),
    blockFrom: on('prevent_vul') ? (metadata['severity'] ?? 'low') : 'none',
    cosign: on('enable_content_trust_cosign'),
    notation: on('enable_content_trust'),
  }
}

/** From which severity on images are held back, from lax to strict. What Harbor does not know by name is taken for lax. */
const severities = ['none', 'critical', 'high', 'medium', 'low']
const strictness = (severity: string) => Math.max(0, severities.indexOf(severity))

export const project = defineHarborKind<Spec>({
  name: 'harbor.project',
  needs: ['kubernetes.namespace', 'harbor.daily-robot', 'harbor.configuration'],
  mark: 'ledger',
  removalRisks: ['destroys-data'],

  *derive({ platform, teams }) {
    for (const team of teams) {
      const { registry } = team
      yield {
        key: keyOf('harbor.project', registry.project),
        team: team.name,
        spec: canonical(team),
        after: [
          keyOf('kubernetes.namespace', team.namespace.name),
          keyOf('harbor.configuration', 'oidc'),
          ...(platform.harbor.dailyRobot ? [keyOf('harbor.daily-robot', dailyRobot(platform).name)] : []),
        ],
        summary: [
          sizeText(registry.storage),
          registry.scan.onPush && 'scan on push',
          registry.public && 'public',
        ]
          .filter(Boolean)
          .join(' · '),
      }
    }
  },

  async observe({ desired, teams, made = [], known }, hands) {
    const { client, signal, noted, owner } = hands
    const wanted = new Map(desired.map((one) => [one.key, one.team]))
    // Also those of a team that nobody describes any more, which only the ledger still names.
    const names = new Set([...wanted.keys(), ...made].map(nameOf))
    const found = teams
      ? await projectsNamed(names, hands)
      : (await client.list('robot', '/projects', {}, Project, signal)).filter(({ name }) => {
          const key = keyOf('harbor.project', name)
          return wanted.has(key) || noted(key)
        })
    return await Promise.all(
      found.map(async (one): Promise<Actual<Spec>> => {
        const key = keyOf('harbor.project', one.name)
        const note = noted(key)
        const ours = await isOurs(one, note, hands)
        const metadata = readMetadata(one.metadata ?? {})
        const before = known?.(key)
        const still = before?.id === String(one.project_id) && same(before.spec.metadata, metadata)
        return {
          key,
          team: wanted.get(key) ?? note?.team ?? null,
          spec: {
            metadata,
            storage: still ? before.spec.storage : await storageOf(one, hands),
            record: isKept(one, note, wanted.get(key)) ? 'kept' : 'lost',
          },
          id: String(one.project_id),
          owner: ours ? owner : null,
          facts: { name: one.name, retention: one.metadata?.['retention_id'] ?? '' },
          ...(note &&
            !ours && { notes: ['was made again behind our back: the one that we made had another number'] }),
        }
      }),
    )
  },

  create: ({ key, spec }, { client, signal }) =>
    client.post(
      'robot',
      '/projects',
      { project_name: nameOf(key), metadata: metadataOf(spec), storage_limit: spec.storage },
      signal,
    ),

  async update({ spec }, { id, spec: was }, { client, signal }) {
    await client.put('robot', `/projects/${id}`, { metadata: metadataOf(spec) }, signal)
    if (spec.storage === was.storage) return
    const [quota] = await client.list(
      'robot',
      '/quotas',
      { reference: 'project', reference_id: id },
      Quota,
      signal,
    )
    if (!quota) throw noQuota(id)
    await client.put('robot', `/quotas/${quota.id}`, { hard: { storage: spec.storage } }, signal)
  },

  /** A project that holds repositories cannot be deleted (412): its repositories go first. Whoever approved destroys-data meant that. */
  async remove({ id, facts }, { client, signal }) {
    const name = facts?.['name'] ?? ''
    // Repositories are found by name: those of a project that was made again in between are somebody else's.
    const standing = await client.list('robot', '/projects', { name }, Project, signal)
    if (!standing.some(({ project_id }) => String(project_id) === id)) return
    const repositories = await client.list(
      'robot',
      `/projects/${encodeURIComponent(name)}/repositories`,
      {},
      z.object({ name: z.string() }),
      signal,
    )
    for (const repository of repositories) {
      const inside = encodeURIComponent(encodeURIComponent(repository.name.slice(name.length + 1)))
      await client.delete('robot', `/projects/${encodeURIComponent(name)}/repositories/${inside}`, signal)
    }
    await client.delete('robot', `/projects/${id}`, signal)
  },

  risks({ spec: { storage, metadata: to } }, { spec: { storage: had, metadata: from } }) {
    const shrinks = storage !== -1 && (had === -1 || storage < had)
    const stricter = strictness(to.blockFrom) - strictness(from.blockFrom)
    const signatures = ['cosign', 'notation'] as const
    const tightens = stricter > 0 || signatures.some((kind) => to[kind] && !from[kind])
    // Images that were held back can be pulled.
    const loosens = stricter < 0 || signatures.some((kind) => from[kind] && !to[kind])
    return [
      ...(shrinks || tightens || (from.public && !to.public) ? (['cuts-access'] as const) : []),
      ...(loosens || (to.public && !from.public) ? (['exposes'] as const) : []),
    ]
  },
  creationRisks: ({ spec }) => (spec.metadata.public ? ['exposes'] : []),
})

/** Harbor's filter by name takes it anywhere in a name. */
async function projectsNamed(
  names: ReadonlySet<string>,
  { client, signal }: Hands<HarborClient>,
): Promise<readonly Project[]> {
  const lists = await Promise.all(
    [...names].map(async (name) => {
      const like = await client.list('robot', '/projects', { name }, Project, signal)
      return like.filter((one) => one.name === name)
    }),
  )
  return lists.flat()
}

/** The list of quotas costs Harbor twenty milliseconds a row; a summary of one project is quicker (reference: rivals measured). */
async function storageOf({ project_id }: Project, { client, signal }: Hands<HarborClient>): Promise<number> {
  const summary = await client.get('robot', `/projects/${project_id}/summary`, {}, Summary, signal)
  return summary?.quota?.hard?.storage ?? -1
}

/** A note that lies with another team, or where its team was before, goes with the namespace that it is on. */
function isKept({ project_id }: Project, note: Note | undefined, team: string | null | undefined): boolean {
  return note?.id === String(project_id) && !note.misplaced && (team === undefined || note.team === team)
}

async function isOurs(
  { project_id }: Project,
  note: Note | undefined,
  hands: Hands<HarborClient>,
): Promise<boolean> {
  if (note) return note.id === '' || note.id === String(project_id)
  const { client, signal, owner } = hands
  const robots = await client.list(
    'robot',
    '/robots',
    { q: `Level=project,ProjectID=${project_id}` },
    Robot,
    signal,
  )
  return robots.some(({ description }) => readMarkText(description)?.platform === owner)
}

function noQuota(id: string): SystemError {
  return new SystemError(
    `harbor keeps no quota for project ${id}: it was made while quota_per_project_enable was off; leave storage at "unlimited", or make the project anew`,
    { system: 'harbor', verdict: 'refused', status: 200 },
  )
}
