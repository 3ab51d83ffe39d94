/** What the Harbor client offers. Paths are relative to `/api/v2.0`. */
import type { z } from 'zod'
import type { Query, RequestCount } from '../http/types.ts'

/**
 * Whom a call is made as: `admin`, whose password costs the server an eighth of a second of CPU, or `robot`, the daily
 * robot. A call names the least identity that may do it (reference: Harbor contract 23, daily robot).
 */
export type HarborIdentity = 'admin' | 'robot'

export interface HarborClient {
  readonly url: string
  /** Harbor's version as numbers, e.g. [2, 16, 0]; asked once. */
  version(signal: AbortSignal): Promise<readonly [number, number, number]>
  /** @returns undefined when it is absent; knows in which versions and for whom a 403 means absent on a project's path */
  get<T>(
    as: HarborIdentity,
    path: string,
    query: Query,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T | undefined>
  /** HEAD: true on 200, false on 404. */
  exists(as: HarborIdentity, path: string, query: Query, signal: AbortSignal): Promise<boolean>
  /** All pages of 100, until X-Total-Count (or, without it, a short page). */
  list<T>(
    as: HarborIdentity,
    path: string,
    query: Query,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<readonly T[]>
  /** @returns the id at the end of `Location`, '' without one */
  post(as: HarborIdentity, path: string, body: object, signal: AbortSignal): Promise<string>
  /** POST or PATCH whose JSON answer matters (a robot's creation). */
  call<T>(
    as: HarborIdentity,
    method: 'POST' | 'PATCH',
    path: string,
    body: object,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T>
  put(as: HarborIdentity, path: string, body: object, signal: AbortSignal): Promise<void>
  patch(as: HarborIdentity, path: string, body: object, signal: AbortSignal): Promise<void>
  /** Already gone is success. */
  delete(as: HarborIdentity, path: string, signal: AbortSignal): Promise<void>
  /** From now on `robot` is this account; until it is set, and after undefined, calls as `robot` go as `admin`. */
  useRobot(credentials: { readonly username: string; readonly password: string } | undefined): void
  /** Whether a daily robot is in use. */
  readonly hasRobot: boolean
  readonly requests: RequestCount & { readonly asAdmin: number }
  close(): Promise<void>
}
