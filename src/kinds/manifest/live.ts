/** Looks at what a cluster holds: all that carries our mark by one list, and what stands unmarked in the way. */
import type { Key, KindName } from '../../core/key.ts'
import type { Desired, Hands, Scope } from '../../core/kind.ts'
import type { KubernetesClient, KubernetesObject, Resource } from '../../systems/kubernetes/types.ts'
import { addressOf, keyOfObject, namespaceKey, placeOf } from './address.ts'
import { markSelector } from './ownership.ts'

/**
 * One list for all teams. What is wanted and not in it is asked for by name, where its namespace stands,
 * so a cycle in which everything is ours costs one request.
 */
export async function liveObjects(
  kind: KindName,
  resource: Resource,
  scope: Scope,
  { client, owner, signal }: Hands<KubernetesClient>,
): Promise<ReadonlyMap<Key, KubernetesObject>> {
  if (scope.teams?.size === 0) return new Map()
  const marked = await client.list(resource, { labelSelector: markSelector(owner, scope.teams) }, signal)
  const found = new Map(marked.map((object) => [keyOfObject(kind, object), object]))
  const unmet = scope.desired.filter(canBeThere(scope)).filter(({ key }) => !found.has(key))
  const met =
    unmet.length > many
      ? await listed(unmet)
      : await Promise.all(unmet.map(({ key }) => client.get(addressOf(resource, key), signal)))
  for (const object of met) if (object) found.set(keyOfObject(kind, object), object)
  return found

  /**
   * Everything of this resource in a few namespaces, or in all, whoever made it: one list costs less than many questions,
   * but the one of all Secrets may be long.
   */
  async function listed(wanted: readonly Desired[]): Promise<readonly KubernetesObject[]> {
    const keys = new Set(wanted.map(({ key }) => key))
    const namespaces = [...new Set(wanted.map(({ key }) => placeOf(key).namespace))]
    const places = namespaces.length > many ? [undefined] : namespaces
    const lists = await Promise.all(
      places.map((namespace) => client.list(resource, namespace === undefined ? {} : { namespace }, signal)),
    )
    return lists.flat().filter((object) => keys.has(keyOfObject(kind, object)))
  }
}

/** From here on things are looked for by a list and not one by one. */
const many = 6

/**
 * A team's own namespace is among the parents once it stands; those of the installed systems never are.
 * Into these lie things of the platform too, or of several teams: that is how they are told apart.
 */
function canBeThere({ parents, desired, teams }: Scope): (one: Desired) => boolean {
  const standing = new Set(parents.map(({ key }) => key))
  const owners = new Map<string, Set<string | null>>()
  for (const { key, team } of desired) {
    const namespace = placeOf(key).namespace ?? ''
    owners.set(namespace, (owners.get(namespace) ?? new Set()).add(team))
  }
  return ({ key, team }) => {
    const { namespace } = placeOf(key)
    if (namespace === undefined || team === null || teams !== undefined) return true
    return standing.has(namespaceKey(namespace)) || (owners.get(namespace)?.size ?? 0) > 1
  }
}
