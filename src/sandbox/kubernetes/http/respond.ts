/** Writes answers: status line, warnings, the headers that every answer has. */
import { createHash, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { stringify } from 'yaml'
import { headerValue } from '../../http/header-value.ts'
import type { JsonObject } from '../object.ts'

/** Of priority and fairness: every answer names the flow that it was in. */
const FLOW = { schema: randomUUID(), level: randomUUID() }

export function prepare(response: ServerResponse): void {
  response.setHeader('audit-id', randomUUID())
  response.setHeader('cache-control', 'no-cache, private')
  response.setHeader('x-kubernetes-pf-flowschema-uid', FLOW.schema)
  response.setHeader('x-kubernetes-pf-prioritylevel-uid', FLOW.level)
}

/** RFC 7234's form of a warning. */
const warning = (text: string): string =>
  headerValue(`299 - "${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`)

export function setWarnings(response: ServerResponse, warnings: readonly string[]): void {
  const unique = [...new Set(warnings)]
  if (unique.length > 0) response.setHeader('warning', unique.map(warning))
}

/** @param type the media type, parameters and all */
export function sendObject(
  response: ServerResponse,
  code: number,
  body: JsonObject,
  type = 'application/json',
): void {
  const text = type === 'application/yaml' ? stringify(body) : `${JSON.stringify(body)}\n`
  response.writeHead(code, { 'content-type': type, 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

export function sendText(response: ServerResponse, code: number, text: string): void {
  response.writeHead(code, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

/** A document that clients keep: 304 when they have this one. */
export function sendCached(
  request: IncomingMessage,
  response: ServerResponse,
  body: JsonObject,
  type: string,
): void {
  const text = `${JSON.stringify(body)}\n`
  const etag = `"${createHash('sha256').update(text).digest('hex').toUpperCase()}"`
  response.setHeader('etag', etag)
  response.setHeader('vary', 'Accept')
  response.setHeader('cache-control', 'public')
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304)
    response.end()
    return
  }
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(text) })
  response.end(text)
}
