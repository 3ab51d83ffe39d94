/** Rows of one kind in the store, with indexes in memory that follow every write. */
import type { Table } from '../../store/store.ts'

/** What a row needs: its own key. */
export interface Row {
  readonly id: string
}

/** How to index a row: the keys under which it is found. */
export type Indexes<T, I extends string> = Readonly<Record<I, (row: T) => readonly string[]>>

/** A table of rows; `I` are the names of its indexes. */
export class Collection<T extends Row, I extends string = never> {
  private readonly table: Table<T>
  private readonly indexes: Indexes<T, I>
  private readonly maps = new Map<I, Map<string, Map<string, T>>>()
  private readonly orderBy: (row: T) => string
  private order: readonly T[] | undefined
  /** Grows with every write, so that what was derived from the rows can be kept until then. */
  version = 0

  constructor(table: Table<T>, indexes: Indexes<T, I>, orderBy: (row: T) => string = (row) => row.id) {
    this.table = table
    this.indexes = indexes
    this.orderBy = orderBy
    for (const name of Object.keys(indexes) as I[]) this.maps.set(name, new Map())
    for (const row of table.values()) this.enter(row)
  }

  get size(): number {
    return this.table.size
  }

  get(id: string | undefined): T | undefined {
    return id === undefined ? undefined : this.table.get(id)
  }

  /** In the order in which the rows were first written. */
  all(): IterableIterator<T> {
    return this.table.values()
  }

  /** By the collection's own order, compared sign by sign as the database does. */
  sorted(): readonly T[] {
    this.order ??= [...this.table.values()].sort((a, b) => compare(this.orderBy(a), this.orderBy(b)))
    return this.order
  }

  /** All rows under a key, in the order in which they were written. */
  by(index: I, key: string): readonly T[] {
    return [...(this.maps.get(index)?.get(key)?.values() ?? [])]
  }

  one(index: I, key: string): T | undefined {
    return this.maps.get(index)?.get(key)?.values().next().value
  }

  put(row: T): T {
    const before = this.table.get(row.id)
    if (before) this.leave(before)
    this.table.set(row.id, row)
    this.enter(row)
    this.touched()
    return row
  }

  delete(id: string): void {
    const before = this.table.get(id)
    if (!before) return
    this.leave(before)
    this.table.delete(id)
    this.touched()
  }

  clear(): void {
    for (const id of [...this.table.keys()]) this.delete(id)
  }

  private touched(): void {
    this.version += 1
    this.order = undefined
  }

  private enter(row: T): void {
    for (const [name, map] of this.maps) {
      for (const key of this.indexes[name](row)) {
        const rows = map.get(key) ?? new Map<string, T>()
        rows.set(row.id, row)
        map.set(key, rows)
      }
    }
  }

  private leave(row: T): void {
    for (const [name, map] of this.maps) {
      for (const key of this.indexes[name](row)) {
        const rows = map.get(key)
        rows?.delete(row.id)
        if (rows?.size === 0) map.delete(key)
      }
    }
  }
}

/** Code point order, which is what the server's database sorts by. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
