/** What the ledger holds of a thing that stands. */
import { kindOf } from '../core/key.ts'
import type { Actual } from '../core/kind.ts'
import type { World } from './world.ts'

/**
 * Its id, by which one that was made anew behind our back is told. What is inside of something that the ledger holds goes
 * with that one's id, so there the intent is enough.
 */
export function noteText<T, C>({ kinds }: World<T, C>, { key, id }: Pick<Actual, 'key' | 'id'>): string {
  const parent = kinds.find(({ name }) => name === kindOf(key))?.parent
  return parent !== undefined && kinds.find(({ name }) => name === parent)?.mark === 'ledger' ? '' : id
}
