/** Listing and searching groups (contract 15-group-list). */

import { compare } from '../model/collection.ts'
import type { Realm } from '../model/realm.ts'
import { groupsUp } from '../model/roles.ts'
import type { GroupRow } from '../model/rows.ts'
import { found } from '../rest/exchange.ts'
import type { JsonObject } from '../rest/json.ts'
import { type AdminAnswer, attributesIn, flagIn, paged, type RealmCall } from './call.ts'
import { type GroupDetail, groupRepresentation } from './user-representation.ts'

const VIEW = ['view-users', 'manage-users'] as const
const LIST = [...VIEW, 'query-groups'] as const

/** Groups of all levels that a search or a query of attributes matches; undefined when neither is asked for. */
function matching(realm: Realm, query: URLSearchParams): readonly GroupRow[] | undefined {
  const q = query.get('q')
  if (q !== null) {
    const wanted = attributesIn(q)
    return realm.groups
      .sorted()
      .filter(({ attributes }) => wanted.every(([key, value]) => attributes[key]?.includes(value)))
  }
  const search = query.get('search')
  if (search === null) return undefined
  if (flagIn(query, 'exact', false)) return realm.groups.by('name', search)
  const part = search.toLowerCase()
  return realm.groups.sorted().filter(({ name }) => name.toLowerCase().includes(part))
}

const topLevel = (realm: Realm) => realm.groups.sorted().filter(({ parentId }) => parentId === undefined)

/** GET /groups: matches come with the groups above them, and of the groups within only those that match. */
export function listGroups(call: RealmCall): AdminAnswer {
  const { realm, rights, query } = call
  rights.need(...LIST)
  if (!rights.has(...VIEW)) return found([])
  const detail: GroupDetail = {
    brief: flagIn(query, 'briefRepresentation', true),
    count: flagIn(query, 'subGroupsCount', true),
    access: rights,
  }
  const matches = matching(realm, query)
  const represent = (group: GroupRow) => groupRepresentation(realm, group, detail)
  if (!matches) return found(paged(topLevel(realm), query).map(represent))
  if (!flagIn(query, 'populateHierarchy', true)) {
    return found(paged([...matches].sort(byDepth(realm)), query).map(represent))
  }
  const tree = treeOf(realm, matches)
  return found(paged(tree.get('') ?? [], query).map((group) => withMatches(realm, group, tree, detail)))
}

/** GET /groups/count: all levels, unless `top` is set. */
export function countGroups({ realm, rights, query }: RealmCall): AdminAnswer {
  rights.need(...LIST)
  if (!rights.has(...VIEW)) return found({ count: 0 })
  const top = flagIn(query, 'top', false)
  const matches = matching(realm, query)
  return found({ count: (matches ?? (top ? topLevel(realm) : realm.groups.sorted())).length })
}

/** Matches of one name stand by their place in the tree, the upper ones first. */
function byDepth(realm: Realm) {
  return (a: GroupRow, b: GroupRow) =>
    compare(a.name, b.name) || groupsUp(realm, a.id).length - groupsUp(realm, b.id).length
}

/** Matches and the groups above them, by the id of their parent. */
function treeOf(realm: Realm, matches: readonly GroupRow[]): ReadonlyMap<string, readonly GroupRow[]> {
  const shown = new Map(
    matches.flatMap((match) => groupsUp(realm, match.id)).map((group) => [group.id, group]),
  )
  const tree = new Map<string, GroupRow[]>()
  for (const group of [...shown.values()].sort((a, b) => compare(a.name, b.name))) {
    const siblings = tree.get(group.parentId ?? '')
    if (siblings) siblings.push(group)
    else tree.set(group.parentId ?? '', [group])
  }
  return tree
}

function withMatches(
  realm: Realm,
  group: GroupRow,
  tree: ReadonlyMap<string, readonly GroupRow[]>,
  detail: GroupDetail,
): JsonObject {
  const within = (tree.get(group.id) ?? []).map((child) => withMatches(realm, child, tree, detail))
  return groupRepresentation(realm, group, { ...detail, within })
}
