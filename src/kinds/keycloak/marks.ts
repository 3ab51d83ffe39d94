/**
 * Our mark in Keycloak: two attributes (realm, client, client scope, group, role) or two config keys (identity
 * provider, mapper), which the server stores untouched. reference/keycloak.md §8
 */
import type { Actual } from '../../core/kind.ts'
import { mark } from '../../tenancy/names.ts'

/** Whose a thing is, and which team it is for. */
export type Ownership = Pick<Actual, 'owner' | 'team'>

/** Attributes or config as Keycloak sends them: texts, or lists of texts for groups, roles and users. */
type Attributes = Readonly<Record<string, string | readonly string[] | null>>

/** The mark as a map of texts: for realms, clients, client scopes, providers and mappers. */
export function markTexts(owner: string, team: string | null): Record<string, string> {
  return { [mark.platform]: owner, ...(team !== null && { [mark.team]: team }) }
}

/** The mark as a map of lists: for groups and roles. */
export function markLists(owner: string, team: string | null): Record<string, string[]> {
  return Object.fromEntries(Object.entries(markTexts(owner, team)).map(([name, value]) => [name, [value]]))
}

/** Reads the mark; a thing without one is nobody's. */
export function ownershipOf(attributes: Attributes | undefined): Ownership {
  return { owner: first(attributes?.[mark.platform]), team: first(attributes?.[mark.team]) }
}

function first(value: string | readonly string[] | null | undefined): string | null {
  // An attribute that was emptied is no mark.
  return (typeof value === 'string' ? value : value?.[0]) || null
}
