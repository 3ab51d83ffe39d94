/** Credentials that are older than their team's description allows. The clock is read here and nowhere below. */
import { keyOf } from '../core/key.ts'
import type { Actual } from '../core/kind.ts'
import { type RobotUse, registrySecret } from '../tenancy/names.ts'
import type { Tenancy } from '../tenancy/tenancy.ts'
import { day, milliseconds } from './duration.ts'

/** A credential whose time is up. */
export interface Due {
  readonly team: string
  readonly robot: string
  readonly secret: string
  readonly days: number
  readonly rotateAfter: string
}

const uses: readonly RobotUse[] = ['pull', 'push']

/** @param now milliseconds since 1970 */
export function dueCredentials({ teams }: Tenancy, actual: readonly Actual[], now: number): readonly Due[] {
  const since = new Map(actual.map(({ key, facts }) => [key, facts?.['inForceSince']]))
  return teams.flatMap((team) =>
    uses.flatMap((use): Due[] => {
      const { rotateAfter } = team.registry.robots[use]
      const secret = registrySecret(team, use)
      const began = since.get(keyOf('kubernetes.secret', secret.namespace, secret.name))
      if (rotateAfter === undefined || began === undefined) return []
      const age = now - Date.parse(began)
      if (age < milliseconds(rotateAfter)) return []
      return [
        {
          team: team.name,
          robot: `${team.registry.project}+${use}`,
          secret: `${secret.namespace}/${secret.name}`,
          days: Math.floor(age / day),
          rotateAfter,
        },
      ]
    }),
  )
}
