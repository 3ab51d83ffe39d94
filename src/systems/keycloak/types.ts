/** What the Keycloak Admin client offers. Paths are relative to `{base}/admin/realms`; `''` is the list of realms. */
import type { z } from 'zod'
import type { Query, RequestCount } from '../http/types.ts'

export interface KeycloakClient {
  /** Base URL with the base path, without a slash at the end. */
  readonly url: string
  /** The managed realm; `/${realm}/…` is what most paths start with. */
  readonly realm: string
  /** @returns undefined when it is absent (404) and only then */
  get<T>(path: string, query: Query, schema: z.ZodType<T>, signal: AbortSignal): Promise<T | undefined>
  /** All pages by `first` and `max`. */
  list<T>(path: string, query: Query, schema: z.ZodType<T>, signal: AbortSignal): Promise<readonly T[]>
  /** @returns the id at the end of `Location`, or '' where the server names none */
  post(path: string, body: object, signal: AbortSignal): Promise<string>
  /** POST whose JSON answer is what matters (`import-config`, `client-secret`). */
  call<T>(path: string, body: object, schema: z.ZodType<T>, signal: AbortSignal): Promise<T>
  put(path: string, body: object, signal: AbortSignal): Promise<void>
  /** Already gone is success. Some deletions carry a body (role mappings). */
  delete(path: string, signal: AbortSignal, body?: object): Promise<void>
  readonly requests: RequestCount
  close(): Promise<void>
}
