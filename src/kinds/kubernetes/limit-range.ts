/** What a container of a team gets when it says nothing. Quantities are compared by value. */
import { keyOf } from '../../core/key.ts'
import type { Team } from '../../tenancy/tenancy.ts'
import { defineClusterKind } from '../define.ts'
import { manifestKind } from '../manifest/kind.ts'
import { isRecord, listOf, type ManifestSpec } from '../manifest/projection.ts'
import { canonicalQuantities, tightens } from './quantity.ts'

export const limitRange = defineClusterKind(
  manifestKind({
    name: 'kubernetes.limit-range',
    parent: 'kubernetes.namespace',
    type: { apiVersion: 'v1', plural: 'limitranges', kind: 'LimitRange' },
    whole: ['spec'],
    canonical,
    // A lower limit ends containers that need more. A request is only a reservation.
    risks: (desired, actual) =>
      tightens(limitsOf(desired.spec), limitsOf(actual.spec)) ? ['cuts-access'] : [],
    *derive({ teams }) {
      for (const { name, namespace } of teams) {
        const container = containerLimits(namespace.limits)
        if (Object.keys(container).length === 1) continue
        yield {
          key: keyOf('kubernetes.limit-range', namespace.name, 'troupe-limits'),
          team: name,
          spec: { spec: { limits: [container] } },
        }
      }
    },
  }),
)

/**
 * The server fills in requests from limits, so we send what it would make of them (kubernetes contract 14-limit-range).
 * An empty map would come back absent.
 */
function containerLimits({ default: limits, defaultRequest }: Team['namespace']['limits']) {
  const requests = { ...limits, ...defaultRequest }
  return {
    type: 'Container',
    ...(Object.keys(limits).length > 0 && { default: limits }),
    ...(Object.keys(requests).length > 0 && { defaultRequest: requests }),
  }
}

/** What a container may use that says nothing of it. */
function limitsOf({ spec }: ManifestSpec): unknown {
  const all = isRecord(spec) ? listOf(spec['limits']) : []
  const container = all.find((one) => isRecord(one) && one['type'] === 'Container')
  return isRecord(container) ? container['default'] : undefined
}

function canonical(manifest: ManifestSpec): ManifestSpec {
  const { spec } = manifest
  if (!isRecord(spec) || !Array.isArray(spec['limits'])) return manifest
  const limits = spec['limits'].map((limit: unknown) =>
    isRecord(limit)
      ? Object.fromEntries(
          Object.entries(limit).map(([name, value]) => [
            name,
            isRecord(value) ? canonicalQuantities(value) : value,
          ]),
        )
      : limit,
  )
  return { ...manifest, spec: { ...spec, limits } }
}
