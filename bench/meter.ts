/**
 * Preloaded with `--import meter.js?out=FILE&record=FILE`: writes at the end of the process what it took, and, where
 * asked for, every request that it sent with undici. It lives in the measured process and changes nothing of it.
 */
import { subscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'
import type { Recorded } from './recording.ts'

interface UndiciRequest {
  readonly origin: string
  readonly method: string
  readonly path: string
  readonly headers: readonly string[]
  readonly body: unknown
}

const { searchParams } = new URL(import.meta.url)
const out = searchParams.get('out')
const record = searchParams.get('record')

const recorded: { -readonly [K in keyof Recorded]: Recorded[K] }[] = []
if (record !== null) {
  const open = new Map<unknown, (typeof recorded)[number]>()
  subscribe('undici:request:create', (message) => {
    const { request } = message as { request: UndiciRequest }
    const headers: Record<string, string> = {}
    for (let index = 0; index < request.headers.length; index += 2) {
      headers[String(request.headers[index]).toLowerCase()] = String(request.headers[index + 1])
    }
    const { origin, method, path, body } = request
    const one = {
      origin: String(origin),
      method,
      path,
      headers,
      body: typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : '',
      status: 0,
      location: '',
      at: performance.now(),
      ms: 0,
    }
    recorded.push(one)
    open.set(request, one)
  })
  subscribe('undici:request:headers', (message) => {
    const { request, response } = message as {
      request: UndiciRequest
      response: { statusCode: number; headers: readonly Uint8Array[] }
    }
    const one = open.get(request)
    if (!one) return
    one.status = response.statusCode
    one.ms = performance.now() - one.at
    for (let index = 0; index < response.headers.length; index += 2) {
      if (String(response.headers[index]).toLowerCase() === 'location')
        one.location = String(response.headers[index + 1])
    }
  })
}

process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  const peak = process.resourceUsage().maxRSS * 1024
  if (out !== null) writeFileSync(out, JSON.stringify({ cpu: (user + system) / 1e6, peak }))
  if (record !== null) writeFileSync(record, JSON.stringify(recorded))
})
