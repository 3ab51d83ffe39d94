/** How long to wait before a request is sent again. */

const longest = 10_000

/** A random pause, "full jitter": anything up to `base` doubled for each attempt. Milliseconds. */
export function jitter(attempt: number, base: number, most = longest): number {
  return Math.random() * Math.min(most, base * 2 ** (attempt - 1))
}

/** `Retry-After` in milliseconds; seconds and HTTP dates are understood, anything else is undefined. */
export function retryAfter(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined || header.trim() === '') return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return seconds < 0 ? undefined : seconds * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
