/** Secrets at rest: salted and hashed once. The real server is slow on purpose for people; that slowness is not imitated. */
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import type { Hashed } from '../state/rows.ts'

/** A new hash of a secret. */
export function hashed(secret: string): Hashed {
  const salt = randomBytes(16).toString('hex')
  return { salt, hash: digest(salt, secret) }
}

/** Is it that secret? */
export function matches(secret: string, kept: Hashed | undefined): boolean {
  if (!kept) return false
  return timingSafeEqual(Buffer.from(digest(kept.salt, secret)), Buffer.from(kept.hash))
}

const digest = (salt: string, secret: string) =>
  createHash('sha256').update(salt).update(secret).digest('hex')

/** 8 to 128 bytes with an upper-case letter, a lower-case letter and a digit. */
export function strongEnough(secret: string): boolean {
  const size = Buffer.byteLength(secret)
  return size >= 8 && size <= 128 && /[A-Z]/.test(secret) && /[a-z]/.test(secret) && /[0-9]/.test(secret)
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A generated secret that is strong enough. */
export function generated(length: number): string {
  for (;;) {
    const secret = Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('')
    if (strongEnough(secret)) return secret
  }
}
