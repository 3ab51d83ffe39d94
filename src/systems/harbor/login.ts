/** Signing in to Harbor: Basic on every request, and patience with its short lock after a wrong password. */
import { pause, withSignal } from '../http/abort.ts'
import type { HttpClient } from '../http/client.ts'
import type { Answer, Credentials, Proof, Request } from '../http/exchange.ts'

/** A name and what proves it. */
export interface Login {
  readonly username: string
  readonly password: string
}

/** An account of Harbor's. */
export interface HarborLogin extends Credentials {
  /** Somebody's wrong password locks the name for a moment. */
  readonly mayBeLocked: boolean
  /** Whether Harbor takes us for this account now, and not for nobody. */
  isBelieved(signal: AbortSignal): Promise<boolean>
}

/** The lock after somebody's wrong password takes 1.5 s, for the right password, too. reference/harbor.md §1.2 */
const lock = 2_000

/** The header that proves who we are; its value is a secret from now on. */
function basic(http: HttpClient, { username, password }: Login): Proof {
  http.redactor.add(password)
  const encoded = Buffer.from(`${username}:${password}`).toString('base64')
  http.redactor.add(encoded)
  return { headers: { authorization: `Basic ${encoded}` } }
}

/** The local administrator: waits for the end of a lock once, together with everybody who met it. */
export class AdminLogin implements HarborLogin {
  readonly mayBeLocked = true
  readonly #http: HttpClient
  readonly #proof: Proof
  readonly #onUse: () => void
  readonly #stopped = new AbortController()
  #proving: Promise<boolean> | undefined
  #wrongUntil = 0

  constructor(http: HttpClient, login: Login, onUse: () => void) {
    this.#http = http
    this.#proof = basic(http, login)
    this.#onUse = onUse
  }

  async proof(signal: AbortSignal): Promise<Proof> {
    if (this.#proving !== undefined) await withSignal(this.#proving, signal)
    this.#onUse()
    return this.#proof
  }

  async refused(answer: Answer, _used: Proof, signal: AbortSignal): Promise<boolean> {
    if (answer.status !== 401 || performance.now() < this.#wrongUntil) return false
    this.#proving ??= this.#prove().finally(() => {
      this.#proving = undefined
    })
    return await withSignal(this.#proving, signal)
  }

  /** Nobody waits for a lock any more. */
  close(): void {
    this.#stopped.abort(new Error('the Harbor client is closed'))
  }

  /** Waits until the lock is over, and asks once who we are. A password that is wrong is not tried again for a while. */
  async #prove(): Promise<boolean> {
    await pause(lock, this.#stopped.signal)
    const isRight = await this.isBelieved(this.#stopped.signal)
    if (!isRight) this.#wrongUntil = performance.now() + 2 * lock
    return isRight
  }

  async isBelieved(signal: AbortSignal): Promise<boolean> {
    this.#onUse()
    return await isBelieved(this.#http, this.#proof, signal)
  }
}

/** A robot. Its name is never locked, so a 401 is final: the secret is wrong, or the robot disabled or expired. */
export class RobotLogin implements HarborLogin {
  readonly mayBeLocked = false
  readonly #http: HttpClient
  readonly #proof: Proof

  constructor(http: HttpClient, login: Login) {
    this.#http = http
    this.#proof = basic(http, login)
  }

  proof(): Promise<Proof> {
    return Promise.resolve(this.#proof)
  }

  async isBelieved(signal: AbortSignal): Promise<boolean> {
    return await isBelieved(this.#http, this.#proof, signal)
  }
}

/** A question that is open to whoever is signed in, and to nobody else. reference/harbor.md §2.4 */
async function isBelieved(http: HttpClient, proof: Proof, signal: AbortSignal): Promise<boolean> {
  const question: Request = {
    method: 'HEAD',
    path: '/api/v2.0/projects',
    query: { project_name: 'library' },
    accept: [401, 403, 404],
    credentials: { proof: () => Promise.resolve(proof) },
    urgent: true,
  }
  return (await http.send(question, signal)).status !== 401
}
