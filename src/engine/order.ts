/** The order of kinds: parents and needs first. */

import { Bug } from '../core/error.ts'
import type { KindName } from '../core/key.ts'

interface Edges {
  readonly name: KindName
  readonly parent?: KindName
  readonly needs?: readonly KindName[]
}

/** The kinds that must stand before this one, those that are in the catalogue at hand. */
export function before<K extends Edges>(kind: K, kinds: readonly K[]): readonly K[] {
  const names = new Set<KindName>([...(kind.parent ? [kind.parent] : []), ...(kind.needs ?? [])])
  return kinds.filter(({ name }) => names.has(name))
}

/** Kinds sorted so that each comes after what it needs. @throws Bug on a cycle, which it names */
export function inOrder<K extends Edges>(kinds: readonly K[]): readonly K[] {
  const sorted = new Set<K>()
  const open: K[] = []
  const visit = (kind: K): void => {
    if (sorted.has(kind)) return
    if (open.includes(kind))
      throw new Bug(`kinds need each other: ${[...open, kind].map(({ name }) => name).join(' → ')}`)
    open.push(kind)
    for (const one of before(kind, kinds)) visit(one)
    open.pop()
    sorted.add(kind)
  }
  for (const kind of kinds) visit(kind)
  return [...sorted]
}
