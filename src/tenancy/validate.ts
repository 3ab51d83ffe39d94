/** One document against the schema. What is sound of a broken document is kept, so that its other mistakes are found too. */
import type { z } from 'zod'
import { type Path, type Problem, pathText } from './error.ts'
import type { Place } from './place.ts'
import { keysAt, placesOfKey } from './schema-walk.ts'
import { secretWords } from './values.ts'
import { issueWords, unknownKeyWords } from './words.ts'

/** A document of the schema and where it stands. */
export interface Placed<T> {
  readonly document: T
  readonly place: Place
  /** Parts that broke the schema; the document is what was left without them. */
  readonly lost: readonly Path[]
}

export interface Validated<T> {
  /** Null where nothing can be made of it. */
  readonly placed: Placed<T> | null
  readonly problems: readonly Problem[]
}

/** What takes the place of a part that must be there and is broken, so that the rest can be read. */
export interface StandIn {
  readonly path: Path
  readonly value: unknown
}

/** Validates and fills in defaults. */
export function validate<T>(
  schema: z.ZodType<T>,
  written: { readonly data: unknown; readonly place: Place },
  standIns: readonly StandIn[] = [],
): Validated<T> {
  const { data, place } = written
  const first = schema.safeParse(data, { error: issueWords })
  if (first.success) return { placed: { document: first.data, place, lost: [] }, problems: [] }
  const problems = first.error.issues.flatMap((issue) => problemsOf(issue, schema, place))
  const rest = salvage({ schema, standIns }, structuredClone(data), first.error.issues)
  return { placed: rest && { ...rest, place }, problems }
}

/** Whether a part of a document was broken, or is within a broken part, or has one in it. */
export function isLost({ lost }: Placed<unknown>, path: Path): boolean {
  return lost.some((broken) => broken.every((step, index) => index >= path.length || step === path[index]))
}

/** A problem at a path of a document. */
export function problemAt(place: Place, path: Path, message: string, part?: 'value' | 'key'): Problem {
  const { path: found, ...position } = place.locate(path, part)
  return { ...position, path: pathText(found), message }
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType, place: Place): readonly Problem[] {
  const path = stepsOf(issue.path)
  if (issue.code !== 'unrecognized_keys') return [problemAt(place, path, issue.message)]
  const allowed = keysAt(schema, path)
  // A key of a secret's place may be the secret itself.
  if (allowed.includes('secretKeyRef')) return [problemAt(place, path, secretWords)]
  return issue.keys.map((key) =>
    problemAt(place, [...path, key], unknownKeyWords(key, allowed, placesOfKey(schema, key)), 'key'),
  )
}

interface Salvage<T> {
  readonly schema: z.ZodType<T>
  readonly standIns: readonly StandIn[]
}

function salvage<T>(
  { schema, standIns }: Salvage<T>,
  rest: unknown,
  issues: readonly z.core.$ZodIssue[],
): Omit<Placed<T>, 'place'> | null {
  const lost: Path[] = []
  let left = issues
  // Taking a part away can make what holds it incomplete, which then goes too: the depth of a document bounds it.
  for (let round = 0; round < 10; round++) {
    for (const path of left.flatMap(brokenParts)) {
      const standIn = standIns.find((one) => isSame(one.path, path)) ?? secretStandIn(schema, path)
      const part =
        standIn && isMap(valueAt(rest, standIn.path.slice(0, -1))) ? standIn.path : removable(rest, path)
      if (part.length === 0) return null
      lost.push(part)
      replace(rest, part, part === standIn?.path ? standIn.value : undefined)
    }
    const again = schema.safeParse(rest)
    if (again.success) return { document: again.data, lost }
    left = again.error.issues
  }
  return null
}

/** A broken reference to a secret, or one with a literal in its place, counts as some reference. */
function secretStandIn(schema: z.ZodType, path: Path): StandIn | null {
  for (let length = 1; length <= path.length; length++) {
    const part = path.slice(0, length)
    if (keysAt(schema, part).includes('secretKeyRef')) return { path: part, value: { env: 'UNREADABLE' } }
  }
  return null
}

function brokenParts(issue: z.core.$ZodIssue): readonly Path[] {
  const path = stepsOf(issue.path)
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path]
}

/** The nearest part that can go without moving others: a key of a map. An item of a list takes its list with it. */
function removable(data: unknown, path: Path): Path {
  for (let length = path.length; length > 0; length--) {
    const part = path.slice(0, length)
    const parent = valueAt(data, part.slice(0, -1))
    const key = part.at(-1)
    if (isMap(parent) && typeof key === 'string' && Object.hasOwn(parent, key)) return part
  }
  return []
}

function replace(data: unknown, path: Path, value: unknown): void {
  const parent = valueAt(data, path.slice(0, -1))
  const key = path.at(-1)
  if (!isMap(parent) || typeof key !== 'string') return
  if (value === undefined) delete parent[key]
  else parent[key] = value
}

function isSame(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((step, index) => step === b[index])
}

/** What stands at a path; undefined where nothing does. */
function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined
    return isMap(value) && Object.hasOwn(value, step) ? value[step] : undefined
  }, data)
}

/** Whether a value is a map of YAML or JSON. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function stepsOf(path: readonly PropertyKey[]): Path {
  return path.map((step) => (typeof step === 'number' ? step : String(step)))
}
