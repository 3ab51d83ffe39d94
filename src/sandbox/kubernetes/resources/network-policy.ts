/** NetworkPolicies: which directions they are about, what a port and a peer may be. */
import {
  asList,
  asObject,
  asText,
  asTexts,
  at,
  isObject,
  type JsonObject,
  type JsonValue,
} from '../object.ts'
import type { Problems } from '../problems.ts'
import { isCidr, NO_CIDR, portNameProblems } from './addresses.ts'
import type { Behaviour } from './resource.ts'

function checkPort(port: JsonObject, field: string, problems: Problems): void {
  const value: JsonValue | undefined = port['port']
  if (typeof value === 'number' && (value < 1 || value > 65535)) {
    problems.invalid(`${field}.port`, value, 'must be between 1 and 65535, inclusive')
  }
  if (typeof value === 'string') {
    for (const problem of portNameProblems(value)) problems.invalid(`${field}.port`, value, problem)
  }
  const end = port['endPort']
  if (end === undefined) return
  if (typeof value !== 'number')
    problems.required(`${field}.port`, 'must be specified when endPort is specified')
  else if (typeof end === 'number' && end < value) {
    problems.invalid(`${field}.endPort`, end, 'must be greater than or equal to `port`')
  }
}

function checkPeer(peer: JsonObject, field: string, problems: Problems): void {
  const selectors = ['podSelector', 'namespaceSelector'].filter((name) => peer[name] !== undefined)
  if (selectors.length === 0 && peer['ipBlock'] === undefined) {
    problems.required(field, 'must specify a peer')
    return
  }
  if (peer['ipBlock'] === undefined) return
  const block = asObject(peer['ipBlock'])
  const cidr = asText(block['cidr'])
  if (selectors.length > 0) problems.forbidden(field, 'may not specify both ipBlock and another peer')
  if (cidr === '') problems.required(`${field}.ipBlock.cidr`)
  else if (!isCidr(cidr)) problems.invalid(`${field}.ipBlock.cidr`, cidr, NO_CIDR)
  for (const [index, except] of asTexts(block['except']).entries()) {
    if (!isCidr(except)) problems.invalid(`${field}.ipBlock.except[${index}]`, except, NO_CIDR)
  }
}

const DIRECTIONS = [
  ['ingress', 'from'],
  ['egress', 'to'],
] as const

/** @see contract 15-network-policy */
export const networkPolicy: Behaviour = {
  generation: true,
  defaults: (draft) => {
    const spec = asObject(draft['spec'])
    for (const [rules] of DIRECTIONS) {
      for (const rule of asList(spec[rules])) {
        for (const port of asList(asObject(rule)['ports'])) if (isObject(port)) port['protocol'] ??= 'TCP'
      }
    }
    if (asList(spec['policyTypes']).length === 0) {
      spec['policyTypes'] = asList(spec['egress']).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']
    }
  },
  check: (object, _before, problems) => {
    for (const [rules, peers] of DIRECTIONS) {
      for (const [index, rule] of asList(at(object, 'spec', rules))
        .map(asObject)
        .entries()) {
        const field = `spec.${rules}[${index}]`
        for (const [each, port] of asList(rule['ports']).map(asObject).entries()) {
          checkPort(port, `${field}.ports[${each}]`, problems)
        }
        for (const [each, peer] of asList(rule[peers]).map(asObject).entries()) {
          checkPeer(peer, `${field}.${peers}[${each}]`, problems)
        }
      }
    }
    for (const [index, type] of asTexts(at(object, 'spec', 'policyTypes')).entries()) {
      if (type !== 'Ingress' && type !== 'Egress') {
        problems.unsupported(`spec.policyTypes[${index}]`, type, ['Egress', 'Ingress'])
      }
    }
  },
  columns: [
    { name: 'Pod-Selector', cell: (object) => printSelector(asObject(at(object, 'spec', 'podSelector'))) },
  ],
}

function printSelector(selector: JsonObject): string {
  const labels = Object.entries(asObject(selector['matchLabels'])).map(
    ([key, value]) => `${key}=${asText(value)}`,
  )
  const expressions = asList(selector['matchExpressions'])
    .map(asObject)
    .map(({ key, operator, values }) => {
      if (operator === 'Exists') return asText(key)
      if (operator === 'DoesNotExist') return `!${asText(key)}`
      return `${asText(key)} ${operator === 'In' ? 'in' : 'notin'} (${asTexts(values).join(',')})`
    })
  return [...labels, ...expressions].join(',') || '<none>'
}
