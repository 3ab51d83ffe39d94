/** istiod's validation of VirtualServices (`ValidateVirtualService`). */
import { isIP } from 'node:net'
import { type KubernetesObject, specOf } from '../object.ts'
import type { StringMatch } from '../pattern.ts'
import { hostWithin } from '../route.ts'
import type { HeaderOperations, HttpMatch, HttpRoute, VirtualServiceSpec } from '../virtual-service-spec.ts'
import type { Findings } from './findings.ts'
import { domainProblem, exportToProblems, isDnsLabel, wildcardDomainProblem } from './names.ts'
import { regexProblem } from './regex.ts'
import { warnOfUnreachable } from './unreachable.ts'

type Spec = VirtualServiceSpec & { readonly tls?: readonly unknown[]; readonly tcp?: readonly unknown[] }

/** VirtualService. */
export function checkVirtualService(service: KubernetesObject, findings: Findings): void {
  const { hosts = [], gateways = [], http = [], tls = [], tcp = [], exportTo } = specOf<Spec>(service)
  if (hosts.length === 0) {
    if (gateways.length > 0) findings.add('delegate virtual service must have no gateways specified')
    if (tls.length > 0) findings.add('delegate virtual service must have no tls route specified')
    if (tcp.length > 0) findings.add('delegate virtual service must have no tcp route specified')
  }
  checkGatewayNames(gateways, findings)
  checkHosts(hosts, gateways, findings)
  if (http.length + tls.length + tcp.length === 0) {
    findings.add('http, tcp or tls must be provided in virtual service')
  }
  for (const route of http) checkRoute(route, hosts.length === 0, findings)
  for (const problem of exportToProblems(exportTo)) findings.add(problem)
  warnOfUnreachable(http, findings)
}

function checkGatewayNames(gateways: readonly string[], findings: Findings): void {
  for (const gateway of gateways) {
    const [first = '', second, ...more] = gateway.split('/')
    if (more.length > 0 || (second !== undefined && (first === '' || second === ''))) {
      findings.add(`config namespace and gateway name cannot be empty`)
    } else if (second !== undefined && !isDnsLabel(first)) {
      findings.add(`invalid value for namespace: "${first}"`)
    } else findings.add(domainProblem(second ?? first))
  }
}

function checkHosts(hosts: readonly string[], gateways: readonly string[], findings: Findings): void {
  const mesh = gateways.length === 0 || gateways.includes('mesh')
  let valid = true
  for (const host of hosts) {
    const problem = wildcardDomainProblem(host)
    const star = host === '*' && mesh
    if ((problem === undefined && !star) || isIP(host) !== 0) continue
    valid = false
    findings.add(problem ?? 'wildcard host * is not allowed for virtual services bound to the mesh gateway')
  }
  if (!valid) return
  for (const [index, host] of hosts.entries()) {
    for (const other of hosts.slice(index + 1)) {
      if (hostWithin(host, other) || hostWithin(other, host)) {
        findings.add(`duplicate hosts in virtual service: ${host} & ${other}`)
      }
    }
  }
}

function checkRoute(route: HttpRoute, isDelegate: boolean, findings: Findings): void {
  const isRoot = !isDelegate && route.delegate !== undefined
  if (isRoot) checkRoot(route, findings)
  else checkOneAction(route, isDelegate, findings)
  for (const match of route.match ?? []) checkMatch(match, isRoot || isDelegate, findings)
  checkHeaders(route.headers, findings)
  checkFault(route.fault, findings)
  checkRedirect(route.redirect, findings)
  const status = route.directResponse?.status
  if (status !== undefined && (status < 200 || status > 599)) {
    findings.add(`HTTP status ${status} is not in range 200-599`)
  }
  checkRewrite(route.rewrite, findings)
  checkDestinations(route.route ?? [], findings)
}

function checkRoot({ name = '', redirect, route }: HttpRoute, findings: Findings): void {
  if (redirect) findings.add(`root HTTP route ${name} must not specify redirect`)
  if (route) findings.add(`root HTTP route ${name} must not specify route`)
}

function checkOneAction(http: HttpRoute, isDelegate: boolean, findings: Findings): void {
  const { redirect, directResponse, route = [], fault, rewrite, delegate } = http
  if (isDelegate && delegate) findings.add('delegate HTTP route cannot contain delegate')
  if (redirect) {
    if (route.length > 0) findings.add('HTTP route cannot contain both route and redirect')
    if (fault) findings.add('HTTP route cannot contain both fault and redirect')
    if (rewrite) findings.add('HTTP route rule cannot contain both rewrite and redirect')
    if (directResponse) findings.add('HTTP route cannot contain both redirect and direct_response')
  } else if (directResponse) {
    if (route.length > 0) findings.add('HTTP route cannot contain both route and direct_response')
    if (fault) findings.add('HTTP route cannot contain both fault and direct_response')
    if (rewrite) findings.add('HTTP route rule cannot contain both rewrite and direct_response')
  } else if (route.length === 0) {
    findings.add('HTTP route, redirect or direct_response is required')
  }
}

