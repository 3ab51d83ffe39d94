/** Roles given to groups and users (reference/keycloak.md §2.3; contract 17-group-roles). */
import { ROLE } from '../model/representations.ts'
import { roleRepresentation } from '../model/role-representation.ts'
import { closure } from '../model/roles.ts'
import type { ClientRow, RoleRow } from '../model/rows.ts'
import { found, NOTHING } from '../rest/exchange.ts'
import type { JsonObject } from '../rest/json.ts'
import { notFound } from '../rest/refusal.ts'
import { type AdminAnswer, flagIn, listIn, type RealmCall, type RealmRoutes } from './call.ts'
import { clientIn } from './clients.ts'
import { groupIn } from './groups.ts'
import { needPowerToMap } from './rights.ts'
import { userIn } from './users.ts'

const VIEW = ['view-users', 'manage-users'] as const
const MANAGE = 'manage-users'

/** Whoever can hold roles. */
interface Holder {
  readonly id: string
  readonly roles: readonly string[]
}

/** Where holders are found and kept. */
interface Holders {
  readonly base: string
  readonly place: string
  readonly view: readonly string[]
  readonly manage: string
  find(call: RealmCall, ...needed: readonly string[]): Holder
  save(call: RealmCall, id: string, roles: readonly string[]): void
}

const HOLDERS: readonly Holders[] = [
  {
    base: '/groups/{group}/role-mappings',
    place: 'groups',
    view: VIEW,
    manage: MANAGE,
    find: groupIn,
    save({ realm }, id, roles) {
      const group = realm.groups.get(id)
      if (group) realm.groups.put({ ...group, roles })
    },
  },
  {
    base: '/users/{user}/role-mappings',
    place: 'users',
    view: VIEW,
    manage: MANAGE,
    find: userIn,
    save({ realm }, id, roles) {
      const user = realm.users.get(id)
      if (user) realm.users.put({ ...user, roles })
    },
  },
  {
    // The roles that a client without full scope may see.
    base: '/clients/{client}/scope-mappings',
    place: 'clients',
    view: ['view-clients', 'manage-clients'],
    manage: 'manage-clients',
    find(call, ...needed) {
      const { id, scopeMappings } = clientIn(call, ...needed)
      return { id, roles: scopeMappings }
    },
    save({ realm }, id, scopeMappings) {
      const client = realm.clients.get(id)
      if (client) realm.clients.put({ ...client, scopeMappings })
    },
  },
]

function clientOf(call: RealmCall): ClientRow | undefined {
  const id = call.params['of']
  if (id === undefined) return undefined
  const client = call.realm.clients.get(id)
  if (!client) throw notFound('Client not found')
  return client
}

function rolesHeld(call: RealmCall, holder: Holder, clientId: string | undefined): readonly RoleRow[] {
  return holder.roles
    .flatMap((id) => call.realm.roles.get(id) ?? [])
    .filter((role) => role.clientId === clientId)
}

/** A role in a body counts only when id and name fit, and it is of the container that the address names. */
function roleFrom(call: RealmCall, { id, name }: JsonObject, clientId: string | undefined): RoleRow {
  const role = call.realm.roles.get(typeof id === 'string' ? id : undefined)
  if (!role || role.name !== name || role.clientId !== clientId) throw notFound('Role not found')
  return role
}

function changeOf(holders: Holders, call: RealmCall, holder: Holder, operation: 'CREATE' | 'DELETE') {
  const client = call.params['of']
  const path = `${holders.place}/${holder.id}/${holders.base.split('/').pop()}/${client === undefined ? 'realm' : `clients/${client}`}`
  return {
    operation,
    type: client === undefined ? 'REALM_ROLE_MAPPING' : 'CLIENT_ROLE_MAPPING',
    path,
  } as const
}

function add(holders: Holders, call: RealmCall): AdminAnswer {
  const holder = holders.find(call, holders.manage)
  const clientId = clientOf(call)?.id
  const roles = (listIn(call, ROLE) ?? []).map((sent) => roleFrom(call, sent, clientId))
  for (const role of roles) needPowerToMap(call, role)
  holders.save(call, holder.id, [...new Set([...holder.roles, ...roles.map(({ id }) => id)])])
  return { ...NOTHING, change: changeOf(holders, call, holder, 'CREATE') }
}

/** Without a body, all roles of the container go. */
function take(holders: Holders, call: RealmCall): AdminAnswer {
  const holder = holders.find(call, holders.manage)
  const clientId = clientOf(call)?.id
  const sent = listIn(call, ROLE)
  const roles = sent ? sent.map((role) => roleFrom(call, role, clientId)) : rolesHeld(call, holder, clientId)
  for (const role of roles) needPowerToMap(call, role)
  const gone = new Set(roles.map(({ id }) => id))
  holders.save(
    call,
    holder.id,
    holder.roles.filter((id) => !gone.has(id)),
  )
  return { ...NOTHING, change: changeOf(holders, call, holder, 'DELETE') }
}

function all(holders: Holders, call: RealmCall): AdminAnswer {
  const { realm } = call
  const holder = holders.find(call, ...holders.view)
  const brief = (role: RoleRow) => roleRepresentation(realm, role, { brief: true })
  const ofRealm = rolesHeld(call, holder, undefined).map(brief)
  const clientIds = new Set(holder.roles.flatMap((id) => realm.roles.get(id)?.clientId ?? []))
  const clients = [...clientIds].flatMap((id) => realm.clients.get(id) ?? [])
  const ofClients = clients.map(({ id, clientId }) => [
    clientId,
    { id, client: clientId, mappings: rolesHeld(call, holder, id).map(brief) },
  ])
  return found({
    ...(ofRealm.length > 0 ? { realmMappings: ofRealm } : {}),
    ...(ofClients.length > 0 ? { clientMappings: Object.fromEntries(ofClients) } : {}),
  })
}

/** `available` and `composite`: what could still be given, and what is in effect. */
function seen(holders: Holders, call: RealmCall, which: 'available' | 'composite'): AdminAnswer {
  const { realm, query } = call
  const holder = holders.find(call, ...holders.view)
  const clientId = clientOf(call)?.id
  const held = which === 'composite' ? closure(realm, holder.roles) : new Set(holder.roles)
  const shown = realm.roles
    .by('client', clientId ?? '')
    .filter(({ id }) => held.has(id) === (which === 'composite'))
  const brief = flagIn(query, 'briefRepresentation', true)
  return found(shown.map((role) => roleRepresentation(realm, role, { brief })))
}

/** Adds the addresses of role mappings. */
export function roleMappingRoutes(routes: RealmRoutes): void {
  for (const holders of HOLDERS) {
    const { base } = holders
    routes.on('GET', base, (call) => all(holders, call))
    for (const container of ['realm', 'clients/{of}']) {
      const held = (call: RealmCall) =>
        rolesHeld(call, holders.find(call, ...holders.view), clientOf(call)?.id)
      routes
        .on('GET', `${base}/${container}`, (call) =>
          found(held(call).map((role) => roleRepresentation(call.realm, role, { brief: true }))),
        )
        .on('POST', `${base}/${container}`, (call) => add(holders, call))
        .on('DELETE', `${base}/${container}`, (call) => take(holders, call))
        .on('GET', `${base}/${container}/available`, (call) => seen(holders, call, 'available'))
        .on('GET', `${base}/${container}/composite`, (call) => seen(holders, call, 'composite'))
    }
  }
}
