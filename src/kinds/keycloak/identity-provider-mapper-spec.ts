/** What the mappers of a provider do with a sign-in: name, address, the base group, and each group of the description. */
import { z } from 'zod'
import type { IdentityProvider, Tenancy } from '../../tenancy/tenancy.ts'
import { groupsOf } from './groups.ts'
import { alternation, alternatives } from './java-pattern.ts'

/** A mapper's type and the part of its config that acts. */
export interface MapperSpec {
  readonly type: string
  readonly config: Readonly<Record<string, string>>
}

/** A mapper that is wanted; `group` is the one that it puts people into. */
export interface WantedProviderMapper {
  readonly alias: string
  readonly name: string
  readonly team: string | null
  readonly spec: MapperSpec
  readonly group?: string
  readonly summary: string
}

/** Config keys that act in the types that we make; others are left out of the comparison. */
export const actingKeys: readonly string[] = [
  'syncMode',
  'template',
  'target',
  'claim',
  'user.attribute',
  'claims',
  'are.claim.values.regex',
  'group',
]

/** All mappers of the tenancy: one for each group and provider, however many names mean that group. */
export function* mappersOf(tenancy: Tenancy): Generator<WantedProviderMapper> {
  const { keycloak, peopleGroup } = tenancy.platform
  const groups = groupsOf(tenancy)
  for (const provider of keycloak.identityProviders) {
    yield* forEverybody(provider, peopleGroup)
    for (const { name, team, from } of groups) {
      const names = from.get(provider.alias)
      if (names) yield forGroup(provider, name, team, names)
    }
  }
}

function* forEverybody({ alias, claims }: IdentityProvider, people: string): Generator<WantedProviderMapper> {
  const base = { alias, team: null }
  yield {
    ...base,
    name: 'troupe.username',
    summary: `user name from ${claims.username}`,
    // Taken over once: applications know people by it. Keycloak lowers its case.
    spec: {
      type: 'oidc-username-idp-mapper',
      config: { syncMode: 'IMPORT', template: `\${CLAIM.${claimPath(claims.username)}}`, target: 'LOCAL' },
    },
  }
  yield {
    ...base,
    name: 'troupe.email',
    summary: `address from ${claims.email}`,
    spec: {
      type: 'oidc-user-attribute-idp-mapper',
      config: { syncMode: 'FORCE', claim: claimPath(claims.email), 'user.attribute': 'email' },
    },
  }
  yield {
    ...base,
    name: 'troupe.people',
    summary: people,
    group: people,
    // New accounts get the realm's default groups; this is for accounts from before.
    spec: { type: 'oidc-hardcoded-group-idp-mapper', config: { syncMode: 'FORCE', group: `/${people}` } },
  }
}

function forGroup(
  { alias, claims }: IdentityProvider,
  group: string,
  team: string | null,
  names: readonly string[],
): WantedProviderMapper {
  return {
    alias,
    team,
    group,
    name: `troupe.group.${group}`,
    summary:
      names.length === 1 ? `1 external name means ${group}` : `${names.length} external names mean ${group}`,
    spec: {
      type: 'oidc-advanced-group-idp-mapper',
      config: {
        syncMode: 'FORCE',
        claims: JSON.stringify([{ key: claimPath(claims.groups), value: alternation(names) }]),
        'are.claim.values.regex': 'true',
        group: `/${group}`,
      },
    },
  }
}

/**
 * By which values of which claim a mapper puts people into its group, each as `claim: expression`.
 * Of a mapper that another hand wrote it is the whole expression.
 */
export function externalNames({ type, config }: MapperSpec): readonly string[] {
  if (type !== 'oidc-advanced-group-idp-mapper') return []
  return (
    claimsIn(config['claims'])?.flatMap(({ key, value }) =>
      alternatives(value).map((one) => `${key}: ${one}`),
    ) ?? []
  )
}

const Claims = z.array(z.object({ key: z.string(), value: z.string() }))

/** The claims that a mapper looks at; undefined for what is no list of claims. */
export function claimsIn(text = ''): z.infer<typeof Claims> | undefined {
  try {
    return Claims.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** A dot leads into a claim; in a claim that is named by a URL it is a dot (reference/keycloak.md §5.2). */
function claimPath(claim: string): string {
  return claim.includes('://') ? claim.replaceAll('.', '\\.') : claim
}
