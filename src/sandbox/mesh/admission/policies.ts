/** istiod's validation of policies (`ValidateAuthorizationPolicy` and its neighbours). */
import type { AuthorizationSpec } from '../authorization.ts'
import { type KubernetesObject, namespaceOf, specOf } from '../object.ts'
import { attributeProblem, badAddresses, badPorts } from './attributes.ts'
import type { Findings } from './findings.ts'

interface TargetRef {
  readonly group?: string
  readonly kind?: string
  readonly name?: string
  readonly namespace?: string
}
interface Targeting {
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> }
  readonly targetRef?: TargetRef
  readonly targetRefs?: readonly TargetRef[]
}

const TARGETS = [
  '/Service',
  'networking.istio.io/ServiceEntry',
  'gateway.networking.k8s.io/Gateway',
  'gateway.networking.k8s.io/GatewayClass',
]
const TARGETS_LISTED =
  '[core/v1/Service networking.istio.io/v1/ServiceEntry gateway.networking.k8s.io/v1/Gateway gateway.networking.k8s.io/v1/GatewayClass]'

/** Selectors and targets, which all policies have. */
function checkTargets(policy: KubernetesObject, findings: Findings): void {
  const { selector, targetRef, targetRefs = [] } = specOf<Targeting>(policy)
  if (selector && Object.keys(selector.matchLabels ?? {}).length === 0) {
    findings.warn('workload selector specified without labels')
  }
  for (const { group = '', kind = '', namespace } of [...(targetRef ? [targetRef] : []), ...targetRefs]) {
    if (namespace) {
      findings.add('targetRef namespace must not be set; cross namespace referencing is not supported')
    }
    if (!TARGETS.includes(`${group === 'core' ? '' : group}/${kind}`)) {
      findings.add(`targetRef must be to one of ${TARGETS_LISTED} but was ${group}/${kind}`)
    }
  }
}

const DRY_RUN = 'istio.io/dry-run'
const MEANINGLESS =
  'action without `rules` is meaningless as it will never be triggered, add an empty rule `{}` if you want it be triggered for every request'

/** AuthorizationPolicy. */
export function checkAuthorizationPolicy(policy: KubernetesObject, findings: Findings): void {
  const { action = 'ALLOW', rules = [], provider } = specOf<AuthorizationSpec>(policy)
  checkTargets(policy, findings)
  if (action === 'CUSTOM') {
    if (rules.length === 0) findings.add(`CUSTOM ${MEANINGLESS}`)
    else if (!provider?.name) findings.add('`provider.name` must not be empty')
    for (const rule of rules) checkCustom(rule, findings)
  } else if (provider) {
    findings.add(`\`provider\` must not be with non CUSTOM action, found ${action}`)
  }
  if (action === 'DENY' && rules.length === 0) findings.add(`DENY ${MEANINGLESS}`)
  for (const [index, rule] of rules.entries()) checkRule(rule, { index, action }, findings)
}

/** A dry run is for ALLOW and DENY, and wants a truth value. */
export function dryRunProblem(policy: KubernetesObject): string | undefined {
  const value = policy.metadata.annotations?.[DRY_RUN]
  if (value === undefined) return undefined
  const name = `${namespaceOf(policy)}/${policy.metadata.name}`
  if (policy.kind !== 'AuthorizationPolicy') {
    return `${name} has unsupported annotation ${DRY_RUN}, please remove the annotation`
  }
  const { action = 'ALLOW' } = specOf<AuthorizationSpec>(policy)
  if (action !== 'ALLOW' && action !== 'DENY') {
    return `the annotation ${DRY_RUN} currently only supports action ALLOW/DENY, found action ${action} in ${name}`
  }
  if (/^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value)) return undefined
  return `${name} has annotation ${DRY_RUN} with invalid value (${value}): strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`
}

type Rule = NonNullable<AuthorizationSpec['rules']>[number]

/** A provider is asked before tokens and certificates are known to policies. */
function checkCustom({ from = [], when = [] }: Rule, findings: Findings): void {
  const names = ['namespaces', 'serviceAccounts', 'principals', 'requestPrincipals']
  for (const { source = {} } of from) {
    for (const name of names) {
      const title = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
      for (const field of [name, `not${title}`]) {
        const said = `From.${field.slice(0, 1).toUpperCase()}${field.slice(1)}`
        if (source[field]?.length) findings.add(`${said} is currently not supported with CUSTOM action`)
      }
    }
  }
  for (const { key } of when) {
    const peer = ['source.namespace', 'source.serviceAccount', 'source.principal'].includes(key)
    if (peer || key.startsWith('request.auth.')) {
      findings.add(`${key} is currently not supported with CUSTOM action`)
    }
  }
}

const TCP_SOURCE = ['principals', 'namespaces', 'ipBlocks', 'remoteIpBlocks', 'serviceAccounts']

interface At {
  readonly index: number
  readonly action: string
}

