/** Which documents are ours, and the Teams under the platform's defaults. */
import { z } from 'zod'
import { compareText } from '../core/compare.ts'
import type { Problem } from './error.ts'
import { mergeDefaults, withoutNulls } from './merge.ts'
import type { RawDocument } from './parse.ts'
import { mergedPlace } from './place.ts'
import { apiVersion, PlatformDocument, TeamDocument, TeamSpec } from './schema.ts'
import { didYouMean } from './suggest.ts'
import { isMap, type Placed, problemAt, type StandIn, validate } from './validate.ts'

/** The documents that say something, broken ones as far as they do. */
export interface Documents {
  readonly platforms: readonly Placed<PlatformDocument>[]
  readonly teams: readonly Placed<TeamDocument>[]
  /** True where a Platform is there, whole or not. */
  readonly hasPlatform: boolean
  readonly problems: readonly Problem[]
}

/** Sorts out what stands in the files, and validates it. The order of the documents makes no difference. */
export function readDocuments(raw: readonly RawDocument[]): Documents {
  const problems: Problem[] = []
  const ours = raw.flatMap(({ data, place }) => {
    const foreign = foreignWords(data)
    if (foreign !== null) problems.push(problemAt(place, foreign.path, foreign.message))
    return foreign === null && isMap(data) ? [{ data: without(data, 'status'), place }] : []
  })
  const sorted = ours.map((one) => ({ ...one, name: nameIn(one.data) }))
  sorted.sort((a, b) => compareText(a.name, b.name) || compareText(sortKey(a), sortKey(b)))

  const platformDocuments = sorted.filter(({ data }) => data['kind'] === 'Platform')
  const platforms = platformDocuments.flatMap(({ data, place }) => {
    const { placed, problems: found } = validate(
      PlatformDocument,
      { data: withoutNulls(data), place },
      platformStandIns,
    )
    problems.push(...found)
    return placed ? [placed] : []
  })
  const first = platformDocuments[0]
  const spec = first && isMap(first.data['spec']) ? first.data['spec'] : {}
  const defaults = withoutNulls(spec['teamDefaults'])
  if (first && isMap(defaults)) problems.push(...defaultsProblems(defaults, first))

  const teams = sorted.flatMap(({ data, place }) => {
    if (data['kind'] !== 'Team') return []
    const merged = { ...data, spec: mergeDefaults(isMap(defaults) ? defaults : {}, data['spec'] ?? {}) }
    const under = first ? mergedPlace(place, first.place) : place
    const team = validate(TeamDocument, { data: withoutNulls(merged), place: under })
    problems.push(...team.problems)
    return team.placed ? [team.placed] : []
  })
  return { platforms, teams, hasPlatform: first !== undefined, problems }
}

/** With these a Platform can be read that lacks what every Platform must say. */
const platformStandIns: readonly StandIn[] = [
  { path: ['spec'], value: {} },
  { path: ['spec', 'domain'], value: 'domain.invalid' },
  { path: ['spec', 'keycloak'], value: { credentials: {} } },
  { path: ['spec', 'keycloak', 'credentials'], value: {} },
  { path: ['spec', 'harbor'], value: { credentials: { password: { env: 'UNREADABLE' } } } },
  { path: ['spec', 'harbor', 'credentials'], value: { password: { env: 'UNREADABLE' } } },
]

const Defaults = z.object({ spec: z.object({ teamDefaults: TeamSpec }) })

/** The defaults are checked on their own, so that a mistake in them is found where no Team meets it. */
function defaultsProblems(defaults: unknown, { place }: RawDocument): readonly Problem[] {
  return validate(Defaults, { data: { spec: { teamDefaults: defaults } }, place }).problems
}

interface Foreign {
  readonly path: readonly string[]
  readonly message: string
}

const may = `what may stand here is Platform and Team of ${apiVersion}`

/** Why a document is not ours, or null. */
function foreignWords(data: unknown): Foreign | null {
  if (!isMap(data)) return { path: [], message: `this document is no map: ${may}` }
  const { apiVersion: version, kind } = data
  if (version === undefined || version === null)
    return { path: ['apiVersion'], message: `is missing: write ${apiVersion}; ${may}` }
  if (version !== apiVersion) return { path: ['apiVersion'], message: foreignVersion(version, kind) }
  if (kind === 'Platform' || kind === 'Team') return null
  if (kind === undefined || kind === null)
    return { path: ['kind'], message: 'is missing: write Platform or Team' }
  const meant = didYouMean(String(kind), ['Platform', 'Team'])
  return {
    path: ['kind'],
    message: `${JSON.stringify(kind)} is no kind of ours${meant === '' ? `: ${may}` : meant}`,
  }
}

function foreignVersion(version: unknown, kind: unknown): string {
  const written = JSON.stringify(version)
  if (String(version).startsWith('troupe.dev/'))
    return `${written} is not a version that we know: write ${apiVersion}`
  if (kind === 'List')
    return `a List can't stand here: write each of its items as a document of its own; ${may}`
  const what = typeof kind === 'string' ? `${written} (${kind})` : written
  const meant = didYouMean(String(version), [apiVersion])
  return `${what} is not ours${meant === '' ? `: ${may}; keep other objects in a folder of their own` : meant}`
}

function nameIn(data: Record<string, unknown>): string {
  const metadata = data['metadata']
  return isMap(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : ''
}

function sortKey({ place }: RawDocument): string {
  const { file, line, column } = place.locate([])
  return `${file}:${String(line).padStart(9, '0')}:${String(column).padStart(9, '0')}`
}

function without(data: Record<string, unknown>, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([name]) => name !== key))
}
