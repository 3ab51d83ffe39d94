/** Values of single keys of a project's metadata: checked, and brought into form (handler/project_metadata.go). */
import type { Project } from '../state/rows.ts'
import { badRequest } from '../wire/refusal.ts'
import { METADATA_KEYS } from './metadata-keys.ts'

/** How the pattern of a cache's filter is written: `doublestar` or `regex`. */
export const FILTER_KIND = 'proxy_cache_filter_kind'
/** Which repositories a cache brings in. */
export const FILTER_PATTERN = 'proxy_cache_filter_pattern'

/** @returns the value as it is kept. @throws `Refusal` 400 for an unknown key, and for a value that is none */
export function checkedValue(project: Project, key: string, value: string): string {
  const bad = badRequest(`invalid value: ${value}`)
  switch (Object.hasOwn(METADATA_KEYS, key) ? METADATA_KEYS[key] : undefined) {
    case 'flag': {
      if (/^(1|t|true|T|TRUE|True)$/.test(value)) return 'true'
      if (/^(0|f|false|F|FALSE|False)$/.test(value)) return 'false'
      throw bad
    }
    case 'severity': {
      const severity = value.toLowerCase()
      if (severity === 'negligible') return 'none'
      if (!['none', 'low', 'medium', 'high', 'critical'].includes(severity)) throw bad
      return severity
    }
    case 'number':
      return checkedNumber(key, value)
    case 'text':
      return checkedFilterKey(project, key, value)
    default:
      throw badRequest(`invalid key: ${key}`)
  }
}

function checkedNumber(key: string, value: string): string {
  const number = /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN
  if (!(number >= -(2 ** 31) && number < 2 ** 31)) throw badRequest(`invalid value: ${value}`)
  if (key === 'max_upstream_conn' && number <= 0 && number !== -1) {
    throw badRequest(`invalid value for ${key}: ${number}`)
  }
  return String(number)
}

/** Pattern and kind in one body. @throws `Refusal` 400 */
export function checkFilter(metadata: Readonly<Record<string, string>>): void {
  const { [FILTER_KIND]: kind = '', [FILTER_PATTERN]: pattern = '' } = metadata
  if (kind === '' && pattern === '') return
  if (kind !== 'regex' && kind !== 'doublestar') {
    throw badRequest(
      `metadata.${FILTER_KIND} should be "doublestar" or "regex", but got: ${JSON.stringify(kind)}`,
    )
  }
  const problem = patternProblem(pattern, kind)
  if (problem !== undefined) {
    throw badRequest(`metadata.${FILTER_PATTERN} is invalid for kind ${JSON.stringify(kind)}: ${problem}`)
  }
}

/** Pattern and kind are two keys, each checked against what the other one is. */
function checkedFilterKey(project: Project, key: string, value: string): string {
  if (project.registryId === undefined) {
    throw badRequest('can not update the normal project with proxy cache filter metadata')
  }
  const { [FILTER_KIND]: kind = '', [FILTER_PATTERN]: pattern = '' } = project.metadata
  if (key === FILTER_PATTERN) {
    const problem = patternProblem(value, kind)
    if (problem === undefined) return value
    throw badRequest(`invalid ${FILTER_PATTERN}: ${JSON.stringify(value)}, err: ${problem}`)
  }
  if (value !== '' && value !== 'regex' && value !== 'doublestar') {
    throw badRequest(`invalid ${FILTER_KIND}: ${JSON.stringify(value)}, must be "doublestar" or "regex"`)
  }
  const problem = patternProblem(pattern, value)
  if (problem === undefined) return value
  const shown = `${JSON.stringify(pattern)} is invalid for new kind ${JSON.stringify(value || 'doublestar')}`
  throw badRequest(`existing ${FILTER_PATTERN} ${shown}: ${problem}`)
}

function patternProblem(pattern: string, kind: string): string | undefined {
  if (kind !== 'regex') return isGlob(pattern) ? undefined : 'syntax error in pattern'
  try {
    new RegExp(`^(?:${pattern})$`)
    return undefined
  } catch {
    return 'error parsing regexp'
  }
}

/** Are its brackets and braces closed, and is nothing escaped at its end? */
const isGlob = (pattern: string) =>
  /^(?:\\.|\[[^\]]+\]|\{(?:\\.|[^{}\\])*\}|[^\\[{}])*$/s.test(pattern.trim())
