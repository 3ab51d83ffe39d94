/** Everything that stands in the four systems, read by bare hands: what was there before and after can be compared. */
import { canonicalJson } from '../../src/core/compare.ts'
import { type Ask, good, reach, type Servers } from './servers.ts'
import type { Stage } from './stage.ts'

/** One object as its server shows it, under a path of names. */
export interface Entry {
  readonly path: string
  readonly object: unknown
}

/** A server's JSON, looked into without ceremony: this is a test's tool, and a wrong guess shows as `undefined`. */
// biome-ignore lint/suspicious/noExplicitAny: foreign JSON of two dozen shapes
type Json = any

/** Sorted by path; two objects of one name are two entries. */
export async function dump(stage: Stage): Promise<readonly Entry[]> {
  const servers = await reach(stage)
  try {
    const parts = await Promise.all([
      ofKubernetes(servers),
      ofKeycloak(servers, stage.tenancy.platform.keycloak.realm),
      ofHarbor(servers),
    ])
    return parts.flat().sort((a, b) => compareText(a.path, b.path) || compareText(text(a), text(b)))
  } finally {
    await servers.close()
  }
}

/** The same without what differs between two makings of the same thing: ids, times, minted values. A line for each object. */
export function essence(entries: readonly Entry[]): readonly string[] {
  return entries.map(({ path, object }) => `${path} ${canonicalJson(essentialEntry(path, object))}`).sort()
}

/** The same to the byte, ids and versions included. Harbor returns permissions in any order. */
export function bytes(entries: readonly Entry[]): readonly string[] {
  return entries.map(({ path, object }) => {
    const fixed = path.startsWith('harbor ') ? inOrder(object) : object
    return `${path} ${JSON.stringify(fixed)}`
  })
}

function inOrder(value: Json, field = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => inOrder(item))
    return /^(permissions|access)$/.test(field)
      ? items.sort((a, b) => compareText(canonicalJson(a), canonicalJson(b)))
      : items
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inOrder(inner, name)]))
}

/** What differs, shortened for people. */
export function differences(before: readonly string[], after: readonly string[]): readonly string[] {
  const [old, present] = [count(before), count(after)]
  const gone = before.filter((line) => (present.get(line) ?? 0) < (old.get(line) ?? 0))
  const come = after.filter((line) => (old.get(line) ?? 0) < (present.get(line) ?? 0))
  return [...gone.map((line) => `- ${line}`), ...come.map((line) => `+ ${line}`)]
}

/** Every object of every listable resource of the cluster, or of those whose plural name fits. */
export async function kubernetesObjects(
  ask: Ask,
  plurals = /./,
): Promise<readonly { path: string; base: string; object: Json }[]> {
  const groups = (await good(ask('GET', '/apis'))) as Json
  const bases = ['/api/v1', ...groups.groups.map((one: Json) => `/apis/${one.preferredVersion.groupVersion}`)]
  const lists = await Promise.all(
    bases.map(async (base: string) => {
      const { resources } = (await good(ask('GET', base))) as Json
      const listable = resources.filter(
        ({ verbs, name }: Json) => verbs?.includes('list') && !name.includes('/') && plurals.test(name),
      )
      return await Promise.all(
        listable.map(async ({ name }: Json) => {
          const { items } = (await good(ask('GET', `${base}/${name}`))) as Json
          return items.map((object: Json) => ({
            path: `kubernetes ${name} ${object.metadata.namespace ?? ''}/${object.metadata.name}`,
            base,
            object,
          }))
        }),
      )
    }),
  )
  return lists.flat(2)
}

async function ofKubernetes({ kubernetes }: Servers): Promise<readonly Entry[]> {
  const all = await kubernetesObjects(kubernetes)
  // Leases and events come by themselves.
  return all
    .filter(({ path }) => !/^kubernetes (events|leases|componentstatuses) /.test(path))
    .map(({ path, object }) => ({ path, object }))
}

async function ofKeycloak({ keycloak }: Servers, realm: string): Promise<readonly Entry[]> {
  const found = await keycloak('GET', `/${realm}`)
  if (found.status === 404) return []
  const read = async (path: string) => (await good(keycloak('GET', `/${realm}${path}`))) as Json
  const named = (what: string, list: Json[], name: string): Entry[] =>
    list.map((object) => ({ path: `keycloak ${what} ${object[name]}`, object }))
  const all = 'max=2000&briefRepresentation=false'
  const [roles, groups, defaults, clients, scopes, providers, users, profile] = await Promise.all([
    read(`/roles?${all}`),
    read(`/groups?${all}&populateHierarchy=false`),
    read('/default-groups'),
    read('/clients?max=2000'),
    read('/client-scopes'),
    read('/identity-provider/instances?max=2000'),
    read(`/users?${all}`),
    read('/users/profile'),
  ])
  const mappers = await Promise.all(
    providers.map(async ({ alias }: Json) =>
      named(`mapper ${alias}`, await read(`/identity-provider/instances/${alias}/mappers`), 'name'),
    ),
  )
  const memberships = await Promise.all(
    users.map(async ({ id, username }: Json) =>
      named(`membership ${username}`, await read(`/users/${id}/groups`), 'name'),
    ),
  )
  return [
    { path: `keycloak realm ${realm}`, object: found.body },
    { path: 'keycloak profile', object: profile },
    ...named('role', roles, 'name'),
    ...named('group', groups, 'name'),
    ...named('default group', defaults, 'name'),
    ...named('client', clients, 'clientId'),
    ...named('client scope', scopes, 'name'),
    ...named('identity provider', providers, 'alias'),
    ...named('user', users, 'username'),
    ...mappers.flat(),
    ...memberships.flat(),
  ]
}

