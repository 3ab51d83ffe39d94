/**
 * Every credential of the platform: made here, before anybody uses it, and kept in a Secret that its users name.
 *
 * A value is made once. An existing one is never written over unless it is gone or could not be in force;
 * the fields around it (login, registry, issuer) are repaired with the value kept.
 * The value itself is in no spec: `credential` says only what is wrong with it.
 */
import { SystemError } from '../../core/error.ts'
import type { Key } from '../../core/key.ts'
import type { Actual, Desired, Hands, Kind, Risk } from '../../core/kind.ts'
import type { KubernetesClient, KubernetesObject } from '../../systems/kubernetes/types.ts'
import { fieldManager } from '../../tenancy/names.ts'
import type { Tenancy } from '../../tenancy/tenancy.ts'
import { defineClusterKind } from '../define.ts'
import { addressOf, placeOf, uidOf } from '../manifest/address.ts'
import { liveObjects } from '../manifest/live.ts'
import { markOf, otherWriters, ownerOf, teamOf } from '../manifest/ownership.ts'
import { dataOf, dockerConfig, isCredential, textsOf } from './credential.ts'
import { type CredentialSpec, credentialsOf } from './credentials.ts'
import { stamper } from './vault.ts'

const type = { apiVersion: 'v1', plural: 'secrets', kind: 'Secret' } as const
const dockerConfigKey = '.dockerconfigjson'

type ClusterHands = Hands<KubernetesClient>

const kind: Kind<Tenancy, KubernetesClient, CredentialSpec> = {
  name: 'kubernetes.secret',
  parent: 'kubernetes.namespace',
  mark: 'own',
  // A Secret's type is fixed; the one made anew has a new credential.
  immutable: ['type'],
  removalRisks: ['cuts-access'],
  risks: ({ spec }, { spec: was }): readonly Risk[] =>
    was.credential === 'malformed' || was.type !== spec.type ? ['rotates-credential'] : [],
  derive: credentialsOf,

  async observe(scope, hands) {
    const live = await liveObjects('kubernetes.secret', type, scope, hands)
    const wanted = new Map(scope.desired.map((one) => [one.key, one]))
    return [...live].map(([key, object]) => actualOf(key, object, wanted.get(key)))
  },

  /** By POST, since an apply would write over what a lost answer or a second run has left there already. */
  async create(desired, { client, owner, vault, signal }) {
    const value = vault.mint()
    const { namespace = '', name } = placeOf(desired.key)
    const metadata = { namespace, name, labels: markOf(owner, desired.team) }
    const { apiVersion, kind } = type
    const object = { ...contentOf(desired.spec, value), apiVersion, kind, metadata }
    const uid = uidOf(await client.create(type, object, { fieldManager }, signal))
    vault.keep({ namespace, name, key: desired.spec.key }, value, uid)
    return uid
  },

  async update(desired, actual, hands) {
    const live = await current(actual, hands)
    const kept = textsOf(live).get(desired.spec.key)
    const value = kept !== undefined && isCredential(kept) ? kept : hands.vault.mint()
    const { uid, resourceVersion } = live.metadata
    const labels = markOf(hands.owner, desired.team)
    const patch = { ...contentOf(desired.spec, value), metadata: { uid, resourceVersion, labels } }
    await hands.client.mergePatch(addressOf(type, desired.key), patch, { fieldManager }, hands.signal)
  },

  async remove({ key, id }, { client, signal }) {
    await client.delete(addressOf(type, key), { uid: id }, signal)
  },
}

export const secret = defineClusterKind(kind)

function contentOf({ type: secretType, key, fields, registry }: CredentialSpec, value: string) {
  const config = registry && { [dockerConfigKey]: dockerConfig(registry, fields['username'] ?? '', value) }
  return { type: secretType, data: dataOf({ ...fields, [key]: value, ...config }) }
}

/** The object as it is now: the value to keep must be the present one. @throws SystemError when it has changed hands */
async function current({ key, id }: Actual, { client, signal }: ClusterHands): Promise<KubernetesObject> {
  const live = await client.get(addressOf(type, key), signal)
  if (live && uidOf(live) === id) return live
  const { namespace, name } = placeOf(key)
  throw new SystemError(`secret ${namespace}/${name} was removed while it was being repaired: plan again`, {
    system: 'kubernetes',
    verdict: 'conflict',
    status: live ? 409 : 404,
  })
}

function actualOf(
  key: Key,
  object: KubernetesObject,
  desired: Desired<CredentialSpec> | undefined,
): Actual<CredentialSpec> {
  const owner = ownerOf(object)
  const notes = otherWriters(object)
  return {
    key,
    team: owner === null ? (desired?.team ?? null) : teamOf(object),
    spec: specOf(object, desired?.spec),
    id: uidOf(object),
    owner,
    facts: { inForceSince: inForceSince(object) },
    ...(notes.length > 0 && { notes }),
  }
}

/** When the value was last given to its holder; until then, when the Secret was made. */
function inForceSince({ metadata }: KubernetesObject): string {
  const stamped = metadata.managedFields?.find(({ manager }) => manager === stamper)
  return stamped?.time ?? metadata.creationTimestamp ?? ''
}

/** Of the data only the fields that are wanted are ours; what people put beside them stays. */
function specOf(object: KubernetesObject, wanted: CredentialSpec | undefined): CredentialSpec {
  const texts = textsOf(object)
  const key = wanted?.key ?? (texts.has('clientSecret') ? 'clientSecret' : 'password')
  const value = texts.get(key)
  const fields = Object.keys(wanted?.fields ?? {}).flatMap((name) => {
    const text = texts.get(name)
    return text === undefined ? [] : [[name, text] as const]
  })
  const registry = registryOf(texts.get(dockerConfigKey), wanted, value)
  return {
    type: String(object['type'] ?? 'Opaque'),
    key,
    fields: Object.fromEntries(fields),
    ...(registry !== undefined && { registry }),
    credential: value === undefined || value === '' ? 'gone' : isCredential(value) ? 'kept' : 'malformed',
  }
}

/** The registry whose login the docker configuration is; words where it is not the one that belongs there. */
function registryOf(
  config: string | undefined,
  wanted: CredentialSpec | undefined,
  value: string | undefined,
): string | undefined {
  if (!wanted?.registry) return undefined
  if (config === undefined) return undefined
  const right = dockerConfig(wanted.registry, wanted.fields['username'] ?? '', value ?? '')
  return config === right ? wanted.registry : 'another login'
}
