/** A Kubernetes of its own for a file of tests, asked as its administrator. */
import { Agent, request } from 'undici'
import { afterAll, beforeAll } from 'vitest'
import { listen } from '../../src/sandbox/http/listen.ts'
import { kubernetesSandbox } from '../../src/sandbox/kubernetes/server.ts'
import { openStore } from '../../src/sandbox/store/store.ts'

/** What was answered: the text of a refusal, its causes' fields, and the whole. */
export interface Answered {
  readonly status: number
  readonly message: string
  readonly fields: readonly string[]
  readonly warnings: string
  // biome-ignore lint/suspicious/noExplicitAny: foreign JSON, looked into without ceremony
  readonly json: any
}

export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answered>

/** The media types of patches, by their short names. */
export const PATCHES = {
  merge: { 'content-type': 'application/merge-patch+json' },
  strategic: { 'content-type': 'application/strategic-merge-patch+json' },
  json: { 'content-type': 'application/json-patch+json' },
  apply: { 'content-type': 'application/apply-patch+yaml' },
} as const

/** Opens the server before a file's tests and closes it behind them. */
export function kubernetesForTests(): Ask {
  let ask: Ask = () => Promise.reject(new Error('not open yet'))
  const close: (() => Promise<void> | void)[] = []
  beforeAll(async () => {
    const sandbox = await kubernetesSandbox({ store: openStore() })
    const listening = await listen(sandbox.handler, { tls: sandbox.tls })
    const dispatcher = new Agent({ connect: { ca: sandbox.tls.ca } })
    close.push(
      () => dispatcher.close(),
      () => {
        sandbox.close()
      },
      () => listening.close(),
    )
    ask = async (method, path, body, headers = {}) => {
      const answer = await request(listening.url + path, {
        dispatcher,
        method: method as 'GET',
        headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await answer.body.text()
      const json = text.startsWith('{') ? JSON.parse(text) : {}
      return {
        status: answer.statusCode,
        message: json.message ?? '',
        fields: (json.details?.causes ?? []).map(({ field }: { field: string }) => field),
        warnings: String(answer.headers['warning'] ?? ''),
        json,
      }
    }
  })
  afterAll(async () => {
    for (const step of close) await step()
  })
  return (...given) => ask(...given)
}
