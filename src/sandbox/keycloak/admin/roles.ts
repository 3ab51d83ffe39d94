/** Roles of the realm and of clients, and what they contain (contract 18-roles). */

import { compare } from '../model/collection.ts'
import { ROLE } from '../model/representations.ts'
import { createRole, dropRole, updateRole } from '../model/role-changes.ts'
import { roleRepresentation } from '../model/role-representation.ts'
import { roleByName } from '../model/roles.ts'
import type { RoleRow } from '../model/rows.ts'
import { created, found, NOTHING } from '../rest/exchange.ts'
import type { JsonObject } from '../rest/json.ts'
import { notFound, resourceRefusal, unknownError } from '../rest/refusal.ts'
import {
  type AdminAnswer,
  addressIn,
  flagIn,
  listIn,
  numberIn,
  objectIn,
  paged,
  type RealmCall,
  type RealmRoutes,
} from './call.ts'
import { clientIn } from './clients.ts'
import { needPowerToMap } from './rights.ts'
import { groupRepresentation, userRepresentation } from './user-representation.ts'

/** Where roles live: in the realm, or in the client of the address. */
interface Container {
  readonly prefix: string
  readonly event: string
  clientOf(call: RealmCall, purpose: 'list' | 'read' | 'manage'): string | undefined
}

const REALM: Container = {
  prefix: '',
  event: 'REALM_ROLE',
  clientOf({ rights }, purpose) {
    if (purpose === 'manage') rights.need('manage-realm')
    else if (purpose === 'read') rights.need('view-realm', 'manage-realm')
    else rights.need('view-realm', 'manage-realm', 'manage-identity-providers')
    return undefined
  },
}
const CLIENT: Container = {
  prefix: '/clients/{client}',
  event: 'CLIENT_ROLE',
  clientOf(call, purpose) {
    const needed = purpose === 'manage' ? ['manage-clients'] : ['view-clients', 'manage-clients']
    return clientIn(call, ...needed).id
  },
}

function roleIn(call: RealmCall, clientId: string | undefined): RoleRow {
  const role = roleByName(call.realm, call.params['role'] ?? '', clientId)
  if (!role) throw notFound('Could not find role')
  return role
}

/** A search looks at names and descriptions. Without one, pages and order only where both numbers are given. */
function list(container: Container, call: RealmCall): AdminAnswer {
  const clientId = container.clientOf(call, 'list')
  const { realm, query } = call
  const search = (query.get('search') ?? '').trim().toLowerCase()
  const roles = realm.roles
    .by('client', clientId ?? '')
    .filter(({ name, description = '' }) =>
      [name, description].some((text) => text.toLowerCase().includes(search)),
    )
  const given = [numberIn(query, 'first'), numberIn(query, 'max')]
  const whole = search === '' && given.includes(undefined)
  const shown = whole
    ? roles
    : paged(
        [...roles].sort((a, b) => compare(a.name, b.name)),
        query,
      )
  const brief = flagIn(query, 'briefRepresentation', true)
  return found(shown.map((role) => roleRepresentation(realm, role, { brief })))
}

function locationOf(call: RealmCall, clientId: string | undefined): string {
  return clientId === undefined || !call.params['client'] ? 'roles' : `clients/${clientId}/roles`
}

function create(container: Container, call: RealmCall): AdminAnswer {
  const clientId = container.clientOf(call, 'manage')
  const sent = objectIn(call, ROLE)
  const role = createRole(call.realm, sent, clientId, { judge: (part) => needPowerToMap(call, part) })
  const path = locationOf(call, clientId)
  return {
    ...created(addressIn(call, path, role.name)),
    change: {
      operation: 'CREATE',
      type: container.event,
      path: `${path}/${role.name}`,
      representation: sent,
    },
  }
}

function update(container: Container, call: RealmCall, role: RoleRow): AdminAnswer {
  const sent = objectIn(call, ROLE)
  updateRole(call.realm, role, sent)
  const path = `${locationOf(call, role.clientId)}/${role.name}`
  return { ...NOTHING, change: { operation: 'UPDATE', type: container.event, path, representation: sent } }
}

function remove(container: Container, call: RealmCall, role: RoleRow): AdminAnswer {
  if (role.id === call.realm.row.defaultRole) {
    throw resourceRefusal(400, `${role.name} is default role of the realm and cannot be removed.`)
  }
  dropRole(call.realm, role)
  const path = `${locationOf(call, role.clientId)}/${role.name}`
  return { ...NOTHING, change: { operation: 'DELETE', type: container.event, path } }
}

function parts(call: RealmCall, role: RoleRow, wanted: (part: RoleRow) => boolean): AdminAnswer {
  const rows = role.composites.flatMap((id) => call.realm.roles.get(id) ?? []).filter(wanted)
  return found(rows.map((part) => roleRepresentation(call.realm, part, { brief: true })))
}

const realmParts = (call: RealmCall, role: RoleRow): AdminAnswer =>
  parts(call, role, ({ clientId }) => clientId === undefined)

function clientParts(call: RealmCall, role: RoleRow): AdminAnswer {
  const client = call.realm.clients.get(call.params['of'])
  if (!client) throw notFound('Could not find client')
  return parts(call, role, ({ clientId }) => clientId === client.id)
}

