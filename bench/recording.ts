/** Requests that a run of Troupe sent, sorted by system and kind. */
import { readFileSync } from 'node:fs'

export interface Recorded {
  readonly origin: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly status: number
  readonly location: string
  /** Milliseconds since the process began. */
  readonly at: number
  /** Until the answer's head was there. */
  readonly ms: number
}

export type RecordedSystem = 'kubernetes' | 'keycloak' | 'harbor'

export function readRecording(file: string): readonly Recorded[] {
  return JSON.parse(readFileSync(file, 'utf8')) as Recorded[]
}

export function systemOf({ path }: Pick<Recorded, 'path'>): RecordedSystem {
  if (path.startsWith('/api/v2.0/')) return 'harbor'
  return path.startsWith('/admin/realms') || path.startsWith('/realms/') ? 'keycloak' : 'kubernetes'
}

/** In this order; the first that fits names the kind. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/^\/api\/v2\.0\/projects\/\d+\/members/, 'harbor.member'],
  [/^\/api\/v2\.0\/projects\/\d+\/immutabletagrules/, 'harbor.immutable-rule'],
  [/^\/api\/v2\.0\/projects\/[^/?]+\/summary/, 'harbor.project (quota)'],
  [/^\/api\/v2\.0\/projects|^\/api\/v2\.0\/quotas/, 'harbor.project'],
  [/^\/api\/v2\.0\/retentions/, 'harbor.retention'],
  [/^\/api\/v2\.0\/robots/, 'harbor.robot'],
  [/^\/api\/v2\.0\/usergroups/, 'harbor.user-group'],
  [/^\/api\/v2\.0\//, 'harbor.configuration'],
  [/^\/realms\//, 'keycloak token'],
  [/^\/admin\/realms\/[^/]+\/(groups|group-by-path|default-groups)/, 'keycloak.group'],
  [/^\/admin\/realms\/[^/]+\/roles/, 'keycloak.role'],
  [/^\/admin\/realms\/[^/]+\/(client-scopes|default-default|default-optional)/, 'keycloak.client-scope'],
  [/^\/admin\/realms\/[^/]+\/clients/, 'keycloak.client'],
  [/^\/admin\/realms\/[^/]+\/identity-provider/, 'keycloak.identity-provider'],
  [/^\/admin\/realms\/[^/]+\/users\/profile/, 'keycloak.profile-attribute'],
  [/^\/admin\/realms\/[^/]+\/users/, 'keycloak.user'],
  [/^\/admin\/realms/, 'keycloak.realm'],
  [/fieldManager=troupe-ledger/, 'kubernetes (ledger)'],
  [/fieldManager=troupe-vault/, 'kubernetes (vault)'],
]

/** The kind that a request is for, told by its path. */
export function kindOf({ path }: Pick<Recorded, 'path'>): string {
  const known = kinds.find(([pattern]) => pattern.test(path))?.[1]
  if (known !== undefined) return known
  const [, group = '', plural = ''] =
    /^\/(api|apis\/[^/]+)\/[^/]+\/(?:namespaces\/[^/]+\/)?([^/?]+)/.exec(path) ?? []
  return `${group.includes('istio') || group.includes('gateway') ? 'istio' : 'kubernetes'} ${plural}`
}

/** How many requests of each kind and method, and how long their answers took on average. */
export function tally(recorded: readonly Recorded[]): ReadonlyMap<string, { count: number; ms: number }> {
  const found = new Map<string, { count: number; ms: number }>()
  for (const one of recorded) {
    const name = `${systemOf(one)}|${kindOf(one)}|${one.method}`
    const row = found.get(name) ?? { count: 0, ms: 0 }
    row.count++
    row.ms += one.ms
    found.set(name, row)
  }
  return found
}

export function isWrite({ method, path }: Pick<Recorded, 'method' | 'path'>): boolean {
  return method !== 'GET' && method !== 'HEAD' && !path.startsWith('/realms/')
}

/** What came before the first write, up to the last one, and after it: plan, apply, proof. The lock and the record of what was applied lie around them. */
export function phases(
  recorded: readonly Recorded[],
): Readonly<Record<'plan' | 'apply' | 'proof', readonly Recorded[]>> {
  const isMade = (one: Recorded) => isWrite(one) && !/\/(leases|configmaps)\b/.test(one.path)
  const first = recorded.findIndex(isMade)
  if (first < 0) return { plan: recorded, apply: [], proof: [] }
  const last = recorded.findLastIndex(isMade)
  return {
    plan: recorded.slice(0, first),
    apply: recorded.slice(first, last + 1),
    proof: recorded.slice(last + 1),
  }
}
