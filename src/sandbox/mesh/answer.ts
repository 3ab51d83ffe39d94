/** Answers that the gateway gives by itself, with Envoy's headers. */
import type { ServerResponse } from 'node:http'

/** Ends a response with a plain text; without a text there is no content type either. */
export function answer(
  response: ServerResponse,
  status: number,
  body = '',
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  const described = body === '' ? {} : { 'content-type': 'text/plain' }
  response.writeHead(status, {
    ...headers,
    ...described,
    'content-length': String(Buffer.byteLength(body)),
    server: 'istio-envoy',
  })
  response.end(body)
}

/** Why an upstream gave no answer, in Envoy's words. */
export type ResetReason = 'remote connection failure' | 'connection termination' | 'protocol error'

/** The text of a 503 (502 for a protocol error) for an upstream that broke off before its headers. */
export function resetText(reason: ResetReason, retried: boolean): string {
  const latest = retried ? 'retried and the latest reset reason' : 'reset reason'
  return `upstream connect error or disconnect/reset before headers. ${latest}: ${reason}`
}
