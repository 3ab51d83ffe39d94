/** Groups (reference/keycloak.md §2.2; contracts 14 to 16). */
import {
  checkName,
  childrenOf,
  createGroup,
  deleteGroup,
  groupByPath,
  moveGroup,
  updateGroup,
} from '../model/groups.ts'
import { GROUP } from '../model/representations.ts'
import type { GroupRow } from '../model/rows.ts'
import { created, found, NOTHING } from '../rest/exchange.ts'
import type { JsonObject } from '../rest/json.ts'
import { notFound } from '../rest/refusal.ts'
import {
  type AdminAnswer,
  addressIn,
  type Change,
  flagIn,
  objectIn,
  paged,
  type RealmCall,
  type RealmRoutes,
} from './call.ts'
import { countGroups, listGroups } from './group-search.ts'
import { groupRepresentation, userRepresentation } from './user-representation.ts'

const VIEW = ['view-users', 'manage-users'] as const
const MANAGE = 'manage-users'
const CHILDREN = 10
const MEMBERS = 100

/** The group of the address. A missing one is 404 even to callers without any right. */
export function groupIn(call: RealmCall, ...needed: readonly string[]): GroupRow {
  const group = call.realm.groups.get(call.params['group'])
  if (!group) throw notFound('Could not find group by id')
  call.rights.need(...needed)
  return group
}

const pathTo = (group: GroupRow) => `groups/${group.id}`

/** A new group, or with an id in the body the move of one. */
function create(call: RealmCall): AdminAnswer {
  call.rights.need(MANAGE)
  const sent = objectIn(call, GROUP)
  checkName(sent)
  const moved = typeof sent['id'] === 'string' ? sent['id'] : undefined
  if (moved !== undefined) return { ...NOTHING, change: moveTold(call, sent, moved, undefined) }
  const group = createGroup(call.realm, sent)
  return {
    ...created(addressIn(call, 'groups', group.id)),
    change: {
      operation: 'CREATE',
      type: 'GROUP',
      path: pathTo(group),
      representation: { ...sent, id: group.id },
    },
  }
}

function createChild(call: RealmCall): AdminAnswer {
  const parent = groupIn(call, MANAGE)
  const sent = objectIn(call, GROUP)
  checkName(sent)
  const moved = typeof sent['id'] === 'string' ? sent['id'] : undefined
  if (moved !== undefined) {
    return { ...NOTHING, type: 'application/json', change: moveTold(call, sent, moved, parent.id) }
  }
  const group = createGroup(call.realm, sent, parent.id)
  return {
    ...created(addressIn(call, 'groups', group.id)),
    json: groupRepresentation(call.realm, group, { brief: false, access: call.rights }),
    type: 'application/json',
    change: {
      operation: 'CREATE',
      type: 'GROUP',
      path: childrenPath(parent.id),
      representation: { ...sent, id: group.id },
    },
  }
}

/** What is told of a move is where it was asked for. @throws Refusal 404 without such a group, 409 for a taken name */
function moveTold(call: RealmCall, sent: JsonObject, id: string, parentId: string | undefined): Change {
  const group = call.realm.groups.get(id)
  if (!group) throw notFound('Could not find child by id')
  moveGroup(call.realm, group, parentId)
  const path = parentId === undefined ? 'groups' : childrenPath(parentId)
  return { operation: 'UPDATE', type: 'GROUP', path, representation: sent }
}

const childrenPath = (parentId: string) => `groups/${parentId}/children`

function children(call: RealmCall): AdminAnswer {
  const group = groupIn(call, ...VIEW)
  const { query, realm } = call
  const search = query.get('search') ?? ''
  const exact = flagIn(query, 'exact', false)
  const shown = childrenOf(realm, group).filter(({ name }) =>
    exact ? name === search : name.toLowerCase().includes(search.toLowerCase()),
  )
  const detail = {
    brief: flagIn(query, 'briefRepresentation', false),
    count: flagIn(query, 'subGroupsCount', true),
    access: call.rights,
  }
  return found(paged(shown, query, CHILDREN).map((child) => groupRepresentation(realm, child, detail)))
}

function members(call: RealmCall): AdminAnswer {
  const group = groupIn(call, ...VIEW)
  const users = [...call.realm.users.by('group', group.id)]
    .filter((user) => user.serviceAccountOf === undefined)
    .sort((a, b) => (a.username < b.username ? -1 : 1))
  const brief = flagIn(call.query, 'briefRepresentation', false)
  return found(paged(users, call.query, MEMBERS).map((user) => userRepresentation(user, { brief })))
}

function defaultGroups(call: RealmCall, operation: 'CREATE' | 'DELETE'): AdminAnswer {
  call.rights.need('manage-realm')
  const { realm } = call
  const group = realm.groups.get(call.params['group'])
  if (!group) throw notFound('Group not found')
  const { row } = realm
  const others = row.defaultGroups.filter((id) => id !== group.id)
  realm.row = { ...row, defaultGroups: operation === 'CREATE' ? [...others, group.id] : others }
  return { ...NOTHING, change: { operation, type: 'GROUP', path: `default-groups/${group.id}` } }
}

function byPath(call: RealmCall): AdminAnswer {
  const group = groupByPath(call.realm, call.params['path'] ?? '')
  if (!group) throw notFound('Group path does not exist')
  call.rights.need(...VIEW)
  return found(groupRepresentation(call.realm, group, { brief: false, count: true }))
}

function update(call: RealmCall): AdminAnswer {
  const group = groupIn(call, MANAGE)
  const sent = objectIn(call, GROUP)
  updateGroup(call.realm, group, sent)
  const change = { operation: 'UPDATE', type: 'GROUP', path: pathTo(group), representation: sent } as const
  return { ...NOTHING, change }
}

function remove(call: RealmCall): AdminAnswer {
  const group = groupIn(call, MANAGE)
  deleteGroup(call.realm, group)
  return { ...NOTHING, change: { operation: 'DELETE', type: 'GROUP', path: pathTo(group) } }
}

/** Adds the addresses of groups. */
export function groupRoutes(routes: RealmRoutes): void {
  routes
    .on('GET', '/groups', listGroups)
    .on('POST', '/groups', create)
    .on('GET', '/groups/count', countGroups)
    .on('GET', '/group-by-path/{path*}', byPath)
    .on('GET', '/groups/{group}', (call) => {
      const group = groupIn(call, ...VIEW)
      return found(groupRepresentation(call.realm, group, { brief: false, count: true, access: call.rights }))
    })
    .on('PUT', '/groups/{group}', update)
    .on('DELETE', '/groups/{group}', remove)
    .on('GET', '/groups/{group}/children', children)
    .on('POST', '/groups/{group}/children', createChild)
    .on('GET', '/groups/{group}/members', members)
    .on('GET', '/default-groups', (call) => {
      call.rights.need('view-realm', 'manage-realm')
      const groups = call.realm.row.defaultGroups.flatMap((id) => call.realm.groups.get(id) ?? [])
      return found(groups.map((group) => groupRepresentation(call.realm, group, { brief: true })))
    })
    .on('PUT', '/default-groups/{group}', (call) => defaultGroups(call, 'CREATE'))
    .on('DELETE', '/default-groups/{group}', (call) => defaultGroups(call, 'DELETE'))
}
