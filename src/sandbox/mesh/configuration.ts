/** Keeps the compiled table in step with the cluster, the way istiod pushes. */
import type { KeyStore } from './keys.ts'
import { type ClusterView, perVersion } from './object.ts'
import { compile, type Table, type TableOptions } from './table.ts'

/** The table as of the last change. */
export interface Configuration {
  table(): Table
  close(): void
}

/** What istiod watches for a gateway. */
const WATCHED = [
  ['networking.istio.io', 'gateways'],
  ['networking.istio.io', 'virtualservices'],
  ['networking.istio.io', 'destinationrules'],
  ['networking.istio.io', 'serviceentries'],
  ['networking.istio.io', 'workloadentries'],
  ['security.istio.io', 'requestauthentications'],
  ['security.istio.io', 'authorizationpolicies'],
  ['gateway.networking.k8s.io', 'gateways'],
  ['gateway.networking.k8s.io', 'httproutes'],
  ['gateway.networking.k8s.io', 'referencegrants'],
  ['', 'services'],
  ['', 'endpoints'],
  ['', 'pods'],
  ['', 'namespaces'],
] as const

/** Compiles on the first request after a change: many changes in a row cost one compilation. */
export function configuration(cluster: ClusterView, keys: KeyStore, options: TableOptions): Configuration {
  let table: Table | undefined
  let pushed = ''
  const described = perVersion((object) => JSON.stringify([object.metadata.name, object['spec'] ?? null]))
  const stop = cluster.onChange(() => {
    table = undefined
  })

  /** The configuration without metadata: an annotation alone makes istiod push nothing. */
  const fingerprint = () =>
    WATCHED.flatMap(([group, resource]) => cluster.list(group, resource).map(described)).join('\n')

  const refresh = (): Table => {
    const compiled = compile(cluster, options)
    const now = fingerprint()
    if (now !== pushed) {
      const rules = compiled.edges.flatMap(({ jwtRules }) => jwtRules)
      keys.pushed(rules.flatMap(({ keys: source }) => ('keys' in source ? [] : [source])))
    }
    pushed = now
    return compiled
  }
  return {
    table() {
      table ??= refresh()
      return table
    },
    close: stop,
  }
}
