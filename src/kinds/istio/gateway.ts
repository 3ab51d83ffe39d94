/**
 * The platform's gateway. Its hosts name the namespace that may answer for them, so no other namespace can
 * (mesh contract 29-hosts-qualified).
 */
import { loses } from '../../core/compare.ts'
import { keyOf } from '../../core/key.ts'
import type { Actual, Desired, Risk } from '../../core/kind.ts'
import type { Platform, Team } from '../../tenancy/tenancy.ts'
import { defineClusterKind } from '../define.ts'
import { manifestKind } from '../manifest/kind.ts'
import { isRecord, listOf, type ManifestSpec } from '../manifest/projection.ts'
import { hostName, networking } from './names.ts'

export const gateway = defineClusterKind(
  manifestKind({
    name: 'istio.gateway',
    parent: 'kubernetes.namespace',
    type: networking('Gateway', 'gateways'),
    whole: ['spec'],
    removalRisks: ['cuts-access'],
    risks,
    *derive({ platform, teams }) {
      const { gateway } = platform.mesh
      const hosts = [...platformHosts(platform), ...teams.flatMap((team) => teamHosts(platform, team))]
      yield {
        key: keyOf('istio.gateway', gateway.namespace, gateway.name),
        team: null,
        spec: {
          spec: { selector: gateway.selector, servers: servers([...new Set(hosts)], gateway.credentialName) },
        },
        summary: `${hosts.length} hosts`,
      }
    },
  }),
)

/** A host that comes in shows nothing before a route names it. */
function risks(desired: Desired<ManifestSpec>, actual: Actual<ManifestSpec>): readonly Risk[] {
  const [to, from] = [doorsOf(desired.spec), doorsOf(actual.spec)]
  const names = (doors: typeof to) => doors.map(({ door }) => door)
  const closes = loses(names(from), names(to))
  const bare = from.some(({ tls }) => tls) && !to.some(({ tls }) => tls)
  return [...(closes ? (['cuts-access'] as const) : []), ...(bare ? (['exposes'] as const) : [])]
}

/** Each host at each port, and whether there is TLS. */
function doorsOf({ spec }: ManifestSpec): readonly { readonly door: string; readonly tls: boolean }[] {
  const servers = isRecord(spec) ? listOf(spec['servers']) : []
  return servers.flatMap((server) => {
    if (!isRecord(server)) return []
    const { port, hosts, tls } = server
    const number = isRecord(port) ? port['number'] : undefined
    return listOf(hosts).map((host) => ({ door: `${host} ${number}`, tls: isRecord(tls) && 'mode' in tls }))
  })
}

function platformHosts({ harbor, keycloak }: Platform): readonly string[] {
  return [
    `${harbor.core.namespace}/${hostName(harbor.url)}`,
    `${keycloak.service.namespace}/${hostName(keycloak.url)}`,
  ]
}

/** All of `<team>.<domain>`, and hosts of apps that lie elsewhere. */
function teamHosts({ domain }: Platform, { name, namespace, apps }: Team): readonly string[] {
  const own = `.${name}.${domain}`
  const elsewhere = apps.map(({ host }) => host).filter((host) => !host.endsWith(own))
  return [`*${own}`, ...elsewhere.sort()].map((host) => `${namespace.name}/${host}`)
}

function servers(hosts: readonly string[], credentialName: string | undefined) {
  const http = { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts }
  if (credentialName === undefined) return [http]
  return [
    { ...http, tls: { httpsRedirect: true } },
    {
      port: { number: 443, name: 'https', protocol: 'HTTPS' },
      hosts,
      tls: { mode: 'SIMPLE', credentialName, minProtocolVersion: 'TLSV1_2' },
    },
  ]
}
