/**
 * Harbor takes whoever it does not believe for nobody, and shows nobody what is public: with a wrong secret, or during
 * the lock after somebody's wrong password, a list is short instead of refused. reference/harbor.md §1.1, §1.2
 */
import { SystemError } from '../../core/error.ts'
import type { HarborLogin } from './login.ts'

/** As often as a list may meet a lock before we give up. */
const patience = 3

/** Lists that nobody gets a part of. What they lack must not be taken for absent. */
export function isOpenToAll(path: string): boolean {
  return /^\/(projects|repositories)$/.test(path)
}

/**
 * What was read as the account itself, and not as nobody.
 * @throws SystemError `unauthorized` when Harbor does not believe the account
 */
export async function asOneself<T>(
  login: HarborLogin,
  read: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  for (let turn = 1; turn <= patience; turn++) {
    // A lock that began and ended in between took longer than most lists do.
    if (login.mayBeLocked && !(await isBelieved(login, signal))) continue
    const result = await read()
    if (await isBelieved(login, signal)) return result
  }
  throw disbelief()
}

/** Waits for the end of a lock before it says no. @throws SystemError when there was none to wait for */
async function isBelieved(login: HarborLogin, signal: AbortSignal): Promise<boolean> {
  if (await login.isBelieved(signal)) return true
  const proof = await login.proof(signal)
  if (await login.refused?.({ status: 401, headers: {}, text: '' }, proof, signal)) return false
  throw disbelief()
}

function disbelief(): SystemError {
  const message =
    'Harbor does not believe who we are, and shows only what is public. Are the credentials right?'
  return new SystemError(message, { system: 'harbor', verdict: 'unauthorized', status: 401 })
}
