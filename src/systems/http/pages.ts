/** Lists that come in pages, by offset or by number. */
import { SystemError } from '../../core/error.ts'
import type { System } from '../../core/key.ts'

/** One page, and its text, by which a page that came twice is known. */
export interface Page<T> {
  readonly text: string
  readonly rows: readonly T[]
  /** How many rows there are in all, where the server says so. */
  readonly total?: number | undefined
}

/** A list, and how it is read. */
export interface PagedList<T> {
  readonly system: System
  /** For people. */
  readonly path: string
  /** Rows of a page. */
  readonly size: number
  /** What a row is told from all others by, where pages begin at any row: then each begins with the last one's last row. */
  readonly identify?: (row: T) => unknown
  readonly read: (first: number) => Promise<Page<T>>
}

/** So often a list is read whose rows move meanwhile. */
const patience = 5

/**
 * Reads page after page until one is not full. An endpoint that knows no pages gives the same text again, or more
 * rows than were asked for: both are the end.
 *
 * Where a row goes while a list is read, all that follow move up, and one falls between two pages. That one is not absent:
 * the list is read again.
 * @throws SystemError `retry` where it never stands still
 */
export async function listInPages<T>(list: PagedList<T>): Promise<readonly T[]> {
  for (let turn = 1; turn <= patience; turn++) {
    const rows = await readOnce(list)
    if (rows) return rows
  }
  const { system, path } = list
  const message = `${system}: ${path} changed while it was read, ${patience} times over`
  throw new SystemError(message, { system, verdict: 'retry', status: 200 })
}

/** @returns undefined when rows have moved between two pages */
async function readOnce<T>({ size, identify, read }: PagedList<T>): Promise<readonly T[] | undefined> {
  const all: T[] = []
  let before: Page<T> | undefined
  for (;;) {
    const overlap = identify && all.length > 0 ? 1 : 0
    const page = await read(all.length - overlap)
    if (page.text === before?.text) return all
    if (before && page.total !== before.total) return undefined
    const last = all.at(-1)
    const again = page.rows[0]
    if (overlap && (again === undefined || last === undefined || identify?.(again) !== identify?.(last))) {
      return undefined
    }
    for (const row of page.rows.slice(overlap)) all.push(row)
    if (page.rows.length !== size || all.length === page.total) return all
    before = page
  }
}
