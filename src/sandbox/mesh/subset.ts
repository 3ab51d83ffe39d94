/** DestinationRules: subsets of endpoints, and TLS towards a backend. */
import { type ClusterView, labelsMatch, namespaceOf, specOf } from './object.ts'
import { type Destination, fullHost } from './registry.ts'

interface TrafficPolicy {
  readonly tls?: { readonly mode?: string }
}
interface DestinationRuleSpec {
  readonly host?: string
  readonly trafficPolicy?: TrafficPolicy
  readonly subsets?: readonly {
    readonly name: string
    readonly labels?: Readonly<Record<string, string>>
    readonly trafficPolicy?: TrafficPolicy
  }[]
}

/** Narrows destinations by what DestinationRules say. */
export interface Subsets {
  /** @returns undefined when a subset is named that does not exist */
  narrow(destination: Destination, host: string, subset: string | undefined): Destination | undefined
}

/** Reads all DestinationRules. */
export function subsetsOf(cluster: ClusterView): Subsets {
  const rules = new Map(
    cluster.list('networking.istio.io', 'destinationrules').map((object) => {
      const spec = specOf<DestinationRuleSpec>(object)
      return [fullHost(spec.host ?? '', namespaceOf(object)), spec]
    }),
  )
  return {
    narrow(destination, host, subset) {
      const rule = rules.get(host)
      const named = rule?.subsets?.find(({ name }) => name === subset)
      if (subset !== undefined && !named) return undefined
      const mode = (named?.trafficPolicy ?? rule?.trafficPolicy)?.tls?.mode
      const tls = mode === 'SIMPLE' || mode === 'MUTUAL'
      const chosen = destination.endpoints.filter(({ labels }) => labelsMatch(named?.labels, labels))
      return { ...destination, endpoints: tls ? chosen.map((one) => ({ ...one, tls })) : chosen }
    },
  }
}
