/**
 * Mappers of identity providers: what an external account makes of a user (reference/keycloak.md §5.2 and §5.3).
 *
 * At the first sign-in all mappers apply. Later only those do whose mode is FORCE or LEGACY; INHERIT takes the provider's mode,
 * and a provider without one is LEGACY.
 */
import { groupByPath } from '../model/groups.ts'
import type { Realm } from '../model/realm.ts'
import { roleByName } from '../model/roles.ts'
import type { ProviderMapperRow, ProviderRow, RoleRow, UserRow } from '../model/rows.ts'
import { declaredIn, keepsUnmanaged } from '../model/user-profile.ts'
import type { Json, JsonObject } from '../rest/json.ts'
import { isObject } from '../rest/shape.ts'
import { javaPattern } from './java-regex.ts'

/** What an external provider said about who signed in. */
export interface ExternalIdentity {
  readonly id: string
  readonly username: string
  /** By the order in which claims are looked up: ID token, then userinfo. */
  readonly claims: readonly JsonObject[]
}

/** A user while mappers work on them. */
export interface MappedUser {
  readonly user: UserRow
  readonly notes: Readonly<Record<string, string>>
  /** Groups that a mapper of this very sign-in has given. */
  readonly given: ReadonlySet<string>
}

/** One step of mapping. */
interface Step {
  readonly realm: Realm
  readonly provider: ProviderRow
  readonly identity: ExternalIdentity
  readonly config: ProviderMapperRow['config']
}

type Mapper = (step: Step, draft: MappedUser) => MappedUser

/** A claim by its dotted name; `\.` is a dot within a name. */
function claimOf({ claims }: ExternalIdentity, name: string): Json | undefined {
  const path = name.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.'))
  for (const source of claims) {
    const value = path.reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), source)
    if (value !== undefined && value !== null) return value
  }
  return undefined
}

const textsOf = (value: Json | undefined): readonly string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).map((item: Json) =>
    typeof item === 'string' ? item : JSON.stringify(item),
  )

/** The name that a username mapper gives, if there is one. @param target LOCAL, BROKER_ID or BROKER_USERNAME */
export function templatedName(
  mappers: readonly ProviderMapperRow[],
  provider: ProviderRow,
  identity: ExternalIdentity,
  target: string,
): string | undefined {
  const mapper = mappers.find(
    ({ identityProviderMapper, config }) =>
      identityProviderMapper === 'oidc-username-idp-mapper' && (config['target'] ?? 'LOCAL') === target,
  )
  return mapper && filled(mapper.config['template'] ?? '', provider, identity)
}

const FILTERS: Readonly<Record<string, (text: string) => string>> = {
  lowercase: (text) => text.toLowerCase(),
  uppercase: (text) => text.toUpperCase(),
  localpart: (text) => text.split('@')[0] ?? text,
}

function filled(template: string, { alias }: ProviderRow, identity: ExternalIdentity): string {
  return template.replaceAll(
    /\$\{([^}|]+?)\s*(?:\|\s*(\w+)\s*)?\}/g,
    (_all, name: string, filter?: string) => {
      const value =
        name === 'ALIAS'
          ? alias
          : name === 'UUID'
            ? identity.id
            : textsOf(claimOf(identity, name.replace(/^CLAIM\./, '')))[0]
      return (filter === undefined ? undefined : FILTERS[filter])?.(value ?? '') ?? value ?? ''
    },
  )
}

/** Applies the mappers of a provider. @param first whether the user was made at this very sign-in */
export function mapped(
  realm: Realm,
  provider: ProviderRow,
  identity: ExternalIdentity,
  { user, first }: { readonly user: UserRow; readonly first: boolean },
): MappedUser {
  const start: MappedUser = { user, notes: {}, given: new Set() }
  return realm.providerMappers
    .by('alias', provider.alias)
    .filter((mapper) => first || applies(mapper, provider))
    .reduce((draft, { identityProviderMapper, config }) => {
      const apply = MAPPERS[identityProviderMapper]
      return apply ? apply({ realm, provider, identity, config }, draft) : draft
    }, start)
}

/** LEGACY is taken as FORCE, which is what it comes to for the types that are served here. */
function applies({ config }: ProviderMapperRow, provider: ProviderRow): boolean {
  const own = config['syncMode'] ?? 'INHERIT'
  const mode = own === 'INHERIT' ? (provider.config['syncMode'] ?? 'LEGACY') : own
  return mode === 'FORCE' || mode === 'LEGACY'
}

