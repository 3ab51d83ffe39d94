/**
 * A robot's rights, evaluated as the real server's casbin model does: a grant becomes a path and an action; `*` in the
 * path stands for anything; one deny outweighs every allow.
 *
 * The resource `project` is the path of the project itself, so over all projects it is `/project/*`, which covers
 * everything below every project (harbor contract 34-robot-over-all-projects).
 */
import type { Access, Robot } from '../state/rows.ts'

/** Answers for one robot. Paths: `/project/7/repository`, `/project/7`, `/system/quota`. */
export interface RobotRights {
  allows(path: string, action: string): boolean
  /** Has it any right over projects? */
  readonly projects: boolean
  readonly system: boolean
  /** Every project it names; '*' when it has rights over all. */
  readonly named: ReadonlySet<number> | '*'
}

/** @param robot whose grants are read */
export function robotRights(robot: Robot): RobotRights {
  const exact = new Map<string, 'allow' | 'deny'>()
  const wide: { pattern: RegExp; action: string; effect: 'allow' | 'deny' }[] = []
  const named = new Set<number>()
  let everywhere = false
  const add = (path: string, { action, effect }: Access) => {
    const verdict = effect === 'deny' ? 'deny' : 'allow'
    if (path.includes('*')) wide.push({ pattern: covering(path), action, effect: verdict })
    else if (exact.get(`${path} ${action}`) !== 'deny') exact.set(`${path} ${action}`, verdict)
  }
  for (const { kind, projectId = 0, access } of robot.grants) {
    if (projectId === '*') everywhere = true
    else if (kind === 'project') named.add(projectId)
    const scope = kind === 'system' ? '/system' : `/project/${projectId}`
    for (const right of access) add(pathOf(scope, kind, right.resource), right)
    for (const implied of impliedPull(robot, access)) add(`${scope}/repository`, implied)
  }
  return {
    allows(path, action) {
      const verdicts = wide.filter((one) => one.action === action && one.pattern.test(path))
      const own = exact.get(`${path} ${action}`)
      if (own === 'deny' || verdicts.some(({ effect }) => effect === 'deny')) return false
      return own === 'allow' || verdicts.length > 0
    },
    projects: everywhere || named.size > 0,
    system: robot.grants.some(({ kind }) => kind === 'system'),
    named: everywhere ? '*' : named,
  }
}

const pathOf = (scope: string, kind: string, resource: string) =>
  kind === 'project' && resource === 'project' ? scope : `${scope}/${resource}`

const covering = (path: string) =>
  new RegExp(`^${path.replace(/[.+^$()|[\]\\{}]/g, '\\$&').replaceAll('*', '.*')}$`)

/** A robot of a project that may push may pull; one of the system may not (common/security/robot/context.go). */
function impliedPull(robot: Robot, access: readonly Access[]): readonly Access[] {
  if (robot.projectId === 0) return []
  const pushes = access.some(
    ({ resource, action, effect }) => resource === 'repository' && action === 'push' && effect !== 'deny',
  )
  return pushes ? [{ resource: 'repository', action: 'pull', effect: '' }] : []
}
