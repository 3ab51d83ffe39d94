/** Aggregated ClusterRoles: their rules are those of the roles that their selectors find. */
import { CLUSTER_ROLES } from '../access/rbac.ts'
import type { Api } from '../api.ts'
import { asList, at, equal, type JsonValue } from '../object.ts'
import { matchesSelector } from '../selectors.ts'
import type { Clock } from './clock.ts'

export function runAggregation({ storage }: Api, clock: Clock): void {
  storage.subscribe(CLUSTER_ROLES, () => {
    clock.soon('aggregation', () => {
      aggregate(storage)
    })
  })
  aggregate(storage)
}

/** Writes the gathered rules; a role that gathers may itself be gathered, so it is done until nothing changes. */
function aggregate(storage: Api['storage']): void {
  for (let changed = true; changed; ) {
    changed = false
    const roles = storage.list(CLUSTER_ROLES)
    for (const role of roles) {
      const selectors = asList(at(role, 'aggregationRule', 'clusterRoleSelectors'))
      if (selectors.length === 0) continue
      const sources = roles.filter(
        (each) =>
          each !== role &&
          selectors.some((selector) => matchesSelector(selector, each.metadata.labels ?? {})),
      )
      const rules: JsonValue[] = []
      for (const rule of sources.flatMap((source) => asList(source['rules']))) {
        if (!rules.some((each) => equal(each, rule))) rules.push(rule)
      }
      if (equal(role['rules'], rules)) continue
      storage.put(CLUSTER_ROLES, { ...role, rules })
      changed = true
    }
  }
}
