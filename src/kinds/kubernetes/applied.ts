/**
 * What was applied last, for telling drift from pending change. Without it every difference counts as pending, and is asked about.
 *
 * One ConfigMap for each team in the platform's namespace, where tenants can't write; a line of data for each thing:
 * a digest of its key, and a digest of the spec that was applied.
 */
import { hash } from 'node:crypto'
import { SystemError } from '../../core/error.ts'
import type { Key } from '../../core/key.ts'
import type { KubernetesClient, KubernetesObject } from '../../systems/kubernetes/types.ts'
import { fieldManager, mark } from '../../tenancy/names.ts'

const resource = { apiVersion: 'v1', plural: 'configmaps' } as const
const recordLabel = 'troupe.dev/record'

export interface AppliedOptions {
  readonly client: KubernetesClient
  readonly platform: { readonly name: string; readonly namespace: string }
}

/** Structurally the engine's `AppliedRecord`. */
export interface AppliedConfigMaps {
  /** One list for all teams, or one read for each team that is named. */
  load(teams: ReadonlySet<string> | undefined, signal: AbortSignal): Promise<void>
  digest(key: Key): string | undefined
  /** One write for a team. */
  record(team: string | null, entries: ReadonlyMap<Key, string>, signal: AbortSignal): Promise<void>
  /** Of the teams that were loaded all else is dropped; a team of which nothing is left loses its ConfigMap. */
  keep(keys: ReadonlyMap<string | null, readonly Key[]>, signal: AbortSignal): Promise<void>
}

/** A ConfigMap of ours; its uid where it was read. */
interface Standing {
  readonly uid?: string
  readonly lines: Set<string>
}

export function appliedConfigMaps({ client, platform }: AppliedOptions): AppliedConfigMaps {
  const { namespace } = platform
  const labels = { [mark.managedBy]: 'troupe', [mark.platform]: platform.name, [recordLabel]: 'applied' }
  const digests = new Map<string, string>()
  const standing = new Map<string, Standing>()

  const addressOf = (name: string) => ({ ...resource, namespace, name })
  const isOurs = (map: KubernetesObject) =>
    map.metadata.labels?.[mark.platform] === platform.name && map.metadata.labels[recordLabel] === 'applied'

  const take = (map: KubernetesObject) => {
    if (!isOurs(map)) return
    const lines = Object.entries(dataOf(map))
    const { name, uid } = map.metadata
    standing.set(name, { ...(uid !== undefined && { uid }), lines: new Set(lines.map(([line]) => line)) })
    for (const [line, digest] of lines) digests.set(line, digest)
  }

  const patch = (name: string, data: Readonly<Record<string, string | null>>, signal: AbortSignal) =>
    client.mergePatch(addressOf(name), { data }, { fieldManager }, signal)

  /** @returns whether it is ours now: somebody else's ConfigMap of that name is left alone, and nothing is noted */
  async function write(name: string, data: Readonly<Record<string, string>>, signal: AbortSignal) {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels }, data }
    try {
      await client.create(resource, object, { fieldManager }, signal)
    } catch (error) {
      if (!(error instanceof SystemError && error.verdict === 'conflict')) throw error
      const found = await client.get(addressOf(name), signal)
      if (found && !isOurs(found)) return false
      await patch(name, data, signal)
    }
    return true
  }

  return {
    async load(teams, signal) {
      digests.clear()
      standing.clear()
      if (teams === undefined) {
        const labelSelector = `${mark.platform}=${platform.name},${recordLabel}=applied`
        for (const map of await client.list(resource, { namespace, labelSelector }, signal)) take(map)
        return
      }
      const maps = await Promise.all([...teams].map((team) => client.get(addressOf(nameFor(team)), signal)))
      for (const map of maps) if (map) take(map)
    },
    digest: (key) => digests.get(lineFor(key)),
    async record(team, entries, signal) {
      const name = nameFor(team)
      const data = Object.fromEntries([...entries].map(([key, digest]) => [lineFor(key), digest]))
      if (standing.has(name)) await patch(name, data, signal)
      else if (!(await write(name, data, signal))) return
      const { lines } = standing.get(name) ?? { lines: new Set() }
      if (!standing.has(name)) standing.set(name, { lines })
      for (const [line, digest] of Object.entries(data)) {
        lines.add(line)
        digests.set(line, digest)
      }
    },
    async keep(keys, signal) {
      const kept = new Map([...keys].map(([team, own]) => [nameFor(team), new Set(own.map(lineFor))]))
      for (const [name, { uid, lines }] of standing) {
        const own = kept.get(name)
        const strays = [...lines].filter((line) => !own?.has(line))
        if (own === undefined) {
          await client.delete(addressOf(name), uid === undefined ? {} : { uid }, signal)
          standing.delete(name)
        } else if (strays.length > 0)
          await patch(name, Object.fromEntries(strays.map((line) => [line, null])), signal)
        for (const line of strays) {
          lines.delete(line)
          digests.delete(line)
        }
      }
    },
  }
}

/** A dot can stand in no team's name, so the platform's own never meets a team's. */
function nameFor(team: string | null): string {
  return team === null ? 'applied.platform' : `applied-${team}`
}

function lineFor(key: Key): string {
  return hash('sha256', key).slice(0, 16)
}

function dataOf({ data }: KubernetesObject): Readonly<Record<string, string>> {
  return typeof data === 'object' && data !== null ? (data as Record<string, string>) : {}
}
