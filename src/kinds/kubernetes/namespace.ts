/**
 * The namespaces of teams, with sidecar injection and pod security, and the one of the platform itself.
 * Of the latter nothing is asked but that it is there, so one that stands already is left as it is.
 *
 * The namespaces of Harbor, Keycloak and the gateway are their installers'; they are no things of this kind.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { SystemError } from '../../core/error.ts'
import { keyOf, nameOf } from '../../core/key.ts'
import type { Actual, Desired, Risk } from '../../core/kind.ts'
import type { KubernetesClient, KubernetesObject } from '../../systems/kubernetes/types.ts'
import { fieldManager } from '../../tenancy/names.ts'
import type { Team } from '../../tenancy/tenancy.ts'
import { defineClusterKind } from '../define.ts'
import { uidOf } from '../manifest/address.ts'
import { manifestKind } from '../manifest/kind.ts'
import { markOf } from '../manifest/ownership.ts'
import { isRecord, type ManifestSpec } from '../manifest/projection.ts'

const type = { apiVersion: 'v1', plural: 'namespaces', kind: 'Namespace' } as const
const enforce = 'pod-security.kubernetes.io/enforce'
/** From strict to lax. */
const levels = ['restricted', 'baseline', 'privileged']
/** How long a removal waits for what is inside, in milliseconds. */
const patience = 60_000

const manifests = manifestKind({
  name: 'kubernetes.namespace',
  type,
  // Both injection labels at once: istio-injection wins, and the other one misleads (Istio analyzer IST0123).
  unwantedLabels: ['istio.io/rev', 'istio.io/dataplane-mode'],
  state: ({ metadata }) => (metadata.deletionTimestamp === undefined ? {} : { terminating: true }),
  removalRisks: ['destroys-data'],
  risks,
  *derive({ platform, teams }) {
    yield { key: keyOf('kubernetes.namespace', platform.namespace), team: null, spec: {} }
    for (const team of teams) yield forTeam(team)
  },
})

/**
 * By POST first, and with our mark: an apply would take over a namespace that somebody else has made since we looked, and all
 * that is in it would go with it one day.
 */
const create: typeof manifests.create = async (desired, hands) => {
  const labels = markOf(hands.owner, desired.team)
  const metadata = { name: nameOf(desired.key), labels }
  const object = { apiVersion: type.apiVersion, kind: type.kind, metadata }
  await hands.client.create(type, object, { fieldManager }, hands.signal)
  return await manifests.create(desired, hands)
}

export const namespace = defineClusterKind({
  ...manifests,
  create,
  async update(desired, actual, hands) {
    if (actual.spec['terminating'] !== true) return await manifests.update(desired, actual, hands)
    await untilGone(actual, hands.client, hands.signal)
    await create(desired, hands)
  },
  async remove(actual, { client, signal }) {
    const address = { apiVersion: type.apiVersion, plural: type.plural, name: nameOf(actual.key) }
    await client.delete(address, { uid: actual.id }, signal)
    await untilGone(actual, client, signal)
  },
})

function forTeam({ name, displayName, namespace }: Team): Desired<ManifestSpec> {
  const labels = {
    'istio-injection': 'enabled',
    [enforce]: namespace.podSecurity,
    'pod-security.kubernetes.io/warn': namespace.podSecurity,
    'pod-security.kubernetes.io/audit': namespace.podSecurity,
  }
  return {
    key: keyOf('kubernetes.namespace', namespace.name),
    team: name,
    spec: {
      metadata: {
        labels,
        ...(displayName !== undefined && { annotations: { 'troupe.dev/display-name': displayName } }),
      },
    },
    summary: `${namespace.podSecurity} · ${namespace.network}`,
  }
}

function risks(desired: Desired<ManifestSpec>, actual: Actual<ManifestSpec>): readonly Risk[] {
  const looser = laxness(desired.spec) - laxness(actual.spec)
  if (looser === 0) return []
  // Pods that run go on; those that are made anew may be refused.
  return looser > 0 ? ['exposes'] : ['cuts-access']
}

/** Without the label nothing is enforced, as with the laxest level. */
function laxness({ metadata }: ManifestSpec): number {
  const labels = isRecord(metadata) ? metadata['labels'] : undefined
  const level = levels.indexOf(isRecord(labels) ? String(labels[enforce]) : '')
  return level < 0 ? levels.length - 1 : level
}

/** A namespace goes when all that is in it has gone. Success is that it is gone: until then nothing can be made in it. */
async function untilGone(actual: Actual, client: KubernetesClient, signal: AbortSignal): Promise<void> {
  const address = { apiVersion: type.apiVersion, plural: type.plural, name: nameOf(actual.key) }
  let wait = 50
  for (let waited = 0; ; waited += wait, wait = Math.min(wait * 2, 2_000)) {
    const live = await client.get(address, signal)
    if (!live || uidOf(live) !== actual.id) return
    if (waited >= patience) throw goingAway(live)
    await pause(wait, undefined, { signal })
  }
}

function goingAway(namespace: KubernetesObject): SystemError {
  const { status } = namespace
  const conditions = isRecord(status) && Array.isArray(status['conditions']) ? status['conditions'] : []
  const reasons = conditions.flatMap((one: unknown) =>
    isRecord(one) && one['status'] === 'True' ? [String(one['message'])] : [],
  )
  const why = reasons.length > 0 ? `: ${reasons.join('; ')}` : ''
  return new SystemError(`namespace ${namespace.metadata.name} is still being deleted${why}`, {
    system: 'kubernetes',
    verdict: 'refused',
    status: 0,
  })
}
