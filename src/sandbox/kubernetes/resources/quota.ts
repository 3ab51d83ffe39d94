/** ResourceQuotas: which resources they may speak of, and what they warn of. */
import { asObject, asText, asTexts, at, equal, type JsonObject } from '../object.ts'
import type { Problems } from '../problems.ts'
import { isWhole, quantityOf } from '../types/quantity.ts'
import type { Behaviour } from './resource.ts'

const COMPUTE = ['cpu', 'memory', 'ephemeral-storage']
const STANDARD = new Set([
  ...COMPUTE,
  ...COMPUTE.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  'requests.storage',
])
const COUNTED = new Set([
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
])

const isQualified = (name: string): boolean => name.includes('/')

/** @see contract 13-resource-quota */
export const resourceQuota: Behaviour = {
  returnsDeleted: true,
  prepare: (draft, before) => {
    draft['status'] = before?.['status'] ?? {}
  },
  check: (object, before, problems) => {
    checkScopes(asObject(object['spec']), before && asObject(before['spec']), problems)
    for (const [name, value] of Object.entries(asObject(at(object, 'spec', 'hard'))).sort()) {
      const field = `spec.hard[${name}]`
      if (!STANDARD.has(name) && !COUNTED.has(name) && !isQualified(name)) {
        problems.invalid(field, name, 'must be a standard resource type or fully qualified')
        problems.invalid(field, name, 'must be a standard resource for quota')
        continue
      }
      const quantity = quantityOf(value)
      if (quantity.nano < 0n) problems.invalid(field, value, 'must be greater than or equal to 0')
      else if ((COUNTED.has(name) || name.startsWith('count/')) && !isWhole(quantity)) {
        problems.invalid(field, value, 'must be an integer')
      }
    }
  },
  warn: (object) => {
    const hard = asObject(at(object, 'spec', 'hard'))
    return COMPUTE.flatMap((name) => {
      const [request, limit] = [hard[`requests.${name}`], hard[`limits.${name}`]]
      if (request === undefined || limit === undefined) return []
      if (quantityOf(request).nano <= quantityOf(limit).nano) return []
      return [
        `ResourceQuota requests.${name} (${asText(request)}) should be less than limits.${name} (${asText(limit)})`,
      ]
    })
  },
  columns: [
    { name: 'Request', cell: (object) => usage(object, (name) => !name.startsWith('limits.')) },
    { name: 'Limit', cell: (object) => usage(object, (name) => name.startsWith('limits.')) },
  ],
}

function usage(object: JsonObject, wanted: (name: string) => boolean): string {
  const hard = asObject(at(object, 'status', 'hard'))
  const used = asObject(at(object, 'status', 'used'))
  return Object.keys(hard)
    .filter(wanted)
    .sort()
    .map((name) => `${name}: ${asText(used[name])}/${asText(hard[name])}`)
    .join(', ')
}

const SCOPES = [
  'BestEffort',
  'CrossNamespacePodAffinity',
  'NotBestEffort',
  'NotTerminating',
  'PriorityClass',
  'Terminating',
]
const CONTRARY = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const

/** @see https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go validateResourceQuotaScopes */
function checkScopes(spec: JsonObject, old: JsonObject | undefined, problems: Problems): void {
  const scopes = asTexts(spec['scopes'])
  const compute = Object.keys(asObject(spec['hard']))
  const invalid = (field: string, why: string) => {
    problems.invalid(field, scopes, why)
  }
  for (const scope of scopes) {
    if (!SCOPES.includes(scope)) invalid('spec.scopes', 'unsupported scope')
    const allowed = scope === 'BestEffort' ? ['pods'] : POD_ENTRIES
    for (const entry of compute)
      if (SCOPES.includes(scope) && !allowed.includes(entry))
        invalid('spec.scopes', 'unsupported scope applied to resource')
  }
  for (const pair of CONTRARY)
    if (pair.every((scope) => scopes.includes(scope))) invalid('spec.scopes', 'conflicting scopes')
  if (!old) return
  const sorted = (each: JsonObject) => JSON.stringify([...asTexts(each['scopes'])].sort())
  if (sorted(spec) !== sorted(old)) invalid('spec.scopes', 'field is immutable')
  if (!equal(spec['scopeSelector'] ?? null, old['scopeSelector'] ?? null))
    problems.invalid('spec.scopeSelector', spec['scopeSelector'], 'field is immutable')
}

/** What may be counted of pods. */
const POD_ENTRIES = ['pods', ...COMPUTE.flatMap((name) => [name, `requests.${name}`, `limits.${name}`])]
