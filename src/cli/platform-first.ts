/** A run that names teams leaves the platform as it is, so it can't be the first one. */
import { z } from 'zod'
import { SystemError } from '../core/error.ts'
import type { Narrowing } from '../engine/world.ts'
import type { Connected } from './connect.ts'

/**
 * For what went wrong while looking: where the realm that the teams' things lie in is not there yet, that is what is said.
 *
 * @throws SystemError the given one, or that advice
 */
export function advisePlatformFirst({ clients }: Connected, { teams }: Narrowing, signal: AbortSignal) {
  return async (error: unknown): Promise<never> => {
    const { keycloak } = clients
    const absent =
      teams && error instanceof SystemError && error.system === 'keycloak' && error.status === 404
    if (!absent || (await keycloak.get(`/${encodeURIComponent(keycloak.realm)}`, {}, z.unknown(), signal)))
      throw error
    throw new SystemError(
      `Keycloak has no realm "${keycloak.realm}" yet, and --team leaves the platform as it is: apply once without --team.`,
      { system: 'keycloak', verdict: 'refused', status: 404, cause: error },
    )
  }
}
