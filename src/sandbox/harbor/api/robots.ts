/** Robot accounts: `/robots`. */
import { generated, hashed, strongEnough } from '../identity/passwords.ts'
import { now } from '../state/clock.ts'
import type { Access, Robot } from '../state/rows.ts'
import { body, struct, text } from '../wire/body.ts'
import { type Call, idParam } from '../wire/call.ts'
import { listing, listRoute } from '../wire/paging.ts'
import { exact, type Keywords, parseKeywords } from '../wire/query.ts'
import { badRequest, conflict, internal, notFound } from '../wire/refusal.ts'
import { compact, created, done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import {
  requireAuthenticated,
  requireProjectById,
  requireProjectByName,
  requireRight,
  requireSystem,
} from './access.ts'
import { NAME } from './project-create.ts'
import {
  checkRobot,
  namespaceOf,
  ROBOT_CREATE,
  ROBOT_UPDATE,
  readGrants,
  requireWithinCaller,
} from './robot-request.ts'

/** `/robots`. */
export const robotRoutes: readonly Route[] = [
  listRoute('GET /robots', listRobots),
  route('POST /robots', createRobot),
  route('GET /robots/{robot_id}', (call) => json(show(call, existing(call, 'read')))),
  route('PUT /robots/{robot_id}', updateRobot),
  route('PATCH /robots/{robot_id}', setSecret),
  route('DELETE /robots/{robot_id}', deleteRobot),
]

const DAY = 86_400

const expiry = (createdAt: string, days: number) =>
  days === -1 ? -1 : Math.floor(Date.parse(createdAt) / 1000) + days * DAY

/** The name by which it signs in: it follows the prefix of the day. */
const fullName = ({ harbor }: Call, { name }: Pick<Robot, 'name'>) =>
  harbor.settings.text('robot_name_prefix') + name

function show(call: Call, robot: Robot): Record<string, unknown> {
  return compact(
    {
      id: robot.id,
      name: fullName(call, robot),
      description: robot.description,
      level: robot.projectId === 0 ? 'system' : 'project',
      duration: robot.duration,
      editable: true,
      disable: robot.disabled,
      expires_at: robot.expires,
      permissions: showGrants(call, robot),
      creator_type: robot.creatorType,
      creator_ref: robot.creatorId,
      creation_time: robot.created,
      update_time: robot.updated,
    },
    ['disable', 'duration', 'expires_at'],
  )
}

/** In no order that can be relied on, and without projects that are gone: the real server goes through a Go map. */
function showGrants({ harbor }: Call, { grants }: Robot): readonly unknown[] {
  const shown = grants.flatMap((grant) => {
    const { kind, access } = grant
    const namespace = namespaceOf(harbor, grant)
    return namespace === undefined ? [] : [{ access: access.map(showAccess), kind, namespace }]
  })
  const start = Math.floor(Math.random() * shown.length)
  return [...shown.slice(start), ...shown.slice(0, start)]
}

const showAccess = ({ resource, action, effect }: Access) => compact({ action, effect, resource })

const columns = {
  name: (row: Robot) => row.name,
  id: (row: Robot) => row.id,
  description: (row: Robot) => row.description,
  disabled: (row: Robot) => row.disabled,
  duration: (row: Robot) => row.duration,
  expiresat: (row: Robot) => row.expires,
  creator_ref: (row: Robot) => row.creatorId,
  creator_type: (row: Robot) => row.creatorType,
  creation_time: (row: Robot) => row.created,
  update_time: (row: Robot) => row.updated,
}

/** Those of the system, or of one project: `q=Level=project,ProjectID=7`, spelled just so. */
function listRobots(call: Call): Reply {
  requireAuthenticated(call)
  const keywords = parseKeywords(call.query.get('q') ?? '')
  const projectId = levelAsked(keywords) === 'project' ? projectAsked(keywords) : 0
  if (projectId === 0) requireSystem(call, 'robot', 'list')
  else if (!call.caller.admin) requireProjectById(call, projectId, 'robot', 'list')
  const rows = call.harbor.tables.robots.by('project', projectId)
  return listing(call, rows, { columns, sort: 'name', show: (robot) => show(call, robot) })
}

function levelAsked(keywords: Keywords): string {
  const level = keywords.has('Level') ? exact(keywords, 'Level') : 'system'
  if (level !== 'system' && level !== 'project') throw badRequest('bad request error level input')
  return level
}

function projectAsked(keywords: Keywords): number {
  if (!keywords.has('ProjectID')) throw badRequest('must with project ID when to query project robots')
  const value = exact(keywords, 'ProjectID') ?? ''
  if (!/^\+?\d+$/.test(value) || Number(value) <= 0) throw badRequest('ProjectID must be a positive integer')
  return Number(value)
}

/** The secret is in this answer, and in no other. */
async function createRobot(call: Call): Promise<Reply> {
  const request = await body(call, 'robot', ROBOT_CREATE)
  const { name = '', level = '', duration = 0, permissions = [] } = request
  if (!NAME.test(name)) throw badRequest('robot name is not in lower case or contains illegal characters')
  checkRobot(duration, level, permissions)
  const projectId = requirePlace(call, level, permissions[0]?.namespace ?? '')
  requireWithinCaller(call, permissions)
  const grants = readGrants(call, permissions)
  const { tables, audit } = call.harbor
  const kept = projectId === 0 ? name : `${permissions[0]?.namespace ?? ''}+${name}`
  if (kept.length > 255) throw internal()
  if (tables.robots.one('name', kept)) throw conflict(`robot account ${projectId}:${kept} already exists`)
  const secret = generated(32)
  const time = now()
  const robot = tables.robots.insert({
    name: kept,
    projectId,
    description: request.description ?? '',
    disabled: false,
    duration,
    expires: expiry(time, duration),
    secret: hashed(secret),
    grants,
    ...creator(call),
    created: time,
    updated: time,
  })
  const shown = fullName(call, robot)
  audit.record(call, { operation: 'create', type: 'robot', resource: shown, projectId })
  const answer = { creation_time: time, expires_at: robot.expires, id: robot.id, name: shown, secret }
  return { ...json(answer, created(`/api/v2.0/robots/${robot.id}`).headers), status: 201 }
}

/** @returns the project's number, 0 for the system. @throws as the guards do */
function requirePlace(call: Call, level: string, namespace: string): number {
  if (level === 'project') return requireProjectByName(call, namespace, 'robot', 'create').id
  requireSystem(call, 'robot', 'create')
  return 0
}

function creator({ caller }: Call): Pick<Robot, 'creatorType' | 'creatorId'> {
  return caller.robot
    ? { creatorType: 'robot', creatorId: caller.robot.id }
    : { creatorType: 'local', creatorId: caller.user?.row.id ?? 0 }
}

function projectOf({ harbor }: Call, namespace = ''): number {
  const project = harbor.tables.projects.one('name', namespace)
  if (!project) throw notFound(`project ${namespace} not found`)
  return project.id
}

/** The robot that the path names, whoever asks. @throws `Refusal` 404 */
function named(call: Call): Robot {
  const id = idParam(call, 'robot_id')
  requireAuthenticated(call)
  const robot = call.harbor.tables.robots.get(id)
  if (!robot) throw notFound(`robot ${id} not found`)
  return robot
}

function requireRobot(call: Call, robot: Robot, action: string): void {
  const project = call.harbor.tables.projects.get(robot.projectId)
  if (project) requireRight(call, project, 'robot', action)
  else requireSystem(call, 'robot', action)
}

/** @throws `Refusal` 404 before 403 */
function existing(call: Call, action: string): Robot {
  const robot = named(call)
  requireRobot(call, robot, action)
  return robot
}

/** Replaces description, permissions and `disable`; name and level must be those it has, a duration left out stays. */
async function updateRobot(call: Call): Promise<Reply> {
  const request = await body(call, 'robot', ROBOT_UPDATE)
  const robot = named(call)
  const duration = request.duration ?? robot.duration
  const { level = '', permissions = [] } = request
  checkRobot(duration, level, permissions)
  const ownLevel = robot.projectId === 0 ? 'system' : 'project'
  if (ownLevel === 'project' && projectOf(call, permissions[0]?.namespace) !== robot.projectId) {
    throw badRequest('cannot update the project id of robot')
  }
  requireRobot(call, robot, 'update')
  if (level !== ownLevel || request.name !== fullName(call, robot)) {
    throw badRequest('cannot update the level or name of robot')
  }
  const grants = readGrants(call, permissions)
  call.harbor.tables.robots.update({
    ...robot,
    description: request.description ?? '',
    disabled: request.disable ?? false,
    duration,
    expires: expiry(robot.created, duration),
    grants,
    updated: now(),
  })
  return done
}

/** A secret of one's own, or a generated one, which is then in the answer. */
async function setSecret(call: Call): Promise<Reply> {
  const { secret = '' } = await body(call, 'robotSec', struct('RobotSec', { secret: text }))
  const robot = existing(call, 'update')
  if (secret !== '' && !strongEnough(secret)) {
    throw badRequest(
      'the secret must be 8-128, inclusively, characters long with at least 1 uppercase letter, 1 lowercase letter and 1 number',
    )
  }
  const kept = secret === '' ? generated(32) : secret
  call.harbor.tables.robots.update({ ...robot, secret: hashed(kept), updated: now() })
  return json(secret === '' ? { secret: kept } : {})
}

/** What it made outlives it. */
function deleteRobot(call: Call): Reply {
  const robot = existing(call, 'delete')
  const { tables, audit } = call.harbor
  tables.robots.remove(robot.id)
  const resource = fullName(call, robot)
  audit.record(call, { operation: 'delete', type: 'robot', resource, projectId: robot.projectId })
  return done
}
