/** What a robot may be: the checks on `POST` and `PUT /robots`, in the real server's order (handler/robot.go). */
import { grantable } from '../identity/permissions.ts'
import type { Harbor } from '../state/harbor.ts'
import type { Access, Grant } from '../state/rows.ts'
import { bool, type Decoded, int, list, struct, text } from '../wire/body.ts'
import type { Call } from '../wire/call.ts'
import { badRequest, denied, notFound } from '../wire/refusal.ts'

const PERMISSIONS = list(
  struct('RobotPermission', {
    kind: text,
    namespace: text,
    access: list(struct('Access', { resource: text, action: text, effect: text })),
  }),
)

const FIELDS = {
  name: text,
  description: text,
  secret: text,
  level: text,
  disable: bool,
  duration: int,
  permissions: PERMISSIONS,
}

/** The body of `POST /robots`: `secret` and `disable` are read and ignored. */
export const ROBOT_CREATE = struct('RobotCreate', FIELDS)
/** The body of `PUT /robots/{id}`. */
export const ROBOT_UPDATE = struct('Robot', { id: int, editable: bool, expires_at: int, ...FIELDS })

type Permissions = NonNullable<Decoded<typeof ROBOT_CREATE>['permissions']>

const MOST_DAYS = 2_147_483_646

/** @throws `Refusal` 400 */
export function checkRobot(duration: number, level: string, permissions: Permissions): void {
  if (duration !== -1 && (duration <= 0 || duration > MOST_DAYS)) {
    throw badRequest(
      `bad request error duration input: ${duration}, duration must be either -1(Never) or a positive integer`,
    )
  }
  if (level !== 'project' && level !== 'system') throw badRequest(`bad request error level input: ${level}`)
  if (permissions.length === 0) throw badRequest('bad request empty permission')
  for (const { access = [] } of permissions) {
    if (access.length === 0) throw badRequest('bad request empty access')
  }
  if (level === 'project' && permissions.length > 1) throw badRequest('bad request permission')
  for (const { kind = '', access = [] } of permissions) {
    if (kind !== 'project' && kind !== 'system') throw badRequest(`bad request permission level: ${kind}`)
    const foreign = access.map(readAccess).find((one) => !grantable(kind, one))
    if (foreign) throw badRequest(`bad request permission: ${foreign.resource}:${foreign.action}`)
  }
}

const readAccess = ({
  resource = '',
  action = '',
  effect = '',
}: Partial<{ [K in keyof Access]: string | undefined }>): Access => ({
  resource,
  action,
  effect,
})

/** `/` for the system, `*` for all projects, else the project's name, if it is still there. */
export function namespaceOf({ tables }: Harbor, { kind, projectId = 0 }: Grant): string | undefined {
  if (kind === 'system') return '/'
  return projectId === '*' ? '*' : tables.projects.get(projectId)?.name
}

/** The rights as they are kept: projects by number. @throws `Refusal` 404 for a project that is not there, 400 */
export function readGrants({ harbor }: Call, permissions: Permissions): readonly Grant[] {
  return permissions.map(({ kind, namespace = '', access = [] }) => {
    const rights = access.map(readAccess)
    if (kind === 'system') {
      if (namespace !== '/') throw badRequest('unknown namespace')
      return { kind: 'system', access: rights }
    }
    if (namespace === '*') return { kind: 'project', projectId: '*', access: rights }
    const project = harbor.tables.projects.one('name', namespace)
    if (!project) throw notFound(`project ${namespace} not found`)
    return { kind: 'project', projectId: project.id, access: rights }
  })
}

/**
 * A robot makes no robot that may more than itself: kind, project and each right, with its effect as it is spelled.
 * What it has over all projects counts only where it has nothing over that one by name.
 * @throws `Refusal` 403 DENIED
 */
export function requireWithinCaller({ caller, harbor }: Call, permissions: Permissions): void {
  const { robot } = caller
  if (!robot) return
  const spelled = ({ resource, action, effect }: Access) => `${resource}:${action}:${effect}`
  const own = (kind: string, namespace: string) =>
    robot.grants
      .filter((grant) => grant.kind === kind && namespaceOf(harbor, grant) === namespace)
      .flatMap(({ access }) => access.map(spelled))
  const within = permissions.every(({ kind = '', namespace = '', access = [] }) => {
    const byName = own(kind, namespace)
    const mine = new Set(byName.length > 0 ? byName : own(kind, '*'))
    return access.map(readAccess).every((right) => mine.has(spelled(right)))
  })
  if (within) return
  throw denied(
    `permission scope is invalid. It must be equal to or more restrictive than the creator robot's permissions: ${caller.name}`,
  )
}
