/** Tells whether a secret that a server never shows is still the one that we sent, without keeping it. */
import { scrypt } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify<string, string, number, Buffer>(scrypt)

/** 12 hex digits: enough to see a change, too few and too slow to make to find the secret by. */
export async function fingerprint(secret: string, ...salt: readonly string[]): Promise<string> {
  return (await derive(secret, salt.join('\n'), 6)).toString('hex')
}
