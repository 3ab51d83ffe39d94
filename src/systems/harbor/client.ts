/** The Harbor client. */
import { z } from 'zod'
import { SystemError } from '../../core/error.ts'
import { HttpClient } from '../http/client.ts'
import type { Answer, Request } from '../http/exchange.ts'
import { idInLocation, parsed } from '../http/json.ts'
import type { ClientOptions } from '../http/options.ts'
import { listInPages } from '../http/pages.ts'
import type { Query } from '../http/types.ts'
import { projectIn } from './absence.ts'
import { asOneself, isOpenToAll } from './anonymity.ts'
import { AdminLogin, type HarborLogin, type Login, RobotLogin } from './login.ts'
import { harborManners, saysAbsent } from './manners.ts'
import type { HarborClient, HarborIdentity } from './types.ts'
import { isAtLeast, parseVersion, SystemInfo } from './version.ts'

/** Where Harbor is, and as whom. */
export interface HarborConfig {
  readonly url: string
  /** The local administrator: the one account that works in every authentication mode. */
  readonly admin: Login
  /** The daily robot, if there is one already. */
  readonly robot?: Login
}

type Version = readonly [number, number, number]

/** The most that Harbor gives. reference/harbor.md §1.6 */
const page = 100
/** More in flight gain nothing but latency. reference/harbor.md §9.1 */
const inFlight = 4
const absent = [403, 404]

/** Connects lazily. @throws SystemError when the URL is none */
export function harborClient(config: HarborConfig, options: ClientOptions = {}): HarborClient {
  const client = new Client(new HttpClient(config.url, harborManners, options, inFlight), config.admin)
  if (config.robot) client.useRobot(config.robot)
  return client
}

class Client implements HarborClient {
  readonly #http: HttpClient
  readonly #admin: AdminLogin
  #robot: RobotLogin | undefined
  #version: Version | undefined
  #asAdmin = 0

