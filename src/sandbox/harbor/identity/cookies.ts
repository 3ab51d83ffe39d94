/** Cookies, and the check against cross-site requests that comes with them (gorilla/csrf, src/server/middleware/csrf). */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { Refusal } from '../wire/refusal.ts'

/** The cookies of a request. */
export function cookiesOf(header: string | undefined): ReadonlyMap<string, string> {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim())
  return new Map(
    pairs.flatMap((pair) => {
      const at = pair.indexOf('=')
      return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)] as const] : []
    }),
  )
}

/** What the check has to know of a request. */
export interface CsrfRequest {
  readonly method: string
  readonly path: string
  readonly cookies: ReadonlyMap<string, string>
  /** The header `X-Harbor-CSRF-Token`. */
  readonly token: string
  readonly secure: boolean
  readonly key: Buffer
}

const COOKIE = '_gorilla_csrf'
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/** A client without a session cookie is no browser: only then APIs are spared. */
const spared = ({ path, cookies }: CsrfRequest) => /^\/(v2|api|service)\//.test(path) && !cookies.has('sid')

/** What the check has to say. */
export interface CsrfVerdict {
  /** Headers for the answer: a token to send next time. */
  readonly headers: Readonly<Record<string, string>>
  /** The token's cookie, when it is new. */
  readonly cookies: readonly string[]
  /** Why a write may not be. */
  readonly refusal?: Refusal
}

/** Reading is always allowed; writing only with the token that an earlier answer handed out. */
export function checkCsrf(request: CsrfRequest): CsrfVerdict {
  if (spared(request)) return { headers: {}, cookies: [] }
  const kept = unseal(request.cookies.get(COOKIE), request.key)
  const real = kept ?? randomBytes(32)
  const attributes = `Path=/; HttpOnly; SameSite=Strict${request.secure ? '; Secure' : ''}`
  const verdict = {
    headers: { 'x-harbor-csrf-token': mask(real) },
    cookies: kept ? [] : [`${COOKIE}=${seal(real, request.key)}; ${attributes}`],
  }
  if (SAFE.has(request.method)) return verdict
  const refused = (why: string) => ({ ...verdict, refusal: new Refusal('FORBIDDEN', why) })
  if (request.token === '') return refused('CSRF token not found in request')
  const sent = unmask(request.token)
  return sent && timingSafeEqual(sent, real) ? verdict : refused('CSRF token invalid')
}

function seal(token: Buffer, key: Buffer): string {
  const mac = createHmac('sha256', key).update(token).digest()
  return Buffer.concat([token, mac]).toString('base64url')
}

function unseal(cookie: string | undefined, key: Buffer): Buffer | undefined {
  const bytes = Buffer.from(cookie ?? '', 'base64url')
  if (bytes.length !== 64) return undefined
  const token = bytes.subarray(0, 32)
  const mac = createHmac('sha256', key).update(token).digest()
  return timingSafeEqual(mac, bytes.subarray(32)) ? token : undefined
}

/** A token looks different each time, so that compressed pages don't give it away. */
function mask(token: Buffer): string {
  const pad = randomBytes(32)
  return Buffer.concat([pad, xor(token, pad)]).toString('base64')
}

function unmask(sent: string): Buffer | undefined {
  const bytes = Buffer.from(sent, 'base64')
  return bytes.length === 64 ? xor(bytes.subarray(32), bytes.subarray(0, 32)) : undefined
}

const xor = (a: Buffer, b: Buffer) => Buffer.from(a.map((byte, i) => byte ^ (b[i] ?? 0)))
