/**
 * The journal of a store: a line of JSON for each batch of writes, replayed at the start and written anew, compact.
 *
 * A write is in the kernel's hands when `append` returns: killing the process loses nothing that was answered. A torn last
 * line, left by a kill in the middle of a write, was never answered and is dropped.
 */
import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import { lockFolder } from './lock.ts'

/** One write; without a value the row goes. */
export type Entry = readonly [table: string, key: string, value?: unknown]

/** Rows by table. */
export type Rows = ReadonlyMap<string, ReadonlyMap<string, unknown>>

export interface Journal {
  append(entries: readonly Entry[]): void
  /** A second time is none. */
  close(): void
}

/** A line in the middle is not what was written: the disk or a person did that. */
export class JournalDamaged extends Error {
  override readonly name = 'JournalDamaged'
  constructor(path: string, line: number, cause: unknown) {
    super(`${path}:${line} is damaged. Mend or remove that line, or start on another folder`, { cause })
  }
}

/** So many lines beyond four times the rows make it worth writing the journal anew. */
const SLACK = 50_000

/**
 * Replays what is there, writes it anew, and goes on behind it.
 *
 * @param replay takes each write, in order
 * @param rows what all writes together come to
 * @throws FolderTaken, JournalDamaged
 */
export function openJournal(folder: string, replay: (entry: Entry) => void, rows: Rows): Journal {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unlock = lockFolder(folder)
  try {
    const path = join(folder, 'journal.jsonl')
    if (existsSync(path)) readJournal(path, replay)
    let file = rewrite(path, rows)
    let surplus = 0
    let closed = false
    return {
      append(entries) {
        appendWhole(file, `${JSON.stringify(entries)}\n`)
        surplus += entries.length
        if (surplus < SLACK || surplus < 4 * sizeOf(rows)) return
        const full = file
        file = rewrite(path, rows)
        closeSync(full)
        surplus = 0
      },
      close() {
        if (closed) return
        closed = true
        closeSync(file)
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

/** All of the line or, when the disk is full, nothing: what follows must not stand behind half a line. */
function appendWhole(file: number, line: string): void {
  const { size } = fstatSync(file)
  try {
    appendFileSync(file, line)
  } catch (error) {
    ftruncateSync(file, size)
    throw error
  }
}

const sizeOf = (rows: Rows) => [...rows.values()].reduce((sum, table) => sum + table.size, 0)

const PIECE = 1 << 20

/** In pieces: a text of Node holds no more than half a GiB. */
function readJournal(path: string, replay: (entry: Entry) => void): void {
  const file = openSync(path, 'r')
  const buffer = Buffer.allocUnsafe(PIECE)
  let rest: Buffer[] = []
  let number = 0
  try {
    for (;;) {
      const length = readSync(file, buffer, 0, PIECE, null)
      if (length === 0) return // what is left has no end: a kill tore it off
      let from = 0
      for (let end = buffer.indexOf(10, 0); end >= 0 && end < length; end = buffer.indexOf(10, from)) {
        const line = Buffer.concat([...rest, buffer.subarray(from, end)]).toString('utf8')
        number += 1
        rest = []
        from = end + 1
        replayLine(line, replay, () => new JournalDamaged(path, number, undefined))
      }
      rest.push(Buffer.from(buffer.subarray(from, length)))
    }
  } finally {
    closeSync(file)
  }
}

function replayLine(line: string, replay: (entry: Entry) => void, damaged: () => Error): void {
  let entries: unknown
  try {
    entries = JSON.parse(line)
  } catch {
    throw damaged()
  }
  if (!Array.isArray(entries)) throw damaged()
  for (const entry of entries as Entry[]) replay(entry)
}

/** @returns the new file, open at its end. The old one is there until the new one is whole. */
function rewrite(path: string, rows: Rows): number {
  const fresh = `${path}.new`
  rmSync(fresh, { force: true })
  const file = openSync(fresh, 'a', 0o600)
  let lines: string[] = []
  let length = 0
  const flush = () => {
    if (lines.length > 0) appendFileSync(file, lines.join(''))
    lines = []
    length = 0
  }
  for (const [name, table] of rows) {
    for (const [key, value] of table) {
      const line = `${JSON.stringify([[name, key, value]])}\n`
      lines.push(line)
      length += line.length
      if (length > PIECE) flush()
    }
  }
  flush()
  fsyncSync(file)
  renameSync(fresh, path)
  return file
}
