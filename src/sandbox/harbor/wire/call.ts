/** One request on its way through the server. */
import type { IncomingMessage } from 'node:http'
import type { Caller } from '../identity/caller.ts'
import type { Session } from '../identity/sessions.ts'
import type { Harbor } from '../state/harbor.ts'
import { invalid, Refusal } from './refusal.ts'

/** The request, who asks, and the server's state. */
export interface Call {
  readonly harbor: Harbor
  readonly request: IncomingMessage
  readonly method: string
  /** As it came, doubled slashes merged, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** `scheme://host` by which the client reached us. */
  readonly origin: string
  readonly caller: Caller
  readonly session: Session
  readonly params: Readonly<Record<string, string>>
}

/** A parameter of the path, decoded once. */
export function param(call: Call, name: string): string {
  return call.params[name] ?? ''
}

/** A number in the path. @throws `Refusal` 422 when it is none */
export function idParam(call: Call, name: string): number {
  const text = param(call, name)
  if (!/^-?\d{1,18}$/.test(text))
    throw invalid(`${name} in path must be of type int64: ${JSON.stringify(text)}`)
  return Number(text)
}

/** What the query must have. @throws `Refusal` 422 when it is missing or empty */
export function requiredQuery(call: Call, name: string): string {
  const text = call.query.get(name) ?? ''
  if (text === '') throw invalid(`${name} in query is required`)
  return text
}

/** A number in the query. @throws `Refusal` 422 when it is none */
export function intQuery(call: Call, name: string): number | undefined {
  const text = call.query.get(name)
  if (text === null || text === '') return undefined
  if (!/^-?\d{1,18}$/.test(text))
    throw invalid(`${name} in query must be of type int64: ${JSON.stringify(text)}`)
  return Number(text)
}

/** A yes or no in the query. @throws `Refusal` 422 when it is neither */
export function boolQuery(call: Call, name: string): boolean | undefined {
  const text = call.query.get(name)
  if (text === null || text === '') return undefined
  if (/^(true|1|yes|ok|y|on|selected|checked|t|enabled)$/i.test(text)) return true
  if (/^(false|0|no|n|off|f|disabled)$/i.test(text)) return false
  throw invalid(`${name} in query must be of type bool: ${JSON.stringify(text)}`)
}

/** One header as text, '' when absent. */
export function header(call: Pick<Call, 'request'>, name: string): string {
  const value = call.request.headers[name]
  return Array.isArray(value) ? value.join(', ') : (value ?? '')
}

/** The whole body, at most 8 MiB: anything larger is streamed by those who expect it. */
export async function readBody(call: Pick<Call, 'request'>, limit = 8 * 1024 * 1024): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  // To its end, whatever the size: who stops in the middle hangs up before the refusal is heard.
  for await (const part of call.request as AsyncIterable<Buffer>) {
    size += part.length
    if (size <= limit) parts.push(part)
  }
  if (size > limit) throw new Refusal('REQUEST_ENTITY_TOO_LARGE', 'request entity too large')
  return Buffer.concat(parts)
}
