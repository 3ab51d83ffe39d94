/** One request as the gateway's filters see it. */

import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { dropForged, dropHopByHop, type Headers, headersOf, headerText } from './headers.ts'
import { normalizePath, type PathNormalization, withoutQuery } from './path.ts'

/** A request after the connection manager's own work, before the filters. */
export interface Asked {
  readonly method: string
  readonly scheme: 'http' | 'https'
  /** The Host header as it came, with its port. */
  readonly authority: string
  /** The Host in lower case, without its port: what routes compare. */
  readonly host: string
  /** Normalized, with its query. Changes when a token is cut out of the query. */
  path: string
  /** Names in lower case; what is in here goes to the backend. */
  readonly headers: Headers
  /** The client's address. */
  readonly remote: string
  /** The port that the Gateway's server names, e.g. 80. */
  readonly port: number
  readonly connectionPort: number
}

/** The path without its query. */
export function pathOf(asked: Asked): string {
  return withoutQuery(asked.path)
}

/** Where requests come in. */
export interface Entrance {
  readonly normalization: PathNormalization
  /** What `destination.port` and `operation.ports` mean: the workload's own port of a server's port. */
  readonly workloadPort: (serverPort: number) => number
}

/** @returns a status when the connection manager answers by itself */
export function askedOf(request: IncomingMessage, entrance: Entrance): Asked | 400 | 426 {
  if (request.httpVersionMajor === 1 && request.httpVersionMinor === 0) return 426
  const headers = headersOf(request.rawHeaders)
  const absolute = /^(https?):\/\/([^/?#]*)(.*)$/i.exec(request.url ?? '/')
  const authority = absolute?.[2] ?? headers.get('host')?.[0] ?? ''
  const target = absolute ? (absolute[3] ?? '') || '/' : (request.url ?? '/')
  const path = normalizePath(target, entrance.normalization)
  if (path === undefined || authority === '') return 400
  const encrypted = 'encrypted' in request.socket
  const scheme = encrypted ? 'https' : 'http'
  const port = encrypted ? 443 : 80
  const remote = (request.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '')
  shapeForEdge(headers, { authority, scheme, remote })
  return {
    method: request.method ?? 'GET',
    scheme,
    authority,
    host: authority.toLowerCase().replace(/:\d+$/, ''),
    path,
    headers,
    remote,
    port,
    connectionPort: entrance.workloadPort(port),
  }
}

/** What an edge proxy without trusted hops makes of a client's headers (mesh contract 08-headers). */
function shapeForEdge(
  headers: Headers,
  { authority, scheme, remote }: { authority: string; scheme: string; remote: string },
): void {
  dropHopByHop(headers)
  dropForged(headers)
  const forwarded = headerText(headers, 'x-forwarded-for')
  headers.set('host', [authority])
  headers.set('x-forwarded-for', [forwarded === undefined ? remote : `${forwarded},${remote}`])
  headers.set('x-forwarded-proto', [scheme])
  headers.set('x-envoy-external-address', [remote])
  headers.set('x-request-id', [randomUUID()])
}
