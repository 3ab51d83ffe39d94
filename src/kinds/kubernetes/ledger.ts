/**
 * The ledger: what we made in systems that can hold no mark, noted on the team's namespace.
 * One annotation for each thing; its name is a digest, since keys hold what names of annotations may not.
 */
import { createHash } from 'node:crypto'
import { SystemError } from '../../core/error.ts'
import { groupBy } from '../../core/group.ts'
import type { Key } from '../../core/key.ts'
import type { Note } from '../../core/kind.ts'
import type { KubernetesClient, KubernetesObject } from '../../systems/kubernetes/types.ts'
import { mark } from '../../tenancy/names.ts'
import type { Platform } from '../../tenancy/tenancy.ts'

const prefix = 'ledger.troupe.dev/'
const fieldManager = 'troupe-ledger'
const resource = { apiVersion: 'v1', plural: 'namespaces' } as const

export interface LedgerOptions {
  readonly client: KubernetesClient
  /** Whose notes, and which namespace is a team's. */
  readonly tenancy: {
    readonly platform: Pick<Platform, 'name' | 'namespace'>
    readonly teams: readonly { readonly name: string; readonly namespace: { readonly name: string } }[]
  }
}

/** Structurally the engine's `Ledger`. The team null is the platform, whose notes are on its own namespace. */
export interface NamespaceLedger {
  /** Reads all notes by one list of namespaces. */
  load(signal: AbortSignal): Promise<void>
  noted(key: Key): Note | undefined
  /** All of them. */
  notes(): Iterable<Note & { readonly key: Key }>
  /** One patch for all entries; an empty id notes an intent. */
  note(team: string | null, entries: ReadonlyMap<Key, string>, signal: AbortSignal): Promise<void>
  /** Success also where the namespace has gone, and the notes with it. */
  forget(team: string | null, keys: readonly Key[], signal: AbortSignal): Promise<void>
}

interface Entry extends Note {
  readonly key: Key
  readonly namespace: string
}

export function namespaceLedger({ client, tenancy }: LedgerOptions): NamespaceLedger {
  const { name: platform, namespace: home } = tenancy.platform
  const namespaces = new Map(tenancy.teams.map((team) => [team.name, team.namespace.name]))
  let notes = new Map<Key, Entry>()

  const patch = (
    namespace: string,
    annotations: Readonly<Record<string, string | null>>,
    signal: AbortSignal,
  ) =>
    client.mergePatch(
      { ...resource, name: namespace },
      { metadata: { annotations } },
      { fieldManager },
      signal,
    )

  /** Whoever copies a namespace, or may write one of their own, copies or writes notes, too: those make nothing ours. */
  const places = new Set([home, ...namespaces.values()])
  const isBelieved = ({ metadata: { name, managedFields = [] } }: KubernetesObject) =>
    places.has(name) || managedFields.some(({ manager }) => manager === fieldManager)

  /** Of a team that no document names any more, the notes are right where they are. A namespace on its way out is no place. */
  const isMisplaced = ({ metadata }: KubernetesObject, team: string | null) => {
    const right = team === null ? home : namespaces.get(team)
    return right !== undefined && (right !== metadata.name || metadata.deletionTimestamp !== undefined)
  }

  /** The description knows whose a namespace is; the label of one that was there before us, or of another team, does not. */
  const teamOf = ({ metadata }: KubernetesObject) =>
    tenancy.teams.find(({ namespace }) => namespace.name === metadata.name)?.name ??
    metadata.labels?.[mark.team] ??
    null

  /** Takes notes away from where they are. */
  const erase = async (gone: readonly Entry[], signal: AbortSignal) => {
    for (const [namespace, entries] of groupBy(gone, (note) => note.namespace)) {
      const annotations = Object.fromEntries(entries.map(({ key }) => [nameFor(platform, key), null]))
      await patch(namespace, annotations, signal).catch(unlessAbsent)
    }
  }

  return {
    async load(signal) {
      const all = (await client.list(resource, {}, signal)).filter(isBelieved)
      // Of two notes of a thing the one in the right place counts: a run was ended before it took the other one away.
      const inOrder = [true, false].flatMap((misplaced) =>
        all
          .map((one) => ({ one, team: teamOf(one) }))
          .filter(({ one, team }) => isMisplaced(one, team) === misplaced)
          .flatMap(({ one, team }) => notesOn(one, platform, team))
          .map((note): Entry => ({ ...note, ...(misplaced && { misplaced }) })),
      )
      notes = new Map(inOrder.map((note) => [note.key, note]))
    },
    noted: (key) => notes.get(key),
    notes: () => notes.values(),
    async note(team, entries, signal) {
      if (entries.size === 0) return
      const namespace = team === null ? home : namespaces.get(team)
      if (namespace === undefined) throw unknownTeam(team)
      const annotations = [...entries].map(([key, id]) => [nameFor(platform, key), textOf(platform, key, id)])
      await patch(namespace, Object.fromEntries(annotations), signal)
      const moved = [...entries.keys()].flatMap((key) => notes.get(key) ?? [])
      await erase(
        moved.filter((note) => note.namespace !== namespace),
        signal,
      )
      for (const [key, id] of entries) notes.set(key, { key, id, team, namespace })
    },
    async forget(_, keys, signal) {
      await erase(
        keys.flatMap((key) => notes.get(key) ?? []),
        signal,
      )
      for (const key of keys) notes.delete(key)
    },
  }
}

/** Several platforms may share a namespace's annotations, so each note names its own. */
function textOf(platform: string, key: Key, id: string): string {
  return `${platform} ${key} ${id}`
}

function notesOn({ metadata }: KubernetesObject, platform: string, team: string | null): readonly Entry[] {
  return Object.entries(metadata.annotations ?? {}).flatMap(([name, text]) => {
    if (!name.startsWith(prefix)) return []
    const [, owner, key, id] = /^(\S+) (\S+:\S+) (.*)$/.exec(text) ?? []
    if (owner !== platform || key === undefined || id === undefined) return []
    return [{ key: key as Key, id, team, namespace: metadata.name }]
  })
}

function nameFor(platform: string, key: Key): string {
  return `${prefix}${createHash('sha256').update(`${platform} ${key}`).digest('hex').slice(0, 40)}`
}

function unlessAbsent(error: unknown): void {
  if (!(error instanceof SystemError && error.status === 404)) throw error
}

function unknownTeam(team: string | null): SystemError {
  return new SystemError(`team ${team} has no namespace to note anything on`, {
    system: 'kubernetes',
    verdict: 'refused',
    status: 0,
  })
}
