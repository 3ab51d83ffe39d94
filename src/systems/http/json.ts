/** JSON answers, checked against the fields that we read. */
import { z } from 'zod'
import type { HttpClient } from './client.ts'
import type { Answer, Request } from './exchange.ts'

/**
 * The answer's JSON, of the schema's shape. An empty body is null: servers send one for "there is none".
 * @throws SystemError which names the field, and no value
 */
export function parsed<T>(http: HttpClient, request: Request, answer: Answer, schema: z.ZodType<T>): T {
  const result = schema.safeParse(json(http, request, answer))
  if (result.success) return result.data
  const { path, message } = result.error.issues[0] ?? { path: [], message: '' }
  const where = path.length === 0 ? 'the answer' : path.map(String).join('.')
  throw http.unexpected(request, answer.status, `${where}: ${message}`)
}

/** The answer's JSON, whatever it is; null for an empty body. @throws SystemError when it is no JSON */
export function json(http: HttpClient, request: Request, answer: Answer): unknown {
  if (answer.text.trim() === '') return null
  const value = maybeJson(answer.text)
  if (value !== undefined) return value
  const type = answer.headers['content-type'] ?? 'no content type'
  throw http.unexpected(request, answer.status, `no JSON but ${type}. Is the URL that of the API?`)
}

/** JSON, or undefined for what is none. */
export function maybeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The text in one of these fields of a JSON object, the first that is one and not empty. */
export function textIn(body: unknown, ...fields: readonly string[]): string {
  const object = z.record(z.string(), z.unknown()).safeParse(body)
  for (const field of fields) {
    const value = object.data?.[field]
    if (typeof value === 'string' && value !== '') return value
  }
  return ''
}

/** The id at the end of a `Location`, decoded; '' without one. */
export function idInLocation(answer: Answer): string {
  const last = (answer.headers['location'] ?? '')
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
    .split('/')
    .at(-1)
  return decodeURIComponent(last ?? '')
}
