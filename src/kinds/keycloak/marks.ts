/**
 * Our mark in Keycloak: two attributes (realm, client, client scope, group, role) or two config keys (identity
 * provider, mapper), which the server stores untouched. reference/keycloak.md §8
 */
import type { Actual } from '../../core/kind.ts'
import { mark } from '../../tenancy/names.ts'

/** Whose a thing is, and which team it is for. */
export type Ownership = Pick<Actual, 'owner' | 'team'>
/** The same, with words about what is not as it seems. */
export type ToldOwnership = Ownership & Pick<Actual, 'notes'>

/** Attributes or config as Keycloak sends them: texts, or lists of texts for groups, roles and users. */
type Attributes = Readonly<Record<string, string | readonly string[] | null>>

/**
 * The mark as a map of texts: for realms, clients, client scopes, providers and mappers.
 * @param name of the thing itself, for kinds that people copy, by an export or in the console
 */
export function markTexts(owner: string, team: string | null, name?: string): Record<string, string> {
  return {
    [mark.platform]: owner,
    ...(team !== null && { [mark.team]: team }),
    ...(name !== undefined && { [mark.name]: name }),
  }
}

/** The mark as a map of lists: for groups and roles. */
export function markLists(owner: string, team: string | null, name: string): Record<string, string[]> {
  const texts = Object.entries(markTexts(owner, team, name))
  return Object.fromEntries(texts.map(([attribute, value]) => [attribute, [value]]))
}

/** Reads the mark; a thing without one is nobody's. */
export function ownershipOf(attributes: Attributes | undefined): Ownership {
  return { owner: first(attributes?.[mark.platform]), team: first(attributes?.[mark.team]) }
}

/** Which name the mark of this platform gives to a thing; undefined where it has none. */
export function nameMarked(attributes: Attributes | undefined, owner: string): string | undefined {
  if (ownershipOf(attributes).owner !== owner) return undefined
  return first(attributes?.[mark.name]) ?? undefined
}

/** Like `ownershipOf`, of a thing whose name we never change: under another name it is a copy, or was renamed, and nobody's. */
export function ownershipUnder(
  name: string,
  attributes: Attributes | undefined,
  owner: string,
): ToldOwnership {
  const marked = nameMarked(attributes, owner)
  if (marked === undefined || marked === name) return ownershipOf(attributes)
  const note = `carries our mark for "${marked}": it is a copy, or was renamed, and is left alone`
  return { owner: null, team: null, notes: [note] }
}

function first(value: string | readonly string[] | null | undefined): string | null {
  // An attribute that was emptied is no mark.
  return (typeof value === 'string' ? value : value?.[0]) || null
}
