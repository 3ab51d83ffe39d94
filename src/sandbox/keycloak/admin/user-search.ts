/** Finding users (contracts 20-user-search and 49-silent-caps). */
import { linkKey, type Realm } from '../model/realm.ts'
import type { UserRow } from '../model/rows.ts'
import { found } from '../rest/exchange.ts'
import type { JsonObject } from '../rest/json.ts'
import { type AdminAnswer, attributesIn, flagIn, paged, type RealmCall } from './call.ts'
import { userRepresentation } from './user-representation.ts'

const VIEW = ['view-users', 'manage-users'] as const
const LIST = [...VIEW, 'query-users'] as const
const CAP = 100
const FIELDS = ['username', 'email', 'firstName', 'lastName'] as const
const FILTERS = [...FIELDS, 'enabled', 'emailVerified', 'idpAlias', 'idpUserId', 'exact', 'q']

type Test = (user: UserRow) => boolean

/** GET /users: at most a hundred unless more are asked for. */
export function listUsers({ realm, rights, query }: RealmCall): AdminAnswer {
  rights.need(...LIST)
  if (!rights.has(...VIEW)) return found([])
  const brief = flagIn(query, 'briefRepresentation', false)
  const access = { manage: rights.has('manage-users') }
  const shown = paged(matching(realm, query), query, CAP)
  return found(shown.map((user): JsonObject => ({ ...userRepresentation(user, { brief }), access })))
}

/** GET /users/count. */
export function countUsers({ realm, rights, query }: RealmCall): AdminAnswer {
  rights.need(...LIST)
  return found(rights.has(...VIEW) ? matching(realm, query).length : 0)
}

/**
 * By username. `search` beats all filters but two. Service accounts show only where a filter is given: they could be meant.
 */
function matching(realm: Realm, query: URLSearchParams): readonly UserRow[] {
  const search = query.get('search')
  const person: Test = ({ serviceAccountOf }) => serviceAccountOf === undefined
  if (search !== null) {
    const ids = /^id:(.*)$/.exec(search)?.[1]
    if (ids !== undefined)
      return ids
        .trim()
        .split(/\s+/)
        .flatMap((id) => realm.users.get(id) ?? [])
    return all(realm.users.sorted(), [person, ...searchTests(search), ...flagTests(query)])
  }
  if (!FILTERS.some((name) => query.has(name))) return realm.users.sorted().filter(person)
  return all(candidates(realm, query), filters(query))
}

const all = (users: readonly UserRow[], tests: readonly Test[]) =>
  users.filter((user) => tests.every((test) => test(user)))

/** The rows of an index where one fits, so that exact look-ups do not read everyone. */
function candidates(realm: Realm, query: URLSearchParams): readonly UserRow[] {
  const exact = flagIn(query, 'exact', false)
  const username = query.get('username')?.toLowerCase()
  if (exact && username) return realm.users.by('username', username)
  const email = query.get('email')?.toLowerCase()
  if (exact && email) return realm.users.by('email', email)
  const alias = query.get('idpAlias')
  const userId = query.get('idpUserId')
  const linked = alias && userId ? realm.users.by('link', linkKey(alias, userId)) : undefined
  const rows = linked ?? (alias ? realm.users.by('provider', alias) : undefined)
  return rows ? [...rows].sort((a, b) => (a.username < b.username ? -1 : 1)) : realm.users.sorted()
}

/** One test for each filter that is asked for. */
function filters(query: URLSearchParams): readonly Test[] {
  const exact = flagIn(query, 'exact', false)
  const fields = FIELDS.flatMap((name): Test[] => {
    const wanted = query.get(name)?.toLowerCase()
    if (wanted === undefined) return []
    return [
      (user) => {
        const value = user[name]?.toLowerCase()
        return exact ? value === wanted : (value?.includes(wanted) ?? false)
      },
    ]
  })
  const attributes = attributesIn(query.get('q') ?? '').map(
    ([key, value]): Test =>
      (user) =>
        user.attributes[key]?.includes(value) ?? false,
  )
  return [...fields, ...flagTests(query), ...attributes, ...linkTests(query)]
}

function flagTests(query: URLSearchParams): readonly Test[] {
  return (['enabled', 'emailVerified'] as const).flatMap((name): Test[] => {
    const wanted = query.get(name)
    return wanted === null ? [] : [(user) => user[name] === (wanted === 'true')]
  })
}

function linkTests(query: URLSearchParams): readonly Test[] {
  const alias = query.get('idpAlias')
  const userId = query.get('idpUserId')
  if (alias === null && userId === null) return []
  return [
    ({ links }) =>
      links.some(
        (link) =>
          (alias === null || link.identityProvider === alias) && (userId === null || link.userId === userId),
      ),
  ]
}

/** Each word must begin a field; `*` stands for anything, quotes ask for the whole field. */
function searchTests(search: string): readonly Test[] {
  const words = search.match(/"[^"]*"|\S+/g) ?? []
  return words.map((word) => {
    const pattern = patternOf(word.toLowerCase())
    return (user) => FIELDS.some((name) => pattern.test((user[name] ?? '').toLowerCase()))
  })
}

function patternOf(word: string): RegExp {
  const quoted = /^"(.*)"$/.exec(word)?.[1]
  const parts = (quoted ?? word).split('*').map((part) => part.replaceAll(/[.*+?^$()|[\]\\{}]/g, '\\$&'))
  return new RegExp(quoted === undefined ? `^${parts.join('.*')}` : `^${parts.join('.*')}$`, 's')
}
