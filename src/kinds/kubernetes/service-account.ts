/**
 * The pull secret on a team's service accounts, kept attached.
 *
 * `imagePullSecrets` is one list that whoever writes owns whole (kubernetes contract 08-service-account-pull-secrets),
 * so ours is put behind the entries of others under the version that was read, and only ours is taken away again.
 * The account itself is the team's: one that is missing is made, none is ever deleted, since workloads may run as it.
 */
import { SystemError } from '../../core/error.ts'
import { type Key, keyOf } from '../../core/key.ts'
import type { Actual, Hands, Kind } from '../../core/kind.ts'
import type { KubernetesClient, KubernetesObject } from '../../systems/kubernetes/types.ts'
import { fieldManager, registrySecret } from '../../tenancy/names.ts'
import type { Tenancy } from '../../tenancy/tenancy.ts'
import { defineClusterKind } from '../define.ts'
import { addressOf, keyOfObject, namespaceKey, placeOf, uidOf } from '../manifest/address.ts'
import { isRecord } from '../manifest/projection.ts'

const type = { apiVersion: 'v1', plural: 'serviceaccounts', kind: 'ServiceAccount' } as const
/** The name of the pull secret is the same in every team's namespace, and reserved there. */
const pullSecret = registrySecret({ namespace: { name: '' } }, 'pull').name

interface Spec {
  /** Absent where it is not attached. */
  readonly pullSecret?: string
}

const kind: Kind<Tenancy, KubernetesClient, Spec> = {
  name: 'kubernetes.service-account',
  parent: 'kubernetes.namespace',
  needs: ['kubernetes.secret'],
  mark: 'parent',
  removalRisks: ['cuts-access'],

  *derive({ teams }) {
    for (const team of teams) {
      const { namespace, name } = registrySecret(team, 'pull')
      for (const account of new Set(team.namespace.serviceAccounts)) {
        yield {
          key: keyOf('kubernetes.service-account', namespace, account),
          team: team.name,
          after: [keyOf('kubernetes.secret', namespace, name)],
          spec: { pullSecret: name },
          summary: `pulls with ${name}`,
        }
      }
    }
  },

  async observe({ parents, desired, teams }, { client, signal }) {
    const places = new Set(desired.map(({ key }) => namespaceKey(placeOf(key).namespace ?? '')))
    const ofTeams = parents.filter(
      ({ key, team }) => team !== null && (!teams || teams.has(team) || places.has(key)),
    )
    const namespaces = new Map(ofTeams.map((parent) => [parent.key, parent]))
    const wanted = new Set<Key>(desired.map(({ key }) => key))
    const accounts = await listAccounts([...namespaces.keys()], teams !== undefined, client, signal)
    return accounts.flatMap((account): Actual<Spec>[] => {
      const key = keyOfObject('kubernetes.service-account', account)
      const parent = namespaces.get(namespaceKey(account.metadata.namespace ?? ''))
      const attached = pullSecretsOf(account).some(isOurs)
      if (!parent || !(attached || wanted.has(key))) return []
      const spec = attached ? { pullSecret } : {}
      return [{ key, team: parent.team, spec, id: uidOf(account), owner: parent.owner }]
    })
  },

  /** A namespace's `default` account comes by itself soon after the namespace; others are made here. */
  async create({ key, spec }, hands) {
    const { client, signal } = hands
    const standing = await rewrite(key, hands, (others) => [...others, { name: pullSecret }])
    if (standing !== undefined) return standing
    const object = {
      apiVersion: type.apiVersion,
      kind: type.kind,
      metadata: placeOf(key),
      imagePullSecrets: [{ name: spec.pullSecret }],
    }
    return uidOf(await client.create(type, object, { fieldManager }, signal))
  },

  async update({ key }, _, hands) {
    if ((await rewrite(key, hands, (others) => [...others, { name: pullSecret }])) !== undefined) return
    const { namespace, name } = placeOf(key)
    const message = `service account ${namespace}/${name} was removed while it was being changed`
    throw new SystemError(message, { system: 'kubernetes', verdict: 'conflict', status: 404 })
  },
  async remove({ key }, hands) {
    await rewrite(key, hands, (others) => others)
  },
}

export const serviceAccount = defineClusterKind(kind)

/** One list for all where all are asked for; the list can't be narrowed by label, since the accounts are not ours. */
async function listAccounts(
  namespaces: readonly Key[],
  narrowed: boolean,
  client: KubernetesClient,
  signal: AbortSignal,
): Promise<readonly KubernetesObject[]> {
  if (namespaces.length === 0) return []
  if (!narrowed) return await client.list(type, {}, signal)
  const lists = namespaces.map((key) => client.list(type, { namespace: placeOf(key).name }, signal))
  return (await Promise.all(lists)).flat()
}

/**
 * @returns the account's uid, undefined when it is not there
 * @throws SystemError with verdict `conflict` when somebody wrote in between
 */
async function rewrite(
  key: Key,
  { client, signal }: Hands<KubernetesClient>,
  change: (others: readonly unknown[]) => readonly unknown[],
): Promise<string | undefined> {
  const account = await client.get(addressOf(type, key), signal)
  if (!account) return undefined
  const { uid, resourceVersion } = account.metadata
  const imagePullSecrets = change(pullSecretsOf(account).filter((entry) => !isOurs(entry)))
  const patch = { metadata: { uid, resourceVersion }, imagePullSecrets }
  await client.mergePatch(addressOf(type, key), patch, { fieldManager }, signal)
  return uidOf(account)
}

function pullSecretsOf({ imagePullSecrets }: KubernetesObject): readonly unknown[] {
  return Array.isArray(imagePullSecrets) ? imagePullSecrets : []
}

function isOurs(entry: unknown): boolean {
  return isRecord(entry) && entry['name'] === pullSecret
}
