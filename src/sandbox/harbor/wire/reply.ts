/** Answers as plain values, and how they are written. */
import type { ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { headerValue } from '../../http/header-value.ts'
import { envelope, type Refusal } from './refusal.ts'

/** What a handler answers. */
export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** Sent as it comes, never held whole. */
  readonly stream?: Readable
  /** The browser's session from now on, when that is another. */
  readonly sid?: string
}

/** 200 with a JSON body, as go-swagger's producer writes it. */
export function json(value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', ...headers },
    body: `${JSON.stringify(value)}\n`,
  }
}

/** 200 and JSON by the older, hand-written handlers, which name the character set. */
export function plainJson(value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return json(value, { 'content-type': 'application/json; charset=utf-8', ...headers })
}

/** 200, nothing said. */
export const done: Reply = { status: 200 }

/** 200, said to be JSON, with nothing in it: "there is none". */
export const nothing: Reply = { status: 200, headers: { 'content-type': 'application/json' } }

/** 201 with where it is now. */
export const created = (location: string): Reply => ({ status: 201, headers: { location } })

/** A bare go-swagger responder: a status and an empty body. */
export const bare = (status: number): Reply => ({ status, headers: { 'content-type': 'application/json' } })

/** 302, with the small page that Go's http.Redirect writes. */
export function redirect(location: string): Reply {
  const href = location.replaceAll('&', '&amp;').replaceAll('"', '&#34;')
  return {
    status: 302,
    headers: { location, 'content-type': 'text/html; charset=utf-8' },
    body: `<a href="${href}">Found</a>.\n\n`,
  }
}

/** A refusal in Harbor's envelope. 500 and above never say more than that. */
export function refused(refusal: Refusal): Reply {
  const hidden = refusal.status >= 500
  return {
    status: refusal.status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...refusal.headers },
    body: envelope(hidden ? 'UNKNOWN' : refusal.code, hidden ? 'internal server error' : refusal.message),
  }
}

/** Writes an answer; to HEAD only its headers. */
export async function send(
  response: ServerResponse,
  reply: Reply,
  { method, cookies }: { readonly method: string; readonly cookies: readonly string[] },
): Promise<void> {
  const headers: Record<string, string | number | string[]> = Object.fromEntries(
    Object.entries(reply.headers ?? {}).map(([name, value]) => [name, headerValue(value)]),
  )
  if (cookies.length > 0) headers['set-cookie'] = [...cookies]
  if (reply.stream === undefined && reply.status !== 204 && headers['content-length'] === undefined) {
    headers['content-length'] = Buffer.byteLength(reply.body ?? '')
  }
  response.writeHead(reply.status, headers)
  if (reply.stream && method !== 'HEAD') {
    await pipeline(reply.stream, response).catch(() => response.destroy())
    return
  }
  reply.stream?.destroy()
  response.end(method === 'HEAD' ? undefined : reply.body)
}

/** Without zero values, as go-swagger models marshal; fields in `keep` stay whatever they hold. */
export function compact(
  fields: Readonly<Record<string, unknown>>,
  keep: readonly string[] = [],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([name, value]) =>
        value !== undefined &&
        (keep.includes(name) || !(value === null || value === '' || value === 0 || value === false)),
    ),
  )
}
