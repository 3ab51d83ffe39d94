/** The gateway's rules about Harbor, tried from outside. */
import type { Platform } from '../tenancy/tenancy.ts'
import type { GatewayProbe } from './matrix.ts'
import { json } from './sign-in.ts'
import type { Answer, Web } from './web.ts'

/** What a try showed: whether it went through, and the answer that tells so. */
export interface Seen {
  readonly observed: boolean | undefined
  readonly answer: string
}

/** What a subject has to show. */
export interface Papers {
  readonly token?: string
  readonly basic?: string
}

/**
 * Harbor's unauthenticated job hooks, plainly and in the disguises that core would see through: each must end at the gateway
 * itself, by its route's 404 (mesh contract 04) or, where a spelling looks like the portal's, by its policy's 403. Task 0 does not exist, so nothing changes where they are open after all.
 */
export const hookDisguises = [
  '/service/notifications/tasks/0',
  '/service//notifications/tasks/0',
  '/service/./notifications/tasks/0',
  '/service/x/../notifications/tasks/0',
  '/service/%2Fnotifications/tasks/0',
  '/service/%6eotifications/tasks/0',
  '/service\\notifications\\tasks\\0',
  '/api/../service/notifications/tasks/0',
  '/api/%2e%2e/service/notifications/tasks/0',
  '/api/..%2Fservice/notifications/tasks/0',
  '/api/%2e%2e%2Fservice/notifications/tasks/0',
  '/v2/..%2Fservice%2Fnotifications%2Ftasks%2F0',
  '/service/token/../notifications/tasks/0',
  '/service/token%2F..%2Fnotifications/tasks/0',
  '/service/%256eotifications/tasks/0',
  '/api/v2.0/..%2f..%2fservice/notifications/tasks/0',
  '/v2%2F../service/notifications/tasks/0',
  '/api/..%5cservice/notifications/tasks/0',
] as const

export async function askGateway(
  name: GatewayProbe,
  platform: Platform,
  web: Web,
  papers: Papers,
): Promise<Seen> {
  const { url } = platform.harbor
  switch (name) {
    case 'portal':
      return judge(
        await web.ask(`${url}/harbor/projects`, withToken(papers)),
        (answer) => answer.status === 200,
      )
    case 'registry':
      return judge(await web.ask(`${url}/v2/`), isChallenge)
    case 'token-service':
      return judge(
        await web.ask(`${url}/service/token?service=harbor-registry`),
        ({ status }) => status === 200 || status === 401,
      )
    case 'api-basic': {
      const headers = papers.basic ? { authorization: papers.basic } : {}
      return judge(await web.ask(`${url}/api/v2.0/projects?page_size=1`, { headers }), (answer) =>
        Array.isArray(json(answer)),
      )
    }
    case 'hooks':
      return await askHooks(url, web)
  }
}

/** With the token where the gateway looks for one, and no registry client puts one. */
export function withToken({ token }: Papers): { headers: Record<string, string> } {
  return { headers: token === undefined ? {} : { 'x-auth-request-access-token': token } }
}

async function askHooks(url: string, web: Web): Promise<Seen> {
  for (const path of hookDisguises) {
    const body = '{}'
    const answer = await web.ask(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    const closed =
      [403, 404].includes(answer.status) && answer.headers['x-envoy-upstream-service-time'] === undefined
    if (!closed) return { observed: false, answer: `${path} got through: ${answer.status}` }
  }
  return { observed: true, answer: `${hookDisguises.length} spellings end at the gateway` }
}

/** Harbor's own 401, which sends docker clients to the token service; the mesh's has no such header. */
function isChallenge({ status, headers }: Answer): boolean {
  return status === 401 && String(headers['www-authenticate']).includes('/service/token')
}

function judge(answer: Answer, passed: (answer: Answer) => boolean): Seen {
  return { observed: passed(answer), answer: brief(answer) }
}

/** `403 RBAC: access denied`. */
export function brief({ status, text }: Answer): string {
  const message = /"message"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? (/^\s*[<[{]/.test(text) ? '' : text)
  return `${status} ${message.trim().slice(0, 120)}`.trim()
}
