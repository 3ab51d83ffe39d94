/** What every client shares: how a request looks, and what was counted. */

/** Requests sent to one system since its client was made, retries included. */
export interface RequestCount {
  readonly reads: number
  readonly writes: number
  readonly retries: number
}

/** Query parameters; undefined ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>
