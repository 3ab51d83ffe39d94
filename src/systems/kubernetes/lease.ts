/**
 * A lock that a crashed holder cannot keep: a Lease, renewed while it is held.
 *
 * Clocks of two machines may differ, so another's Lease counts as abandoned only after it was seen unchanged for as long as it
 * lasts (as client-go's leader election has it), or when its holder was a process of this machine that is no more.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { SystemError } from '../../core/error.ts'
import type { KubernetesClient, ObjectAddress } from './types.ts'

const Lease = z.object({
  metadata: z.object({ resourceVersion: z.string() }).loose(),
  spec: z
    .object({
      holderIdentity: z.string().nullish(),
      leaseDurationSeconds: z.number().nullish(),
      renewTime: z.string().nullish(),
    })
    .loose()
    .default({}),
})
type Lease = z.infer<typeof Lease>

export interface LeaseOptions {
  readonly client: KubernetesClient
  readonly namespace: string
  readonly name: string
  /** Who we are, for others to read: it should say who, where and which process. */
  readonly identity: string
  /** How long it lasts without being renewed. */
  readonly seconds: number
  /** Whether a holder's process is known to have ended. */
  readonly isGone: (identity: string) => boolean
  /** Told once when somebody else holds it and we begin to wait. */
  readonly onWait?: (holder: string, seconds: number) => void
  /** True: wait for as long as the holder renews it. False: give up as soon as the holder is seen to be alive. */
  readonly patient: boolean
}

/** A lock that is held. */
export interface HeldLease {
  /** Aborted when it was lost: somebody else may be at work. */
  readonly lost: AbortSignal
  /** The Lease's version when we took it: compared with an earlier look it tells whether somebody held it in between. */
  readonly version: string | undefined
  release(): Promise<void>
}

const resource = { apiVersion: 'coordination.k8s.io/v1', plural: 'leases' } as const
const fieldManager = 'troupe-lock'

/** @throws SystemError with verdict `conflict` when another holder is alive and we are not patient */
export async function holdLease(options: LeaseOptions, signal: AbortSignal): Promise<HeldLease> {
  const { client, namespace, name, identity, seconds } = options
  const address: ObjectAddress = { ...resource, namespace, name }
  let seen: { readonly lease: Lease; readonly since: number } | undefined
  let version: string | undefined
  for (let told = false; ; told = true) {
    const found = await client.get(address, signal)
    if (!found) {
      if (await tryTo(() => client.create(resource, leaseObject(options), { fieldManager }, signal))) break
      continue
    }
    const lease = Lease.parse(found)
    const holder = lease.spec.holderIdentity
    // Ours already: the answer to our claim was lost.
    if (holder === identity) break
    version = lease.metadata.resourceVersion
    if (!holder || options.isGone(holder) || isAbandoned(seen, lease)) {
      if (
        await tryTo(() =>
          client.mergePatch(address, claim(identity, seconds, lease), { fieldManager }, signal),
        )
      )
        break
      continue
    }
    if (seen && seen.lease.spec.renewTime !== lease.spec.renewTime && !options.patient)
      throw held(name, holder)
    if (seen?.lease.spec.renewTime !== lease.spec.renewTime || !seen) seen = { lease, since: Date.now() }
    if (!told) options.onWait?.(holder, lease.spec.leaseDurationSeconds ?? seconds)
    await pause(500, undefined, { signal })
  }
  return { ...renewing(options, address), version }
}

/** The Lease's version as it stands; undefined where there is none yet. */
export async function leaseVersion(
  { client, namespace, name }: Pick<LeaseOptions, 'client' | 'namespace' | 'name'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const found = await client.get({ ...resource, namespace, name }, signal)
  return found?.metadata.resourceVersion
}

function isAbandoned(
  seen: { readonly lease: Lease; readonly since: number } | undefined,
  lease: Lease,
): boolean {
  if (!seen || seen.lease.spec.renewTime !== lease.spec.renewTime) return false
  return Date.now() - seen.since > (lease.spec.leaseDurationSeconds ?? 15) * 1000
}

function renewing(
  { client, identity, seconds }: LeaseOptions,
  address: ObjectAddress,
): Omit<HeldLease, 'version'> {
  const lost = new AbortController()
  const ended = new AbortController()
  const loop = async () => {
    let lastRenewed = Date.now()
    while (!ended.signal.aborted) {
      await pause((seconds * 1000) / 3, undefined, { signal: ended.signal }).catch(() => undefined)
      if (ended.signal.aborted) return
      try {
        const found = await client.get(address, ended.signal)
        const lease = found && Lease.parse(found)
        if (lease?.spec.holderIdentity !== identity) throw new Error('the lock was taken over')
        await client.mergePatch(address, claim(identity, seconds, lease), { fieldManager }, ended.signal)
        lastRenewed = Date.now()
      } catch (error) {
        if (ended.signal.aborted) return
        const over = Date.now() - lastRenewed > seconds * 1000
        if (over || !(error instanceof SystemError)) return lost.abort(error)
      }
    }
  }
  const renewal = loop()
  return {
    lost: lost.signal,
    async release() {
      ended.abort()
      await renewal
      if (lost.signal.aborted) return
      const signal = AbortSignal.timeout(5000)
      const found = await client.get(address, signal).catch(() => undefined)
      const lease = found && Lease.parse(found)
      if (lease?.spec.holderIdentity !== identity) return
      const patch = {
        metadata: { resourceVersion: lease.metadata.resourceVersion },
        spec: { holderIdentity: null },
      }
      // Whoever comes next waits at most for as long as the Lease lasts.
      await client.mergePatch(address, patch, { fieldManager }, signal).catch(() => undefined)
    },
  }
}

function leaseObject({ namespace, name, identity, seconds }: LeaseOptions) {
  const { spec } = claim(identity, seconds)
  return { apiVersion: resource.apiVersion, kind: 'Lease', metadata: { namespace, name }, spec }
}

/** Under the version that was looked at: of two who try at once, one gets a conflict. */
function claim(identity: string, seconds: number, lease?: Lease) {
  const now = new Date().toISOString().replace('Z', '000Z')
  return {
    ...(lease && { metadata: { resourceVersion: lease.metadata.resourceVersion } }),
    spec: {
      holderIdentity: identity,
      leaseDurationSeconds: seconds,
      renewTime: now,
      ...(lease?.spec.holderIdentity !== identity && { acquireTime: now }),
    },
  }
}

async function tryTo(claim: () => Promise<unknown>): Promise<boolean> {
  try {
    await claim()
    return true
  } catch (error) {
    if (error instanceof SystemError && error.verdict === 'conflict') return false
    throw error
  }
}

function held(name: string, holder: string): SystemError {
  return new SystemError(
    `${holder} is applying just now and holds the lock ${name}: wait for it with  --wait`,
    {
      system: 'kubernetes',
      verdict: 'conflict',
      status: 409,
    },
  )
}
