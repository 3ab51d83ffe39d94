/** Bare hands for the servers, beside Troupe's own: as other tools and people would reach them. */
import { Agent, type Dispatcher, request } from 'undici'
import { keycloakToken, type Stage } from './stage.ts'

export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** Asks one server with its administrator's rights. */
export type Ask = (method: string, path: string, body?: unknown, contentType?: string) => Promise<Answer>

export interface Servers {
  readonly kubernetes: Ask
  /** Paths are relative to `/admin/realms`. */
  readonly keycloak: Ask
  /** Paths are relative to `/api/v2.0`. */
  readonly harbor: Ask
  close(): Promise<void>
}

export async function reach(stage: Pick<Stage, 'servers'>): Promise<Servers> {
  const { kubernetes, harbor, keycloak } = stage.servers
  const agent = new Agent({ connect: { ca: kubernetes.ca }, connections: 8 })
  const token = renewed(() => keycloakToken(stage.servers, agent))
  await token()
  const basic = Buffer.from(`${harbor.username}:${harbor.password}`).toString('base64')
  return {
    kubernetes: asker(agent, kubernetes.url, () => `Bearer ${kubernetes.token}`),
    keycloak: asker(agent, `${keycloak.url}/admin/realms`, async () => `Bearer ${await token()}`),
    harbor: asker(agent, `${harbor.url}/api/v2.0`, () => `Basic ${basic}`),
    close: () => agent.close(),
  }
}

/** The body of an answer that must be good. @throws with what the server said */
export async function good(answer: Promise<Answer>): Promise<unknown> {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`)
  return body
}

/** An administrator's token lives for a minute, tests on a busy machine for longer. */
function renewed(fetch: () => Promise<string>): () => Promise<string> {
  let last: { readonly token: Promise<string>; readonly at: number } | undefined
  return () => {
    if (!last || performance.now() - last.at > 30_000) last = { token: fetch(), at: performance.now() }
    return last.token
  }
}

function asker(agent: Agent, base: string, authorize: () => string | Promise<string>): Ask {
  return async (method, path, body, contentType = 'application/json') => {
    const answer = await request(`${base}${path}`, {
      dispatcher: agent,
      method: method as Dispatcher.HttpMethod,
      headers: { authorization: await authorize(), accept: 'application/json', 'content-type': contentType },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.body.text()
    return { status: answer.statusCode, body: text === '' ? undefined : parsed(text) }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
