/** Which failures are worth another attempt (Envoy's `x-envoy-retry-on`). */
import type { RetryPolicy } from './route.ts'
import { UpstreamReset } from './upstream.ts'

const AFTER_RESET = ['reset', '5xx', 'gateway-error']

/** Whether a status or a break before the headers is to be tried again. */
export function mayRetry({ on }: RetryPolicy, outcome: number | UpstreamReset): boolean {
  if (outcome instanceof UpstreamReset) {
    return AFTER_RESET.some((word) => on.has(word)) || (!outcome.arrived && on.has('connect-failure'))
  }
  if (outcome >= 500 && on.has('5xx')) return true
  if ([502, 503, 504].includes(outcome) && on.has('gateway-error')) return true
  return (outcome === 409 && on.has('retriable-4xx')) || on.has(String(outcome))
}

/** Whether a policy asks for attempts after something of the request has arrived. */
export function mayRetryStatus({ on, attempts }: RetryPolicy): boolean {
  const words = [...on]
  return (
    attempts > 0 &&
    words.some((word) => [...AFTER_RESET, 'retriable-4xx'].includes(word) || /^\d+$/.test(word))
  )
}
