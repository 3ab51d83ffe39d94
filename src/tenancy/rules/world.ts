/** What the rules of meaning see, and how they say what they found. */
import { type Path, type Position, type Problem, pathText, placeText } from '../error.ts'
import type { PlatformDocument, TeamDocument } from '../schema.ts'
import { type Platform, resolve, resolveTeam, type Team } from '../tenancy.ts'
import { isLost, type Placed } from '../validate.ts'

export interface PlacedPlatform extends Placed<PlatformDocument> {
  readonly platform: Platform
}

export interface PlacedTeam extends Placed<TeamDocument> {
  readonly team: Team
}

/** All documents, with the names that are derived from them. */
export interface World {
  /** Null where there is none that can be read. */
  readonly platform: PlacedPlatform | null
  readonly teams: readonly PlacedTeam[]
}

/** What a rule found, at a path of a document. */
export interface Finding {
  readonly on: Placed<unknown>
  readonly path: Path
  readonly message: string
  readonly part?: 'key'
  /** True where it is allowed all the same. */
  readonly warning?: boolean
}

/** A rule of meaning: pure, and silent about parts that the schema has refused already. */
export type Rule = (world: World) => Iterable<Finding>

/** Derives the names of all documents. Without a platform that can be read, hosts are under a domain that is nobody's. */
export function worldOf(
  platform: Placed<PlatformDocument> | undefined,
  teams: readonly Placed<TeamDocument>[],
): World {
  const resolved = platform && { ...platform, platform: resolve(platform.document, []).platform }
  const domain = resolved?.platform.domain ?? 'invalid'
  return {
    platform: resolved ?? null,
    teams: teams.map((placed) => ({ ...placed, team: resolveTeam(placed.document, { domain }) })),
  }
}

/** A finding as it is reported; null where its part is broken and has been reported. */
export function problemOf({ on, path, message, part }: Finding): Problem | null {
  if (isLost(on, path)) return null
  const { path: found, ...position } = on.place.locate(path, part)
  return { ...position, path: pathText(found), message }
}

/** ` (teams/dev.yaml:9:12)`: where the other one stands. */
export function otherPlace(on: Placed<unknown>, path: Path): string {
  return ` (${placeText(on.place.locate(path))})`
}

/** Whether two parts are one and the same text: both come from the defaults, or from one anchor. */
export function samePlace(a: Position, b: Position): boolean {
  return a.line > 0 && a.file === b.file && a.line === b.line && a.column === b.column
}

interface Claim {
  readonly on: Placed<unknown>
  readonly path: Path
  /** Who claims, e.g. `team demo`. */
  readonly who: string
}

/** Names that only one may have. */
export class Claims {
  readonly #claims = new Map<string, Claim>()

  /** Claims a name; what is returned is the claim that was there before, which stays. */
  claim(name: string, claim: Claim): Claim | null {
    if (isLost(claim.on, claim.path)) return null
    const before = this.#claims.get(name)
    if (before !== undefined) return before
    this.#claims.set(name, claim)
    return null
  }
}

/** Where a derived name comes from: the field that gives it, or the document's own name. */
export function nameSource(document: unknown, given: Path): Path {
  let value: unknown = document
  for (const step of given) {
    if (typeof value !== 'object' || value === null) return ['metadata', 'name']
    value = Object.entries(value).find(([key]) => key === step)?.[1]
  }
  return value === undefined ? ['metadata', 'name'] : given
}
