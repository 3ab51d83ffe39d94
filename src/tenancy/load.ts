/** The front door: files or objects of the cluster become a tenancy, or every mistake in them is told at once. */
import { check } from './check.ts'
import { readDocuments } from './documents.ts'
import { type Position, type Problem, sortProblems, TenancyError } from './error.ts'
import { defaultLimits, type Limits, readSources, wholeFile } from './files.ts'
import { parseDocuments, type RawDocument } from './parse.ts'
import { objectPlace } from './place.ts'
import { resolve, type Tenancy } from './tenancy.ts'
import { isMap } from './validate.ts'

/** Where a document of the tenancy stands. */
export interface DocumentSource extends Position {
  readonly kind: 'Platform' | 'Team'
  readonly name: string
}

export interface Loaded {
  readonly tenancy: Tenancy
  /** How many documents there are, empty ones not counted. */
  readonly documents: number
  readonly files: number
  /** The Platform first, then the Teams by name. */
  readonly sources: readonly DocumentSource[]
  /** What is allowed and may still surprise. */
  readonly warnings: readonly Problem[]
}

export interface LoadOptions {
  /** What paths are relative to, in arguments and in messages; the working directory without it. */
  readonly cwd?: string
  readonly limits?: Partial<Limits>
}

/**
 * Loads a description from files and folders (`*.yaml`, `*.yml`). The order of paths, files and documents makes no difference.
 *
 * @throws {TenancyError} with every problem found; no server is asked
 */
export async function loadTenancy(paths: readonly string[], options: LoadOptions = {}): Promise<Loaded> {
  const { files, found, problems } = await readSources(paths, options.cwd ?? process.cwd(), {
    ...defaultLimits,
    ...options.limits,
  })
  const parsed = files.map(parseDocuments)
  const early = [...problems, ...parsed.flatMap((file) => file.problems)]
  const documents = parsed.flatMap((file) => file.documents)
  const where = paths.length === 0 ? 'tenancy' : paths.join(' ')
  if (documents.length === 0 && early.length === 0)
    early.push(
      wholeFile(where, 'no document is in there: write a Platform with a domain and a Team with a name'),
    )
  return assemble(documents, { problems: early, files: found, where })
}

/**
 * Loads Platform and Team objects as the cluster has them.
 *
 * @throws {TenancyError} with every problem found; places are `<Kind>/<name>`
 */
export function loadObjects(objects: readonly unknown[]): Loaded {
  const documents = objects.map((object): RawDocument => {
    const { apiVersion, kind, metadata, spec } = isMap(object) ? object : {}
    const { name, labels, annotations } = isMap(metadata) ? metadata : {}
    const data = { apiVersion, kind, metadata: { name, labels, annotations }, spec }
    return { data, place: objectPlace(`${String(kind)}/${String(name)}`, data) }
  })
  return assemble(documents, { problems: [], files: 0, where: 'the cluster' })
}

interface Read {
  readonly problems: readonly Problem[]
  readonly files: number
  readonly where: string
}

function assemble(raw: readonly RawDocument[], read: Read): Loaded {
  const { platforms, teams, hasPlatform, problems: invalid } = readDocuments(raw)
  const [platform] = platforms
  const problems = [...read.problems, ...invalid]
  // Where something could not be read, the Platform may be in there.
  if (!hasPlatform && problems.length === 0)
    problems.push(wholeFile(read.where, 'no Platform is in there: write one with a domain'))
  const meaning = check({ platforms, teams })
  problems.push(...meaning.problems)
  if (problems.length > 0 || platform === undefined) throw new TenancyError(problems, read.files)

  const warnings = [...meaning.warnings]
  if (teams.length === 0)
    warnings.push(wholeFile(read.where, 'no Team is in there: only the platform itself is set up'))
  return {
    tenancy: resolve(
      platform.document,
      teams.map(({ document }) => document),
    ),
    documents: raw.length,
    files: read.files,
    sources: [platform, ...teams].map(({ document, place }) => {
      const { file, line, column } = place.locate([])
      return { kind: document.kind, name: document.metadata.name, file, line, column }
    }),
    warnings: sortProblems(warnings),
  }
}
