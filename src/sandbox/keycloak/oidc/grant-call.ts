/** What a grant of the token endpoint gets to work with. */
import type { Realm } from '../model/realm.ts'
import type { ClientRow } from '../model/rows.ts'

/** One request at the token endpoint, its client authenticated. */
export interface GrantCall {
  readonly realm: Realm
  readonly client: ClientRow
  readonly form: Readonly<Record<string, string>>
  readonly base: string
  readonly address: string
}
