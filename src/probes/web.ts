/** HTTP as clients of the platform speak it: nothing is followed, retried or hidden. */
import { lookup } from 'node:dns'
import { rootCertificates } from 'node:tls'
import { Agent, type Dispatcher } from 'undici'
import { SystemError } from '../core/error.ts'
import type { System } from '../core/key.ts'

export interface Answer {
  readonly url: string
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly text: string
}

export interface Question {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** The value of an `Authorization` header. */
export function basicAuthorization({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

/** Sends one request. The path goes out as it is written, dots and escapes included. */
export interface Web {
  ask(url: string, question?: Question): Promise<Answer>
  close(): Promise<void>
}

/** Names under `.localhost` are this machine (RFC 6761), whatever its resolver says. */
const resolveLocal: typeof lookup = ((
  name: string,
  options: object,
  done: (...result: unknown[]) => void,
) => {
  lookup(
    name.endsWith('.localhost') ? 'localhost' : name,
    { ...options, family: name.endsWith('.localhost') ? 4 : 0 },
    done as never,
  )
}) as never

/** @param trust certificates of private authorities; checking is left out only where the description says so of Harbor */
export function web(
  signal: AbortSignal,
  trust: { readonly verify: boolean; readonly ca: readonly string[] },
): Web {
  const agent = new Agent({
    connect: {
      lookup: resolveLocal,
      rejectUnauthorized: trust.verify,
      timeout: 10_000,
      ...(trust.ca.length > 0 && { ca: [...rootCertificates, ...trust.ca] }),
    },
    connections: 4,
    headersTimeout: 30_000,
  })
  return {
    async ask(url, { method = 'GET', headers = {}, body } = {}) {
      const { origin, path } = split(url)
      try {
        const response = await agent.request({
          origin,
          path,
          method: method as Dispatcher.HttpMethod,
          headers,
          body: body ?? null,
          signal,
        })
        return {
          url,
          status: response.statusCode,
          headers: response.headers,
          text: await response.body.text(),
        }
      } catch (cause) {
        signal.throwIfAborted()
        throw unreachable(origin, cause)
      }
    },
    close: () => agent.close(),
  }
}

/** By hand: a URL parser would fold what the hidden paths are about. */
function split(url: string): { origin: string; path: string } {
  const found = /^(https?:\/\/[^/?#]+)([^#]*)/.exec(url)
  return { origin: found?.[1] ?? url, path: found?.[2] || '/' }
}

function unreachable(origin: string, cause: unknown): SystemError {
  const system: System = 'istio'
  return new SystemError(
    `${origin} can't be reached: ${reason(cause)}; is its gateway up, and does the name lead to it?`,
    {
      system,
      verdict: 'retry',
      status: 0,
      cause,
    },
  )
}

function reason(cause: unknown): string {
  const { code, message } = cause as { code?: string; message?: string }
  return code ?? message ?? String(cause)
}
