/** Claims by protocol mappers: the heart of every token (reference/keycloak.md §3.2). */

import { originsOf } from '../model/client-rules.ts'
import { pathOf } from '../model/groups.ts'
import type { Realm } from '../model/realm.ts'
import { groupsUp, namesOfRoles, roleByName } from '../model/roles.ts'
import type { ClientRow, ProtocolMapper, TextLists, UserRow } from '../model/rows.ts'
import { valuesOf } from '../model/users.ts'
import type { Json, JsonObject } from '../rest/json.ts'
import { isObject } from '../rest/shape.ts'
import { mappersOf, rolesInScope } from './scopes.ts'

/** Where claims go. */
export type Target = 'access' | 'id' | 'userinfo'

/** For whom claims are made, and by which sign-in. */
export interface Grant {
  readonly realm: Realm
  readonly user: UserRow
  readonly client: ClientRow
  /** What was asked for. */
  readonly scope: string
  readonly acr: string
  /** When the user signed in at a form, in seconds. */
  readonly authTime?: number
  readonly notes: Readonly<Record<string, string>>
}

interface Draft {
  readonly grant: Grant
  readonly roles: ReadonlySet<string>
  readonly audience: Set<string>
  readonly claims: Record<string, Json>
}

type Mapper = (draft: Draft, config: ProtocolMapper['config']) => void

/** @returns the claims that the mappers give, `aud` among them where the target has audiences */
export function mappedClaims(grant: Grant, target: Target): JsonObject {
  const { realm, client } = grant
  const mappers = mappersOf(grant)
  const roles = new Set(rolesInScope(grant))
  for (const { protocolMapper, config } of mappers) {
    if (protocolMapper === 'oidc-hardcoded-role-mapper') addRole(realm, roles, config['role'] ?? '')
  }
  const draft: Draft = { grant, roles, audience: new Set(), claims: {} }
  for (const { protocolMapper, config } of mappers) {
    if (goesInto(target, client, config)) MAPPERS[protocolMapper]?.(draft, config)
  }
  if (target !== 'access' || draft.audience.size === 0) return draft.claims
  const [first, ...others] = draft.audience
  return { ...draft.claims, aud: first !== undefined && others.length === 0 ? first : [...draft.audience] }
}

function goesInto(target: Target, client: ClientRow, config: ProtocolMapper['config']): boolean {
  const lightweight = client.attributes['client.use.lightweight.access.token.enabled'] === 'true'
  const key = target === 'access' && lightweight ? 'lightweight.claim' : `${target}.token.claim`
  return config[key] === 'true'
}

function addRole(realm: Realm, roles: Set<string>, name: string): void {
  const dot = name.indexOf('.')
  const client = dot > 0 ? realm.clients.one('name', name.slice(0, dot)) : undefined
  const role = client ? roleByName(realm, name.slice(dot + 1), client.id) : roleByName(realm, name)
  if (role) roles.add(role.id)
}

/** Writes a value at a dotted name; `\.` is a dot within a name. Objects on the way are shared with other mappers. */
function place(claims: Record<string, Json>, name: string | undefined, value: Json | undefined): void {
  if (name === undefined || value === undefined) return
  const path = name.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.'))
  const [first = '', ...rest] = path
  claims[first] = rest.length === 0 ? merged(claims[first], value) : nested(claims[first], rest, value)
}

function nested(at: Json | undefined, path: readonly string[], value: Json): JsonObject {
  const [first = '', ...rest] = path
  const here = isObject(at) ? at : {}
  return {
    ...here,
    [first]: rest.length === 0 ? merged(here[first], value) : nested(here[first], rest, value),
  }
}

const merged = (before: Json | undefined, value: Json): Json =>
  Array.isArray(before) && Array.isArray(value) ? [...new Set([...before, ...value])] : value

/** A text as the JSON type that the mapper wants; nothing when it does not fit. */
function typed(value: string, type: string | undefined): Json | undefined {
  if (type === 'boolean') return value === 'true'
  if (type === 'long' || type === 'int') return /^-?\d+$/.test(value) ? Number(value) : undefined
  if (type !== 'JSON') return value
  try {
    return JSON.parse(value) as Json
  } catch {
    return undefined
  }
}

function placeTexts(draft: Draft, config: ProtocolMapper['config'], values: readonly string[]): void {
  const all = values.flatMap((value) => typed(value, config['jsonType.label']) ?? [])
  if (all.length === 0) return
  place(draft.claims, config['claim.name'], config['multivalued'] === 'true' ? all : all[0])
}

function attributeValues({ realm, user }: Grant, config: ProtocolMapper['config']): readonly string[] {
  const name = config['user.attribute'] ?? ''
  const own = valuesOf(user)[name] ?? []
  if (config['aggregate.attrs'] !== 'true') return own.length > 0 ? own : inheritedValues(realm, user, name)
  return [...new Set([...own, ...inheritedValues(realm, user, name)])]
}

/** An attribute that a user lacks is looked for in their groups. */
function inheritedValues(realm: Realm, user: UserRow, name: string): readonly string[] {
  return user.groups.flatMap((id) => groupsUp(realm, id).flatMap((group) => group.attributes[name] ?? []))
}