async function ofHarbor({ harbor }: Servers): Promise<readonly Entry[]> {
  const read = async (path: string) => (await good(harbor('GET', path))) as Json
  const list = (path: string) => pages(harbor, path)
  const [configuration, projects, groups, robots, quotas] = await Promise.all([
    read('/configurations'),
    list('/projects?'),
    list('/usergroups?'),
    list('/robots?'),
    list('/quotas?'),
  ])
  const inside = await Promise.all(
    projects.map(async ({ project_id: id, name, metadata }: Json) => {
      const [members, own, rules] = await Promise.all([
        list(`/projects/${id}/members?`),
        list(`/robots?q=${encodeURIComponent(`Level=project,ProjectID=${id}`)}&`),
        list(`/projects/${id}/immutabletagrules?`),
      ])
      const retention = metadata?.retention_id ? [await read(`/retentions/${metadata.retention_id}`)] : []
      return [
        ...members.map((object: Json) => ({
          path: `harbor member ${name}/${object.entity_type} ${object.entity_name}`,
          object,
        })),
        ...own.map((object: Json) => ({ path: `harbor robot ${object.name}`, object })),
        ...rules.map((object: Json) => ({ path: `harbor immutable rule ${name}`, object })),
        ...retention.map((object: Json) => ({ path: `harbor retention ${name}`, object })),
      ]
    }),
  )
  return [
    { path: 'harbor configuration', object: configuration },
    ...projects.map((object: Json) => ({ path: `harbor project ${object.name}`, object })),
    ...groups.map((object: Json) => ({ path: `harbor user group ${object.group_name}`, object })),
    ...robots.map((object: Json) => ({ path: `harbor system robot ${object.name}`, object })),
    ...quotas.map((object: Json) => ({ path: `harbor quota ${object.ref?.name}`, object })),
    ...inside.flat(),
  ]
}

async function pages(ask: Ask, path: string): Promise<Json[]> {
  const found: Json[] = []
  for (let page = 1; ; page++) {
    const rows = (await good(ask('GET', `${path}page=${page}&page_size=100`))) as Json[]
    found.push(...rows)
    if (rows.length < 100) return found
  }
}

/** Names of fields that each making fills anew; which of our two logins made a robot is one of them. */
const passing =
  /^(uid|resourceVersion|generation|creationTimestamp|managedFields|id|.*_id|containerId|internalId|clusterIPs?|.*_time|createdTimestamp|notBefore|auth|kid|secret|creator_ref|creator_type|retention_id|used|usage)$/

function essentialEntry(path: string, object: Json): unknown {
  // Digests of specs, which hold the addresses of the servers at hand.
  if (/^kubernetes configmaps \S+\/applied[.-]/.test(path)) return Object.keys(object.data ?? {}).sort()
  if (!path.startsWith('kubernetes secrets ')) return essential(object)
  return { ...(essential({ ...object, data: undefined }) as object), data: withoutValues(object.data) }
}

function essential(value: Json, field = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => essential(item))
    // Only what servers return in no order: lists of rules keep theirs.
    const unordered = /^(permissions|access)$/.test(field)
    return unordered || items.every((item) => typeof item === 'string' || (item as Json)?.name !== undefined)
      ? items.sort((a, b) => compareText(canonicalJson(a), canonicalJson(b)))
      : items
  }
  if (typeof value === 'string') return withoutChance(value)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).filter(
    ([name, inner]) =>
      !passing.test(name) &&
      // What Keycloak lets the asker do, and numbers of projects in Harbor.
      !(name === 'access' && !Array.isArray(inner)) &&
      !(name === 'ref' && typeof inner === 'number'),
  )
  return Object.fromEntries(fields.map(([name, inner]) => [name, essential(inner, name)]))
}

function withoutValues(data: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data ?? {}).map(([name, value]) => [
      name,
      withoutChance(Buffer.from(value, 'base64').toString()).replaceAll(/"auth":"[^"]*"/g, '"auth":""'),
    ]),
  )
}

/**
 * Ids, minted credentials, digests and times, wherever they stand in a text; notes of the ledger end in an id. An intent,
 * which ends in none, says the same: only a project's number is ever looked at, and a plan shows where it was not noted.
 */
function withoutChance(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>')
    .replaceAll(/\b[A-Za-z0-9]{40}\b/g, '<credential>')
    .replaceAll(/\b([0-9a-f]{32}|[0-9a-f]{12})\b/g, '<digest>')
    .replaceAll(/(127\.0\.0\.1|localhost):\d+/g, '$1:<port>')
    .replaceAll(/-----BEGIN CERTIFICATE[^"]*END CERTIFICATE-----/g, '<certificate>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/^(\S+ (?:kubernetes|keycloak|harbor|istio)\.\S+:\S+) \S*$/, '$1 <id>')
    .replace(/^(harbor\.[a-z-]+)\/\d+ /, '$1/<id> ')
}

function count(lines: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  return counts
}

function text({ object }: Entry): string {
  return JSON.stringify(object)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
