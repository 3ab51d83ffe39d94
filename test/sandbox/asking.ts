/** Requests as somebody, and tables of who may what. */
import { Agent, request } from 'undici'

export interface Said {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: foreign JSON, looked into without ceremony
  readonly json: any
  readonly location: string
}

/** Asks one server; `authorization` '' is nobody. */
export type Asking = (
  authorization: string,
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Said>

export function asking(url: string, ca?: string): { readonly ask: Asking; close(): Promise<void> } {
  const agent = new Agent(ca === undefined ? {} : { connect: { ca } })
  return {
    close: () => agent.close(),
    async ask(authorization, method, path, body, headers = {}) {
      const answer = await request(url + path, {
        dispatcher: agent,
        method: method as 'GET',
        headers: {
          ...(authorization !== '' && { authorization }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await answer.body.text()
      return {
        status: answer.statusCode,
        json: /^[[{]/.test(text) ? JSON.parse(text) : undefined,
        location: String(answer.headers['location'] ?? ''),
      }
    },
  }
}

export const basic = (name: string, password: string) =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`

/** Method and path, with who may, separated by spaces; the body is found by the first word behind the path. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  /** Names of those who may. What comes of it does not count: a thing that is not there is 404 for them. */
  readonly may: string
}

/** Every call by everybody. @returns the table as it should be and as it is, a line for each call */
export async function matrix(
  ask: Asking,
  everybody: ReadonlyMap<string, string>,
  calls: readonly Call[],
): Promise<{ readonly expected: readonly string[]; readonly observed: readonly string[] }> {
  const observed: string[] = []
  for (const { method, path, body } of calls) {
    const able: string[] = []
    for (const [name, authorization] of everybody) {
      const { status } = await ask(authorization, method, path, body)
      if (status >= 500) able.push(`${name}:${status}`)
      else if (status !== 401 && status !== 403) able.push(name)
    }
    observed.push(`${method} ${path}: ${able.sort().join(' ')}`)
  }
  const expected = calls.map(
    ({ method, path, may }) => `${method} ${path}: ${may.split(' ').filter(Boolean).sort().join(' ')}`,
  )
  return { expected, observed }
}
