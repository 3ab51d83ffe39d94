/** JSON requests to the API server, as one account. */
import { z } from 'zod'
import type { HttpClient } from '../http/client.ts'
import type { Answer, Credentials, Request } from '../http/exchange.ts'
import { json, parsed } from '../http/json.ts'
import { saysAbsent } from './manners.ts'
import type { KubernetesOptions } from './options.ts'
import type { KubernetesObject } from './types.ts'
import { warningsIn } from './warnings.ts'

/** Everything that an API server calls an object: what we read of every one is checked, the rest is its kind's. */
const Head = z.object({ kind: z.string(), metadata: z.object({ name: z.string() }) })
const AnyObject = z.custom<KubernetesObject>((value) => Head.safeParse(value).success, 'no Kubernetes object')

/** One account at one API server. */
export class Api {
  readonly http: HttpClient
  readonly options: KubernetesOptions
  readonly #credentials: Credentials

  constructor(http: HttpClient, credentials: Credentials, options: KubernetesOptions) {
    this.http = http
    this.options = options
    this.#credentials = credentials
  }

  /** The request with our credentials, as it is sent. */
  signed(request: Request): Request {
    return {
      ...request,
      credentials: this.#credentials,
      ...(request.body !== undefined && {
        headers: { 'content-type': 'application/json', ...request.headers },
      }),
    }
  }

  /** @throws SystemError, also for a 404 that somebody else than the API server said */
  async send(request: Request, signal: AbortSignal): Promise<Answer> {
    const answer = await this.http.send(this.signed(request), signal)
    for (const text of warningsIn(answer.headers['warning'])) {
      this.options.onWarning?.({
        text: this.http.redactor.scrub(text),
        method: request.method,
        path: request.path,
      })
    }
    if (answer.status === 404 && !saysAbsent(answer)) throw this.http.refusal(request, answer)
    return answer
  }

  /** The object in the answer. */
  async object(request: Request, signal: AbortSignal): Promise<KubernetesObject> {
    return parsed(this.http, request, await this.send(request, signal), AnyObject)
  }

  /** The object in the answer, undefined on 404. */
  async objectOrNone(request: Request, signal: AbortSignal): Promise<KubernetesObject | undefined> {
    const answer = await this.send({ ...request, accept: [404] }, signal)
    return answer.status === 404 ? undefined : parsed(this.http, request, answer, AnyObject)
  }

  /** The JSON in the answer, undefined on 404. */
  async anything(request: Request, signal: AbortSignal): Promise<unknown> {
    const answer = await this.send(request, signal)
    return answer.status === 404 ? undefined : json(this.http, request, answer)
  }
}
