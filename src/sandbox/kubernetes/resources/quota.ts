/** ResourceQuotas: which resources they may speak of, and what they warn of. */
import { asObject, asText, at, type JsonObject } from '../object.ts'
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
  check: (object, _before, problems) => {
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
