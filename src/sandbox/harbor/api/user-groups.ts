/** User groups: `/usergroups`. Almost nothing is checked, and that is what the real server does. */
import type { Harbor } from '../state/harbor.ts'
import type { UserGroup } from '../state/rows.ts'
import { body, int, struct, text } from '../wire/body.ts'
import { type Call, idParam } from '../wire/call.ts'
import { cut, listing, pageOf } from '../wire/paging.ts'
import { conflict, internal, invalid, notFound } from '../wire/refusal.ts'
import { bare, compact, created, done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireAuthenticated, requireSystem } from './access.ts'

const USER_GROUP = struct('UserGroup', { id: int, group_name: text, group_type: int, ldap_group_dn: text })

const HTTP_GROUP = 2

/** `/usergroups`. */
export const userGroupRoutes: readonly Route[] = [
  route('GET /usergroups', listGroups),
  route('POST /usergroups', createGroup),
  route('GET /usergroups/search', searchGroups),
  route('GET /usergroups/{group_id}', readGroup),
  route('PUT /usergroups/{group_id}', renameGroup),
  route('DELETE /usergroups/{group_id}', deleteGroup),
]

const columns = { group_name: (row: UserGroup) => row.name, id: (row: UserGroup) => row.id }

const show = ({ id, name, type, ldapDn }: UserGroup) =>
  compact({ id, group_name: name, group_type: type, ldap_group_dn: ldapDn })

function listGroups(call: Call): Reply {
  requireSystem(call, 'user-group', 'list')
  const part = (call.query.get('group_name') ?? '').toLowerCase()
  const rows = call.harbor.tables.groups.all().filter(({ name }) => name.toLowerCase().includes(part))
  return listing(call, rows, { columns, sort: 'group_name', show })
}

async function createGroup(call: Call): Promise<Reply> {
  const {
    group_name: name = '',
    group_type: type = 0,
    ldap_group_dn = '',
  } = await body(call, 'usergroup', USER_GROUP)
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

/** Exact matches first; the total ignores upper and lower case, the answer does not. */
function searchGroups(call: Call): Reply {
  const wanted = call.query.get('groupname')
  if (wanted === null) throw invalid('groupname in query is required')
  if (wanted === '') throw invalid('groupname in query should be at least 1 chars long')
  requireAuthenticated(call)
  const page = pageOf(call)
  const groups = call.harbor.tables.groups.all()
  const total = groups.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase())).length
  const found = groups
    .filter(({ name }) => name.includes(wanted))
    .sort((a, b) => a.name.length - b.name.length)
  const first = cut(found, { number: 1, size: page.size })
  return json(
    first.map(({ id, name, type }) => compact({ id, group_name: name, group_type: type })),
    { 'x-total-count': String(total) },
  )
}

function existing(call: Call): UserGroup {
  const id = idParam(call, 'group_id')
  const group = call.harbor.tables.groups.get(id)
  if (!group) throw notFound(`the user group with id ${id} is not found`)
  return group
}

/** Without its number. */
function readGroup(call: Call): Reply {
  requireSystem(call, 'user-group', 'read')
  const { id: _, ...rest } = show(existing(call))
  return json(rest)
}

/** Only the name changes. */
async function renameGroup(call: Call): Promise<Reply> {
  const { group_name: name = '' } = await body(call, 'usergroup', USER_GROUP)
  requireSystem(call, 'user-group', 'update')
  if (name === '') return bare(400)
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
  const { store, tables } = call.harbor
  store.batch(() => {
    for (const member of tables.members.by('entity', `g${id}`)) tables.members.remove(member.id)
    tables.groups.remove(id)
  })
  return done
}
