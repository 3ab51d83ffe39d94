/** What artifacts can be filtered by beyond their columns: `q=tags=…`, `q=labels=(…)`, `q=base=*` (pkg/artifact/dao/dao.go). */
import { partOfIndex } from '../registry/artifacts.ts'
import type { Harbor } from '../state/harbor.ts'
import type { Artifact } from '../state/rows.ts'
import type { Call } from '../wire/call.ts'
import { type Keywords, parseKeywords } from '../wire/query.ts'
import { badRequest } from '../wire/refusal.ts'

type Test = (artifact: Artifact) => boolean

/** Those that a list shows: no accessories, and, unless `base=*` is asked, nothing untagged that only an index holds. */
export function askedArtifacts(call: Call, artifacts: readonly Artifact[]): readonly Artifact[] {
  const { harbor } = call
  const keywords = parseKeywords(call.query.get('q') ?? '')
  const tests = [base(harbor, keywords), tags(harbor, keywords), labels(keywords)]
  return artifacts.filter((artifact) => tests.every((test) => test(artifact)))
}

/** How many artifacts a repository is said to have. */
export const standingIn = (harbor: Harbor, repositoryId: number): number =>
  harbor.tables.artifacts.by('repository', repositoryId).filter(base(harbor, new Map())).length

const tagNames = ({ tables }: Harbor, { id }: Artifact) =>
  tables.tags.by('artifact', id).map(({ name }) => name)

function base(harbor: Harbor, keywords: Keywords): Test {
  const wanted = keywords.get('base')
  if (wanted && !(wanted.op === 'exact' && wanted.value === '*')) {
    throw badRequest('the value of "base" query can only be exact match value with "*"')
  }
  return (artifact) =>
    harbor.tables.accessories.by('artifact', artifact.id).length === 0 &&
    (wanted !== undefined || tagNames(harbor, artifact).length > 0 || !partOfIndex(harbor, artifact))
}

/** `*` is any tag, `nil` none. A part of a name is looked for with upper and lower case as they are. */
function tags(harbor: Harbor, keywords: Keywords): Test {
  const wanted = keywords.get('tags') ?? keywords.get('Tags')
  if (!wanted) return () => true
  if (wanted.op !== 'exact' && wanted.op !== 'fuzzy') {
    throw badRequest('the value of "tags" query can only be fuzzy match value or exact match value')
  }
  const { op, value } = wanted
  return (artifact) => {
    const names = tagNames(harbor, artifact)
    if (op === 'fuzzy') return names.some((name) => name.includes(value))
    if (value === '*' || value === 'nil') return names.length > 0 === (value === '*')
    return names.includes(value)
  }
}

function labels(keywords: Keywords): Test {
  const wanted = keywords.get('labels') ?? keywords.get('Labels')
  if (!wanted) return () => true
  if (wanted.op !== 'all' || wanted.values.some((id) => !/^[+-]?\d+$/.test(id))) {
    throw badRequest('the value of "labels" query can only be integer list with intersetion relationship')
  }
  const ids = wanted.values.map(Number)
  return (artifact) => ids.every((id) => artifact.labels.includes(id))
}
