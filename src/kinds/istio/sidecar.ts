/** What the sidecars of a team know of: its own namespace, the mesh's, Harbor and Keycloak. Visibility; the network policy is the fence. */
import { loses } from '../../core/compare.ts'
import { keyOf } from '../../core/key.ts'
import { meshRootNamespace, serviceHost } from '../../tenancy/names.ts'
import type { Platform, ServicePlace } from '../../tenancy/tenancy.ts'
import { defineClusterKind } from '../define.ts'
import { manifestKind } from '../manifest/kind.ts'
import { isRecord, listOf, type ManifestSpec } from '../manifest/projection.ts'
import { networking } from './names.ts'

export const sidecar = defineClusterKind(
  manifestKind({
    name: 'istio.sidecar',
    parent: 'kubernetes.namespace',
    type: networking('Sidecar', 'sidecars'),
    whole: ['spec'],
    // What it knows of more than before the network policy still refuses.
    risks: (desired, actual) => {
      const [to, from] = [knownTo(desired.spec), knownTo(actual.spec)]
      return !to.includes('*/*') && loses(from, to) ? ['cuts-access'] : []
    },
    *derive({ platform, teams }) {
      for (const { name, namespace } of teams) {
        const open = namespace.network === 'open'
        const egress = [{ hosts: open ? ['*/*'] : reachable(platform) }]
        const outboundTrafficPolicy = { mode: open ? 'ALLOW_ANY' : 'REGISTRY_ONLY' }
        yield {
          key: keyOf('istio.sidecar', namespace.name, 'default'),
          team: name,
          spec: { spec: { egress, outboundTrafficPolicy } },
          summary: outboundTrafficPolicy.mode,
        }
      }
    },
  }),
)

/** Hosts of the mesh, and `ALLOW_ANY` where all others may be asked, too. */
function knownTo({ spec }: ManifestSpec): readonly unknown[] {
  const { egress, outboundTrafficPolicy: outside } = isRecord(spec) ? spec : {}
  const hosts = listOf(egress).flatMap((one) => (isRecord(one) ? listOf(one['hosts']) : []))
  return isRecord(outside) && outside['mode'] === 'ALLOW_ANY' ? [...hosts, 'ALLOW_ANY'] : hosts
}

function reachable({ mesh, harbor, keycloak }: Platform): readonly string[] {
  const hosts = [
    './*',
    `${meshRootNamespace}/*`,
    `${mesh.gateway.namespace}/*`,
    service(harbor.core),
    service(keycloak.service),
  ]
  return [...new Set(hosts)]
}

function service(place: ServicePlace): string {
  return `${place.namespace}/${serviceHost(place)}`
}
