/** Keeps the compiled table in step with the cluster, the way istiod pushes. */
import { keySourcesOf } from './authentication.ts'
import type { KeyStore } from './keys.ts'
import { type ClusterView, perVersion } from './object.ts'
import { compile, type Table, type TableOptions } from './table.ts'
import { concerns } from './workload.ts'

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
  ['security.istio.io', 'requestauthentications'],
  ['security.istio.io', 'authorizationpolicies'],
  ['gateway.networking.k8s.io', 'gateways'],
  ['gateway.networking.k8s.io', 'httproutes'],
] as const

/** istiod waits this long for further changes before it pushes (`PILOT_DEBOUNCE_AFTER`). */
const DEBOUNCE = 100

/**
 * Compiles on the first request after a change, so many changes in a row cost one compilation. Keys are asked for when
 * istiod would push, whether requests come or not.
 */
export function configuration(cluster: ClusterView, keys: KeyStore, options: TableOptions): Configuration {
  let table: Table | undefined
  let timer: NodeJS.Timeout | undefined
  let pushed: string | undefined
  let stale = true
  // Without metadata: an annotation alone makes istiod push nothing.
  const described = perVersion((object) => JSON.stringify([object.metadata.name, object['spec'] ?? null]))

  const push = () => {
    stale = false
    const now = WATCHED.flatMap(([group, resource]) => cluster.list(group, resource).map(described)).join(
      '\n',
    )
    if (now === pushed) return
    pushed = now
    const rules = cluster.list('security.istio.io', 'requestauthentications')
    keys.pushed(keySourcesOf(rules.filter((rule) => concerns(rule, options.workload, options.root))))
  }
  const stop = cluster.onChange(() => {
    table = undefined
    stale = true
    clearTimeout(timer)
    timer = setTimeout(push, DEBOUNCE)
    timer.unref()
  })
  return {
    table() {
      if (stale) push()
      table ??= compile(cluster, options)
      return table
    },
    close() {
      clearTimeout(timer)
      stop()
    },
  }
}
