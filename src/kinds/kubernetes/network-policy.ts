/**
 * Who may talk to a team's pods, and to whom they may talk: one policy for all pods, so whatever it does not name is refused.
 * Peers are named by `kubernetes.io/metadata.name`, which nobody but the server can set.
 */
import { loses } from '../../core/compare.ts'
import { keyOf } from '../../core/key.ts'
import type { Actual, Desired, Risk } from '../../core/kind.ts'
import { meshRootNamespace } from '../../tenancy/names.ts'
import type { Platform, ServicePlace, Tenancy } from '../../tenancy/tenancy.ts'
import { defineClusterKind } from '../define.ts'
import { manifestKind } from '../manifest/kind.ts'
import { isRecord, listOf, type ManifestSpec } from '../manifest/projection.ts'

export const networkPolicy = defineClusterKind(
  manifestKind({
    name: 'kubernetes.network-policy',
    parent: 'kubernetes.namespace',
    type: { apiVersion: 'networking.k8s.io/v1', plural: 'networkpolicies', kind: 'NetworkPolicy' },
    whole: ['spec'],
    removalRisks: ['exposes'],
    risks,
    creationRisks: ({ spec }): readonly Risk[] =>
      directions.some((direction) => isOpen(rulesOf(spec, direction))) ? ['exposes'] : [],
    derive,
  }),
)

function* derive({ platform, teams }: Tenancy): Iterable<Desired<ManifestSpec>> {
  for (const { name, namespace } of teams) {
    const rules =
      namespace.network === 'open'
        ? { ingress: [{}], egress: [{}] }
        : { ingress: ingress(platform), egress: egress(platform) }
    yield {
      key: keyOf('kubernetes.network-policy', namespace.name, 'troupe-isolation'),
      team: name,
      spec: { spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ...rules } },
      summary: namespace.network,
    }
  }
}

const sameNamespace = { podSelector: {} }

function ingress(platform: Platform) {
  return [{ from: [sameNamespace] }, { from: [gatewayPods(platform)] }]
}

function egress(platform: Platform) {
  const { harbor, keycloak } = platform
  return [
    { to: [sameNamespace] },
    // DNS, also where every node answers for itself (NodeLocal DNS, on its link-local address).
    {
      to: [namespacePeer('kube-system'), { ipBlock: { cidr: '169.254.20.10/32' } }],
      ports: [port(53, 'UDP'), port(53)],
    },
    // istiod: configuration and certificates of the sidecars.
    { to: [namespacePeer(meshRootNamespace)], ports: [port(15012)] },
    { to: [gatewayPods(platform)] },
    { to: [namespacePeer(harbor.core.namespace)], ports: webPorts(harbor.core) },
    { to: [namespacePeer(keycloak.service.namespace)], ports: webPorts(keycloak.service) },
  ]
}

function gatewayPods({ mesh }: Platform) {
  return { ...namespacePeer(mesh.gateway.namespace), podSelector: { matchLabels: mesh.gateway.selector } }
}

function namespacePeer(namespace: string) {
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }
}

/** A policy sees the pod's port, not the Service's: the usual ones of Harbor and Keycloak besides the Service's own. */
function webPorts(service: ServicePlace) {
  return [...new Set([80, 443, 8080, 8443, service.port])].sort((a, b) => a - b).map((number) => port(number))
}

/** With the protocol that the server would fill in. */
function port(number: number, protocol: 'TCP' | 'UDP' = 'TCP') {
  return { port: number, protocol }
}

function risks(desired: Desired<ManifestSpec>, actual: Actual<ManifestSpec>): readonly Risk[] {
  const sides = directions.map((direction) => ({
    to: rulesOf(desired.spec, direction),
    from: rulesOf(actual.spec, direction),
  }))
  const opens = sides.some(({ to, from }) => isOpen(to) && !isOpen(from))
  const closes = sides.some(({ to, from }) => !isOpen(to) && loses(from, to))
  return [...(closes ? (['cuts-access'] as const) : []), ...(opens ? (['exposes'] as const) : [])]
}

const directions = ['ingress', 'egress'] as const

function rulesOf({ spec }: ManifestSpec, direction: (typeof directions)[number]): readonly unknown[] {
  return isRecord(spec) ? listOf(spec[direction]) : []
}

/** Whether some rule has no conditions. */
function isOpen(rules: readonly unknown[]): boolean {
  return rules.some((rule) => isRecord(rule) && Object.keys(rule).length === 0)
}
