/** The Keycloak Admin client. */
import { z } from 'zod'
import { HttpClient } from '../http/client.ts'
import type { Answer, Method, Request } from '../http/exchange.ts'
import { idInLocation, parsed } from '../http/json.ts'
import type { ClientOptions } from '../http/options.ts'
import { listInPages } from '../http/pages.ts'
import type { Query } from '../http/types.ts'
import { keycloakManners, saysAbsent } from './manners.ts'
import { type KeycloakCredentials, TokenSource } from './token.ts'
import type { KeycloakClient } from './types.ts'

/** Where Keycloak is, which realm is managed, and as whom. */
export interface KeycloakConfig {
  /** With the base path, if there is one: `https://host/auth`. */
  readonly url: string
  /** The managed realm. */
  readonly realm: string
  /** The realm to sign in to; `master` for a user, the managed one for a client, unless it is named. */
  readonly loginRealm?: string
  readonly credentials: KeycloakCredentials
}

/** Rows of a page; some lists give no more than 100, without a word (reference/keycloak.md §0.13). */
const page = 100
/** More in flight gain nothing but latency. reference/keycloak.md §9.0 */
const inFlight = 4

/** Connects lazily. @throws SystemError when the URL is none */
export function keycloakClient(config: KeycloakConfig, options: ClientOptions = {}): KeycloakClient {
  const http = new HttpClient(config.url, keycloakManners, options, inFlight)
  const defaultLogin = 'clientSecret' in config.credentials ? config.realm : 'master'
  return new Client(
    http,
    config.realm,
    new TokenSource(http, config.loginRealm ?? defaultLogin, config.credentials),
  )
}

/** What a row is known by; its other fields may come in another order each time. */
const Identified = z.union([
  z.object({ id: z.string() }).transform(({ id }) => id),
  z.object({ alias: z.string() }).transform(({ alias }) => alias),
  z.object({ name: z.string() }).transform(({ name }) => name),
])
const identify = (row: unknown) => Identified.safeParse(row).data

class Client implements KeycloakClient {
  readonly realm: string
  readonly #http: HttpClient
  readonly #token: TokenSource

  constructor(http: HttpClient, realm: string, token: TokenSource) {
    this.#http = http
    this.realm = realm
    this.#token = token
  }

  get url() {
    return this.#http.url
  }

  get requests() {
    return this.#http.requests
  }

  async get<T>(
    path: string,
    query: Query,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    const request = this.#request('GET', path, { query, accept: [404] })
    const answer = await this.#send(request, signal)
    return answer.status === 404 ? undefined : parsed(this.#http, request, answer, schema)
  }

  async list<T>(
    path: string,
    query: Query,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<readonly T[]> {
    const rows = z.array(schema)
    const max = typeof query['max'] === 'number' && query['max'] > 0 ? query['max'] : page
    const read = async (first: number) => {
      const request = this.#request('GET', path, { query: { ...query, first, max } })
      const answer = await this.#http.send(request, signal)
      return { text: answer.text, rows: parsed(this.#http, request, answer, rows) }
    }
    return await listInPages({ system: 'keycloak', path, size: max, identify, read })
  }

  async post(path: string, body: object, signal: AbortSignal): Promise<string> {
    const answer = await this.#http.send(this.#request('POST', path, { body: JSON.stringify(body) }), signal)
    if (path === '' || path === '/') this.#token.rightsChanged()
    return idInLocation(answer)
  }

  async call<T>(path: string, body: object, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    const request = this.#request('POST', path, {
      body: JSON.stringify(body),
      harmless: path.endsWith('/import-config'),
    })
    return parsed(this.#http, request, await this.#http.send(request, signal), schema)
  }

  async put(path: string, body: object, signal: AbortSignal): Promise<void> {
    await this.#http.send(this.#request('PUT', path, { body: JSON.stringify(body) }), signal)
  }

  async delete(path: string, signal: AbortSignal, body?: object): Promise<void> {
    const request = this.#request('DELETE', path, {
      accept: [404],
      ...(body && { body: JSON.stringify(body) }),
    })
    await this.#send(request, signal)
  }

  async close(): Promise<void> {
    this.#token.close()
    await this.#http.close()
  }

  /** @throws SystemError also for a 404 that is not Keycloak's word for "absent" */
  async #send(request: Request, signal: AbortSignal): Promise<Answer> {
    const answer = await this.#http.send(request, signal)
    if (answer.status === 404 && !saysAbsent(answer)) throw this.#http.refusal(request, answer)
    return answer
  }

  #request(method: Method, path: string, rest: Partial<Request>): Request {
    return {
      method,
      path: `/admin/realms${path}`,
      ...(rest.body !== undefined && { headers: { 'content-type': 'application/json' } }),
      ...rest,
      credentials: this.#token,
    }
  }
}
