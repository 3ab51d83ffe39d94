/** Access tokens for the Admin API: asked for once by however many requests wait, and renewed before they expire. */
import { z } from 'zod'
import { SystemError } from '../../core/error.ts'
import { withSignal } from '../http/abort.ts'
import type { HttpClient } from '../http/client.ts'
import type { Answer, Credentials, Proof, Request } from '../http/exchange.ts'
import { maybeJson, parsed, textIn } from '../http/json.ts'
import type { RotatingSecret } from '../http/redaction.ts'

/** Who asks: a client with a service account, or a person (by `admin-cli`, unless another client is named). */
export type KeycloakCredentials =
  | { readonly clientId: string; readonly clientSecret: string }
  | { readonly username: string; readonly password: string; readonly clientId?: string }

const Token = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().default(60),
  refresh_token: z.string().optional(),
  refresh_expires_in: z.number().optional(),
})

interface Held {
  readonly accessToken: string
  readonly since: number
  readonly renewAt: number
  readonly refreshToken: string | undefined
}

/** A token is renewed when this share of its life is over: master's live for a minute. reference/keycloak.md §0.15 */
const share = 0.8

/** The token of one account, in the realm that it signs in to. */
export class TokenSource implements Credentials {
  readonly #http: HttpClient
  readonly #loginRealm: string
  readonly #credentials: KeycloakCredentials
  readonly #accessTokens: RotatingSecret
  readonly #refreshTokens: RotatingSecret
  readonly #stopped = new AbortController()
  #held: Held | undefined
  #asking: Promise<Held> | undefined
  #rightsChangedAt = Number.NEGATIVE_INFINITY

  constructor(http: HttpClient, loginRealm: string, credentials: KeycloakCredentials) {
    this.#http = http
    this.#loginRealm = loginRealm
    this.#credentials = credentials
    this.#accessTokens = http.redactor.rotating(`access token of ${http.url}`)
    this.#refreshTokens = http.redactor.rotating(`refresh token of ${http.url}`)
    http.redactor.add('clientSecret' in credentials ? credentials.clientSecret : credentials.password)
  }

  async proof(signal: AbortSignal): Promise<Proof> {
    const held = this.#held
    if (held && performance.now() < held.renewAt) return proofOf(held)
    return proofOf(await this.#renew(signal))
  }

  /** 401: once with a new token. 403: only where the token is older than rights that we got. */
  async refused(answer: Answer, used: Proof, signal: AbortSignal): Promise<boolean> {
    const held = this.#held
    if (held && used.headers['authorization'] !== proofOf(held).headers['authorization']) return true
    if (answer.status === 403 && !(held && held.since < this.#rightsChangedAt)) return false
    await this.#renew(signal)
    return true
  }

  /** Up to 26.5 a token's own roles count, so it does not reach into a realm made after it. reference/keycloak.md §1.1 */
  rightsChanged(): void {
    this.#rightsChangedAt = performance.now()
  }

  /** Nobody waits for a token any more. */
  close(): void {
    this.#stopped.abort(new Error('the Keycloak client is closed'))
  }

  /** One request for all who wait; it goes on when one of them leaves. */
  async #renew(signal: AbortSignal): Promise<Held> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    return await withSignal(this.#asking, signal)
  }

  async #ask(): Promise<Held> {
    const since = performance.now()
    const refreshToken = this.#held?.refreshToken
    const refreshed = refreshToken === undefined ? undefined : await this.#refresh(refreshToken)
    const token = refreshed ?? (await this.#signIn())
    this.#accessTokens.know(token.access_token)
    if (token.refresh_token !== undefined) this.#refreshTokens.know(token.refresh_token)
    this.#held = {
      accessToken: token.access_token,
      since,
      renewAt: since + token.expires_in * 1000 * share,
      refreshToken: token.refresh_token,
    }
    return this.#held
  }

  /** @returns undefined when the session is over: then we sign in again */
  async #refresh(refreshToken: string) {
    const request = this.#request({
      grant_type: 'refresh_token',
      client_id: this.#credentials.clientId ?? 'admin-cli',
      refresh_token: refreshToken,
      ...('clientSecret' in this.#credentials && { client_secret: this.#credentials.clientSecret }),
    })
    const answer = await this.#http.send(request, this.#stopped.signal)
    return answer.status < 300 ? parsed(this.#http, request, answer, Token) : undefined
  }

  async #signIn() {
    const credentials = this.#credentials
    const request = this.#request(
      'clientSecret' in credentials
        ? {
            grant_type: 'client_credentials',
            client_id: credentials.clientId,
            client_secret: credentials.clientSecret,
          }
        : {
            grant_type: 'password',
            client_id: credentials.clientId ?? 'admin-cli',
            username: credentials.username,
            password: credentials.password,
          },
    )
    const answer = await this.#http.send(request, this.#stopped.signal)
    if (answer.status < 300) return parsed(this.#http, request, answer, Token)
    throw this.#explain(request, answer)
  }

  #request(form: Readonly<Record<string, string>>): Request {
    return {
      method: 'POST',
      path: `/realms/${encodeURIComponent(this.#loginRealm)}/protocol/openid-connect/token`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
      accept: [400, 401, 403, 404],
      harmless: true,
      urgent: true,
    }
  }

  /** Wrong credentials, told apart from a realm that is not there. reference/keycloak.md §1.1 */
  #explain(request: Request, answer: Answer): SystemError {
    const body = maybeJson(answer.text)
    const error = textIn(body, 'error')
    const said = [error, textIn(body, 'error_description')].filter((text) => text !== '').join(': ')
    const realm = this.#loginRealm
    if (answer.status === 404) {
      if (error !== 'Realm does not exist') return this.#http.refusal(request, answer)
      return this.#refusal(
        answer,
        `has no realm "${realm}", where we sign in. Is the name (loginRealm) right?`,
      )
    }
    if (answer.status === 403)
      return this.#refusal(answer, `does not let us sign in to realm "${realm}": ${said}.`)
    const who =
      'clientSecret' in this.#credentials
        ? `client "${this.#credentials.clientId}"`
        : `user "${this.#credentials.username}" (client "${this.#credentials.clientId ?? 'admin-cli'}")`
    const advice = adviceFor(error, 'clientSecret' in this.#credentials)
    return this.#refusal(
      answer,
      `refused to sign in ${who} to realm "${realm}" (${said || answer.status}). ${advice}`,
    )
  }

  #refusal(answer: Answer, sentence: string): SystemError {
    return new SystemError(this.#http.redactor.scrub(`Keycloak at ${this.#http.url} ${sentence}`), {
      system: 'keycloak',
      verdict: 'unauthorized',
      status: answer.status,
    })
  }
}

function adviceFor(error: string, isClient: boolean): string {
  switch (error) {
    case 'invalid_grant':
      return 'Are the user name and the password right, and is the account enabled and set up?'
    case 'invalid_client':
      return 'Is the client id right, and the client enabled?'
    case 'unauthorized_client':
      return isClient
        ? 'Is the client secret right, and does the client have a service account?'
        : 'Does the client allow direct access grants, and is it public?'
    default:
      return 'Are the credentials right?'
  }
}

function proofOf(held: Held): Proof {
  return { headers: { authorization: `Bearer ${held.accessToken}` } }
}