/** All pairs must fit; an empty list fits everyone. A list claim fits when any element does. */
function claimsFit({ identity, config }: Step): boolean {
  const regex = config['are.claim.values.regex'] === 'true'
  return pairsIn(config['claims']).every(({ key, value }) => {
    const wanted = regex ? javaPattern(value) : undefined
    return textsOf(claimOf(identity, key)).some((given) => (wanted ? wanted.test(given) : given === value))
  })
}

function pairsIn(text: string | undefined): readonly { readonly key: string; readonly value: string }[] {
  const parsed: unknown = text === undefined ? [] : JSON.parse(text)
  const pairs = Array.isArray(parsed) ? parsed.filter(isObject) : []
  return pairs.map(({ key, value }) => ({ key: `${key ?? ''}`, value: `${value ?? ''}` }))
}

/** A group that is not there is passed over in silence. */
function membership({ realm, config }: Step, draft: MappedUser, fits: boolean): MappedUser {
  const group = groupByPath(realm, config['group'] ?? '')
  if (!group) return draft
  const { user, given } = draft
  if (fits) {
    const groups = [...new Set([...user.groups, group.id])]
    return { ...draft, user: { ...user, groups }, given: new Set([...given, group.id]) }
  }
  if (given.has(group.id)) return draft
  return { ...draft, user: { ...user, groups: user.groups.filter((id) => id !== group.id) } }
}

function roleOf(realm: Realm, name: string | undefined): RoleRow | undefined {
  if (name === undefined) return undefined
  const dot = name.indexOf('.')
  const client = dot > 0 ? realm.clients.one('name', name.slice(0, dot)) : undefined
  return (client && roleByName(realm, name.slice(dot + 1), client.id)) ?? roleByName(realm, name)
}

function holding({ realm, config }: Step, draft: MappedUser, fits: boolean): MappedUser {
  const role = roleOf(realm, config['role'])
  if (!role) return draft
  const { user } = draft
  const others = user.roles.filter((id) => id !== role.id)
  return { ...draft, user: { ...user, roles: fits ? [...others, role.id] : others } }
}

const ROOT = new Set(['email', 'firstName', 'lastName'])

/** Attributes that the profile does not know are kept only where it lets them be. */
function withAttribute(realm: Realm, user: UserRow, name: string, values: readonly string[]): UserRow {
  if (ROOT.has(name)) {
    const value = name === 'email' ? values[0]?.toLowerCase() : values[0]
    return value === undefined ? user : { ...user, [name]: value }
  }
  const { profile } = realm.row
  const known = keepsUnmanaged(profile) || declaredIn(profile).some((declared) => declared.name === name)
  if (!known) return user
  const { [name]: _before, ...others } = user.attributes
  return { ...user, attributes: values.length > 0 ? { ...others, [name]: values } : others }
}

const MAPPERS: Readonly<Record<string, Mapper>> = {
  'oidc-user-attribute-idp-mapper'({ realm, identity, config }, draft) {
    const values = textsOf(claimOf(identity, config['claim'] ?? ''))
    const name = config['user.attribute'] ?? ''
    if (name === '' || name === 'username') return draft
    return { ...draft, user: withAttribute(realm, draft.user, name, values) }
  },
  'oidc-username-idp-mapper'({ realm, provider, identity, config }, draft) {
    if ((config['target'] ?? 'LOCAL') !== 'LOCAL') return draft
    const username = filled(config['template'] ?? '', provider, identity).toLowerCase()
    const taken = realm.users.one('username', username)
    if (username === '' || (taken && taken.id !== draft.user.id)) return draft
    return { ...draft, user: { ...draft.user, username } }
  },
  'oidc-advanced-group-idp-mapper': (step, draft) => membership(step, draft, claimsFit(step)),
  'oidc-hardcoded-group-idp-mapper': (step, draft) => membership(step, draft, true),
  'oidc-advanced-role-idp-mapper': (step, draft) => holding(step, draft, claimsFit(step)),
  'oidc-hardcoded-role-idp-mapper': (step, draft) => holding(step, draft, true),
  'oidc-role-idp-mapper'(step, draft) {
    const { identity, config } = step
    const values = textsOf(claimOf(identity, config['claim'] ?? ''))
    return holding(step, draft, values.includes(config['claim.value'] ?? ''))
  },
  'hardcoded-attribute-idp-mapper'({ realm, config }, draft) {
    const name = config['attribute'] ?? ''
    return { ...draft, user: withAttribute(realm, draft.user, name, [config['attribute.value'] ?? '']) }
  },
  'hardcoded-user-session-attribute-idp-mapper': ({ config }, draft) => ({
    ...draft,
    notes: { ...draft.notes, [config['attribute'] ?? '']: config['attribute.value'] ?? '' },
  }),
}