const PROPERTIES: Readonly<Record<string, (user: UserRow) => string | undefined>> = {
  id: ({ id }) => id,
  username: ({ username }) => username,
  email: ({ email }) => email,
  firstName: ({ firstName }) => firstName,
  lastName: ({ lastName }) => lastName,
  emailVerified: ({ emailVerified }) => String(emailVerified),
  enabled: ({ enabled }) => String(enabled),
  createdTimestamp: ({ createdTimestamp }) => String(createdTimestamp),
}

const ADDRESS: Readonly<Record<string, string>> = {
  formatted: 'formatted',
  street: 'street_address',
  locality: 'locality',
  region: 'region',
  postal_code: 'postal_code',
  country: 'country',
}

function addressOf(values: TextLists, config: ProtocolMapper['config']): JsonObject {
  return Object.fromEntries(
    Object.entries(ADDRESS).flatMap(([part, claim]) => {
      const value = values[config[`user.attribute.${part}`] ?? part]?.[0]
      return value === undefined ? [] : [[claim, value]]
    }),
  )
}

const prefixed = (names: readonly string[], prefix = '') => names.map((name) => `${prefix}${name}`)

function realmRoles(draft: Draft, config: ProtocolMapper['config']): void {
  const names = prefixed(
    namesOfRoles(draft.grant.realm, draft.roles).ofRealm,
    config['usermodel.realmRoleMapping.rolePrefix'],
  )
  placeTexts(draft, config, names)
}

function clientRoles(draft: Draft, config: ProtocolMapper['config']): void {
  const { ofClients } = namesOfRoles(draft.grant.realm, draft.roles)
  const only = config['usermodel.clientRoleMapping.clientId']
  for (const [clientId, names] of Object.entries(ofClients)) {
    if (only !== undefined && only !== clientId) continue
    const claim = config['claim.name']?.replace('$' + '{client_id}', clientId.replaceAll('.', '\\.')) ?? ''
    const given = prefixed(names, config['usermodel.clientRoleMapping.rolePrefix'])
    placeTexts(draft, { ...config, 'claim.name': claim }, given)
  }
}

const MAPPERS: Readonly<Record<string, Mapper>> = {
  'oidc-sub-mapper': ({ claims, grant }) => place(claims, 'sub', grant.user.id),
  'oidc-acr-mapper': ({ claims, grant }) => place(claims, 'acr', grant.acr),
  'oidc-full-name-mapper'({ claims, grant: { user } }) {
    const name = [user.firstName, user.lastName].filter(Boolean).join(' ')
    place(claims, 'name', name || undefined)
  },
  'oidc-usermodel-attribute-mapper': (draft, config) =>
    placeTexts(draft, config, attributeValues(draft.grant, config)),
  'oidc-usermodel-property-mapper'(draft, config) {
    const value = PROPERTIES[config['user.attribute'] ?? '']?.(draft.grant.user)
    placeTexts(draft, config, value === undefined ? [] : [value])
  },
  'oidc-usersessionmodel-note-mapper'(draft, config) {
    const { authTime, notes } = draft.grant
    const key = config['user.session.note'] ?? ''
    const value = key === 'AUTH_TIME' ? authTime : notes[key]
    placeTexts(draft, config, value === undefined ? [] : [`${value}`])
  },
  'oidc-group-membership-mapper'({ claims, grant: { realm, user } }, config) {
    const groups = user.groups.flatMap((id) => realm.groups.get(id) ?? [])
    const names = groups.map((group) => (config['full.path'] === 'true' ? pathOf(realm, group) : group.name))
    if (names.length > 0) place(claims, config['claim.name'], names)
  },
  'oidc-hardcoded-claim-mapper': (draft, config) =>
    placeTexts(draft, config, config['claim.value'] === undefined ? [] : [config['claim.value']]),
  'oidc-audience-mapper'({ audience, grant: { realm } }, config) {
    const client = realm.clients.one('name', config['included.client.audience'] ?? '')
    const wanted = client?.clientId ?? config['included.custom.audience']
    if (wanted !== undefined) audience.add(wanted)
  },
  'oidc-audience-resolve-mapper'({ audience, roles, grant: { realm, client } }) {
    for (const clientId of Object.keys(namesOfRoles(realm, roles).ofClients)) {
      if (clientId !== client.clientId) audience.add(clientId)
    }
  },
  'oidc-allowed-origins-mapper'({ claims, grant: { client } }) {
    const origins = client.webOrigins.flatMap((origin) =>
      origin === '+' ? originsOf(client.redirectUris) : [origin],
    )
    if (origins.length > 0) place(claims, 'allowed-origins', [...new Set(origins)])
  },
  'oidc-usermodel-realm-role-mapper': realmRoles,
  'oidc-usermodel-client-role-mapper': clientRoles,
  'oidc-address-mapper'({ claims, grant: { user } }, config) {
    const address = addressOf(valuesOf(user), config)
    if (Object.keys(address).length > 0) place(claims, 'address', address)
  },
}
