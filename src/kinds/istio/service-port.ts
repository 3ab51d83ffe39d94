/**
 * Names of ports in Services that Harbor's chart leaves without one: Istio would have to guess their protocol.
 *
 * The Services are the chart's. We own the one leaf that we send, and only of a Service that is there: the apply carries its
 * uid, as one to an absent Service would make it without a selector (kubernetes contract 18-service-ports).
 * A Service that is absent (an external database, say) leaves nothing to do.
 */
import { Bug } from '../../core/error.ts'
import { keyOf } from '../../core/key.ts'
import type { Actual, Desired, Hands, Kind } from '../../core/kind.ts'
import type { KubernetesClient, KubernetesObject } from '../../systems/kubernetes/types.ts'
import { fieldManager } from '../../tenancy/names.ts'
import type { Platform, Tenancy } from '../../tenancy/tenancy.ts'
import { defineClusterKind } from '../define.ts'
import { keyOfObject, placeOf, uidOf } from '../kubernetes/address.ts'
import { isRecord } from '../kubernetes/projection.ts'
import { type NamedPort, protocolOf } from './protocol.ts'

const type = { apiVersion: 'v1', plural: 'services', kind: 'Service' } as const

interface Spec {
  readonly port: number
  /** A name that says the right protocol counts as ours, however it goes on. */
  readonly name: string
}

const kind: Kind<Tenancy, KubernetesClient, Spec> = {
  name: 'istio.service-port',
  mark: 'parent',
  removable: false,

  *derive({ platform }) {
    const { namespace } = platform.harbor.core
    for (const { service, ...spec } of nameless(platform)) {
      yield { key: keyOf('istio.service-port', namespace, service), team: null, spec, summary: spec.name }
    }
  },

  async observe({ desired, teams }, { client, owner, signal }) {
    if (teams !== undefined) return []
    const namespaces = [...new Set(desired.map(({ key }) => placeOf(key).namespace ?? ''))]
    const lists = await Promise.all(namespaces.map((namespace) => client.list(type, { namespace }, signal)))
    const services = new Map(lists.flat().map((one) => [keyOfObject('istio.service-port', one), one]))
    return desired.map((one) => actualOf(one, services.get(one.key), owner))
  },

  create({ key }) {
    throw new Bug(`${key} was to be made: a Service is only ever repaired`)
  },

  async update({ key, spec }, { id }, { client, signal }: Hands<KubernetesClient>) {
    const object = {
      apiVersion: type.apiVersion,
      kind: type.kind,
      metadata: { ...placeOf(key), uid: id },
      spec: { ports: [{ port: spec.port, name: spec.name }] },
    }
    await client.apply(type, object, { fieldManager, force: true }, signal)
  },

  async remove() {},
}

export const servicePort = defineClusterKind(kind)

/** The ports that harbor-helm leaves unnamed. Its Services share the release's name with core's. */
function nameless({ harbor }: Platform) {
  const release = harbor.core.name.replace(/-core$/, '')
  return [
    { service: harbor.portal.name, port: harbor.portal.port, name: 'http-portal' },
    { service: `${release}-database`, port: 5432, name: 'tcp-postgresql' },
    { service: `${release}-redis`, port: 6379, name: 'tcp-redis' },
  ]
}

/** The repair is ours although the Service is not. */
function actualOf(
  { key, spec }: Desired<Spec>,
  service: KubernetesObject | undefined,
  owner: string,
): Actual<Spec> {
  const found = service && portsOf(service).find(({ port }) => port === spec.port)
  const known = { key, team: null, owner, id: service ? uidOf(service) : '' }
  if (!found) {
    const { namespace, name } = placeOf(key)
    const what = service
      ? `Service ${namespace}/${name} has no port ${spec.port}`
      : `no Service ${namespace}/${name}`
    return { ...known, spec, notes: [`${what}: its port name is left alone`] }
  }
  const right = protocolOf(found) === protocolOf({ port: 0, name: spec.name })
  return { ...known, spec: right ? spec : { port: spec.port, name: found.name ?? '' } }
}

function portsOf({ spec }: KubernetesObject): readonly NamedPort[] {
  const ports: readonly unknown[] = isRecord(spec) && Array.isArray(spec['ports']) ? spec['ports'] : []
  return ports.flatMap((one) => {
    if (!isRecord(one) || typeof one['port'] !== 'number') return []
    const text = (field: string) => (typeof one[field] === 'string' ? { [field]: one[field] } : {})
    return [{ port: one['port'], ...text('name'), ...text('appProtocol'), ...text('protocol') }]
  })
}
