/** What a request asks for: the resource, the verb and the options, read from method, path and query. */
import type { IncomingMessage } from 'node:http'
import type { Attributes } from '../access/rbac.ts'
import { ApiError, badRequest } from '../status.ts'

/** The largest body that is read. */
const LIMIT = 3 * 1024 * 1024

const VERBS: { readonly [method: string]: string } = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
}

/** A request's target, taken apart. */
export interface Target extends Attributes {
  readonly query: URLSearchParams
  readonly isResource: boolean
}

const isTrue = (value: string | null): boolean => value !== null && value !== '0' && value !== 'false'

/** Takes the request's line apart, as the server's RequestInfo does. */
export function readTarget(method: string, url: string): Target {
  const question = url.indexOf('?')
  const path = question < 0 ? url : url.slice(0, question)
  const query = new URLSearchParams(question < 0 ? '' : url.slice(question + 1))
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode)
  const verb = VERBS[method] ?? method.toLowerCase()
  const outside: Target = {
    verb,
    group: '',
    version: '',
    resource: '',
    subresource: '',
    namespace: '',
    name: '',
    path,
    query,
    isResource: false,
  }
  const isCore = parts[0] === 'api'
  if (!isCore && parts[0] !== 'apis') return outside
  const [group = '', version = '', ...rest] = isCore ? ['', ...parts.slice(1)] : parts.slice(1)
  if (rest.length === 0) return outside
  const legacyWatch = rest[0] === 'watch'
  const place = readPlace(legacyWatch ? rest.slice(1) : rest)
  return {
    ...place,
    verb: verbOf(verb, { ...place, query, legacyWatch }),
    group,
    version,
    query,
    isResource: true,
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

type Place = Pick<Target, 'resource' | 'subresource' | 'namespace' | 'name'>

function readPlace(parts: readonly string[]): Place {
  const [first = '', second = '', third, ...rest] = parts
  if (first !== 'namespaces')
    return {
      resource: first,
      name: second,
      subresource: [third, ...rest].filter((part) => part !== undefined).join('/'),
      namespace: '',
    }
  if (third === undefined || third === 'status' || third === 'finalize') {
    return { resource: 'namespaces', name: second, subresource: third ?? '', namespace: second }
  }
  const [name = '', ...sub] = rest
  return { resource: third, name, subresource: sub.join('/'), namespace: second }
}

function verbOf(
  verb: string,
  { name, query, legacyWatch }: Place & { readonly query: URLSearchParams; readonly legacyWatch: boolean },
): string {
  if (verb === 'get' && (legacyWatch || (name === '' && isTrue(query.get('watch'))))) return 'watch'
  if (name !== '') return verb
  if (verb === 'get') return 'list'
  return verb === 'delete' ? 'deletecollection' : verb
}

/** @throws {ApiError} 413 when it is larger than the server takes */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  let tooLarge = Number(request.headers['content-length'] ?? 0) > LIMIT
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > LIMIT) tooLarge = true
    else chunks.push(chunk as Buffer)
  }
  if (tooLarge) {
    throw new ApiError({
      code: 413,
      message: `Request entity too large: limit is ${LIMIT}`,
      reason: 'RequestEntityTooLarge',
    })
  }
  return Buffer.concat(chunks)
}

/** A whole number of the query. @throws {ApiError} 400 in Go's words */
export function readInteger(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  if (!/^[+-]?\d+$/.test(text))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  return Number(text)
}

export const readFlag = (query: URLSearchParams, name: string): boolean => isTrue(query.get(name))

/** All values of a header that may come more than once. */
export function headerValues(request: IncomingMessage, name: string): string[] {
  const found: string[] = []
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    if (request.rawHeaders[index]?.toLowerCase() === name) found.push(request.rawHeaders[index + 1] ?? '')
  }
  return found
}
