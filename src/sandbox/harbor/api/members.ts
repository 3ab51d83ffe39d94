/** Members of a project: `/projects/{x}/members`. */
import { ROLES } from '../identity/roles.ts'
import { type Member, OIDC_GROUP, type Project } from '../state/rows.ts'
import { type Decoded, int, optionalBody, struct, text } from '../wire/body.ts'
import { type Call, idParam } from '../wire/call.ts'
import { cut, listRoute, pageHeaders, pageOf } from '../wire/paging.ts'
import { badRequest, conflict, internal, notFound } from '../wire/refusal.ts'
import { created, done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireProject } from './access.ts'
import { addGroup } from './user-groups.ts'

/** `/projects/{project}/members`. */
export const memberRoutes: readonly Route[] = [
  listRoute('GET /projects/{project}/members', listMembers),
  route('POST /projects/{project}/members', addMember),
  route('GET /projects/{project}/members/{mid}', readMember),
  route('PUT /projects/{project}/members/{mid}', changeRole),
  route('DELETE /projects/{project}/members/{mid}', removeMember),
]

interface Shown {
  readonly id: number
  readonly project_id: number
  readonly entity_name: string
  readonly role_name: string
  readonly role_id: number
  readonly entity_id: number
  readonly entity_type: 'u' | 'g'
}

/** Nothing for a role that does not exist: such a member is in the database, and nowhere to be read. */
function show({ harbor: { tables } }: Call, member: Member): Shown | undefined {
  const role = ROLES.get(member.role)
  const name =
    member.entityType === 'u'
      ? tables.users.get(member.entityId)?.username
      : tables.groups.get(member.entityId)?.name
  if (!role || name === undefined) return undefined
  return {
    entity_id: member.entityId,
    entity_name: name,
    entity_type: member.entityType,
    id: member.id,
    project_id: member.projectId,
    role_id: member.role,
    role_name: role.name,
  }
}

/** By name is exact, and the total is of all (harbor contract 14-members-by-group). */
function listMembers(call: Call): Reply {
  const project = requireProject(call, 'member', 'list')
  const page = pageOf(call)
  const name = call.query.get('entityname') ?? ''
  const all = call.harbor.tables.members
    .by('project', project.id)
    .flatMap((member) => show(call, member) ?? [])
  const wanted = all
    .filter(({ entity_name }) => name === '' || entity_name === name)
    .sort((a, b) => (a.entity_name < b.entity_name ? -1 : a.entity_name > b.entity_name ? 1 : 0))
  return json(cut(wanted, page), pageHeaders(call, all.length, page))
}

const MEMBER = struct('ProjectMember', {
  role_id: int,
  member_user: struct('UserEntity', { user_id: int, username: text }),
  member_group: struct('UserGroup', { id: int, group_name: text, group_type: int, ldap_group_dn: text }),
})

async function addMember(call: Call): Promise<Reply> {
  const request = (await optionalBody(call, 'projectMember', MEMBER)) ?? {}
  const project = requireProject(call, 'member', 'create')
  const { tables } = call.harbor
  const entity = findEntity(call, request)
  if (tables.members.one('pair', `${project.id} ${entity.type}${entity.id}`)) {
    throw conflict('The project member specified already exist')
  }
  const role = request.role_id ?? 0
  if (!ROLES.has(role)) throw badRequest('Failed to update project member, role is not in 1,2,3')
  const member = tables.members.insert({
    projectId: project.id,
    entityType: entity.type,
    entityId: entity.id,
    role,
  })
  recordMember(call, project, member, 'create')
  return created(`${call.path.replace(/\/+$/, '')}/${member.id}`)
}

function recordMember(call: Call, project: Project, member: Member, operation: string): void {
  const resource = show(call, member)?.entity_name ?? String(member.entityId)
  call.harbor.audit.record(call, { operation, type: 'member', resource, projectId: project.id })
}