  constructor(http: HttpClient, admin: Login) {
    this.#http = http
    this.#admin = new AdminLogin(http, admin, () => {
      this.#asAdmin++
    })
  }

  get url() {
    return this.#http.url
  }

  get requests() {
    return { ...this.#http.requests, asAdmin: this.#asAdmin }
  }

  get hasRobot() {
    return this.#robot !== undefined
  }

  useRobot(credentials: Login | undefined): void {
    this.#robot = credentials && new RobotLogin(this.#http, credentials)
  }

  async version(signal: AbortSignal): Promise<Version> {
    this.#version ??= await this.#askVersion(signal)
    return this.#version
  }

  async get<T>(
    as: HarborIdentity,
    path: string,
    query: Query,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    const request = this.#request(as, 'GET', path, { query, accept: absent })
    const answer = await this.#find(as, request, signal)
    return answer && parsed(this.#http, request, answer, schema)
  }

  async exists(as: HarborIdentity, path: string, query: Query, signal: AbortSignal): Promise<boolean> {
    const request = this.#request(as, 'HEAD', path, { query, accept: absent })
    return (await this.#find(as, request, signal)) !== undefined
  }

  async list<T>(
    as: HarborIdentity,
    path: string,
    query: Query,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<readonly T[]> {
    const read = async () => await this.#pages(as, path, query, schema, signal)
    return isOpenToAll(path) ? await asOneself(this.#login(as), read, signal) : await read()
  }

  async post(as: HarborIdentity, path: string, body: object, signal: AbortSignal): Promise<string> {
    return idInLocation(await this.#send(as, this.#request(as, 'POST', path, withBody(body)), signal))
  }

  async call<T>(
    as: HarborIdentity,
    method: 'POST' | 'PATCH',
    path: string,
    body: object,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const request = this.#request(as, method, path, withBody(body))
    return parsed(this.#http, request, await this.#send(as, request, signal), schema)
  }

  async put(as: HarborIdentity, path: string, body: object, signal: AbortSignal): Promise<void> {
    await this.#send(as, this.#request(as, 'PUT', path, withBody(body)), signal)
  }

  async patch(as: HarborIdentity, path: string, body: object, signal: AbortSignal): Promise<void> {
    await this.#send(as, this.#request(as, 'PATCH', path, withBody(body)), signal)
  }

  async delete(as: HarborIdentity, path: string, signal: AbortSignal): Promise<void> {
    await this.#find(as, this.#request(as, 'DELETE', path, { accept: absent }), signal)
  }

  async close(): Promise<void> {
    this.#admin.close()
    await this.#http.close()
  }

  async #pages<T>(as: HarborIdentity, path: string, query: Query, schema: z.ZodType<T>, signal: AbortSignal) {
    const rows = z.array(schema).nullable()
    const read = async (first: number) => {
      const paged = { ...query, page: first / page + 1, page_size: page }
      const request = this.#request(as, 'GET', path, { query: paged })
      const answer = await this.#send(as, request, signal)
      // Nothing is no list: an empty one is `[]`, or `null` in older versions.
      if (answer.text.trim() === '') throw this.#http.unexpected(request, answer.status, 'nothing')
      const total = answer.headers['x-total-count']
      return {
        text: answer.text,
        rows: parsed(this.#http, request, answer, rows) ?? [],
        total: total === undefined ? undefined : Number(total),
      }
    }
    return await listInPages({ system: 'harbor', path, size: page, read })
  }

  /** @returns undefined when the thing, or the project that it is in, is not there */
  async #find(as: HarborIdentity, request: Request, signal: AbortSignal): Promise<Answer | undefined> {
    const answer = await this.#http.send(request, signal)
    if (answer.status < 300) return answer
    if (answer.status === 404 && saysAbsent(answer)) return undefined
    if (answer.status === 403 && (await this.#isProjectGone(as, request, signal))) return undefined
    throw this.#http.refusal(request, answer)
  }

  /** Like the base's, but a 403 for a project that is not there is told as the 404 that it means. */
  async #send(as: HarborIdentity, request: Request, signal: AbortSignal): Promise<Answer> {
    const answer = await this.#http.send({ ...request, accept: [403] }, signal)
    if (answer.status !== 403) return answer
    if (!(await this.#isProjectGone(as, request, signal))) throw this.#http.refusal(request, answer)
    throw this.#http.refusal(request, { ...answer, status: 404, text: goneText })
  }

  /**
   * Robots, and up to 2.6 administrators who use a name, get 403 for a project that is not there.
   * HEAD by name says the truth to everybody, a number only to the administrator.
   * reference/harbor.md §0.3, §2.4; harbor contracts 11-project-absent, 23-daily-robot
   */
  async #isProjectGone(as: HarborIdentity, request: Request, signal: AbortSignal): Promise<boolean> {
    const project = projectIn(request.path)
    if (!project) return false
    const isAdmin = as === 'admin' || !this.#robot
    if (isAdmin && (project.id !== undefined || isAtLeast(await this.version(signal), 2, 7))) return false
    const question =
      project.id === undefined
        ? this.#request(as, 'HEAD', '/projects', { query: { project_name: project.name }, accept: [404] })
        : this.#request('admin', 'GET', `/projects/${project.id}`, { accept: [404] })
    const answer = await this.#http.send(question, signal)
    return answer.status === 404 && saysAbsent(answer)
  }

  async #askVersion(signal: AbortSignal): Promise<Version> {
    const request = this.#request('robot', 'GET', '/systeminfo', {})
    const answer = await this.#http.send(request, signal)
    const text = parsed(this.#http, request, answer, SystemInfo).harbor_version
    if (text === undefined) {
      // A wrong password makes nobody of us, and nobody may look here. reference/harbor.md §1.1
      const message = `Harbor at ${this.url} did not believe who we are: it hides its version. Are the credentials right?`
      throw new SystemError(message, { system: 'harbor', verdict: 'unauthorized', status: answer.status })
    }
    const version = parseVersion(text)
    if (!version) throw this.#http.unexpected(request, answer.status, 'harbor_version is no version')
    return version
  }

  #request(as: HarborIdentity, method: Request['method'], path: string, rest: Partial<Request>): Request {
    return { method, path: `/api/v2.0${path}`, ...rest, credentials: this.#login(as) }
  }

  #login(as: HarborIdentity): HarborLogin {
    return as === 'robot' && this.#robot ? this.#robot : this.#admin
  }
}

const goneText = JSON.stringify({
  errors: [{ code: 'NOT_FOUND', message: 'the project is not there (to a robot, Harbor says 403 for that)' }],
})

function withBody(body: object): Partial<Request> {
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
}