/** The body as it was sent, and the roles that it names by id. @throws Refusal 404 */
function partsIn(call: RealmCall) {
  const sent = listIn(call, ROLE)
  if (!sent) throw unknownError()
  const parts = sent.map(({ id }) => {
    const part = call.realm.roles.get(typeof id === 'string' ? id : undefined)
    if (!part) throw notFound('Could not find composite role')
    return part
  })
  return { sent, parts }
}

function partsChange(
  call: RealmCall,
  role: RoleRow,
  operation: 'CREATE' | 'DELETE',
  sent: readonly JsonObject[],
) {
  const byId = call.params['id'] !== undefined
  const path = byId ? `roles-by-id/${role.id}` : `${locationOf(call, role.clientId)}/${role.name}`
  const type = containerOf(role).event
  return { operation, type, path: `${path}/composites`, representation: sent } as const
}

/** @throws Refusal 403 for a power that the caller lacks */
function addParts(call: RealmCall, role: RoleRow): AdminAnswer {
  const { sent, parts } = partsIn(call)
  for (const part of parts) needPowerToMap(call, part)
  const ids = parts.map(({ id }) => id)
  call.realm.roles.put({ ...role, composites: [...new Set([...role.composites, ...ids])] })
  return { ...NOTHING, change: partsChange(call, role, 'CREATE', sent) }
}

/** Taking a power out of a role needs none. */
function takeParts(call: RealmCall, role: RoleRow): AdminAnswer {
  const { sent, parts } = partsIn(call)
  const ids = new Set(parts.map(({ id }) => id))
  call.realm.roles.put({ ...role, composites: role.composites.filter((id) => !ids.has(id)) })
  return { ...NOTHING, change: partsChange(call, role, 'DELETE', sent) }
}

function holders(call: RealmCall, role: RoleRow, kind: 'groups' | 'users'): AdminAnswer {
  const { realm, query } = call
  if (kind === 'users') {
    return found(paged(realm.users.by('role', role.id), query, 100).map((user) => userRepresentation(user)))
  }
  const groups = paged(realm.groups.by('role', role.id), query, 100)
  return found(groups.map((group) => groupRepresentation(realm, group, { brief: true })))
}

function addressesOf(routes: RealmRoutes, container: Container): void {
  const one = `${container.prefix}/roles/{role}`
  const read = (call: RealmCall) => roleIn(call, container.clientOf(call, 'read'))
  const manage = (call: RealmCall) => roleIn(call, container.clientOf(call, 'manage'))
  routes
    .on('GET', `${container.prefix}/roles`, (call) => list(container, call))
    .on('POST', `${container.prefix}/roles`, (call) => create(container, call))
    .on('GET', one, (call) => found(roleRepresentation(call.realm, read(call), { brief: false })))
    .on('PUT', one, (call) => update(container, call, manage(call)))
    .on('DELETE', one, (call) => remove(container, call, manage(call)))
    .on('GET', `${one}/composites`, (call) => parts(call, read(call), () => true))
    .on('POST', `${one}/composites`, (call) => addParts(call, manage(call)))
    .on('DELETE', `${one}/composites`, (call) => takeParts(call, manage(call)))
    .on('GET', `${one}/composites/realm`, (call) => realmParts(call, read(call)))
    .on('GET', `${one}/composites/clients/{of}`, (call) => clientParts(call, read(call)))
    .on('GET', `${one}/groups`, (call) => holders(call, read(call), 'groups'))
    .on('GET', `${one}/users`, (call) => holders(call, read(call), 'users'))
}

/** A role by its id, wherever it lives. */
function byId(call: RealmCall, purpose: 'read' | 'manage'): RoleRow {
  const role = call.realm.roles.get(call.params['id'])
  if (!role) throw notFound('Could not find role with id')
  const kind = role.clientId === undefined ? 'realm' : 'clients'
  call.rights.need(`manage-${kind}`, ...(purpose === 'read' ? [`view-${kind}`] : []))
  return role
}

const containerOf = (role: RoleRow) => (role.clientId === undefined ? REALM : CLIENT)

/** Adds the addresses of roles. */
export function roleRoutes(routes: RealmRoutes): void {
  addressesOf(routes, REALM)
  addressesOf(routes, CLIENT)
  const one = '/roles-by-id/{id}'
  routes
    .on('GET', one, (call) => found(roleRepresentation(call.realm, byId(call, 'read'), { brief: false })))
    .on('PUT', one, (call) => {
      const role = byId(call, 'manage')
      return update(containerOf(role), call, role)
    })
    .on('DELETE', one, (call) => {
      const role = byId(call, 'manage')
      return remove(containerOf(role), call, role)
    })
    .on('GET', `${one}/composites`, (call) => parts(call, byId(call, 'read'), () => true))
    .on('GET', `${one}/composites/realm`, (call) => realmParts(call, byId(call, 'read')))
    .on('GET', `${one}/composites/clients/{of}`, (call) => clientParts(call, byId(call, 'read')))
    .on('POST', `${one}/composites`, (call) => addParts(call, byId(call, 'manage')))
    .on('DELETE', `${one}/composites`, (call) => takeParts(call, byId(call, 'manage')))
}
