/** Quotas and limits that Kubernetes would refuse, or that would keep every pod out. */
import { quantityValue } from '../quantity.ts'
import { didYouMean } from '../suggest.ts'
import type { Finding, Rule, World } from './world.ts'

/** pkg/apis/core/helper: IsStandardQuotaResourceName, IsIntegerResourceName. */
const COUNTED = [
  ...[
    'pods',
    'services',
    'secrets',
    'configmaps',
    'persistentvolumeclaims',
    'replicationcontrollers',
    'resourcequotas',
  ],
  ...['services.nodeports', 'services.loadbalancers'],
]
const COMPUTE = ['cpu', 'memory', 'ephemeral-storage']
const QUOTAS = [
  ...COMPUTE,
  ...COMPUTE.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  'requests.storage',
  ...COUNTED,
]

function* quotas({ teams }: World): Iterable<Finding> {
  for (const on of teams) {
    for (const [name, amount] of Object.entries(on.team.namespace.quota)) {
      const at = { on, path: ['spec', 'namespace', 'quota', name] }
      if (!QUOTAS.includes(name) && !/^([^/]+\/[^/]+|(requests\.)?hugepages-.+)$/.test(name))
        yield { ...at, part: 'key', message: unknownResource(name, QUOTAS) }
      else if (isWhole(name) && !Number.isInteger(quantityValue(amount)))
        yield {
          ...at,
          message: `"${amount}" of ${name} is no whole number, and they are counted: write e.g. 50`,
        }
      else yield* amountFault(name, amount, at)
    }
  }
}

function unknownResource(name: string, known: readonly string[]): string {
  const meant = didYouMean(name, known)
  return `"${name}" is nothing that Kubernetes has a quota for${meant === '' ? ': write e.g. requests.cpu, limits.memory, pods or count/jobs.batch' : meant}`
}

/** Objects and extended resources come in pieces. */
function isWhole(name: string): boolean {
  return COUNTED.includes(name) || (name.includes('/') && !name.endsWith('/requests.storage'))
}

function* amountFault(
  name: string,
  amount: string | number,
  at: Pick<Finding, 'on' | 'path'>,
): Iterable<Finding> {
  if (!/memory|storage/.test(name) || !/m$/.test(String(amount))) return
  const digits = String(amount).slice(0, -1)
  yield {
    ...at,
    message: `"${amount}" of ${name} is a thousandth of ${digits} bytes: write ${digits}M or ${digits}Mi`,
  }
}

function* limits({ teams }: World): Iterable<Finding> {
  for (const on of teams) {
    const path = ['spec', 'namespace', 'limits']
    const { default: limit, defaultRequest } = on.team.namespace.limits
    for (const [field, amounts] of Object.entries({ default: limit, defaultRequest })) {
      for (const [name, amount] of Object.entries(amounts)) {
        const at = { on, path: [...path, field, name] }
        if (!COMPUTE.includes(name) && !/^([^/]+\/[^/]+|hugepages-.+)$/.test(name))
          yield {
            ...at,
            part: 'key',
            message: `"${name}" is nothing that a container has a limit of: write cpu, memory or ephemeral-storage`,
          }
        else yield* amountFault(name, amount, at)
      }
    }
    for (const [name, request] of Object.entries(defaultRequest)) {
      const most = limit[name]
      if (most !== undefined && quantityValue(request) > quantityValue(most)) {
        const given =
          on.document.spec.namespace.limits.defaultRequest[name] !== undefined &&
          on.place.depth([...path, 'defaultRequest', name]) === 5
        yield {
          on,
          path: [...path, given ? 'defaultRequest' : 'default', name],
          message: `a container would request ${request} of ${name} by default, more than its limit of ${most}: Kubernetes refuses that`,
        }
      }
    }
  }
}

/** A quota on limits or requests refuses each pod that does not say them, unless a default does. */
function* podsKeptOut({ teams }: World): Iterable<Finding> {
  for (const on of teams) {
    const { quota, limits: given } = on.team.namespace
    for (const name of Object.keys(quota)) {
      const [side, resource] = name.startsWith('limits.')
        ? ['limit', name.slice(7)]
        : ['request', name.replace(/^requests\./, '')]
      if (!COMPUTE.includes(resource ?? '') || resource === undefined) continue
      const has =
        given.default[resource] !== undefined ||
        (side === 'request' && given.defaultRequest[resource] !== undefined)
      if (!has)
        yield {
          on,
          path: ['spec', 'namespace', 'quota', name],
          part: 'key',
          warning: true,
          message: `pods that don't say their ${side} of ${resource} will be refused: give one in limits.${side === 'limit' ? 'default' : 'defaultRequest'}`,
        }
    }
  }
}

function* serviceAccounts({ teams }: World): Iterable<Finding> {
  for (const on of teams) {
    const accounts = on.team.namespace.serviceAccounts
    for (const [index, account] of accounts.entries())
      if (accounts.indexOf(account) < index)
        yield {
          on,
          path: ['spec', 'namespace', 'serviceAccounts', index],
          message: `"${account}" stands here twice`,
        }
  }
}

export const quotaRules: readonly Rule[] = [quotas, limits, podsKeptOut, serviceAccounts]
