/** What a behaviour of the Admin API gets, and what it answers. */
import type { Network } from '../../http/network.ts'
import type { Realm } from '../model/realm.ts'
import type { World } from '../model/world.ts'
import type { Answer } from '../rest/exchange.ts'
import type { Json, JsonObject } from '../rest/json.ts'
import { notFound, unknownError } from '../rest/refusal.ts'
import type { Router } from '../rest/router.ts'
import { isObject, type Shape } from '../rest/shape.ts'
import type { Caller } from './caller.ts'
import type { Rights } from './rights.ts'

/** What an admin event tells of a change. `path` is relative to the realm. */
export interface Change {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'ACTION'
  readonly type: string
  readonly path: string
  readonly representation?: unknown
}

/** Makes changes of one type; their paths are below one place. */
export const changesIn =
  (type: string, place: string) =>
  (operation: Change['operation'], path: string, representation?: unknown): Change => ({
    operation,
    type,
    path: `${place}/${path}`,
    representation,
  })

/** An answer, and the change that it reports, if any. */
export interface AdminAnswer extends Answer {
  readonly change?: Change
}

/** One request to the Admin API. */
export interface Call {
  readonly world: World
  readonly network: Network
  readonly caller: Caller
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Scheme and host as the client sees them. */
  readonly base: string
  /** The body as it was sent. */
  readonly text: string
  /** The body, checked; undefined when there is none. @throws Refusal */
  body(shape: Shape): Json | undefined
}

/** A request about a realm. */
export interface RealmCall extends Call {
  readonly realm: Realm
  readonly rights: Rights
}

/** Behaviours by kind of address. */
export type Behaviour = (call: Call) => AdminAnswer | Promise<AdminAnswer>
/** A behaviour within a realm. */
export type RealmBehaviour = (call: RealmCall) => AdminAnswer | Promise<AdminAnswer>
/** The routes within a realm; patterns start behind the realm's name. */
export type RealmRoutes = Router<RealmBehaviour>

/** The body as an object. @throws Refusal 500 when there is none, as the server's null pointer does */
export function objectIn(call: Call, shape: Shape): JsonObject {
  const body = call.body(shape)
  if (!isObject(body)) throw unknownError()
  return body
}

/** The body as a list of objects; none when there is no body. */
export function listIn(call: Call, shape: Shape): readonly JsonObject[] | undefined {
  const body = call.body({ list: shape })
  return Array.isArray(body) ? body.filter(isObject) : undefined
}

/** @returns undefined when the parameter is absent. @throws Refusal 404 for what is no number, as JAX-RS does */
export function numberIn(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name)
  if (value === null || value === '') return undefined
  if (!/^-?\d+$/.test(value)) throw notFound()
  return Number(value)
}

/** @returns `otherwise` when the parameter is absent */
export function flagIn(query: URLSearchParams, name: string, otherwise: boolean): boolean {
  const value = query.get(name)
  return value === null ? otherwise : value === 'true'
}

/** The page that `first` and `max` ask for. @param cap what `max` is when it is absent; negative numbers mean all */
export function paged<T>(rows: readonly T[], query: URLSearchParams, cap?: number): readonly T[] {
  const first = Math.max(0, numberIn(query, 'first') ?? 0)
  const max = numberIn(query, 'max') ?? cap ?? -1
  return max < 0 ? rows.slice(first) : rows.slice(first, first + max)
}

/** The address of something in the realm, with its last segment encoded. */
export function addressIn(call: RealmCall, path: string, last: string): string {
  return `${call.base}/admin/realms/${encodeURIComponent(call.realm.name)}/${path}/${encodeURIComponent(last)}`
}

/** `key:value` pairs of a `q` parameter, separated by spaces; quotes keep spaces in. */
export function attributesIn(q: string): readonly (readonly [string, string])[] {
  const pairs: [string, string][] = []
  for (const match of q.matchAll(/(?:"([^"]*)"|([^\s":]+)):(?:"([^"]*)"|(\S*))/g)) {
    pairs.push([match[1] ?? match[2] ?? '', match[3] ?? match[4] ?? ''])
  }
  return pairs
}
