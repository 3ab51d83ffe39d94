/** What a project stores against what it may (harbor contract 38-immutable-and-quota). */
import { now } from '../state/clock.ts'
import type { Harbor } from '../state/harbor.ts'
import { denied } from '../wire/refusal.ts'

type State = Pick<Harbor, 'tables'>

/** @throws `Refusal` 403 when so many more bytes are too many */
export function requireRoom({ tables }: State, projectId: number, bytes: number): void {
  const quota = tables.quotas.one('project', projectId)
  if (!quota || quota.hard === -1 || quota.used + bytes <= quota.hard) return
  const adding = `adding ${humane(bytes)} of storage resource`
  throw denied(`${adding}, which when updated to current usage of ${limit(quota.used, quota.hard)}`)
}

/** @throws `Refusal` 403 when it is full already: then even an upload does not begin */
export function requireNotFull({ tables }: State, projectId: number): void {
  const quota = tables.quotas.one('project', projectId)
  if (!quota || quota.hard === -1 || quota.used < quota.hard) return
  const nothing = 'subtracting 0 B of storage resource'
  throw denied(`${nothing}, which when updated to current usage of ${limit(quota.used, quota.hard)}`)
}

const limit = (used: number, hard: number) =>
  `${humane(used)} will exceed the configured upper limit of ${humane(hard)}.`

/** Notes that the project grew, or shrank. */
export function grow({ tables }: State, projectId: number, bytes: number): void {
  const quota = tables.quotas.one('project', projectId)
  if (!quota || bytes === 0) return
  tables.quotas.update({ ...quota, used: Math.max(0, quota.used + bytes), updated: now() })
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

/** 4000 is `3.9 KiB`, 100 is `100 B`. */
export function humane(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit++
  }
  return unit === 0 ? `${value} B` : `${value.toFixed(1)} ${UNITS[unit]}`
}
