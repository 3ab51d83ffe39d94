/**
 * Names of ports in Harbor's own Services that Istio can't read a protocol from, so that it would have to guess:
 * its chart leaves some without a name, and older charts named the registry's `registry` (reference: Istio §2.4).
 *
 * The Services are the chart's. We own the one leaf that we send, and only of a Service that is there: the apply carries its
 * uid, as one to an absent Service would make it without a selector (kubernetes contract 18-service-ports).
 * A Service that is absent (an external database, say) leaves nothing to do.
 */
import { Bug } from '../../core/error.ts'
import { keyOf } from '../../core/key.ts'
import type { Actual, Desired, Kind } from '../../core/kind.ts'
import type { KubernetesClient, KubernetesObject } from '../../systems/kubernetes/types.ts'
import { fieldManager } from '../../tenancy/names.ts'
import type { Platform, Tenancy } from '../../tenancy/tenancy.ts'
import { defineClusterKind } from '../define.ts'
import { addressOf, keyOfObject, placeOf, uidOf } from '../manifest/address.ts'
import { isRecord } from '../manifest/projection.ts'
import { type NamedPort, protocolOf } from './protocol.ts'

const type = { apiVersion: 'v1', plural: 'services', kind: 'Service' } as const

interface Spec {
  /** By the port's number. A name that says the right protocol counts as ours, however it goes on. */
  readonly ports: Readonly<Record<string, string>>
}

const kind: Kind<Tenancy, KubernetesClient, Spec> = {
  name: 'istio.service-port',
  mark: 'parent',
  removable: false,

  *derive({ platform }) {
    const { namespace } = platform.harbor.core
    for (const [service, ports] of Object.entries(portNames(platform))) {
      const summary = Object.values(ports).join(', ')
      yield { key: keyOf('istio.service-port', namespace, service), team: null, spec: { ports }, summary }
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

  async update({ key, spec }, { id }, { client, signal }) {
    const live = await client.get(addressOf(type, key), signal)
    if (!live || uidOf(live) !== id) return
    const metadata = { ...placeOf(key), uid: id }
    const ports = portsToSend(spec, live)
    const object = { apiVersion: type.apiVersion, kind: type.kind, metadata, spec: { ports } }
    await client.apply(type, object, { fieldManager, force: true }, signal)
  },

  async remove() {},
}

export const servicePort = defineClusterKind(kind)

/** Harbor's Services share the release's name with core's. */
function portNames({ harbor }: Platform): Readonly<Record<string, Spec['ports']>> {
  const release = harbor.core.name.replace(/-core$/, '')
  return {
    [harbor.core.name]: { [harbor.core.port]: 'http-web' },
    [harbor.portal.name]: { [harbor.portal.port]: 'http-portal' },
    [`${release}-registry`]: { 5000: 'http-registry', 8080: 'http-controller' },
    [`${release}-database`]: { 5432: 'tcp-postgresql' },
    [`${release}-redis`]: { 6379: 'tcp-redis' },
  }
}

/** What differs, and what has our name already: an apply takes back what it leaves out. A port that is not there is not added. */
function portsToSend({ ports }: Spec, service: KubernetesObject) {
  return portsOf(service).flatMap((live) => {
    const wanted = ports[live.port]
    const sent = wanted !== undefined && (live.name === wanted || nameOf(live, wanted) !== wanted)
    return sent ? [{ port: live.port, protocol: live.protocol ?? 'TCP', name: wanted }] : []
  })
}

/** The repair is ours although the Service is not. */
function actualOf(
  { key, spec }: Desired<Spec>,
  service: KubernetesObject | undefined,
  owner: string,
): Actual<Spec> {
  const { namespace, name } = placeOf(key)
  if (!service) {
    const notes = [`there is no Service ${namespace}/${name}, so its ports keep their names`]
    return { key, team: null, owner, id: '', spec, ...(!/-(database|redis)$/.test(name) && { notes }) }
  }
  const live = new Map(portsOf(service).map((one) => [String(one.port), one]))
  const ports = Object.entries(spec.ports).map(([port, wanted]) => [port, nameOf(live.get(port), wanted)])
  return { key, team: null, owner, id: uidOf(service), spec: { ports: Object.fromEntries(ports) } }
}

/** The wanted name where nothing is to be done: no such port, or Istio reads the same protocol from what is there. */
function nameOf(found: NamedPort | undefined, wanted: string): string {
  if (!found || protocolOf(found) === protocolOf({ port: found.port, name: wanted })) return wanted
  return found.appProtocol ?? found.name ?? ''
}

function portsOf({ spec }: KubernetesObject): readonly NamedPort[] {
  const ports: readonly unknown[] = isRecord(spec) && Array.isArray(spec['ports']) ? spec['ports'] : []
  return ports.flatMap((one) => {
    if (!isRecord(one) || typeof one['port'] !== 'number') return []
    const text = (field: string) => (typeof one[field] === 'string' ? { [field]: one[field] } : {})
    return [{ port: one['port'], ...text('name'), ...text('appProtocol'), ...text('protocol') }]
  })
}
