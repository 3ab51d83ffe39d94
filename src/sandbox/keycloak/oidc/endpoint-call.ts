/** What an address under /realms/{realm} gets to work with. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Network } from '../../http/network.ts'
import type { Realm } from '../model/realm.ts'
import type { World } from '../model/world.ts'

/** One request under /realms/{realm}. */
export interface EndpointCall {
  readonly world: World
  readonly network: Network
  readonly realm: Realm
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** The fields of a form that was posted; none otherwise. */
  readonly form: Readonly<Record<string, string>>
  readonly base: string
}
