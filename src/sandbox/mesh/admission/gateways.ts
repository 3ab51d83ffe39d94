/** istiod's validation of Gateways, ServiceEntries, Sidecars and DestinationRules. */
import { type KubernetesObject, specOf } from '../object.ts'
import type { Findings } from './findings.ts'
import { exportToProblems, isDnsLabel, qualifiedHostProblem, wildcardDomainProblem } from './names.ts'
import { portProblem } from './routes.ts'

interface ServerTls {
  readonly httpsRedirect?: boolean
  readonly mode?: string
  readonly serverCertificate?: string
  readonly privateKey?: string
  readonly caCertificates?: string
  readonly credentialName?: string
  readonly credentialNames?: readonly string[]
  readonly tlsCertificates?: readonly unknown[]
}
interface Server {
  readonly port?: { readonly number?: number; readonly protocol?: string; readonly name?: string }
  readonly hosts?: readonly string[]
  readonly tls?: ServerTls
}

const HTTP = ['HTTP', 'HTTP2', 'HTTP_PROXY', 'GRPC', 'GRPC-WEB']
const TLS = ['HTTPS', 'TLS']
const OTHERS = ['MONGO', 'REDIS', 'MYSQL', 'TCP', 'UDP', 'HBONE']
const SUPPORTED = 'HTTP, HTTP2, GRPC, GRPC-WEB, MONGO, REDIS, MYSQL, TCP'

/** Gateway. */
export function checkGateway(gateway: KubernetesObject, findings: Findings): void {
  const { name } = gateway.metadata
  if (!isDnsLabel(name)) findings.add(`invalid gateway name: "${name}"`)
  const { servers = [] } = specOf<{ servers: readonly Server[] }>(gateway)
  if (servers.length === 0) findings.add('gateway must have at least one server')
  for (const server of servers) checkServer(server, findings)
  const seen = new Set<string>()
  for (const { port, tls } of servers) {
    const { name: portName = '', protocol = '' } = port ?? {}
    if (seen.has(portName)) {
      findings.add(`port names in servers must be unique: duplicate name ${portName}`)
    }
    seen.add(portName)
    if (!HTTP.includes(protocol.toUpperCase()) && tls?.httpsRedirect) {
      findings.warn('tls.httpsRedirect should only be used with http servers')
    }
  }
}

function checkServer({ port, hosts = [], tls }: Server, findings: Findings): void {
  if (hosts.length === 0) findings.add('server config must contain at least one host')
  for (const host of hosts) findings.add(qualifiedHostProblem(host, 'gateway'))
  const protocol = (port?.protocol ?? '').toUpperCase()
  const known = [...HTTP, ...TLS, ...OTHERS].includes(protocol)
  if (!known) findings.add(`invalid protocol "${port?.protocol ?? ''}", supported protocols are ${SUPPORTED}`)
  const range = portProblem(port?.number ?? 0)
  findings.add(range)
  if (!port?.name) findings.add('port name must be set')
  if (tls) checkServerTls(tls, findings)
  if (!known || range !== undefined || !port?.name) return
  if (TLS.includes(protocol)) {
    if (!tls) findings.add('server must have TLS settings for HTTPS/TLS protocols')
  } else if (tls) checkPlainServer(tls, HTTP.includes(protocol), findings)
}

/** All that a plain server may say of TLS is that it redirects. */
function checkPlainServer(tls: ServerTls, isHttp: boolean, findings: Findings): void {
  if (!isHttp) {
    findings.add('server cannot have TLS settings for non HTTPS/TLS ports')
    return
  }
  const passes = ['PASSTHROUGH', 'AUTO_PASSTHROUGH', undefined].includes(tls.mode)
  if (!passes || tls.caCertificates || tls.privateKey || tls.serverCertificate) {
    findings.add('server cannot have TLS settings for plain text HTTP ports')
  }
}

function checkServerTls(tls: ServerTls, findings: Findings): void {
  const { mode = 'PASSTHROUGH', credentialName, credentialNames = [], tlsCertificates = [] } = tls
  const { serverCertificate, privateKey, caCertificates } = tls
  const sources = [
    serverCertificate && privateKey,
    credentialName,
    credentialNames.length > 0,
    tlsCertificates.length > 0,
  ]
  if (sources.filter(Boolean).length > 1) {
    findings.add(
      'only one of credential_name, credential_names, server_certificate/private_key, tls_certificates should be specified',
    )
  }
  if (!['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'].includes(mode)) return
  if (credentialName || credentialNames.length > 0 || tlsCertificates.length > 0) return
  const prefix = mode === 'SIMPLE' ? 'SIMPLE TLS' : 'MUTUAL TLS'
  if (mode !== 'SIMPLE' && !caCertificates) findings.add(`${prefix} requires a client CA bundle`)
  if (!serverCertificate) findings.add(`${prefix} requires a server certificate`)
  if (!privateKey) findings.add(`${prefix} requires a private key`)
}

interface ServiceEntrySpec {
  readonly hosts?: readonly string[]
  readonly ports?: readonly { readonly name?: string; readonly protocol?: string }[]
  readonly exportTo?: readonly string[]
}

/** ServiceEntry. */
export function checkServiceEntry(entry: KubernetesObject, findings: Findings): void {
  const { hosts = [], ports = [], exportTo } = specOf<ServiceEntrySpec>(entry)
  for (const host of hosts) findings.add(wildcardDomainProblem(host))
  const names = new Set<string>()
  for (const { name = '' } of ports) {
    if (names.has(name)) findings.add(`service entry port name "${name}" already defined`)
    names.add(name)
  }
  for (const problem of exportToProblems(exportTo)) findings.add(problem)
}

interface SidecarSpec {
  readonly egress?: readonly { readonly hosts?: readonly string[] }[]
}

/** Sidecar. */
export function checkSidecar(sidecar: KubernetesObject, findings: Findings): void {
  for (const { hosts = [] } of specOf<SidecarSpec>(sidecar).egress ?? []) {
    if (hosts.length === 0) findings.add('sidecar: egress listener must contain at least one host')
    for (const host of hosts) findings.add(qualifiedHostProblem(host, 'sidecar'))
  }
}

interface DestinationRuleSpec {
  readonly host?: string
  readonly subsets?: readonly { readonly name?: string }[]
  readonly exportTo?: readonly string[]
}

/** DestinationRule. */
export function checkDestinationRule(destinationRule: KubernetesObject, findings: Findings): void {
  const { host = '', subsets = [], exportTo } = specOf<DestinationRuleSpec>(destinationRule)
  findings.add(wildcardDomainProblem(host))
  for (const { name = '' } of subsets) if (!isDnsLabel(name)) findings.add(`subset name is invalid: ${name}`)
  for (const problem of exportToProblems(exportTo)) findings.add(problem)
}
