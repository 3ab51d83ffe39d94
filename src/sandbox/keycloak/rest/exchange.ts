/** One HTTP exchange: reading the body, knowing the server's own address, writing an answer. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { refusal } from './refusal.ts'

/** What to answer. `json` beats `body`; `type` overrides the content type that follows from them. */
export interface Answer {
  readonly status: number
  readonly json?: unknown
  readonly body?: string
  readonly type?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
}

/** The content type of resources; errors and OpenID Connect answers say `application/json` only. */
export const RESOURCE_JSON = 'application/json;charset=UTF-8'

/** 200 with a resource. */
export const found = (json: unknown): Answer => ({ status: 200, json, type: RESOURCE_JSON })
/** 201 with the new resource's address. */
export const created = (location: string): Answer => ({ status: 201, headers: { location } })
/** 204. */
export const NOTHING: Answer = { status: 204 }

/** `quarkus.http.limits.max-body-size`, as it is where nobody has set it. */
const BODY_LIMIT = 10 * 1024 * 1024

/** The whole body as text. @throws Refusal 413 when it is larger than 10 MiB */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  // To its end, whatever the size: who stops in the middle hangs up before the refusal is heard.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= BODY_LIMIT) chunks.push(chunk)
  }
  if (size > BODY_LIMIT) throw refusal(413, 'HTTP 413 Request Entity Too Large')
  return Buffer.concat(chunks).toString('utf8')
}

/**
 * Scheme and host as the client sees them, which dev mode without KC_HOSTNAME takes from the request. A gateway that
 * ends TLS says so in `X-Forwarded-Proto`, and leaves `Host` as it is.
 */
export function baseOf(request: IncomingMessage): string {
  const forwarded = `${request.headers['x-forwarded-proto'] ?? ''}`.split(',')[0]?.trim()
  return `${forwarded === 'https' ? 'https' : 'http'}://${request.headers.host ?? 'localhost'}`
}

/** Writes an answer; for HEAD without its body. */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const text = answer.json === undefined ? (answer.body ?? '') : JSON.stringify(answer.json)
  const type = answer.type ?? (answer.json === undefined ? undefined : 'application/json')
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    const before = name === 'set-cookie' ? [response.getHeader(name) ?? []].flat() : []
    response.setHeader(
      name,
      name === 'set-cookie' ? [...before.map(String), ...[value].flat()] : [value].flat(),
    )
  }
  if (type !== undefined) response.setHeader('content-type', type)
  if (answer.status !== 204) response.setHeader('content-length', Buffer.byteLength(text))
  response.writeHead(answer.status)
  response.end(request.method === 'HEAD' ? undefined : text)
}