function checkRule({ from = [], to = [], when = [] }: Rule, { index, action }: At, findings: Findings): void {
  for (const { source } of from) {
    if (!source) findings.add(`\`from.source\` must not be nil, found at rule ${index}`)
    else checkSource(source, index, findings)
  }
  for (const { operation } of to) {
    if (!operation) findings.add(`\`to.operation\` must not be nil, found at rule ${index}`)
    else checkOperation(operation, index, findings)
  }
  for (const condition of when) checkCondition(condition, findings)
  const sources = from.flatMap(({ source }) => (source ? [source] : []))
  const operations = to.flatMap(({ operation }) => (operation ? [operation] : []))
  const tcpSource = sources.some((source) => TCP_SOURCE.some((name) => source[name] ?? source[negated(name)]))
  const tcpOperation = operations.some(({ ports, notPorts }) => ports ?? notPorts)
  const onlyHttp =
    (sources.length > 0 && operations.length === 0 && !tcpSource) || (operations.length > 0 && !tcpOperation)
  if (onlyHttp && action === 'DENY') {
    findings.warn(
      'configured AuthorizationPolicy will deny all traffic to TCP ports under its scope due to the use of only HTTP attributes in a DENY rule; it is recommended to explicitly specify the port',
    )
  }
}

type Fields = Readonly<Record<string, readonly string[] | undefined>>

function negated(name: string): string {
  return `not${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
}

function checkSource(source: Fields, index: number, findings: Findings): void {
  if (Object.values(source).every((values) => !values?.length)) {
    findings.add(`\`from.source\` must not be empty, found at rule ${index}`)
  }
  for (const name of ['ipBlocks', 'notIpBlocks', 'remoteIpBlocks', 'notRemoteIpBlocks']) {
    findings.addList(badAddresses(source[name]))
  }
  const order = ['principals', 'requestPrincipals', 'namespaces', 'ipBlocks', 'remoteIpBlocks']
  for (const name of [...order, ...order.map(negated)]) findings.add(emptyValue(name, source[name]))
}

function checkOperation(operation: Fields, index: number, findings: Findings): void {
  if (Object.values(operation).every((values) => !values?.length)) {
    findings.add(`\`to.operation\` must not be empty, found at rule ${index}`)
  }
  findings.addList(badPorts(operation['ports']))
  findings.addList(badPorts(operation['notPorts']))
  const order = ['ports', 'methods', 'paths', 'hosts']
  for (const name of [...order, ...order.map(negated)]) findings.add(emptyValue(name, operation[name]))
  findings.add(badTemplate('Paths', operation['paths']))
  findings.add(badTemplate('NotPaths', operation['notPaths']))
}

function emptyValue(name: string, values: readonly string[] | undefined): string | undefined {
  if (!values?.includes('')) return undefined
  return `empty value not allowed, found in ${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
}

/** `{*}` is one segment, `{**}` the last operator; braces are nothing else. */
function badTemplate(field: string, paths: readonly string[] | undefined): string | undefined {
  for (const path of paths ?? []) {
    const trimmed = path.replace(/^\//, '')
    let rest = false
    for (const segment of trimmed.split('/')) {
      const template = segment === '{*}' || segment === '{**}'
      const said = `invalid or unsupported path ${trimmed}, found in ${field}.`
      if (rest && template) return `${said} {**} is not the last operator`
      if (!template && /[{}]/.test(segment)) {
        return `${said} Contains '{' or '}' beyond a supported path template`
      }
      rest ||= segment === '{**}'
    }
  }
  return undefined
}

function checkCondition(
  { key, values = [], notValues = [] }: NonNullable<Rule['when']>[number],
  findings: Findings,
): void {
  if (key === '') {
    findings.add('`key` must not be empty')
    return
  }
  if (values.length === 0 && notValues.length === 0) {
    findings.add(`at least one of \`values\` or \`notValues\` must be set for key ${key}`)
    return
  }
  for (const [field, given] of [
    ['value', values],
    ['notValue', notValues],
  ] as const) {
    const problem = attributeProblem(key, given)
    if (problem) findings.add(`invalid \`${field}\` for \`key\` ${key}: ${problem}`)
  }
}

interface JwtRuleSpec {
  readonly issuer?: string
  readonly jwks?: string
  readonly jwksUri?: string
}

/** RequestAuthentication. */
export function checkRequestAuthentication(policy: KubernetesObject, findings: Findings): void {
  checkTargets(policy, findings)
  for (const rule of specOf<{ jwtRules: readonly JwtRuleSpec[] }>(policy).jwtRules ?? []) {
    const problems = []
    if (!rule.issuer && !rule.jwksUri) problems.push('issuer or jwksUri must be non-empty string')
    const unreadable = rule.jwks ? jwksProblem(rule.jwks) : undefined
    if (unreadable) problems.push(`jwks parse error: ${unreadable}`)
    findings.addList(problems)
  }
}

function jwksProblem(document: string): string | undefined {
  try {
    JSON.parse(document)
    return undefined
  } catch {
    const [first = ''] = document.trimStart()
    const why = /[[{"\d\-tfn]/.test(first)
      ? 'unexpected end of JSON input'
      : `invalid character '${first}' looking for beginning of value`
    return `failed to unmarshal JWK set: ${why}`
  }
}

/** PeerAuthentication. */
export function checkPeerAuthentication(policy: KubernetesObject, findings: Findings): void {
  checkTargets(policy, findings)
}
