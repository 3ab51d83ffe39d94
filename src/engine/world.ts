/** What the engine is handed: kinds, their hands, and where it notes what it made. It imports nothing but core. */
import type { Emit } from '../core/event.ts'
import type { Key, System } from '../core/key.ts'
import type { Kind, Note, Vault } from '../core/kind.ts'
import type { Sweep } from './sweep.ts'

/**
 * Where we note what we made in a system that can hold no mark of ours.
 * An intent (an empty id) is noted before the thing is made, so that a crash in between leaves it ours.
 */
export interface Ledger {
  load(signal: AbortSignal): Promise<void>
  /** Undefined for what we did not make. */
  noted(key: Key): Note | undefined
  /** All of them. */
  notes(): Iterable<Note & { readonly key: Key }>
  note(team: string | null, entries: ReadonlyMap<Key, string>, signal: AbortSignal): Promise<void>
  forget(team: string | null, keys: readonly Key[], signal: AbortSignal): Promise<void>
}

/** What was applied last; it tells drift from pending change. */
export interface AppliedRecord {
  load(teams: ReadonlySet<string> | undefined, signal: AbortSignal): Promise<void>
  digest(key: Key): string | undefined
  /** One write for a team. */
  record(team: string | null, entries: ReadonlyMap<Key, string>, signal: AbortSignal): Promise<void>
  /** Of the teams that were loaded all else is dropped. */
  keep(keys: ReadonlyMap<string | null, readonly Key[]>, signal: AbortSignal): Promise<void>
}

export interface World<Tenancy, Clients> {
  readonly kinds: readonly Kind<Tenancy, Clients>[]
  readonly clients: Clients
  readonly vault: Vault
  readonly ledger: Ledger
  readonly applied: AppliedRecord
  readonly owner: string
  /** What earlier turns found, for a run that comes again. */
  readonly sweep?: Sweep
}

/** What a run looks at. Undefined means all. */
export interface Narrowing {
  readonly teams?: ReadonlySet<string>
  readonly systems?: ReadonlySet<System>
}

/** What every engine call takes besides its subject. */
export interface Run {
  readonly signal: AbortSignal
  readonly emit: Emit
}
