/** Lists that come in pages, by offset or by number. */

/** One page, and its text, by which a page that came twice is known. */
export interface Page<T> {
  readonly text: string
  readonly rows: readonly T[]
  /** How many rows there are in all, where the server says so. */
  readonly total?: number | undefined
}

/**
 * Reads page after page until one is not full. An endpoint that knows no pages gives the same text again, or more
 * rows than were asked for: both are the end.
 */
export async function listInPages<T>(
  size: number,
  read: (first: number) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const all: T[] = []
  let before: string | undefined
  for (;;) {
    const { text, rows, total } = await read(all.length)
    if (text === before) return all
    for (const row of rows) all.push(row)
    if (rows.length !== size || all.length === total) return all
    before = text
  }
}
