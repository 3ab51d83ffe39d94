/** Rows with numbers, over a table of the store, found by number or through an index. Numbers are never used again. */
import type { Store, Table } from '../../store/store.ts'

/** Whatever has a number. */
export interface Row {
  readonly id: number
}

/** Rows of one kind, in the order they were made. `I` are the names of its indexes. */
export interface Collection<T extends Row, I extends string> {
  readonly size: number
  get(id: number): T | undefined
  all(): readonly T[]
  /** All rows whose index has this value. */
  by(index: I, value: string | number): readonly T[]
  /** The first of them. */
  one(index: I, value: string | number): T | undefined
  insert(row: Omit<T, 'id'>): T
  update(row: T): T
  remove(id: number): boolean
}

type Indexes<T, I extends string> = Readonly<Record<I, (row: T) => string | number | undefined>>

/** @param name of the table; @param indexes how each index reads its value from a row; `undefined` is not indexed */
export function collection<T extends Row, I extends string>(
  store: Store,
  name: string,
  indexes: Indexes<T, I>,
): Collection<T, I> {
  const rows: Table<T> = store.table<T>(`harbor.${name}`)
  const sequences: Table<number> = store.table<number>('harbor.sequences')
  const { enter, leave, find } = openIndexes(indexes)
  for (const row of rows.values()) enter(row)
  const get = (id: number) => rows.get(String(id))
  const by = (index: I, value: string | number): T[] => [...find(index, value)].flatMap((id) => get(id) ?? [])
  return {
    get size() {
      return rows.size
    },
    get,
    all: () => [...rows.values()],
    by,
    one: (index, value) => by(index, value)[0],
    insert(fields) {
      const id = (sequences.get(name) ?? 0) + 1
      const row = { ...fields, id } as T
      store.batch(() => {
        sequences.set(name, id)
        rows.set(String(id), row)
      })
      enter(row)
      return row
    },
    update(row) {
      const before = get(row.id)
      if (before) leave(before)
      rows.set(String(row.id), row)
      enter(row)
      return row
    },
    remove(id) {
      const before = get(id)
      if (before) leave(before)
      return rows.delete(String(id))
    },
  }
}

/** Numbers of rows by the values that the indexes read. */
function openIndexes<T extends Row, I extends string>(indexes: Indexes<T, I>) {
  const names = Object.keys(indexes) as I[]
  const maps = new Map(names.map((index) => [index, new Map<string | number, Set<number>>()]))
  return {
    find: (index: I, value: string | number): Iterable<number> => maps.get(index)?.get(value) ?? [],
    enter(row: T) {
      for (const index of names) {
        const value = indexes[index](row)
        const map = maps.get(index)
        if (value === undefined || !map) continue
        const set = map.get(value)
        if (set) set.add(row.id)
        else map.set(value, new Set([row.id]))
      }
    },
    leave(row: T) {
      for (const index of names) {
        const value = indexes[index](row)
        const map = maps.get(index)
        const set = value === undefined ? undefined : map?.get(value)
        if (!set || value === undefined) continue
        set.delete(row.id)
        if (set.size === 0) map?.delete(value)
      }
    },
  }
}
