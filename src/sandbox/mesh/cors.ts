/** Cross-origin requests, as a route's corsPolicy says (Envoy's cors filter). */
import { answer } from './answer.ts'
import { headerText } from './headers.ts'
import type { CorsPolicy } from './route.ts'
import type { Exchange } from './sending.ts'

/** Answers a preflight. @returns false when the request is none, or one that the backend shall answer */
export function answerPreflight({ asked, response }: Exchange, policy: CorsPolicy): boolean {
  const origin = headerText(asked.headers, 'origin')
  const wanted = asked.headers.has('access-control-request-method')
  if (asked.method !== 'OPTIONS' || origin === undefined || !wanted) return false
  if (policy.origin(origin)) {
    answer(response, 200, '', { 'access-control-allow-origin': origin, ...policy.preflightHeaders })
    return true
  }
  if (policy.forwardUnmatched) return false
  answer(response, 200)
  return true
}

/** Lets the asking site read the answer. */
export function addCors({ asked, added }: Exchange, policy: CorsPolicy): void {
  const origin = headerText(asked.headers, 'origin')
  if (origin === undefined || !policy.origin(origin)) return
  added.set('access-control-allow-origin', [origin])
  for (const [name, value] of Object.entries(policy.headers)) added.set(name, [value])
}
