/** Plain GETs of istiod's own, for keys. */
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { FetchText } from './keys.ts'

/** Where a URL is really reached, and which Host to name there. */
export type Dial = (url: string) => { readonly url: string; readonly host: string }

const ANSWER_WITHIN = 5000

/** Fetches through a dial function. */
export function fetchThrough(dial: Dial): FetchText {
  return (url) =>
    new Promise((resolve, reject) => {
      const at = dial(url)
      const start = at.url.startsWith('https:') ? httpsRequest : httpRequest
      const options = { headers: { host: at.host }, timeout: ANSWER_WITHIN, agent: false }
      const asked = start(at.url, options, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('error', reject)
        response.on('end', () => {
          if (response.statusCode === 200) resolve(text)
          else reject(new Error(`${url} answered ${response.statusCode}`))
        })
      })
      asked.on('timeout', () => asked.destroy(new Error(`${url} did not answer within ${ANSWER_WITHIN} ms`)))
      asked.on('error', reject)
      asked.end()
    })
}
