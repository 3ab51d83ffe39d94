/**
 * Mutual TLS: the mesh's default, and one policy for each namespace, with exceptions by port.
 * The elder policy of a scope wins, and a namespace's wins over the mesh's, so a team's namespace gets its own.
 */
import { type Key, keyOf } from '../../core/key.ts'
import type { Actual, Desired, Risk } from '../../core/kind.ts'
import { meshRootNamespace } from '../../tenancy/names.ts'
import type { ServicePlace, Tenancy } from '../../tenancy/tenancy.ts'
import { defineClusterKind } from '../define.ts'
import { manifestKind } from '../manifest/kind.ts'
import { isRecord, type ManifestSpec } from '../manifest/projection.ts'
import { security } from './names.ts'

export const peerAuthentication = defineClusterKind(
  manifestKind({
    name: 'istio.peer-authentication',
    parent: 'kubernetes.namespace',
    type: security('PeerAuthentication', 'peerauthentications'),
    whole: ['spec'],
    removalRisks: ['exposes'],
    risks,
    derive,
  }),
)

function* derive({ platform, teams }: Tenancy): Iterable<Desired<ManifestSpec>> {
  const { mesh, harbor, keycloak } = platform
  const mtls = { mode: mesh.mtls }
  const byDefault = (namespace: string, team: string | null): Desired<ManifestSpec> => ({
    key: keyIn(namespace, 'default'),
    team,
    spec: { spec: { mtls } },
    summary: mesh.mtls,
  })
  yield byDefault(meshRootNamespace, null)
  if (harbor.core.namespace !== meshRootNamespace) yield byDefault(harbor.core.namespace, null)
  yield {
    key: keyIn(keycloak.service.namespace, 'keycloak-peers'),
    team: null,
    spec: {
      spec: {
        selector: { matchLabels: { app: 'keycloak' } },
        mtls,
        portLevelMtls: Object.fromEntries(
          plainPorts(keycloak.service).map((port) => [port, { mode: 'PERMISSIVE' }]),
        ),
      },
    },
    summary: `${mesh.mtls}, but for ports ${plainPorts(keycloak.service).join(', ')}`,
  }
  for (const { name, namespace } of teams) yield byDefault(namespace.name, name)
}

/**
 * Ports of Keycloak's pods that are reached without the mesh's TLS: istiod is outside of the mesh and fetches the keys of
 * tokens in plain text (reference: Istio §0.4); JGroups and its failure detection bring a TLS of their own (§4.2).
 */
function plainPorts({ port }: ServicePlace): readonly string[] {
  const web = port < 1024 ? [8080] : [8080, port]
  return [...new Set([7800, 57800, ...web])].sort((a, b) => a - b).map(String)
}

function keyIn(namespace: string, name: string): Key {
  return keyOf('istio.peer-authentication', namespace, name)
}

function risks(desired: Desired<ManifestSpec>, actual: Actual<ManifestSpec>): readonly Risk[] {
  const ports = [desired, actual].flatMap(({ spec }) => Object.keys(modesOf(spec).ports))
  const pairs = ['', ...ports].map((port) => [isStrict(desired.spec, port), isStrict(actual.spec, port)])
  const closes = pairs.some(([to, from]) => to && !from)
  const opens = pairs.some(([to, from]) => from && !to)
  return [...(closes ? (['cuts-access'] as const) : []), ...(opens ? (['exposes'] as const) : [])]
}

function isStrict(manifest: ManifestSpec, port: string): boolean {
  const { mode, ports } = modesOf(manifest)
  const own = ports[port]
  return (isRecord(own) ? own['mode'] : mode) === 'STRICT'
}

function modesOf({ spec }: ManifestSpec) {
  const { mtls, portLevelMtls: ports } = isRecord(spec) ? spec : {}
  return { mode: isRecord(mtls) ? mtls['mode'] : undefined, ports: isRecord(ports) ? ports : {} }
}
