/** A realm on a server of its own, and requests to it as its administrator, for tests. */
import { afterEach } from 'vitest'
import { type Listening, listen } from '../http/listen.ts'
import { network } from '../http/network.ts'
import { openStore } from '../store/store.ts'
import { keycloakSandbox } from './server.ts'

/** An answer: `json` is undefined where there is none. */
export interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: foreign JSON, looked into without ceremony
  readonly json: any
  readonly text: string
  /** The last segment of the Location. */
  readonly id: string
}

/** A realm named `r`. */
export interface Served {
  readonly url: string
  /** A request within the realm, as the server's admin or by another token; a text is sent as it is. */
  ask(method: string, path: string, body?: unknown, token?: string): Promise<Reply>
  /** A form for an address of OpenID Connect in the realm; a text says it as it is sent. */
  post(endpoint: string, form: Readonly<Record<string, string>> | string): Promise<Reply>
}

const servers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of servers.splice(0)) await close()
})

async function answered(url: string, init: RequestInit): Promise<Reply> {
  const answer = await fetch(url, { redirect: 'manual', ...init })
  const text = await answer.text()
  const json: unknown = /^\s*[[{\d"tf]/.test(text) && text !== '' ? JSON.parse(text) : undefined
  const id = (answer.headers.get('location') ?? '').split('/').pop() ?? ''
  return { status: answer.status, json, text, id }
}

/** Starts a server with a realm of these contents. */
export async function served(contents: object = {}): Promise<Served> {
  const store = openStore()
  const admin = { username: 'admin', password: 'change-me' }
  const nowhere = network({}, () => {
    throw new Error('no gateway in this test')
  })
  const imports = [{ realm: 'r', enabled: true, ...contents }]
  const keycloak = await keycloakSandbox({ store, network: nowhere, admin, imports })
  const { url, close }: Listening = await listen(keycloak.handler, { port: 0 })
  servers.push(async () => {
    await close()
    store.close()
  })
  const endpoint = (realm: string, name: string) => `${url}/realms/${realm}/protocol/openid-connect/${name}`
  const password = new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', ...admin })
  const signIn = await answered(endpoint('master', 'token'), { method: 'POST', body: password })
  return {
    url,
    ask: (method, path, body, token = `${signIn.json.access_token}`) =>
      answered(`${url}/admin/realms/r${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    post: (name, form) => answered(endpoint('r', name), { method: 'POST', body: new URLSearchParams(form) }),
  }
}

/** The claims of a token, unchecked. */
export function claimsOf(token: unknown): Record<string, unknown> {
  return JSON.parse(Buffer.from(`${token}`.split('.')[1] ?? '', 'base64url').toString('utf8'))
}
