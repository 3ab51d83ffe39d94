/** What all Keycloak kinds share: where they ask, and how a lost answer is recovered. */
import { SystemError } from '../../core/error.ts'
import { keyOf } from '../../core/key.ts'
import type { Hands, Scope } from '../../core/kind.ts'
import type { KeycloakClient } from '../../systems/keycloak/types.ts'
import type { CredentialName } from '../../tenancy/names.ts'

/** The hands that Keycloak kinds are given. */
export type KeycloakHands = Hands<KeycloakClient>

/** The kind that all others are inside of. */
export const realmKind = 'keycloak.realm' as const

/** A path in the managed realm, each segment encoded: `//` and `;` are refused (reference/keycloak.md §1.4). */
export function inRealm({ realm }: KeycloakClient, ...segments: readonly string[]): string {
  return `/${[realm, ...segments].map(encodeURIComponent).join('/')}`
}

/** Whether there is a realm to look into; also a run that looks at some teams only is shown it. */
export function hasRealm({ parents }: Scope): boolean {
  return parents.length > 0
}

/**
 * Makes a thing; where that fails since the thing is there already, finds it again, for an answer may have been lost.
 * @param find the id of the thing as far as it is ours
 * @throws the first error where what stands there is not ours
 */
export async function makeOrFind(
  make: () => Promise<string>,
  find: () => Promise<string | undefined>,
  isTaken: (error: SystemError) => boolean = ({ verdict }) => verdict === 'conflict',
): Promise<string> {
  try {
    return await make()
  } catch (error) {
    const found = error instanceof SystemError && isTaken(error) ? await find() : undefined
    if (found === undefined) throw error
    return found
  }
}

/** The thing that an update is about to change. @throws SystemError when somebody removed it in between */
export function present<T>(found: T | undefined, what: string): T {
  if (found === undefined) {
    throw new SystemError(`Keycloak no longer has the ${what}: somebody removed it in between.`, {
      system: 'keycloak',
      verdict: 'conflict',
      status: 404,
    })
  }
  return found
}

/** What we do not send, since the server checks nothing. */
export function refuse(message: string): SystemError {
  return new SystemError(message, { system: 'keycloak', verdict: 'refused', status: 0 })
}

/** Lists lie without rights: they answer 200 and leave out what may not be seen. reference/keycloak.md §0.22 */
export function lacksRight(what: string, role: string): SystemError {
  return new SystemError(
    `Keycloak shows no ${what}: the account lacks a role of realm-management, at least ${role}.`,
    { system: 'keycloak', verdict: 'unauthorized', status: 200 },
  )
}

/** The key of the Secret that a credential is kept in. */
export function secretKey({ namespace, name }: CredentialName) {
  return keyOf('kubernetes.secret', namespace, name)
}

/** Sorted, each once: the form of what is a set. */
export function asSet(items: Iterable<string>): string[] {
  return [...new Set(items)].sort()
}
