/**
 * Envoy's command operators in the values of headers, such as `%REQ(x-user)%`.
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#command-operators
 */
import type { Asked } from './asked.ts'
import { type Headers, headerText } from './headers.ts'

/** What a value may speak of: the request, and the answer where there is one. */
export interface Spoken {
  readonly asked: Asked
  readonly answered?: { readonly status: number; readonly headers: Headers } | undefined
}

/** A header of the request, those with a colon in front included. */
function ofRequest({ asked }: Spoken, name: string): string | undefined {
  switch (name.toLowerCase()) {
    case ':method':
      return asked.method
    case ':path':
      return asked.path
    case ':authority':
      return asked.authority
    case ':scheme':
      return asked.scheme
    default:
      return headerText(asked.headers, name)
  }
}

/** A first header, or another one where it is absent, cut to a length. */
function oneOf(
  argument: string,
  find: (name: string) => string | undefined,
  length: string | undefined,
): string {
  const [name = '', other] = argument.split('?')
  const found = find(name) ?? (other === undefined ? undefined : find(other)) ?? ''
  return length === undefined ? found : found.slice(0, Number(length))
}

/** The value with its operators carried out; those that this gateway does not know stay as they are. */
export function carryOut(value: string, spoken: Spoken): string {
  const { asked, answered } = spoken
  return value.replace(
    /%%|%([A-Z_]+)(?:\(([^)]*)\))?(?::(\d+))?%/g,
    (whole, operator: string | undefined, argument = '', length?: string) => {
      if (whole === '%%') return '%'
      if (operator === 'REQ') return oneOf(argument, (name) => ofRequest(spoken, name), length)
      if (operator === 'RESP')
        return oneOf(argument, (name) => answered && headerText(answered.headers, name), length)
      if (operator === 'PROTOCOL') return 'HTTP/1.1'
      if (operator === 'RESPONSE_CODE') return `${answered?.status ?? 0}`
      return operator === 'DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT' ? asked.remote : whole
    },
  )
}
