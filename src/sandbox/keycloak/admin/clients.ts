/** Clients (reference/keycloak.md §4.1; contracts 05 to 08, 11 and 43). */
import {
  createClient,
  deleteClient,
  generatedSecret,
  serviceAccountOf,
  updateClient,
} from '../model/clients.ts'
import type { Realm } from '../model/realm.ts'
import { CLIENT } from '../model/representations.ts'
import type { ClientRow } from '../model/rows.ts'
import type { World } from '../model/world.ts'
import { created, found, NOTHING } from '../rest/exchange.ts'
import { notFound, refusal } from '../rest/refusal.ts'
import {
  type AdminAnswer,
  addressIn,
  attributesIn,
  flagIn,
  objectIn,
  paged,
  type RealmCall,
  type RealmRoutes,
} from './call.ts'
import { userRepresentation } from './user-representation.ts'

const VIEW = ['view-clients', 'manage-clients'] as const
const LIST = [...VIEW, 'query-clients'] as const
const MANAGE = 'manage-clients'

/** The client of the address. @throws Refusal 403 for who may not even list, so that absence is not told; else 404 */
export function clientIn(call: RealmCall, ...needed: readonly string[]): ClientRow {
  const client = call.realm.clients.get(call.params['client'])
  if (!client) {
    call.rights.need(...LIST)
    throw notFound('Could not find client')
  }
  call.rights.need(...needed)
  return client
}

/** A client as the Admin API shows it. */
function clientRepresentation(world: World, realm: Realm, client: ClientRow, manage: boolean) {
  const { defaultScopes, optionalScopes, scopeMappings: _mappings, protocolMappers, ...fields } = client
  const names = (ids: readonly string[]) => ids.flatMap((id) => realm.scopes.get(id)?.name ?? [])
  return {
    ...fields,
    attributes: { realm_client: String(standsForRealm(world, realm, client)), ...client.attributes },
    ...(protocolMappers.length > 0 ? { protocolMappers } : {}),
    defaultClientScopes: names(defaultScopes),
    optionalClientScopes: names(optionalScopes),
    access: { view: true, configure: manage, manage },
  }
}

function standsForRealm(world: World, realm: Realm, { clientId }: ClientRow): boolean {
  return (
    realm === world.master && clientId.endsWith('-realm') && world.find(clientId.slice(0, -6)) !== undefined
  )
}

function list(call: RealmCall): AdminAnswer {
  const { world, realm, rights, query } = call
  rights.need(...LIST)
  const q = attributesIn(query.get('q') ?? '').map(([key]) => key)
  if (q.length > 0) {
    throw refusal(400, 'invalid_request', `Attributes [${q.join(', ')}] not allowed for search`)
  }
  const shown = rights.has(...VIEW) ? matching(realm, query) : []
  const manage = rights.has(MANAGE)
  return found(paged(shown, query).map((client) => clientRepresentation(world, realm, client, manage)))
}

function matching(realm: Realm, query: URLSearchParams): readonly ClientRow[] {
  const clientId = query.get('clientId') ?? ''
  if (clientId === '') return realm.clients.sorted()
  if (!flagIn(query, 'search', false)) return realm.clients.by('name', clientId)
  const part = clientId.toLowerCase()
  return realm.clients.sorted().filter((client) => client.clientId.toLowerCase().includes(part))
}

function create(call: RealmCall): AdminAnswer {
  call.rights.need(MANAGE)
  const sent = objectIn(call, CLIENT)
  const client = createClient(call.realm, sent)
  const change = { operation: 'CREATE', type: 'CLIENT', path: `clients/${client.id}` } as const
  return {
    ...created(addressIn(call, 'clients', client.id)),
    change: { ...change, representation: masked(sent) },
  }
}

/** Events show what was sent, but for the secret. */
function masked<T extends object>(sent: T) {
  return 'secret' in sent ? { ...sent, secret: '**********' } : sent
}

function update(call: RealmCall): AdminAnswer {
  const client = clientIn(call, MANAGE)
  const sent = objectIn(call, CLIENT)
  updateClient(call.realm, client, sent)
  const path = `clients/${client.id}`
  return { ...NOTHING, change: { operation: 'UPDATE', type: 'CLIENT', path, representation: masked(sent) } }
}

function regenerate(call: RealmCall): AdminAnswer {
  const client = clientIn(call, MANAGE)
  const { secret, attributes } = generatedSecret()
  call.realm.clients.put({ ...client, secret, attributes: { ...client.attributes, ...attributes } })
  const path = `clients/${client.id}/client-secret`
  return {
    ...found({ type: 'secret', value: secret }),
    change: { operation: 'ACTION', type: 'CLIENT', path },
  }
}

function serviceAccount(call: RealmCall): AdminAnswer {
  const client = clientIn(call, ...VIEW)
  const account = serviceAccountOf(call.realm, client)
  if (!client.serviceAccountsEnabled || !account) {
    throw refusal(400, `Service account not enabled for the client '${client.clientId}'`)
  }
  return found(userRepresentation(account))
}

/** Adds the addresses of clients. */
export function clientRoutes(routes: RealmRoutes): void {
  routes
    .on('GET', '/clients', list)
    .on('POST', '/clients', create)
    .on('GET', '/clients/{client}', (call) => {
      const client = clientIn(call, ...VIEW)
      return found(clientRepresentation(call.world, call.realm, client, call.rights.has(MANAGE)))
    })
    .on('PUT', '/clients/{client}', update)
    .on('DELETE', '/clients/{client}', (call) => {
      const client = clientIn(call, MANAGE)
      deleteClient(call.realm, client)
      return { ...NOTHING, change: { operation: 'DELETE', type: 'CLIENT', path: `clients/${client.id}` } }
    })
    .on('GET', '/clients/{client}/client-secret', (call) => {
      const { secret } = clientIn(call, ...VIEW)
      return found({ type: 'secret', ...(secret === undefined ? {} : { value: secret }) })
    })
    .on('POST', '/clients/{client}/client-secret', regenerate)
    // Two secrets at a time need the feature client-secret-rotation, which is off by default.
    .on('GET', '/clients/{client}/client-secret/rotated', (call) => {
      clientIn(call, ...VIEW)
      throw notFound('Client does not have a rotated secret')
    })
    .on('DELETE', '/clients/{client}/client-secret/rotated', (call) => {
      clientIn(call, MANAGE)
      return NOTHING
    })
    .on('GET', '/clients/{client}/service-account-user', serviceAccount)
}
