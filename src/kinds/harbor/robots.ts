/**
 * What Troupe's own robot and the teams' have in common.
 * Harbor gives permissions back in random order, so they are compared as sorted text (reference: Harbor §0.6).
 */
import { z } from 'zod'
import type { CredentialName } from '../../tenancy/names.ts'

/** A robot as it should be, and as it is found. */
export interface RobotSpec {
  readonly grants: readonly string[]
  readonly disabled: boolean
  readonly expires: boolean
  /** Whether the robot is known to have the secret that is kept for it. */
  readonly credential: 'in force' | 'unknown'
  readonly login: string
}

/** Beside the spec: where the robot's credential is. */
export interface RobotNames {
  readonly secret: CredentialName
}

/** A permission block as Harbor's API has it. */
export const Permission = z.object({
  kind: z.string(),
  namespace: z.string(),
  access: z.array(z.object({ resource: z.string(), action: z.string(), effect: z.string().optional() })),
})
export type Permission = z.infer<typeof Permission>

/** A robot as lists show it. */
export const Robot = z.object({
  id: z.number().int(),
  name: z.string(),
  description: z.string().default(''),
  disable: z.boolean().default(false),
  expires_at: z.number().default(-1),
  permissions: z.array(Permission).default([]),
})

/** A robot as its creation is answered. */
export const Made = z.object({ id: z.number(), name: z.string() })

/** `project demo repository:pull`, sorted; a refusal is told apart from a grant. */
export function grants(permissions: readonly Permission[]): readonly string[] {
  return permissions
    .flatMap(({ kind, namespace, access }) =>
      access.map(
        ({ resource, action, effect }) =>
          `${kind} ${namespace} ${resource}:${action}${effect && effect !== 'allow' ? ` (${effect})` : ''}`,
      ),
    )
    .sort()
}

/** Undoes `grants`. */
export function permissionsOf(texts: readonly string[]): readonly Permission[] {
  const blocks = new Map<string, Permission>()
  for (const one of texts) {
    const [kind = '', namespace = '', right = ''] = one.split(' ')
    const [resource = '', action = ''] = right.split(':')
    const block = blocks.get(`${kind} ${namespace}`) ?? { kind, namespace, access: [] }
    block.access.push({ resource, action })
    blocks.set(`${kind} ${namespace}`, block)
  }
  return [...blocks.values()]
}
