/** Quota status: what is used, counted again a moment after something of the namespace has changed. */
import { QUOTAS, touches, usedOf } from '../admission/quota.ts'
import type { Api } from '../api.ts'
import { asObject, at, equal } from '../object.ts'
import type { Clock } from './clock.ts'

export function runQuotas({ storage, registry }: Api, clock: Clock): void {
  const visit = (namespace: string) => {
    clock.soon(
      `quota ${namespace}`,
      () => {
        for (const quota of storage.list(QUOTAS, namespace)) {
          const hard = asObject(at(quota, 'spec', 'hard'))
          const status = { hard, used: usedOf(quota, storage) }
          if (!equal(quota['status'], status)) storage.put(QUOTAS, { ...quota, status })
        }
      },
      20,
    )
  }
  for (const { metadata } of storage.list(QUOTAS)) visit(metadata.namespace ?? '')
  storage.subscribe(undefined, ({ resource, namespace, type }) => {
    if (namespace === '' || storage.count(QUOTAS, namespace) === 0) return
    const counted = storage.list(QUOTAS, namespace).some((quota) => touches(quota, resource, registry))
    if (resource === QUOTAS ? type !== 'DELETED' : counted) visit(namespace)
  })
}