const MATCHED = ['uri', 'scheme', 'method', 'authority'] as const

function checkMatch(match: HttpMatch, delegating: boolean, findings: Findings): void {
  const named: [string, StringMatch | undefined][] = [
    ...Object.values(match.headers ?? {}).map((one): [string, StringMatch] => ['headers', one]),
    ...MATCHED.map((field): [string, StringMatch | undefined] => [field, match[field]]),
    ...Object.values(match.queryParams ?? {}).map((one): [string, StringMatch] => ['queryParams', one]),
  ]
  for (const [field, wanted] of named) {
    if (!delegating) findings.add(regexProblem(field, wanted?.regex))
    else if (wanted?.regex !== undefined) {
      const what = field === 'uri' ? 'url' : field
      findings.add(`${what} match does not support regex match for delegating`)
    }
  }
  if (match.port !== undefined && match.port !== 0) findings.add(portProblem(match.port))
  checkGatewayNames(match.gateways ?? [], findings)
  const { sourceNamespace } = match
  if (sourceNamespace && !isDnsLabel(sourceNamespace)) {
    findings.add(`sourceNamespace match ${sourceNamespace} is invalid`)
  }
}

/** A port's number. */
export function portProblem(port: number): string | undefined {
  return port >= 1 && port <= 65535 ? undefined : `port number ${port} must be in the range 1..65535`
}

/** The host may be set for a request, as `:authority` or `host`; nothing else that Envoy keeps for itself. */
function checkHeaders(headers: HeaderOperations | undefined, findings: Findings): void {
  const { request, response } = headers ?? {}
  for (const name of [...Object.keys(request?.add ?? {}), ...Object.keys(request?.set ?? {})]) {
    if (name === '') findings.add('header name cannot be empty')
    else if (name.startsWith(':') && name.toLowerCase() !== ':authority') {
      findings.add(`invalid header "${name}": header cannot have ":" prefix`)
    }
  }
  const others = [...Object.keys(response?.add ?? {}), ...Object.keys(response?.set ?? {})]
  for (const name of [...(request?.remove ?? []), ...others, ...(response?.remove ?? [])]) {
    if (name === '') findings.add('header name cannot be empty')
    else if (name.toLowerCase() === 'host') {
      findings.add(`invalid header "${name}": cannot set Host header`)
    } else if (name.startsWith(':')) {
      findings.add(`invalid header "${name}": header cannot have ":" prefix`)
    }
  }
}

function checkFault(fault: HttpRoute['fault'], findings: Findings): void {
  if (!fault) return
  if (!fault.abort && !fault.delay) findings.add('HTTP fault injection must have an abort and/or a delay')
  const status = fault.abort?.httpStatus
  if (status !== undefined && (status < 200 || status > 600)) {
    findings.add(`HTTP status ${status} is not in range 200-599`)
  }
}

function checkRedirect(redirect: HttpRoute['redirect'], findings: Findings): void {
  if (!redirect) return
  const { uri, authority, scheme, port, derivePort, redirectCode } = redirect
  if (!uri && !authority && !scheme && port === undefined && derivePort === undefined) {
    findings.add('redirect must specify URI, authority, scheme, or port')
  }
  if (redirectCode && (redirectCode < 300 || redirectCode > 399)) {
    findings.add(`${redirectCode} is not a valid redirect code, must be 3xx`)
  }
}

function checkRewrite(rewrite: HttpRoute['rewrite'], findings: Findings): void {
  if (!rewrite) return
  const { uri, authority, uriRegexRewrite } = rewrite
  if (!uri && !authority && !uriRegexRewrite) findings.add('rewrite must specify URI, authority, or both')
  if (uri && uriRegexRewrite) findings.add('rewrite may only contain one of URI or uriRegexRewrite')
}

function checkDestinations(routes: NonNullable<HttpRoute['route']>, findings: Findings): void {
  let total = 0
  for (const { destination, weight = 0, headers } of routes) {
    if (!destination) findings.add('destination is required')
    else {
      const { host, port } = destination
      if (host === '*') findings.add('invalid destination host *')
      else findings.add(wildcardDomainProblem(host))
      if (port?.number !== undefined) findings.add(portProblem(port.number))
    }
    if (weight < 0) findings.add(`weight ${weight} < 0`)
    total += weight
    checkHeaders(headers, findings)
  }
  if (routes.length > 1 && total === 0) findings.add('total destination weight = 0')
}
