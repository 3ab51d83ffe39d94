/** Sends requests on to backends: rewrite, retries, timeouts, and the gateway's own answers when none comes. */
import { pipeline } from 'node:stream/promises'
import { answer, resetText } from './answer.ts'
import { changeHeaders, dropHopByHop, outgoing } from './headers.ts'
import { carryOut } from './operators.ts'
import type { Destination, Endpoint, Registry } from './registry.ts'
import { mayRetry } from './retry.ts'
import type { Choice, Forward } from './route.ts'
import { type Exchange, prepared, type Sending, sendingOf } from './sending.ts'
import type { Subsets } from './subset.ts'
import { tunnel } from './tunnel.ts'
import { type Answered, type Upstream, UpstreamReset } from './upstream.ts'

/** Where backends are found and reached. */
export interface Backends {
  readonly registry: Registry
  readonly subsets: Subsets
  readonly upstream: Upstream
}

/** Sends a request to one of a route's destinations and its answer back. */
export async function forward(exchange: Exchange, route: Forward, backends: Backends): Promise<void> {
  const { response } = exchange
  const choice = choose(route.choices)
  const found = choice && backends.registry.find(choice.host, choice.port)
  const destination = found && backends.subsets.narrow(found, choice.host, choice.subset)
  // Envoy has no cluster of that name: 503 without a word (mesh contract 32-exports).
  if (!destination) return answer(response, 503)
  if (destination.endpoints.length === 0) return answer(response, 503, 'no healthy upstream')
  if (exchange.upgrade) {
    const [endpoint] = shuffled(destination.endpoints)
    const { method } = exchange.asked
    if (endpoint)
      tunnel(exchange.upgrade, response, { endpoint, method, ...prepared(exchange.asked, route, choice) })
    return
  }
  const sending = await sendingOf(exchange, route, choice)
  const started = performance.now()
  try {
    const answered = await attempts(sending, destination, { route, upstream: backends.upstream })
    if (answered) await handBack(exchange, answered, { route, choice, started, signal: sending.signal })
  } catch (error) {
    if (!(error instanceof UpstreamReset)) throw error
    const status = error.reason === 'protocol error' ? 502 : 503
    answer(response, status, resetText(error.reason, sending.attempt > 1))
  } finally {
    sending.end()
  }
}

/** By weight; equal where none is given. */
function choose(choices: readonly Choice[]): Choice | undefined {
  const total = choices.reduce((sum, { weight }) => sum + weight, 0)
  if (total === 0) return choices[Math.floor(Math.random() * choices.length)]
  let left = Math.random() * total
  return choices.find(({ weight }) => {
    left -= weight
    return left < 0
  })
}

interface Trying {
  readonly route: Forward
  readonly upstream: Upstream
}

/** Tries until there is an answer to hand back. @returns undefined when the client has been answered or is gone */
async function attempts(
  sending: Sending,
  destination: Destination,
  { route, upstream }: Trying,
): Promise<Answered | undefined> {
  const { retries } = route
  const endpoints = shuffled(destination.endpoints)
  for (;;) {
    sending.attempt += 1
    const last = sending.attempt > retries.attempts
    const endpoint = endpoints[(sending.attempt - 1) % endpoints.length]
    if (!endpoint) return undefined
    try {
      const answered = await attempt(sending, { endpoint, destination, route, upstream })
      if (last || !sending.held || !mayRetry(retries, answered.status)) return answered
      answered.body.resume()
    } catch (error) {
      if (sending.timedOut()) return void sending.tooLate()
      if (sending.signal.aborted) return undefined
      if (!(error instanceof UpstreamReset)) throw error
      const again = !error.arrived || sending.held
      if (last || !again || !mayRetry(retries, error)) throw error
    }
    // Envoy's back-off: a random time below 25 ms, doubled with each attempt.
    await new Promise((done) => setTimeout(done, Math.random() * 25 * 2 ** (sending.attempt - 1)))
  }
}

function shuffled(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const start = Math.floor(Math.random() * endpoints.length)
  return [...endpoints.slice(start), ...endpoints.slice(0, start)]
}

function attempt(
  sending: Sending,
  at: Trying & { readonly endpoint: Endpoint; readonly destination: Destination },
): Promise<Answered> {
  const { perTryTimeout } = at.route.retries
  const signal = perTryTimeout
    ? AbortSignal.any([sending.signal, AbortSignal.timeout(perTryTimeout)])
    : sending.signal
  return at.upstream.send({
    endpoint: at.endpoint,
    protocol: at.destination.protocol,
    method: sending.asked.method,
    path: sending.path,
    headers: new Map(sending.headers).set('x-envoy-attempt-count', [String(sending.attempt)]),
    body: sending.body,
    signal,
  })
}

interface Returning {
  readonly route: Forward
  readonly choice: Choice
  readonly started: number
  readonly signal: AbortSignal
}

/** The backend's answer with the gateway's own headers, its body as it flows. */
async function handBack(exchange: Exchange, answered: Answered, by: Returning): Promise<void> {
  const { response } = exchange
  const { headers } = answered
  dropHopByHop(headers)
  headers.set('x-envoy-upstream-service-time', [String(Math.round(performance.now() - by.started))])
  headers.set('server', ['istio-envoy'])
  for (const [name, values] of exchange.added) headers.set(name, values)
  const said = (value: string) => carryOut(value, { asked: exchange.asked, answered })
  changeHeaders(headers, by.choice.response, said)
  changeHeaders(headers, by.route.response, said)
  response.writeHead(answered.status, outgoing(headers))
  response.flushHeaders()
  try {
    await pipeline(answered.body, response)
  } catch {
    // One of both sides broke off in the middle: all that can be said then is that the connection ends.
    response.destroy()
  }
}
