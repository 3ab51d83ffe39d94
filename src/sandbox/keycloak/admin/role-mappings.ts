/** Roles given to groups and users (reference/keycloak.md §2.3; contract 17-group-roles). */
import { ROLE } from '../model/representations.ts'
import { roleRepresentation } from '../model/role-representation.ts'
import { closure } from '../model/roles.ts'
import type { ClientRow, RoleRow } from '../model/rows.ts'
import { found, NOTHING } from '../rest/exchange.ts'
import type { JsonObject } from '../rest/json.ts'
import { notFound, unknownError } from '../rest/refusal.ts'
import { type AdminAnswer, flagIn, listIn, type RealmCall, type RealmRoutes } from './call.ts'
import { clientIn } from './clients.ts'
import { groupIn } from './groups.ts'
import { needPowerToMap } from './rights.ts'
import { scopeIn } from './scopes.ts'
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
  /** What an event calls a change: by the kind of role. */
  readonly events: { readonly realm: string; readonly client: string }
  /** Whether holding a role grants what it stands for, so that names and powers are looked at. */
  readonly grants: boolean
  find(call: RealmCall, ...needed: readonly string[]): Holder
  save(call: RealmCall, id: string, roles: readonly string[]): void
}

const MAPPING = {
  events: { realm: 'REALM_ROLE_MAPPING', client: 'CLIENT_ROLE_MAPPING' },
  grants: true,
} as const
const SCOPE_MAPPING = {
  view: ['view-clients', 'manage-clients'],
  manage: 'manage-clients',
  events: { realm: 'REALM_SCOPE_MAPPING', client: 'CLIENT_SCOPE_MAPPING' },
  grants: false,
} as const

const HOLDERS: readonly Holders[] = [
  {
    ...MAPPING,
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
    ...MAPPING,
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
    ...SCOPE_MAPPING,
    base: '/clients/{client}/scope-mappings',
    place: 'clients',
    find(call, ...needed) {
      const { id, scopeMappings } = clientIn(call, ...needed)
      return { id, roles: scopeMappings }
    },
    save({ realm }, id, scopeMappings) {
      const client = realm.clients.get(id)
      if (client) realm.clients.put({ ...client, scopeMappings })
    },
  },
  {
    // The roles that a scope brings along, and of which a user must have one for the scope to count.
    ...SCOPE_MAPPING,
    base: '/client-scopes/{scope}/scope-mappings',
    place: 'client-scopes',
    find(call, ...needed) {
      call.rights.need(...needed)
      const { id, scopeMappings = [] } = scopeIn(call)
      return { id, roles: scopeMappings }
    },
    save({ realm }, id, scopeMappings) {
      const scope = realm.scopes.get(id)
      if (scope) realm.scopes.put({ ...scope, scopeMappings })
    },
  },
]

function clientOf(holders: Holders, call: RealmCall): ClientRow | undefined {
  const id = call.params['of']
  if (id === undefined) return undefined
  const client = call.realm.clients.get(id)
  if (!client) throw notFound(holders.grants ? 'Client not found' : 'Could not find client')
  return client
}

function rolesHeld(call: RealmCall, holder: Holder, clientId: string | undefined): readonly RoleRow[] {
  return holder.roles
    .flatMap((id) => call.realm.roles.get(id) ?? [])
    .filter((role) => role.clientId === clientId)
}

/** A role in a body counts by its id; where it grants something, its name and the container of the address must fit too. */
function roleFrom(holders: Holders, call: RealmCall, { id, name }: JsonObject): RoleRow {
  const role = call.realm.roles.get(typeof id === 'string' ? id : undefined)
  if (!role) throw notFound('Role not found')
  if (holders.grants && (role.name !== name || role.clientId !== call.params['of'])) {
    throw notFound('Role not found')
  }
  return role
}

function changeOf(
  holders: Holders,
  call: RealmCall,
  holder: Holder,
  change: { readonly operation: 'CREATE' | 'DELETE'; readonly representation: unknown },
) {
  const client = call.params['of']
  const container = client === undefined ? 'realm' : `clients/${client}`
  return {
    ...change,
    type: client === undefined ? holders.events.realm : holders.events.client,
    path: `${holders.place}/${holder.id}/${holders.base.split('/').pop()}/${container}`,
  }
}

function add(holders: Holders, call: RealmCall): AdminAnswer {
  const holder = holders.find(call, holders.manage)
  clientOf(holders, call)
  const sent = listIn(call, ROLE)
  if (!sent) throw unknownError()
  const roles = sent.map((item) => roleFrom(holders, call, item))
  if (holders.grants) for (const role of roles) needPowerToMap(call, role)
  holders.save(call, holder.id, [...new Set([...holder.roles, ...roles.map(({ id }) => id)])])
  const change = { operation: 'CREATE', representation: sent } as const
  return { ...NOTHING, change: changeOf(holders, call, holder, change) }
}

/** Without a body, all roles of the container go. */
function take(holders: Holders, call: RealmCall): AdminAnswer {
  const holder = holders.find(call, holders.manage)
  const clientId = clientOf(holders, call)?.id
  const sent = listIn(call, ROLE)
  const roles = sent ? sent.map((item) => roleFrom(holders, call, item)) : rolesHeld(call, holder, clientId)
  if (holders.grants) for (const role of roles) needPowerToMap(call, role)
  const gone = new Set(roles.map(({ id }) => id))
  holders.save(
    call,
    holder.id,
    holder.roles.filter((id) => !gone.has(id)),
  )
  const representation = sent ?? roles.map((role) => roleRepresentation(call.realm, role, { brief: true }))
  return { ...NOTHING, change: changeOf(holders, call, holder, { operation: 'DELETE', representation }) }
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
  const clientId = clientOf(holders, call)?.id
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
        rolesHeld(call, holders.find(call, ...holders.view), clientOf(holders, call)?.id)
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
