/** One apply at a time for each platform: the second one finds out who is at work, and waits or gives up. */
import { setMaxListeners } from 'node:events'
import { hostname, userInfo } from 'node:os'
import { SystemError } from '../core/error.ts'
import { holdLease, leaseVersion } from '../systems/kubernetes/lease.ts'
import type { KubernetesClient } from '../systems/kubernetes/types.ts'
import { mark } from '../tenancy/names.ts'
import type { Platform } from '../tenancy/tenancy.ts'
import type { Connected } from './connect.ts'
import type { Shell } from './shell.ts'

/** A crashed holder blocks nobody for longer. */
const seconds = 15

export interface LockOptions {
  /** Wait for as long as another apply goes on. */
  readonly wait?: boolean
}

/** How the lock stands before a plan is made, for telling whether somebody applied since. */
export function lockVersion(
  platform: Platform,
  { clients }: Connected,
  shell: Shell,
): Promise<string | undefined> {
  return leaseVersion({ client: clients.kubernetes, ...placeOf(platform) }, shell.signal)
}

function placeOf({ name, namespace }: Platform) {
  return { namespace, name: `troupe-${name}` }
}

/**
 * @param work told the lock's version: another than the one seen before the plan means that somebody applied since
 * @throws SystemError that names the holder when somebody else is applying
 */
export async function withLock<R>(
  platform: Platform,
  { clients }: Connected,
  shell: Shell,
  { wait }: LockOptions,
  work: (shell: Shell, version: string | undefined) => Promise<R>,
): Promise<R> {
  const { kubernetes: client } = clients
  await makeHome(client, platform, shell.signal)
  const lease = await holdLease(
    {
      client,
      ...placeOf(platform),
      identity: `${userInfo().username}@${hostname()} pid ${process.pid} since ${new Date().toISOString()}`,
      seconds,
      isGone,
      patient: wait ?? false,
      onWait: (holder, lasts) => {
        shell.say(
          `Waiting for ${holder}, who holds the lock; if that run has died, its lock ends in ${lasts} s at the most.`,
        )
      },
    },
    shell.signal,
  )
  try {
    const signal = AbortSignal.any([shell.signal, lease.lost])
    setMaxListeners(0, signal)
    return await work({ ...shell, signal }, lease.version)
  } finally {
    await lease.release()
  }
}

/** The lock is in the platform's namespace, which the very first apply has still to make. */
async function makeHome(
  client: KubernetesClient,
  { name, namespace }: Platform,
  signal: AbortSignal,
): Promise<void> {
  const resource = { apiVersion: 'v1', plural: 'namespaces' } as const
  if (await client.get({ ...resource, name: namespace }, signal)) return
  const labels = { [mark.managedBy]: 'troupe', [mark.platform]: name }
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } }
  try {
    await client.create(resource, object, { fieldManager: 'troupe' }, signal)
  } catch (error) {
    if (!(error instanceof SystemError && error.verdict === 'conflict')) throw error
  }
}

/** Only of a process on this machine can we know that it is no more. */
function isGone(identity: string): boolean {
  const [, host, pid] = /@(\S+) pid (\d+) /.exec(identity) ?? []
  if (host !== hostname() || pid === undefined) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
