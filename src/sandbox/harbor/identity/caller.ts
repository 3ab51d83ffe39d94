/** Who asks, and what that one may: the security contexts of the real server. */

import type { Project, Robot, User } from '../state/rows.ts'
import type { Tables } from '../state/tables.ts'
import { robotRights } from './robot-rights.ts'
import { PUBLIC_RIGHTS, ROLES, ROLES_BY_RANK } from './roles.ts'

/** Whoever sent the request. */
export interface Caller {
  readonly kind: 'anonymous' | 'local' | 'robot' | 'v2token'
  /** User name, or the robot's full name; '' for nobody. */
  readonly name: string
  readonly authenticated: boolean
  readonly admin: boolean
  readonly user?: Person
  readonly robot?: Robot
  /** May it, over the system? */
  onSystem(resource: string, action: string): boolean
  /** May it, in this project? `resource` is `repository`, `member`…, `.` for the project itself. */
  onProject(project: Project, resource: string, action: string): boolean
  /** Is the project among those it sees in a list? */
  sees(project: Project): boolean
  /** Its roles in a project, from the most to the least. */
  roles(project: Project): readonly number[]
}

/** A user as signed in: with the groups of that sign-on, and whether they made it an admin. */
export interface Person {
  readonly row: User
  readonly groupIds: readonly number[]
  readonly adminByGroup: boolean
}

/** Is it public? `true` and `1`, in any case, are. */
export const isPublic = ({ metadata }: Project) => truthy(metadata['public'])

/** How the real server reads a flag of a project's metadata. */
export const truthy = (value: string | undefined) => /^(true|1)$/i.test(value ?? '')

const publicRight = (project: Project, resource: string, action: string) =>
  isPublic(project) && PUBLIC_RIGHTS.has(`${resource} ${action}`)

/** Nobody. */
export const anonymous: Caller = {
  kind: 'anonymous',
  name: '',
  authenticated: false,
  admin: false,
  onSystem: () => false,
  onProject: publicRight,
  sees: isPublic,
  roles: () => [],
}

/** A user; an admin may everything. */
export function personCaller({ tables }: { readonly tables: Tables }, person: Person): Caller {
  const admin = person.row.sysadmin || person.adminByGroup
  const roles = (project: Project) => (admin ? [1] : rolesIn(tables, person, project.id))
  return {
    kind: 'local',
    name: person.row.username,
    authenticated: true,
    admin,
    user: person,
    onSystem: () => admin,
    onProject: (project, resource, action) =>
      admin ||
      publicRight(project, resource, action) ||
      roles(project).some((role) => ROLES.get(role)?.rights.has(`${resource} ${action}`)),
    sees: (project) => admin || isPublic(project) || roles(project).length > 0,
    roles,
  }
}

function rolesIn(tables: Tables, person: Person, projectId: number): readonly number[] {
  const entities = [`u${person.row.id}`, ...person.groupIds.map((id) => `g${id}`)]
  const mine = entities.flatMap((entity) => tables.members.by('pair', `${projectId} ${entity}`))
  const held = new Set(mine.map(({ role }) => role))
  return ROLES_BY_RANK.filter((role) => held.has(role))
}

/** A robot. It is never an admin. @param name its full name, with the prefix of the day */
export function robotCaller(robot: Robot, name: string): Caller {
  const rights = robotRights(robot)
  return {
    kind: 'robot',
    name,
    authenticated: true,
    admin: false,
    robot,
    onSystem: (resource, action) => rights.allows(`/system/${resource}`, action),
    onProject: (project, resource, action) =>
      (rights.projects && publicRight(project, resource, action)) ||
      rights.allows(
        resource === '.' ? `/project/${project.id}` : `/project/${project.id}/${resource}`,
        action,
      ),
    sees: (project) =>
      isPublic(project) ||
      rights.named === '*' ||
      rights.named.has(project.id) ||
      rights.allows('/system/project', 'list'),
    roles: () => [],
  }
}

/** What a registry token says may be done, by project: `team-a` → pull, push. */
export interface TokenGrants {
  readonly projects: ReadonlyMap<string, { readonly actions: ReadonlySet<string> }>
  readonly catalog: boolean
  /** Seconds since 1970. */
  readonly issued: number
}

/** The bearer of a token of our own token service. A token that is older than the project is none for it. */
export function tokenCaller(name: string, grants: TokenGrants): Caller {
  return {
    kind: 'v2token',
    name,
    authenticated: name !== '',
    admin: false,
    onSystem: (resource, action) => resource === 'catalog' && action === 'read' && grants.catalog,
    onProject: (project, resource, action) =>
      resource === 'repository' &&
      Math.floor(Date.parse(project.created) / 1000) <= grants.issued &&
      grants.projects.get(project.name)?.actions.has(action) === true,
    sees: (project) => grants.projects.has(project.name),
    roles: () => [],
  }
}
