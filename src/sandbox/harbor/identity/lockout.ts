/** After a wrong password the name is locked for 1.5 s, and so long the answer takes (src/core/auth/authenticator.go). */
import { setTimeout as sleep } from 'node:timers/promises'

const LOCK_MS = 1500

/** Names that just failed. */
export interface Lockout {
  locked(name: string): boolean
  /** Locks the name; done when it is free again. */
  fail(name: string): Promise<void>
}

/** Nothing locked. It is kept in memory only, as in the real server. */
export function openLockout(): Lockout {
  const until = new Map<string, number>()
  return {
    locked: (name) => (until.get(name) ?? 0) > Date.now(),
    async fail(name) {
      until.set(name, Date.now() + LOCK_MS)
      await sleep(LOCK_MS + 5)
      if ((until.get(name) ?? 0) <= Date.now()) until.delete(name)
    },
  }
}
