/** Who may: the guards in front of the API's operations, with the real server's order and texts (handler/base.go). */
import type { Project } from '../state/rows.ts'
import { type Call, header, param } from '../wire/call.ts'
import { forbidden, notFound, unauthorized } from '../wire/refusal.ts'

/** @throws `Refusal` 401 for nobody */
export function requireAuthenticated({ caller }: Call): void {
  if (!caller.authenticated) throw unauthorized()
}

/** @throws `Refusal` 401 for nobody; 403 with the caller's own name as its text */
export function requireSystem(call: Call, resource: string, action: string): void {
  if (call.caller.onSystem(resource, action)) return
  requireAuthenticated(call)
  throw forbidden(call.caller.name)
}

/** @throws `Refusal` 401 or 403 */
export function requireRight(call: Call, project: Project, resource: string, action: string): void {
  if (!call.caller.onProject(project, resource, action)) throw refusal(call)
}

/**
 * The project that the path means, if the caller may.
 * @throws `Refusal` 404 for a project that is not there, but only an admin hears that: others 403, nobody 401
 */
export function requireProject(call: Call, resource: string, action: string, name = 'project'): Project {
  const wanted = param(call, name)
  const project = findProject(call, wanted)
  if (project) {
    requireRight(call, project, resource, action)
    return project
  }
  throw absentProject(call, wanted)
}

/**
 * The number of the project that the path means. An admin may name one that is not there, since some operations never
 * look for it.
 * @throws as `requireProject`
 */
export function requireProjectNumber(call: Call, resource: string, action: string): number {
  const wanted = param(call, 'project')
  const named = isName(call, wanted)
  return call.caller.admin && !named ? Number(wanted) : requireProject(call, resource, action).id
}

/** A project by number. @throws as `requireProject` */
export function requireProjectById(call: Call, id: number, resource: string, action: string): Project {
  const project = call.harbor.tables.projects.get(id)
  if (!project) throw absentProject(call, String(id))
  requireRight(call, project, resource, action)
  return project
}

/** A project by name. @throws as `requireProject` */
export function requireProjectByName(call: Call, name: string, resource: string, action: string): Project {
  const project = call.harbor.tables.projects.one('name', name)
  if (!project) throw absentProject(call, name)
  requireRight(call, project, resource, action)
  return project
}

/** A segment of digits is a number, unless the header says that it is a name. */
export function findProject(call: Call, wanted: string): Project | undefined {
  const { projects } = call.harbor.tables
  return isName(call, wanted) ? projects.one('name', wanted) : projects.get(Number(wanted))
}

const isName = (call: Call, wanted: string) =>
  /^true$/i.test(header(call, 'x-is-resource-name')) || !/^[+-]?\d+$/.test(wanted)

const absentProject = (call: Call, wanted: string) =>
  call.caller.admin ? notFound(`project ${wanted} not found`) : refusal(call)

const refusal = ({ caller }: Call) => (caller.authenticated ? forbidden() : unauthorized())
