/** Credentials for the API server, each kind with its own way to grow stale. */
import { readFile } from 'node:fs/promises'
import { withSignal } from '../http/abort.ts'
import type { HttpClient } from '../http/client.ts'
import type { Answer, Credentials, Proof } from '../http/exchange.ts'
import type { Impersonation, KubernetesConfig } from './cluster.ts'
import { ConfigFault, configError } from './config-error.ts'
import { type ExecCredential, runPlugin } from './exec.ts'

/** A token file is read again after this; the kubelet renews tokens long before they expire. */
const fileLife = 30_000
/** Nothing is sent with credentials that end so soon. */
const haste = 10_000

/** Something that proves who we are, and until when. */
interface Held {
  readonly proof: Proof
  /** By `performance.now()`. */
  readonly until: number
}

/** The credentials of a configuration. Their secrets never stand in an error. */
export function loginFor(config: KubernetesConfig, http: HttpClient): Credentials {
  const extra = impersonationHeaders(config.impersonate)
  if (config.tls.key !== undefined) http.redactor.add(config.tls.key)
  return new Login(sourceOf(config, http), extra)
}

function sourceOf({ login }: KubernetesConfig, http: HttpClient): () => Held | Promise<Held> {
  const tokens = http.redactor.rotating(`token of ${http.url}`)
  const keys = http.redactor.rotating(`key of ${http.url}`)
  switch (login.type) {
    case 'none':
      return () => forEver({})
    case 'token':
      return () => forEver({ authorization: `Bearer ${tokens.know(login.token)}` })
    case 'basic': {
      http.redactor.add(login.password)
      const encoded = Buffer.from(`${login.username}:${login.password}`).toString('base64')
      return () => forEver({ authorization: `Basic ${tokens.know(encoded)}` })
    }
    case 'tokenFile':
      return async () => {
        const token = tokens.know(await readToken(login.path))
        return {
          proof: { headers: { authorization: `Bearer ${token}` } },
          until: performance.now() + fileLife,
        }
      }
    case 'exec':
      return async () => {
        const credential = await runPlugin(login.plugin, (text) => http.redactor.scrub(text))
        if (credential.token !== undefined) tokens.know(credential.token)
        if (credential.certificate !== undefined) keys.know(credential.certificate.key)
        return heldBy(credential)
      }
  }
}

function forEver(headers: Proof['headers']): Held {
  return { proof: { headers }, until: Number.POSITIVE_INFINITY }
}

function heldBy({ token, certificate, expires }: ExecCredential): Held {
  return {
    proof: {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(certificate && { certificate }),
    },
    until:
      expires === undefined ? Number.POSITIVE_INFINITY : performance.now() + (expires - Date.now()) - haste,
  }
}

class Login implements Credentials {
  readonly #source: () => Held | Promise<Held>
  readonly #extra: Proof['headers']
  #held: Held | undefined
  #asking: Promise<Held> | undefined

  constructor(source: () => Held | Promise<Held>, extra: Proof['headers']) {
    this.#source = source
    this.#extra = extra
  }

  async proof(signal: AbortSignal): Promise<Proof> {
    const held = this.#held && performance.now() < this.#held.until ? this.#held : await this.#renew(signal)
    return { ...held.proof, headers: { ...held.proof.headers, ...this.#extra } }
  }

  /** Asks the file or the plugin again; what is the same again is refused again. */
  async refused(answer: Answer, used: Proof, signal: AbortSignal): Promise<boolean> {
    if (answer.status !== 401) return false
    if (!isSame(used, this.#held?.proof)) return true
    return !isSame(used, (await this.#renew(signal)).proof)
  }

  async #renew(signal: AbortSignal): Promise<Held> {
    this.#asking ??= Promise.resolve(this.#source())
      .then((held) => {
        this.#held = held
        return held
      })
      .finally(() => {
        this.#asking = undefined
      })
    return await withSignal(this.#asking, signal)
  }
}

function isSame(a: Proof, b: Proof | undefined): boolean {
  return (
    a.headers['authorization'] === b?.headers['authorization'] && a.certificate?.cert === b?.certificate?.cert
  )
}

async function readToken(path: string): Promise<string> {
  try {
    const token = (await readFile(path, 'utf8')).trim()
    if (token !== '') return token
  } catch {
    throw configError(new ConfigFault(`the token file ${path} cannot be read`))
  }
  throw configError(new ConfigFault(`the token file ${path} is empty`))
}

function impersonationHeaders(as: Impersonation | undefined): Proof['headers'] {
  if (!as) return {}
  const extra = Object.entries(as.extra).map(([name, values]) => [
    `impersonate-extra-${encodeURIComponent(name)}`,
    values,
  ])
  return {
    ...(as.user !== undefined && { 'impersonate-user': as.user }),
    ...(as.uid !== undefined && { 'impersonate-uid': as.uid }),
    ...(as.groups.length > 0 && { 'impersonate-group': as.groups }),
    ...(Object.fromEntries(extra) as Proof['headers']),
  }
}
