/** Client scopes, the realm's default ones, and those of a client (contracts 09, 12 and 13). */
import { deleteScope } from '../model/clients.ts'
import { CLIENT_SCOPE } from '../model/representations.ts'
import type { ClientRow, ScopeRow } from '../model/rows.ts'
import { createScope, updateScope } from '../model/scopes.ts'
import { created, found, NOTHING } from '../rest/exchange.ts'
import { duplicate, notFound } from '../rest/refusal.ts'
import { type AdminAnswer, addressIn, objectIn, type RealmCall, type RealmRoutes } from './call.ts'
import { clientIn } from './clients.ts'

const VIEW = ['view-clients', 'manage-clients'] as const
const LIST = [...VIEW, 'query-clients'] as const
const MANAGE = 'manage-clients'

/** The scope of the address. @throws Refusal */
export function scopeIn(call: RealmCall, missing = 'Could not find client scope'): ScopeRow {
  const scope = call.realm.scopes.get(call.params['scope'])
  if (!scope) throw notFound(missing)
  return scope
}

function representation({ protocolMappers, scopeMappings: _mappings, ...scope }: ScopeRow) {
  return protocolMappers.length > 0 ? { ...scope, protocolMappers } : scope
}

function create(call: RealmCall): AdminAnswer {
  call.rights.need(MANAGE)
  const sent = objectIn(call, CLIENT_SCOPE)
  const { id } = createScope(call.realm, sent)
  return {
    ...created(addressIn(call, 'client-scopes', id)),
    change: { operation: 'CREATE', type: 'CLIENT_SCOPE', path: `client-scopes/${id}`, representation: sent },
  }
}

function update(call: RealmCall): AdminAnswer {
  call.rights.need(MANAGE)
  const scope = scopeIn(call)
  const sent = objectIn(call, CLIENT_SCOPE)
  updateScope(call.realm, scope, sent)
  const path = `client-scopes/${scope.id}`
  return { ...NOTHING, change: { operation: 'UPDATE', type: 'CLIENT_SCOPE', path, representation: sent } }
}

type RealmList = 'defaultScopes' | 'optionalScopes'

/** A scope is on one of the realm's two lists at most; the database refuses a second entry. */
function putOnRealm(list: RealmList, address: string) {
  return (call: RealmCall): AdminAnswer => {
    call.rights.need(MANAGE)
    const { realm } = call
    const { id } = scopeIn(call, 'Client scope not found')
    const { row } = realm
    if (row.defaultScopes.includes(id) || row.optionalScopes.includes(id)) throw duplicate()
    realm.row = { ...row, [list]: [...row[list], id] }
    return { ...NOTHING, change: { operation: 'CREATE', type: 'CLIENT_SCOPE', path: `${address}/${id}` } }
  }
}

function takeFromRealm(address: string) {
  return (call: RealmCall): AdminAnswer => {
    call.rights.need(MANAGE)
    const { realm } = call
    const { id } = scopeIn(call, 'Client scope not found')
    const without = (ids: readonly string[]) => ids.filter((other) => other !== id)
    const { row } = realm
    realm.row = {
      ...row,
      defaultScopes: without(row.defaultScopes),
      optionalScopes: without(row.optionalScopes),
    }
    return { ...NOTHING, change: { operation: 'DELETE', type: 'CLIENT_SCOPE', path: `${address}/${id}` } }
  }
}

function assignment(operation: 'CREATE' | 'DELETE', client: ClientRow, address: string, id: string) {
  const path = `clients/${client.id}/${address}/${id}`
  return { ...NOTHING, change: { operation, type: 'CLIENT_SCOPE_CLIENT_MAPPING', path } } as const
}

/** Idempotent; a scope that is on the other list stays there. */
function putOnClient(list: RealmList, address: string) {
  return (call: RealmCall): AdminAnswer => {
    const client = clientIn(call, MANAGE)
    const { id } = scopeIn(call, 'Client scope not found')
    if (!client.defaultScopes.includes(id) && !client.optionalScopes.includes(id)) {
      call.realm.clients.put({ ...client, [list]: [...client[list], id] })
    }
    return assignment('CREATE', client, address, id)
  }
}

/** Takes it from whichever list has it. */
function takeFromClient(address: string) {
  return (call: RealmCall): AdminAnswer => {
    const client = clientIn(call, MANAGE)
    const { id } = scopeIn(call, 'Client scope not found')
    const without = (ids: readonly string[]) => ids.filter((other) => other !== id)
    call.realm.clients.put({
      ...client,
      defaultScopes: without(client.defaultScopes),
      optionalScopes: without(client.optionalScopes),
    })
    return assignment('DELETE', client, address, id)
  }
}

const rows = (call: RealmCall, ids: readonly string[]) => ids.flatMap((id) => call.realm.scopes.get(id) ?? [])

function listed(call: RealmCall, list: RealmList): AdminAnswer {
  call.rights.need(...VIEW)
  const scopes = rows(call, call.realm.row[list])
  return found(scopes.map(({ id, name, protocol }) => ({ id, name, protocol })))
}

function ofClient(call: RealmCall, list: keyof Pick<ClientRow, RealmList>): AdminAnswer {
  const client = clientIn(call, ...VIEW)
  return found(rows(call, client[list]).map(({ id, name }) => ({ id, name })))
}

/** Adds the addresses of client scopes. */
export function scopeRoutes(routes: RealmRoutes): void {
  routes
    .on('GET', '/client-scopes', (call) => {
      call.rights.need(...LIST)
      return found(call.rights.has(...VIEW) ? [...call.realm.scopes.all()].map(representation) : [])
    })
    .on('POST', '/client-scopes', create)
    .on('GET', '/client-scopes/{scope}', (call) => {
      call.rights.need(...VIEW)
      return found(representation(scopeIn(call)))
    })
    .on('PUT', '/client-scopes/{scope}', update)
    .on('DELETE', '/client-scopes/{scope}', (call) => {
      call.rights.need(MANAGE)
      const scope = scopeIn(call)
      deleteScope(call.realm, scope)
      const path = `client-scopes/${scope.id}`
      return { ...NOTHING, change: { operation: 'DELETE', type: 'CLIENT_SCOPE', path } }
    })
  const lists = [
    ['default', 'defaultScopes'],
    ['optional', 'optionalScopes'],
  ] as const
  for (const [name, list] of lists) {
    const ofRealm = `default-${name}-client-scopes`
    const ofClients = `${name}-client-scopes`
    routes
      .on('GET', `/${ofRealm}`, (call) => listed(call, list))
      .on('PUT', `/${ofRealm}/{scope}`, putOnRealm(list, ofRealm))
      .on('DELETE', `/${ofRealm}/{scope}`, takeFromRealm(ofRealm))
      .on('GET', `/clients/{client}/${ofClients}`, (call) => ofClient(call, list))
      .on('PUT', `/clients/{client}/${ofClients}/{scope}`, putOnClient(list, ofClients))
      .on('DELETE', `/clients/{client}/${ofClients}/{scope}`, takeFromClient(ofClients))
  }
}
