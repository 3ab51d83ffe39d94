/** Rules that no request can reach: istiod warns (`analyzeUnreachableHTTPRules`). */
import type { HttpRoute } from '../virtual-service-spec.ts'
import type { Findings } from './findings.ts'

/** Warns of rules behind one without matches, and of matches that a rule before has. */
export function warnOfUnreachable(routes: readonly HttpRoute[], findings: Findings): void {
  const encountered = new Map<string, number>()
  let empty = -1
  for (const [index, route] of routes.entries()) {
    const { match = [] } = route
    const unused = (reason: string) =>
      findings.warn(`virtualService rule ${nameOf(route, index)} not used (${reason})`)
    if (match.length === 0) {
      if (empty >= 0) unused('only the last rule can have no matches')
      empty = index
      continue
    }
    let duplicates = 0
    for (const [number, one] of match.entries()) {
      if (empty >= 0) {
        unused('route without matches defined before')
        continue
      }
      const key = JSON.stringify(sorted(withoutName(one)))
      const before = encountered.get(key)
      if (before === undefined) {
        encountered.set(key, index)
        continue
      }
      const first = nameOf(routes[before] ?? {}, before)
      findings.warn(
        `virtualService rule ${nameOf(route, index)} match ${nameOf(one, number)} is not used (duplicate/overlapping match in rule ${first})`,
      )
      duplicates += 1
    }
    if (duplicates === match.length) unused('all matches used by prior rules')
  }
}

function nameOf(named: object, index: number): string {
  const name = 'name' in named && typeof named.name === 'string' ? named.name : ''
  return name === '' ? `#${index}` : `"${name}"`
}

/** A name makes no other match of it. */
function withoutName(match: object): object {
  return Object.fromEntries(Object.entries(match).filter(([field]) => field !== 'name'))
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, one]) => [name, sorted(one)]))
}
