/**
 * Reads Secrets one by one while few are asked for, and all of ours by one list once many are.
 * A thousand reads cost thirty times as much as one list of a thousand (reference: Kubernetes §6.8).
 */
import type { KubernetesClient, KubernetesObject } from '../../systems/kubernetes/types.ts'
import { mark } from '../../tenancy/names.ts'

const resource = { apiVersion: 'v1', plural: 'secrets' } as const
/** So many are read by themselves, however often, before the list is made. */
const few = 6
/** How long a list is believed, in milliseconds. */
const fresh = 5_000

interface Place {
  readonly namespace: string
  readonly name: string
}
type Listed = ReadonlyMap<string, KubernetesObject>

export interface SecretReader {
  /** @returns undefined when it is absent */
  read(place: Place, signal: AbortSignal): Promise<KubernetesObject | undefined>
  /** Something is about to change or has changed: nothing listed before is believed any more. */
  forget(): void
}

export function secretReader(client: KubernetesClient): SecretReader {
  const singles = new Set<string>()
  let list: { readonly until: number; readonly secrets: Promise<Listed> } | undefined

  function listed(signal: AbortSignal): Promise<Listed> {
    const secrets = listOurs(client, signal)
    const mine = { until: Date.now() + fresh, secrets }
    list = mine
    secrets.catch(() => {
      if (list === mine) list = undefined
    })
    return secrets
  }

  return {
    async read(place, signal) {
      if (list && list.until < Date.now()) list = undefined
      const name = `${place.namespace}/${place.name}`
      if (!list && (singles.has(name) || singles.size < few)) {
        singles.add(name)
        return await client.get({ ...resource, ...pick(place) }, signal)
      }
      const secrets = await (list?.secrets ?? listed(signal))
      // What is not marked as ours is not in the list.
      return secrets.get(name) ?? (await client.get({ ...resource, ...pick(place) }, signal))
    },
    forget() {
      singles.clear()
      list = undefined
    },
  }
}

function pick({ namespace, name }: Place): Place {
  return { namespace, name }
}

async function listOurs(client: KubernetesClient, signal: AbortSignal): Promise<Listed> {
  const secrets = await client.list(resource, { labelSelector: `${mark.managedBy}=troupe` }, signal)
  return new Map(secrets.map((one) => [`${one.metadata.namespace}/${one.metadata.name}`, one]))
}
