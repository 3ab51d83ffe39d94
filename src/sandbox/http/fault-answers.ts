/** How each system, or the proxy that stands in front of it, says no. */
import { STATUS_CODES } from 'node:http'

/** An answer that is written at once. */
export interface FaultAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type Words = (status: number, path: string) => FaultAnswer | undefined

const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): FaultAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})
const text = (status: number, body: string): FaultAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
})

/** Reasons of apimachinery's `metav1.StatusReason`. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Expired',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
}

/** A `Status` of the API. */
export function kubernetesStatus(code: number, message: string): Readonly<Record<string, unknown>> {
  const reason = REASONS[code]
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason === undefined ? {} : { reason }),
    code,
  }
}

const WORDS: Readonly<Record<string, Words>> = {
  kubernetes(status) {
    // Priority and fairness writes no Status (apiserver's filters/priority-and-fairness.go).
    if (status === 429) return text(429, 'Too many requests, please try again later.\n')
    return json(status, kubernetesStatus(status, status === 401 ? 'Unauthorized' : phrase(status)))
  },
  keycloak(status) {
    if (status === 500) {
      const error_description = 'For more on this error consult the server log.'
      return json(500, { error: 'unknown_error', error_description })
    }
    return behindProxy(status) ? undefined : json(status, { error: `HTTP ${status} ${phrase(status)}` })
  },
  harbor(status, path) {
    if (behindProxy(status)) return undefined
    const code = status >= 500 ? 'UNKNOWN' : phrase(status).toUpperCase().replaceAll(/\W/g, '_')
    const message = status >= 500 ? 'internal server error' : phrase(status).toLowerCase()
    const asks = status === 401 && path.startsWith('/v2')
    const challenge = { 'www-authenticate': 'Basic realm="harbor"' }
    return json(status, { errors: [{ code, message }] }, asks ? challenge : {})
  },
  gateway(status) {
    const known: Readonly<Record<number, string>> = {
      429: 'local_rate_limited',
      503: 'no healthy upstream',
      504: 'upstream request timeout',
    }
    return text(status, known[status] ?? phrase(status))
  },
}

/** An answer of that status, as it would look. */
export function refusalOf(system: string, status: number, path: string): FaultAnswer {
  return WORDS[system]?.(status, path) ?? page(status)
}

/** What a proxy says when the server behind it does not. */
const behindProxy = (status: number) => [429, 502, 503, 504].includes(status)

function page(status: number): FaultAnswer {
  const title = `${status} ${phrase(status)}`
  return {
    status,
    headers: { 'content-type': 'text/html' },
    body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
  }
}

const phrase = (status: number) => STATUS_CODES[status] ?? 'Error'
