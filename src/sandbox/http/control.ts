/**
 * The control endpoint: faults over HTTP, on a port of its own that belongs to no system.
 *
 * `GET /faults` lists, `POST /faults` adds one (an object, or the command line's words as `text/plain`),
 * `DELETE /faults` takes all away, `DELETE /faults/<id>` one.
 */
import type { IncomingMessage } from 'node:http'
import { FaultProblem } from './fault.ts'
import { parseFault, readFault } from './fault-words.ts'
import type { Faults } from './faults.ts'
import type { Handler } from './listen.ts'

interface Reply {
  readonly status: number
  readonly body?: unknown
}

const problem = (status: number, error: string): Reply => ({ status, body: { error } })

/** @param systems that faults may name */
export function controlHandler(faults: Faults, systems: readonly string[]): Handler {
  return async (request, response) => {
    const reply = await answer(request, faults, systems)
    request.resume()
    const body = reply.body === undefined ? '' : `${JSON.stringify(reply.body)}\n`
    response.writeHead(reply.status, {
      ...(body !== '' && { 'content-type': 'application/json' }),
      ...(reply.status !== 204 && { 'content-length': Buffer.byteLength(body) }),
    })
    response.end(body)
  }
}

async function answer(request: IncomingMessage, faults: Faults, systems: readonly string[]): Promise<Reply> {
  // A page in a browser must not reach it, not even under a name that resolves to loopback.
  if (
    request.headers.origin !== undefined ||
    !/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? '')
  ) {
    return problem(403, 'only programs on this machine are answered')
  }
  const [path = ''] = (request.url ?? '').split('?')
  const id = /^\/faults\/(\d+)$/.exec(path)?.[1]
  if (path !== '/faults' && id === undefined) return problem(404, 'there is /faults and /faults/<id>')
  if (request.method === 'DELETE') {
    if (id === undefined) await faults.clear()
    else if (!(await faults.remove(Number(id)))) return problem(404, `there is no fault ${id}`)
    return { status: 204 }
  }
  if (id !== undefined) return problem(405, 'a fault can be deleted only')
  if (request.method === 'GET') return { status: 200, body: faults.list() }
  if (request.method !== 'POST') return problem(405, 'GET, POST and DELETE are understood')
  return await add(request, faults, systems)
}

const LARGEST = 64 * 1024

async function add(request: IncomingMessage, faults: Faults, systems: readonly string[]): Promise<Reply> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > LARGEST) return problem(413, 'a fault is small')
  }
  const words = request.headers['content-type']?.startsWith('text/plain') ?? false
  try {
    return {
      status: 201,
      body: faults.add(words ? parseFault(text, systems) : readFault(JSON.parse(text), systems)),
    }
  } catch (error) {
    if (error instanceof FaultProblem || error instanceof SyntaxError) return problem(400, error.message)
    throw error
  }
}
