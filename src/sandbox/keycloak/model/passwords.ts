/** Hashing of passwords. Cheap on purpose: a sandbox makes hundreds of accounts, and guards nobody's real password. */
import { randomBytes, randomUUID, scryptSync, timingSafeEqual } from 'node:crypto'
import type { CredentialRow, UserRow } from './rows.ts'

const hashed = (password: string, salt: string) => scryptSync(password, salt, 32, { N: 256 })

/** A new credential for a password. */
export function passwordCredential(password: string, userLabel?: string): CredentialRow {
  const salt = randomBytes(16).toString('base64')
  return {
    id: randomUUID(),
    type: 'password',
    ...(userLabel === undefined ? {} : { userLabel }),
    createdDate: Date.now(),
    salt,
    hash: hashed(password, salt).toString('base64'),
  }
}

/** Whether it is the user's password; never for a user without one. */
export function passwordFits(user: UserRow, password: string): boolean {
  return user.credentials.some(({ salt, hash }) =>
    timingSafeEqual(hashed(password, salt), Buffer.from(hash, 'base64')),
  )
}
