/**
 * What the sandbox's servers remember: named tables of plain JSON values, in memory, or journalled in a folder.
 *
 * A value is replaced, never changed in place: `set` is the only way in, so the journal holds everything.
 * A write is on its way to the disk (in the kernel's hands) when `set` returns: killing the process loses nothing
 * that was answered. A torn last line, left by a kill in the middle of a write, was never answered and is dropped.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

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

type Entry = [table: string, key: string, value?: unknown]

/** @param folder where the journal is kept; without it everything is in memory only */
export function openStore(folder?: string): Store {
  const tables = new Map<string, Map<string, unknown>>()
  const rows = (name: string) => {
    const found = tables.get(name)
    if (found) return found
    const made = new Map<string, unknown>()
    tables.set(name, made)
    return made
  }
  const journal = folder === undefined ? undefined : openJournal(folder, rows, tables)
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

interface Journal {
  append(entries: readonly Entry[]): void
  close(): void
}

/** Replays what is there, writes it anew as one compact file, and goes on behind it. */
function openJournal(
  folder: string,
  rows: (name: string) => Map<string, unknown>,
  tables: ReadonlyMap<string, ReadonlyMap<string, unknown>>,
): Journal {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'journal.jsonl')
  if (existsSync(path)) replay(readFileSync(path, 'utf8'), rows)
  const fresh = `${path}.new`
  rmSync(fresh, { force: true })
  const file = openSync(fresh, 'a', 0o600)
  for (const [name, table] of tables) {
    for (const [key, value] of table) writeSync(file, `${JSON.stringify([[name, key, value]])}\n`)
  }
  renameSync(fresh, path)
  return {
    append: (entries) => writeSync(file, `${JSON.stringify(entries)}\n`),
    close: () => {
      closeSync(file)
    },
  }
}

function replay(text: string, rows: (name: string) => Map<string, unknown>): void {
  const lines = text.split('\n')
  lines.pop() // '' behind the last whole line, or what a kill tore off
  for (const line of lines) {
    for (const entry of JSON.parse(line) as Entry[]) {
      if (entry.length === 3) rows(entry[0]).set(entry[1], entry[2])
      else rows(entry[0]).delete(entry[1])
    }
  }
}
