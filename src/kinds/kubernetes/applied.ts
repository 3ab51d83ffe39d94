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
  /** Null forgets. One write for a team. */
  record(team: string | null, entries: ReadonlyMap<Key, string | null>, signal: AbortSignal): Promise<void>
}

export function appliedConfigMaps({ client, platform }: AppliedOptions): AppliedConfigMaps {
  const { namespace } = platform
  const digests = new Map<string, string>()
  const standing = new Set<string>()

  const take = (map: KubernetesObject) => {
    standing.add(map.metadata.name)
    for (const [line, digest] of Object.entries(dataOf(map))) digests.set(line, digest)
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
      const maps = await Promise.all(
        [...teams].map((team) => client.get({ ...resource, namespace, name: nameFor(team) }, signal)),
      )
      for (const map of maps) if (map) take(map)
    },
    digest: (key) => digests.get(lineFor(key)),
    async record(team, entries, signal) {
      const name = nameFor(team)
      const data = Object.fromEntries([...entries].map(([key, digest]) => [lineFor(key), digest]))
      const labels = { [mark.managedBy]: 'troupe', [mark.platform]: platform.name, [recordLabel]: 'applied' }
      const patch = () =>
        client.mergePatch({ ...resource, namespace, name }, { data }, { fieldManager }, signal)
      if (standing.has(name)) await patch()
      else {
        const lines = Object.fromEntries(Object.entries(data).filter(([, digest]) => digest !== null))
        const object = {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name, namespace, labels },
          data: lines,
        }
        try {
          await client.create(resource, object, { fieldManager }, signal)
        } catch (error) {
          if (!(error instanceof SystemError && error.verdict === 'conflict')) throw error
          await patch()
        }
        standing.add(name)
      }
      for (const [line, digest] of Object.entries(data)) {
        if (digest === null) digests.delete(line)
        else digests.set(line, digest)
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