/** In the real server's order: user by number, group by number, user by name, group by name. */
function findEntity(
  call: Call,
  { member_user: user, member_group: group }: Decoded<typeof MEMBER>,
): { type: 'u' | 'g'; id: number } {
  const { tables, settings } = call.harbor
  if (user?.user_id !== undefined && user.user_id > 0) {
    if (!tables.users.get(user.user_id)) {
      throw badRequest(`Failed to get user ${user.user_id}: user ${user.user_id} not found`)
    }
    return { type: 'u', id: user.user_id }
  }
  if (group?.id !== undefined && group.id > 0) {
    if (!tables.groups.get(group.id)) throw badRequest(`Group ${group.id} not found`)
    return { type: 'g', id: group.id }
  }
  if (user?.username) {
    const found = tables.users.one('username', user.username)
    if (found) return { type: 'u', id: found.id }
    throw notFound(
      settings.text('auth_mode') === 'db_auth'
        ? `user ${user.username} is not found`
        : `${user.username} not found: not supported`,
    )
  }
  const { ldap_group_dn: dn = '', group_name: named = '', group_type = 0 } = group ?? {}
  if (dn !== '') return { type: 'g', id: groupByDn(call, dn) }
  if (named !== '') return { type: 'g', id: groupByName(call, named, group_type) }
  throw badRequest('at least one of member_user or member_group must be provided')
}

const LDAP_GROUP = 1

function groupByDn(call: Call, dn: string): number {
  const groups = call.harbor.tables.groups.all()
  const there = groups.find(({ ldapDn, type }) => type === LDAP_GROUP && ldapDn === dn)
  return there?.id ?? onboardedGroup(call, dn)
}

function groupByName(call: Call, name: string, type: number): number {
  const there = call.harbor.tables.groups.one('name', name)
  return there?.type === type ? there.id : onboardedGroup(call, name)
}

/** In OIDC mode a group of OIDC's type, whatever was asked; made if it is not there. */
function onboardedGroup(call: Call, name: string): number {
  const { tables, settings } = call.harbor
  if (settings.text('auth_mode') !== 'oidc_auth') throw notFound(`${name} not found: not supported`)
  const there = tables.groups.one('name', name)
  if (there?.type === OIDC_GROUP) return there.id
  // The name is taken by another type: the real server meets that in its database.
  if (there) throw internal()
  return addGroup(call.harbor, { name, type: OIDC_GROUP, ldapDn: '' }).id
}

function readMember(call: Call): Reply {
  const id = idParam(call, 'mid')
  const project = requireProject(call, 'member', 'read')
  if (id === 0) throw badRequest('the member id can not be empty!')
  const member = call.harbor.tables.members.get(id)
  const shown = member?.projectId === project.id ? show(call, member) : undefined
  if (!shown) {
    throw notFound(`the project member is not found, project id ${project.id}, member id ${id}`)
  }
  return json(shown)
}

/** Neither the role nor the member is checked. */
async function changeRole(call: Call): Promise<Reply> {
  const id = idParam(call, 'mid')
  const role = await optionalBody(call, 'role', struct('RoleRequest', { role_id: int }))
  const project = requireProject(call, 'member', 'update')
  if (!role) throw badRequest('role can not be empty')
  if (id === 0) throw badRequest('member id can not be empty')
  const member = call.harbor.tables.members.get(id)
  if (member?.projectId !== project.id) return done
  recordMember(
    call,
    project,
    call.harbor.tables.members.update({ ...member, role: role.role_id ?? 0 }),
    'update',
  )
  return done
}

/** Absent is fine too. */
function removeMember(call: Call): Reply {
  const id = idParam(call, 'mid')
  const project = requireProject(call, 'member', 'delete')
  if (id === 0) throw badRequest('the project member id is required.')
  const member = call.harbor.tables.members.get(id)
  if (member?.projectId !== project.id) return done
  recordMember(call, project, member, 'delete')
  call.harbor.tables.members.remove(id)
  return done
}
