/** Leader election by a Lease, as client-go's `leaderelection` does it, over @kubernetes/client-node, which has none. */
import { setTimeout as pause } from 'node:timers/promises'
import { ApiException, type CoordinationV1Api, type V1Lease, V1MicroTime } from '@kubernetes/client-node'

/** In milliseconds. The lease must outlast the renewal, or there could be two leaders. */
export interface Terms {
  readonly lease: number
  /** Who has not renewed for so long leads no more. */
  readonly renew: number
  readonly retry: number
}

export interface Candidate {
  readonly name: string
  leads(): boolean
  /** @param release gives the lease up, so that the next need not wait until it runs out */
  stop(release: boolean): Promise<void>
}

export interface Election {
  readonly api: CoordinationV1Api
  readonly namespace: string
  readonly name: string
  readonly terms: Terms
}

/** Starts to stand for election. */
export function stand(election: Election, name: string): Candidate {
  const { terms } = election
  const stopping = new AbortController()
  const attempt = attempting(election, name)
  let until = 0
  const run = async () => {
    while (!stopping.signal.aborted) {
      const renewed = await attempt(name)
      if (renewed !== undefined && !stopping.signal.aborted) until = renewed + terms.renew
      await pause(terms.retry, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const running = run()
  const leads = () => performance.now() < until
  return {
    name,
    leads,
    async stop(release) {
      const led = leads()
      stopping.abort()
      until = 0
      await running
      if (release && led) await attempt('')
    },
  }
}

/** @returns what tries to write a holder into the lease: when it began to, or undefined where it may not or could not */
function attempting({ api, namespace, name, terms }: Election, self: string) {
  let seen = { version: '', at: 0 }
  return async (holder: string): Promise<number | undefined> => {
    try {
      const found = await within(terms.renew, api.readNamespacedLease({ namespace, name }).catch(absent))
      const version = found?.metadata?.resourceVersion ?? ''
      if (version !== seen.version) seen = { version, at: performance.now() }
      const held = found?.spec?.holderIdentity ?? ''
      const taken = held !== '' && held !== self && performance.now() < seen.at + terms.lease
      if (taken || (holder === '' && held !== self)) return undefined
      const begun = performance.now()
      const body = next(found, { namespace, name, holder, seconds: Math.ceil(terms.lease / 1000) })
      const written = found
        ? api.replaceNamespacedLease({ namespace, name, body })
        : api.createNamespacedLease({ namespace, body })
      await within(terms.renew, written)
      return begun
    } catch {
      return undefined
    }
  }
}

function absent(error: unknown): undefined {
  if (!(error instanceof ApiException) || error.code !== 404) throw error
}

interface Taking {
  readonly namespace: string
  readonly name: string
  readonly holder: string
  readonly seconds: number
}

function next(found: V1Lease | undefined, { namespace, name, holder, seconds }: Taking): V1Lease {
  const now = new V1MicroTime()
  const { spec, metadata } = found ?? {}
  const stays = spec?.holderIdentity === holder
  return {
    // With its version: who was faster wins.
    metadata: metadata ?? { namespace, name },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: seconds,
      renewTime: now,
      acquireTime: stays ? (spec?.acquireTime ?? now) : now,
      leaseTransitions: (spec?.leaseTransitions ?? 0) + (stays ? 0 : 1),
    },
  }
}

/** Waits no longer. What comes too late does no harm: the next attempt reads what it wrote. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const over = new AbortController()
  const late = pause(ms, undefined, { signal: over.signal }).then(() => Promise.reject(new Error('too late')))
  work.catch(() => {})
  late.catch(() => {})
  try {
    return await Promise.race([work, late])
  } finally {
    over.abort()
  }
}
