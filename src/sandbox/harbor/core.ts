/** harbor-core: what answers `/api/`, `/v2/`, `/c/` and `/service/`. */

import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { posix } from 'node:path'
import type { Handler } from '../http/listen.ts'
import { routes } from './api/routes.ts'
import { authenticate } from './identity/authenticate.ts'
import { checkCsrf, cookiesOf } from './identity/cookies.ts'
import { credentialsIn } from './identity/credentials.ts'
import type { Session } from './identity/sessions.ts'
import { issueToken } from './registry/token-service.ts'
import { registry } from './registry/v2.ts'
import type { Harbor } from './state/harbor.ts'
import type { Call } from './wire/call.ts'
import { denied, Refusal } from './wire/refusal.ts'
import { type Reply, refused, send } from './wire/reply.ts'
import { router } from './wire/router.ts'

const find = router(routes)

/** @param harbor the state that it works on */
export function coreHandler(harbor: Harbor): Handler {
  return async (request, response) => {
    const method = request.method ?? 'GET'
    const { path, folded, query } = pathsOf(request.url ?? '/')
    const origin = originOf(request)
    const cookies = cookiesOf(request.headers.cookie)
    const renew = request.headers['x-harbor-no-session-renewal'] === undefined
    const session = harbor.sessions.open(cookies.get('sid'), renew)
    const secure = origin.startsWith('https:')
    const verdict = checkCsrf({
      method,
      path: folded,
      cookies,
      token: String(request.headers['x-harbor-csrf-token'] ?? ''),
      secure,
      key: harbor.cookieKey,
    })
    const reply = await answer(verdict.refusal, () =>
      operate(harbor, { request, method, path, folded, query, origin, session }),
    )
    const sid = `sid=${reply.sid ?? session.id}; Path=/; HttpOnly${secure ? '; Secure' : ''}`
    if (!request.readableEnded) request.resume()
    await send(
      response,
      { ...reply, headers: { ...requestId(request), ...verdict.headers, ...reply.headers } },
      { method, cookies: [...verdict.cookies, sid] },
    )
  }
}

/** The number under which the request is found in logs: the client's own, if it sent one. */
function requestId({ headers }: IncomingMessage): Record<string, string> {
  return { 'x-request-id': String(headers['x-request-id'] ?? randomUUID()) }
}

async function answer(refusal: Refusal | undefined, run: () => Promise<Reply>): Promise<Reply> {
  try {
    if (refusal) throw refusal
    return await run()
  } catch (error) {
    if (error instanceof Refusal) return refused(error)
    throw error
  }
}

interface Request {
  readonly request: IncomingMessage
  readonly method: string
  readonly path: string
  readonly folded: string
  readonly query: URLSearchParams
  readonly origin: string
  readonly session: Session
}

async function operate(harbor: Harbor, { folded, ...rest }: Request): Promise<Reply> {
  const { request, method, session } = rest
  const credentials = credentialsIn(request.headers.authorization ?? '')
  const caller = await authenticate(harbor, { method, path: folded, session, ...credentials })
  const call: Call = { harbor, caller, params: {}, ...rest }
  requireWritable(call, folded)
  if (folded === '/v2' || folded.startsWith('/v2/')) return await registry(call, folded)
  if (folded === '/service/token') return await issueToken(call)
  const inApi = folded.startsWith('/api/')
  const { run, params } = find(method, inApi ? call.path : folded, call.path)
  return await run({ ...call, params })
}

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
const EXEMPT = /^\/(c\/|service\/|api\/v2\.0\/(configurations|users\/\d+\/password|system\/oidc\/ping)$)/

/** @throws `Refusal` 403 while the system is read-only */
function requireWritable({ harbor, method }: Call, folded: string): void {
  if (!WRITES.has(method) || !harbor.settings.flag('read_only') || EXEMPT.test(folded)) return
  throw denied('The system is in read only mode. Any modification is prohibited.')
}

/**
 * The path as it came, doubled slashes merged, and the path as the core understands it: decoded first, then `..` folded.
 * So `/api/..%2Fservice/x` is `/service/x` (harbor contract of the mesh: 05-hooks-naive).
 */
function pathsOf(url: string): { path: string; folded: string; query: URLSearchParams } {
  const at = url.indexOf('?')
  const raw = at < 0 ? url : url.slice(0, at)
  const path = raw.replace(/\/{2,}/g, '/')
  let decoded = path
  try {
    decoded = decodeURIComponent(path)
  } catch {
    // not decodable: taken as it is
  }
  return {
    path,
    folded: posix.normalize(decoded),
    query: new URLSearchParams(at < 0 ? '' : url.slice(at + 1)),
  }
}

/** As the client reached us: a gateway tells the scheme, and keeps the host. */
function originOf(request: IncomingMessage): string {
  const forwarded = String(request.headers['x-forwarded-proto'] ?? '')
    .split(',')[0]
    ?.trim()
  return `${forwarded === 'https' ? 'https' : 'http'}://${request.headers.host ?? 'localhost'}`
}
