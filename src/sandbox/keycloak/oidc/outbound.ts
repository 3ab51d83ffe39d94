/** Requests that the server makes itself: discovery, and the back channel of brokering. */
import { request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import type { Network } from '../../http/network.ts'

/** What came back. */
export interface Reply {
  readonly status: number
  readonly text: string
}

/** What to send; a GET without it. */
export interface Outgoing {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const TIMEOUT = 5000

/**
 * Sends to where the network says the address leads, under the name that the address has. Redirects are not followed.
 * @throws Error when nothing answers within five seconds
 */
export function outbound(network: Network, url: string, outgoing: Outgoing = {}): Promise<Reply> {
  const dialled = network.dial(url)
  const { protocol } = new URL(dialled.url)
  const send = protocol === 'https:' ? overHttps : overHttp
  const { method = 'GET', headers = {}, body } = outgoing
  const length = body === undefined ? {} : { 'content-length': `${Buffer.byteLength(body)}` }
  return new Promise((resolve, reject) => {
    const request = send(
      dialled.url,
      { method, headers: { ...headers, ...length, host: dialled.host }, timeout: TIMEOUT },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, text })
        })
        response.on('error', reject)
      },
    )
    request.on('timeout', () => {
      request.destroy(new Error(`no answer from ${new URL(url).host}`))
    })
    request.on('error', reject)
    request.end(body)
  })
}
