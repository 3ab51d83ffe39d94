/** User groups: `/usergroups`. Almost nothing is checked, and that is what the real server does. */
import type { Harbor } from '../state/harbor.ts'
import type { UserGroup } from '../state/rows.ts'
import { int, optionalBody, struct, text } from '../wire/body.ts'
import { type Call, idParam, requiredQuery } from '../wire/call.ts'
import { listing, listRoute, searchReply } from '../wire/paging.ts'
import { badRequest, conflict, internal, notFound } from '../wire/refusal.ts'
import { bare, compact, created, done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireAuthenticated, requireSystem } from './access.ts'

const USER_GROUP = struct('UserGroup', { id: int, group_name: text, group_type: int, ldap_group_dn: text })

const HTTP_GROUP = 2

/** `/usergroups`. */
export const userGroupRoutes: readonly Route[] = [
  listRoute('GET /usergroups', listGroups),
  route('POST /usergroups', createGroup),
  listRoute('GET /usergroups/search', searchGroups),
  route('GET /usergroups/{group_id}', readGroup),
  route('PUT /usergroups/{group_id}', renameGroup),
  route('DELETE /usergroups/{group_id}', deleteGroup),
]

const show = ({ id, name, type, ldapDn }: UserGroup) =>
  compact({ id, group_name: name, group_type: type, ldap_group_dn: ldapDn })

function listGroups(call: Call): Reply {
  requireSystem(call, 'user-group', 'list')
  const part = (call.query.get('group_name') ?? '').toLowerCase()
  const rows = call.harbor.tables.groups.all().filter(({ name }) => name.toLowerCase().includes(part))
  return listing(call, rows, { columns: {}, sort: '', obeys: [], show })
}

async function createGroup(call: Call): Promise<Reply> {
  const {
    group_name: name = '',
    group_type: type = 0,
    ldap_group_dn = '',
  } = (await optionalBody(call, 'usergroup', USER_GROUP)) ?? {}
  requireSystem(call, 'user-group', 'create')
  if (name === '') return bare(400)
  const group = addGroup(call.harbor, { name, type, ldapDn: ldap_group_dn })
  return created(`/api/v2.0/usergroups/${group.id}`)
}

/** Names are unique over all types, which the real server finds out in its database. @throws `Refusal` 409, 500 */
export function addGroup(
  { tables: { groups } }: Pick<Harbor, 'tables'>,
  group: Omit<UserGroup, 'id'>,
): UserGroup {
  const there = groups.one('name', group.name)
  if (there?.type === group.type) {
    throw conflict(
      `duplicate user group, group name:${group.name}, group type: ${group.type}, ldap group DN: ${group.ldapDn}`,
    )
  }
  if (there?.type === HTTP_GROUP) throw conflict('duplicated user group name')
  if (there || Buffer.byteLength(group.name) > 255) throw internal()
  return groups.insert(group)
}

/** The shortest first, so an exact match leads. */
function searchGroups(call: Call): Reply {
  const part = requiredQuery(call, 'groupname')
  requireAuthenticated(call)
  const groups = call.harbor.tables.groups.all()
  const found = [...groups].sort((a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
  return searchReply(call, part, {
    found: found.map(({ id, name, type }) => compact({ id, group_name: name, group_type: type })),
    nameOf: (group) => String(group['group_name'] ?? ''),
    counted: groups.map(({ name }) => name),
  })
}

function existing(call: Call): UserGroup {
  const id = idParam(call, 'group_id')
  const group = call.harbor.tables.groups.get(id)
  if (!group) throw notFound(`the user group with id ${id} is not found`)
  return group
}

function requirePositive(id: number): void {
  if (id <= 0) throw badRequest('the group id should be provided')
}

/** Without its number. */
function readGroup(call: Call): Reply {
  requireSystem(call, 'user-group', 'read')
  requirePositive(idParam(call, 'group_id'))
  const { id: _, ...rest } = show(existing(call))
  return json(rest)
}

/** Only the name changes. */
async function renameGroup(call: Call): Promise<Reply> {
  const { group_name: name = '' } = (await optionalBody(call, 'usergroup', USER_GROUP)) ?? {}
  requireSystem(call, 'user-group', 'update')
  if (name === '' || idParam(call, 'group_id') <= 0) return bare(400)
  const group = existing(call)
  const taken = call.harbor.tables.groups.one('name', name)
  if (taken && taken.id !== group.id) throw internal()
  call.harbor.tables.groups.update({ ...group, name })
  return done
}

/** Absent is fine too. Its memberships go with it. */
function deleteGroup(call: Call): Reply {
  const id = idParam(call, 'group_id')
  requireSystem(call, 'user-group', 'delete')
  requirePositive(id)
  const { store, tables } = call.harbor
  store.batch(() => {
    for (const member of tables.members.by('entity', `g${id}`)) tables.members.remove(member.id)
    tables.groups.remove(id)
  })
  return done
}
