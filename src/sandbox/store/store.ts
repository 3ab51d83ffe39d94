/**
 * What the sandbox's servers remember: named tables of plain JSON values, in memory, or journalled in a folder.
 *
 * A value is replaced, never changed in place: `set` is the only way in, so the journal holds everything.
 * A write is on its way to the disk (in the kernel's hands) when `set` returns: killing the process loses nothing
 * that was answered. A torn last line, left by a kill in the middle of a write, was never answered and is dropped.
 */
import { type Entry, openJournal } from './journal.ts'

/** A table in insertion order. */
export interface Table<T> {
  readonly size: number
  get(key: string): T | undefined
  has(key: string): boolean
  set(key: string, value: T): void
  delete(key: string): boolean
  keys(): IterableIterator<string>
  values(): IterableIterator<T>
  entries(): IterableIterator<[string, T]>
}

/** Tables by name. `batch` makes the writes inside it one line of the journal: all of them or none survive a kill. */
export interface Store {
  table<T>(name: string): Table<T>
  batch<R>(writes: () => R): R
  close(): void
}

/**
 * @param folder where the journal is kept; without it everything is in memory only
 * @throws FolderTaken when another sandbox works on it
 */
export function openStore(folder?: string): Store {
  const tables = new Map<string, Map<string, unknown>>()
  const rows = (name: string) => {
    const found = tables.get(name)
    if (found) return found
    const made = new Map<string, unknown>()
    tables.set(name, made)
    return made
  }
  const replay = ([name, key, ...value]: Entry) => {
    if (value.length > 0) rows(name).set(key, value[0])
    else rows(name).delete(key)
  }
  const journal = folder === undefined ? undefined : openJournal(folder, replay, tables)
  let pending: Entry[] | undefined
  const record = (entry: Entry) => {
    if (pending) pending.push(entry)
    else journal?.append([entry])
  }
  return {
    table<T>(name: string): Table<T> {
      const map = rows(name) as Map<string, T>
      return {
        get size() {
          return map.size
        },
        get: (key) => map.get(key),
        has: (key) => map.has(key),
        set(key, value) {
          map.set(key, value)
          if (journal) record([name, key, value])
        },
        delete(key) {
          const gone = map.delete(key)
          if (gone && journal) record([name, key])
          return gone
        },
        keys: () => map.keys(),
        values: () => map.values(),
        entries: () => map.entries(),
      }
    },
    batch(writes) {
      if (pending) return writes()
      pending = []
      try {
        return writes()
      } finally {
        const written = pending
        pending = undefined
        if (written.length > 0) journal?.append(written)
      }
    },
    close: () => journal?.close(),
  }
}
