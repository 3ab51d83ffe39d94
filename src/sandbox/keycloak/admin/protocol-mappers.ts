/** Protocol mappers at their own addresses, of clients and of client scopes alike (contract 10-protocol-mappers). */
import { effective, hasTwins, MAPPER_TYPES, mapperFrom } from '../model/protocol-mappers.ts'
import { PROTOCOL_MAPPER } from '../model/representations.ts'
import type { MapperOwner, ProtocolMapper } from '../model/rows.ts'
import { created, found, NOTHING } from '../rest/exchange.ts'
import type { JsonObject } from '../rest/json.ts'
import { duplicate, notFound, refusal, resourceRefusal, unknownError } from '../rest/refusal.ts'
import { type AdminAnswer, addressIn, listIn, objectIn, type RealmCall, type RealmRoutes } from './call.ts'
import { clientIn } from './clients.ts'
import { scopeIn } from './scopes.ts'

/** Whose mappers an address is about. */
interface Place {
  readonly prefix: string
  owner(call: RealmCall, ...needed: readonly string[]): MapperOwner
  save(call: RealmCall, owner: MapperOwner, mappers: readonly ProtocolMapper[]): void
}

const VIEW = ['view-clients', 'manage-clients'] as const
const MANAGE = 'manage-clients'

const PLACES: readonly Place[] = [
  {
    prefix: 'clients/{client}',
    owner: clientIn,
    save({ realm }, owner, protocolMappers) {
      const client = realm.clients.get(owner.id)
      if (client) realm.clients.put({ ...client, protocolMappers })
    },
  },
  {
    prefix: 'client-scopes/{scope}',
    owner(call, ...needed) {
      call.rights.need(...needed)
      return scopeIn(call)
    },
    save({ realm }, owner, protocolMappers) {
      const scope = realm.scopes.get(owner.id)
      if (scope) realm.scopes.put({ ...scope, protocolMappers })
    },
  },
]

function mapperIn(call: RealmCall, owner: MapperOwner): ProtocolMapper {
  const mapper = owner.protocolMappers.find(({ id }) => id === call.params['mapper'])
  if (!mapper) throw notFound('Model not found')
  return mapper
}

/** @throws Refusal 409 without a name, 404 for a type that the server does not have */
function checked(sent: JsonObject): ProtocolMapper {
  const mapper = mapperFrom(sent)
  if (!MAPPER_TYPES[mapper.protocolMapper]) throw notFound('ProtocolMapper provider not found')
  if (typeof sent['name'] !== 'string') throw duplicate()
  return mapper
}

function pathOf(place: Place, owner: MapperOwner): string {
  return `${place.prefix.split('/')[0]}/${owner.id}/protocol-mappers/models`
}

function create(place: Place, call: RealmCall): AdminAnswer {
  const owner = place.owner(call, MANAGE)
  const sent = objectIn(call, PROTOCOL_MAPPER)
  const mapper = checked(sent)
  const mappers = [...owner.protocolMappers, mapper]
  if (hasTwins(mappers)) throw resourceRefusal(409, 'Protocol mapper exists with same name')
  place.save(call, owner, mappers)
  const path = pathOf(place, owner)
  const change = { operation: 'CREATE', type: 'PROTOCOL_MAPPER', path: `${path}/${mapper.id}` } as const
  return { ...created(addressIn(call, path, mapper.id)), change: { ...change, representation: sent } }
}

/** All or none. */
function createSeveral(place: Place, call: RealmCall): AdminAnswer {
  const owner = place.owner(call, MANAGE)
  const sent = listIn(call, PROTOCOL_MAPPER)
  if (!sent) throw unknownError()
  const mappers = [...owner.protocolMappers, ...sent.map(checked)]
  if (hasTwins(mappers)) throw refusal(409, 'conflict', 'Protocol mapper name must be unique per protocol')
  place.save(call, owner, mappers)
  const path = `${pathOf(place, owner).replace(/models$/, 'add-models')}`
  return { ...NOTHING, change: { operation: 'CREATE', type: 'PROTOCOL_MAPPER', path, representation: sent } }
}

/** The mapper of the address must exist, but the one that changes is the one whose id is in the body; its name never does. */
function update(place: Place, call: RealmCall): AdminAnswer {
  const owner = place.owner(call, MANAGE)
  mapperIn(call, owner)
  const sent = objectIn(call, PROTOCOL_MAPPER)
  const before = owner.protocolMappers.find(({ id }) => id === sent['id'])
  if (!before) throw unknownError()
  const wanted = mapperFrom({ ...sent, name: before.name, protocol: before.protocol }, before.id)
  const mappers = owner.protocolMappers.map((mapper) => (mapper.id === before.id ? wanted : mapper))
  place.save(call, owner, mappers)
  const path = `${pathOf(place, owner)}/${before.id}`
  return { ...NOTHING, change: { operation: 'UPDATE', type: 'PROTOCOL_MAPPER', path, representation: sent } }
}

function remove(place: Place, call: RealmCall): AdminAnswer {
  const owner = place.owner(call, MANAGE)
  const { id } = mapperIn(call, owner)
  place.save(
    call,
    owner,
    owner.protocolMappers.filter((mapper) => mapper.id !== id),
  )
  const path = `${pathOf(place, owner)}/${id}`
  return { ...NOTHING, change: { operation: 'DELETE', type: 'PROTOCOL_MAPPER', path } }
}

/** Adds the addresses of protocol mappers. */
export function protocolMapperRoutes(routes: RealmRoutes): void {
  for (const place of PLACES) {
    const models = `/${place.prefix}/protocol-mappers/models`
    routes
      .on('GET', models, (call) => found(place.owner(call, ...VIEW).protocolMappers.map(effective)))
      .on('POST', models, (call) => create(place, call))
      .on('POST', `/${place.prefix}/protocol-mappers/add-models`, (call) => createSeveral(place, call))
      .on('GET', `${models}/{mapper}`, (call) => found(effective(mapperIn(call, place.owner(call, ...VIEW)))))
      .on('PUT', `${models}/{mapper}`, (call) => update(place, call))
      .on('DELETE', `${models}/{mapper}`, (call) => remove(place, call))
  }
}
