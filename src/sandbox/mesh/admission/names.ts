/** How istiod judges names of hosts and namespaces (`pkg/config/validation/agent`). */

const LABEL = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/
const WILDCARD_LABEL = /^(?:\*|(?:\*|\*-)?[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)$/

/** A name of one label. */
export function isDnsLabel(name: string): boolean {
  return name.length <= 63 && LABEL.test(name)
}

/** What is wrong with a host whose first label may be a star. */
export function wildcardDomainProblem(domain: string): string | undefined {
  if (domain === '') return 'empty domain name not allowed'
  if (domain.length > 255) return `domain name "${domain}" too long (max 255)`
  const dot = domain.indexOf('.')
  const first = dot < 0 ? domain : domain.slice(0, dot)
  if (!WILDCARD_LABEL.test(first)) return `domain name "${domain}" invalid (label "${first}" invalid)`
  return dot < 0 ? undefined : labelsProblem(domain.slice(dot + 1))
}

/** What is wrong with a host without stars. */
export function domainProblem(domain: string): string | undefined {
  if (domain === '') return 'empty domain name not allowed'
  return domain.length > 255 ? `domain name "${domain}" too long (max 255)` : labelsProblem(domain)
}

function labelsProblem(domain: string): string | undefined {
  const labels = domain.split('.')
  for (const [index, label] of labels.entries()) {
    // A trailing dot is allowed: the name is complete.
    if (index === labels.length - 1 && label === '' && labels.length > 1) return undefined
    if (!isDnsLabel(label)) return `domain name "${domain}" invalid (label "${label}" invalid)`
  }
  return undefined
}

/** What is wrong with `namespace/host`. A gateway's host may leave the namespace out, a sidecar's may not. */
export function qualifiedHostProblem(host: string, of: 'gateway' | 'sidecar'): string | undefined {
  const slash = host.indexOf('/')
  if (slash < 0) {
    return of === 'gateway' ? wildcardDomainProblem(host) : 'host must be of form namespace/dnsName'
  }
  const [namespace, name] = [host.slice(0, slash), host.slice(slash + 1)]
  if (namespace === '' || name === '') return 'config namespace and dnsName in host entry cannot be empty'
  const special = namespace === '*' || namespace === '.' || (of === 'sidecar' && namespace === '~')
  if (!special && !isDnsLabel(namespace)) return `invalid namespace value "${namespace}" in ${of}`
  return wildcardDomainProblem(name)
}

/** What is wrong with an exportTo. */
export function exportToProblems(exportTo: readonly string[] = []): string[] {
  const problems: string[] = []
  const seen = new Set<string>()
  for (const entry of exportTo) {
    if (seen.has(entry)) problems.push(`duplicate entries in exportTo: ${entry}`)
    seen.add(entry)
    if (!['.', '*', '~'].includes(entry) && !isDnsLabel(entry)) {
      problems.push('only .,*, or a valid namespace name is allowed as exportTo entry')
    }
  }
  if (seen.has('*') && seen.size > 1) {
    problems.push('cannot have both public (*) and non-public exportTo values for a resource')
  }
  return problems
}
