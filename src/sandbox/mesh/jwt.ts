/** JSON web tokens as Envoy's jwt_verify_lib reads them: its order of checks, and its words. */
import { type CryptoKey, compactVerify, importJWK, type JWK, type KeyObject } from 'jose'

/** A token that could be read. Nothing is verified yet. */
export interface Jwt {
  readonly text: string
  readonly algorithm: string
  readonly keyId: string
  readonly claims: Readonly<Record<string, unknown>>
  /** The middle part as it came. */
  readonly payload: string
}

/** Why a token is refused; the text of Envoy's answer. */
export type Refusal = string

const MALFORMED = 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections'
const SUPPORTED = /^(?:ES(?:256|384|512)|HS(?:256|384|512)|RS(?:256|384|512)|PS(?:256|384|512)|EdDSA)$/
/** Seconds that clocks may differ. */
const CLOCK_SKEW = 60

/** Reads a token. @returns Envoy's words when it cannot be read */
export function parseJwt(text: string): Jwt | Refusal {
  const parts = text.split('.')
  const [header, payload, signature] = parts
  if (parts.length !== 3 || !header || !payload || !signature) return MALFORMED
  const head = section(header, 'header')
  if (typeof head === 'string') return head
  const { alg, kid = '' } = head
  if (typeof alg !== 'string') return 'Jwt header [alg] field is required and must be a string'
  if (!SUPPORTED.test(alg)) return 'Jwt header [alg] is not supported'
  if (typeof kid !== 'string') return 'Jwt header [kid] field is not a string'
  const claims = section(payload, 'payload')
  if (typeof claims === 'string') return claims
  const wrong = wrongClaim(claims)
  if (wrong) return wrong
  if (!isBase64Url(signature)) return 'Jwt signature is an invalid Base64url encoded'
  return { text, algorithm: alg, keyId: kid, claims, payload }
}

function section(part: string, name: string): Record<string, unknown> | Refusal {
  if (!isBase64Url(part)) return `Jwt ${name} is an invalid Base64url encoded`
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>
    }
  } catch {
    // Said below: a broken text and a text that is no object are the same to Envoy.
  }
  return `Jwt ${name} is an invalid JSON`
}

function isBase64Url(part: string): boolean {
  return /^[\w-]*$/.test(part) && part.length % 4 !== 1
}

function wrongClaim({ iss, sub, iat, nbf, exp, jti, aud }: Record<string, unknown>): Refusal | undefined {
  const texts = { iss, sub, jti }
  for (const [name, value] of Object.entries(texts)) {
    if (value !== undefined && typeof value !== 'string') return `Jwt payload [${name}] field is not a string`
  }
  for (const [name, value] of Object.entries({ iat, nbf, exp })) {
    if (value !== undefined && typeof value !== 'number')
      return `Jwt payload [${name}] field is not an integer`
  }
  const list = aud === undefined || typeof aud === 'string' ? [] : aud
  if (!Array.isArray(list) || list.some((one) => typeof one !== 'string')) {
    return 'Jwt payload [aud] field is not a string or string list'
  }
  return undefined
}

/** Whether a token is of this time. @returns the refusal, if any */
export function outOfTime({ claims }: Jwt, now = Date.now() / 1000): Refusal | undefined {
  const { nbf, exp } = claims
  if (typeof nbf === 'number' && nbf > now + CLOCK_SKEW) return 'Jwt not yet valid'
  if (typeof exp === 'number' && now > exp + CLOCK_SKEW) return 'Jwt is expired'
  return undefined
}

/** A token's audiences as a list. */
export function audiencesOf({ claims }: Pick<Jwt, 'claims'>): readonly string[] {
  const { aud } = claims
  return typeof aud === 'string' ? [aud] : Array.isArray(aud) ? aud.map(String) : []
}

/** A set of keys, as a JWKS document has it. */
export interface KeySet {
  readonly keys: readonly JWK[]
}

type Imported = CryptoKey | KeyObject | Uint8Array | undefined
const imported = new WeakMap<JWK, Map<string, Promise<Imported>>>()

function importOnce(key: JWK, algorithm: string): Promise<Imported> {
  const forKey = imported.get(key) ?? new Map<string, Promise<Imported>>()
  imported.set(key, forKey)
  const known = forKey.get(algorithm) ?? importJWK(key, algorithm).catch(() => undefined)
  forKey.set(algorithm, known)
  return known
}

/** Checks a signature against the keys that could have made it. @returns the refusal, if any */
export async function badSignature(jwt: Jwt, set: KeySet): Promise<Refusal | undefined> {
  if (set.keys.length === 0) return "Jwks doesn't have any valid public key"
  let considered = false
  for (const key of set.keys) {
    if (jwt.keyId !== '' && key.kid !== undefined && key.kid !== '' && key.kid !== jwt.keyId) continue
    if (key.alg !== undefined && key.alg !== '' && key.alg !== jwt.algorithm) continue
    considered = true
    const usable = await importOnce(key, jwt.algorithm)
    if (usable && (await verifies(jwt, usable))) return undefined
  }
  return considered ? 'Jwt verification fails' : "Jwks doesn't have key to match kid or alg from Jwt"
}

async function verifies(jwt: Jwt, key: NonNullable<Imported>): Promise<boolean> {
  try {
    await compactVerify(jwt.text, key, { algorithms: [jwt.algorithm] })
    return true
  } catch {
    return false
  }
}
