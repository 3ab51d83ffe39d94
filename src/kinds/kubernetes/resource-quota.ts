/** What a team's namespace may use in all. Quantities are compared by value. */
import { keyOf } from '../../core/key.ts'
import { defineClusterKind } from '../define.ts'
import { manifestKind } from '../manifest/kind.ts'
import { isRecord, type ManifestSpec } from '../manifest/projection.ts'
import { canonicalQuantities, tightens } from './quantity.ts'

export const resourceQuota = defineClusterKind(
  manifestKind({
    name: 'kubernetes.resource-quota',
    parent: 'kubernetes.namespace',
    type: { apiVersion: 'v1', plural: 'resourcequotas', kind: 'ResourceQuota' },
    whole: ['spec'],
    canonical,
    // What runs goes on; what is more than that can't be made any more.
    risks: (desired, actual) => (tightens(hardOf(desired.spec), hardOf(actual.spec)) ? ['cuts-access'] : []),
    *derive({ teams }) {
      for (const { name, namespace } of teams) {
        if (Object.keys(namespace.quota).length === 0) continue
        yield {
          key: keyOf('kubernetes.resource-quota', namespace.name, 'troupe-quota'),
          team: name,
          spec: { spec: { hard: namespace.quota } },
          summary: Object.entries(namespace.quota)
            .map(([resource, quantity]) => `${resource} ${quantity}`)
            .join(' · '),
        }
      }
    },
  }),
)

function hardOf({ spec }: ManifestSpec): unknown {
  return isRecord(spec) ? spec['hard'] : undefined
}

function canonical(manifest: ManifestSpec): ManifestSpec {
  const { spec } = manifest
  if (!isRecord(spec) || !isRecord(spec['hard'])) return manifest
  return { ...manifest, spec: { ...spec, hard: canonicalQuantities(spec['hard']) } }
}
