/** The access matrix: what the description promises against what the servers show. Plain data. */
import type { SecretName } from '../core/kind.ts'
import type { RobotUse } from '../tenancy/names.ts'

/** Who tries. */
export type Subject =
  | {
      readonly type: 'person'
      readonly name: string
      /** How people call it: `joe.doe`. */
      readonly label: string
      /** The groups of the description that it ends up in. */
      readonly groups: readonly string[]
      readonly password: SecretName
      /** The identity provider that it signs in through; its own account of the realm without. */
      readonly through?: string
    }
  | {
      readonly type: 'robot'
      readonly label: string
      readonly team: string
      readonly use: RobotUse
      readonly login: string
      readonly password: SecretName
    }
  | { readonly type: 'anonymous'; readonly label: 'anonymous' }

/** What is tried in a team's project. */
export const deeds = ['see', 'pull', 'push', 'delete', 'members'] as const
export type Deed = (typeof deeds)[number]

/** What is tried. */
export type Target =
  | { readonly type: 'project'; readonly team: string; readonly project: string; readonly deed: Deed }
  /** An app of a team behind the gateway, with the subject's token where it has one. */
  | {
      readonly type: 'app'
      readonly team: string
      readonly app: string
      readonly host: string
      readonly path: string
    }
  /** A rule of the gateway about Harbor. `reach` names whose answer it must be. */
  | { readonly type: 'gateway'; readonly name: GatewayProbe }

/** The gateway's rules, each with what must happen. */
export const gatewayProbes = {
  portal: 'the portal, with a token if there is one',
  registry: '/v2/ is answered by Harbor',
  'token-service': '/service/token is answered by Harbor',
  'api-basic': '/api/ with a password is answered by Harbor',
  hooks: '/service/notifications and its disguises are closed',
} as const
export type GatewayProbe = keyof typeof gatewayProbes

/** One promise of the description. */
export interface Promised {
  readonly subject: Subject
  readonly target: Target
  readonly promised: boolean
}

/** A promise and what became of it. `observed` is undefined where it could not be tried. */
export interface Cell extends Promised {
  readonly observed: boolean | undefined
  /** Why it is not as promised, where it is not. */
  readonly cause?: string
}

/** What is wrong with a cell: `exposed` is the most dangerous. */
export type Verdict = 'kept' | 'exposed' | 'refused' | 'untried'

export function verdictOf({ promised, observed }: Pick<Cell, 'promised' | 'observed'>): Verdict {
  if (observed === undefined) return 'untried'
  if (observed === promised) return 'kept'
  return observed ? 'exposed' : 'refused'
}

const order: readonly Verdict[] = ['exposed', 'refused', 'untried', 'kept']

/** The cells that are not as promised, most dangerous first. */
export function broken(cells: readonly Cell[]): readonly Cell[] {
  return cells
    .filter((cell) => verdictOf(cell) !== 'kept')
    .sort((a, b) => order.indexOf(verdictOf(a)) - order.indexOf(verdictOf(b)))
}
