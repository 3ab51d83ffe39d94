/** The feed of admin events (reference/keycloak.md §7.1; contract 40-admin-events). */
import { randomUUID } from 'node:crypto'
import { EVENTS_CONFIG } from '../model/representations.ts'
import type { EventRow } from '../model/rows.ts'
import { found, NOTHING } from '../rest/exchange.ts'
import { refusal, unknownError } from '../rest/refusal.ts'
import { type AdminAnswer, type Change, objectIn, paged, type RealmCall, type RealmRoutes } from './call.ts'

const VIEW = ['view-events', 'manage-events'] as const
const CAP = 100
const OPERATIONS = new Set(['CREATE', 'UPDATE', 'DELETE', 'ACTION'])
/** org.keycloak.events.admin.ResourceType */
const RESOURCES = new Set(
  [
    'REALM REALM_ROLE REALM_ROLE_MAPPING REALM_SCOPE_MAPPING AUTH_FLOW AUTH_EXECUTION_FLOW AUTH_EXECUTION',
    'AUTHENTICATOR_CONFIG REQUIRED_ACTION REQUIRED_ACTION_CONFIG IDENTITY_PROVIDER IDENTITY_PROVIDER_MAPPER',
    'PROTOCOL_MAPPER USER USER_LOGIN_FAILURE USER_SESSION USER_FEDERATION_PROVIDER USER_FEDERATION_MAPPER',
    'GROUP GROUP_MEMBERSHIP CLIENT CLIENT_INITIAL_ACCESS_MODEL CLIENT_ROLE CLIENT_ROLE_MAPPING CLIENT_SCOPE',
    'CLIENT_SCOPE_MAPPING CLIENT_SCOPE_CLIENT_MAPPING CLUSTER_NODE COMPONENT AUTHORIZATION_RESOURCE_SERVER',
    'AUTHORIZATION_RESOURCE AUTHORIZATION_SCOPE AUTHORIZATION_POLICY CUSTOM USER_PROFILE ORGANIZATION',
    'ORGANIZATION_MEMBERSHIP ORGANIZATION_GROUP ORGANIZATION_GROUP_MEMBERSHIP',
  ].flatMap((line) => line.split(' ')),
)
const WHO = ['realmId', 'clientId', 'userId', 'ipAddress'] as const
const FLAGS = [
  'eventsEnabled',
  'adminEventsEnabled',
  'adminEventsDetailsEnabled',
  'eventsExpiration',
] as const
const LISTS = ['eventsListeners', 'enabledEventTypes'] as const

/** Keeps an event, where the realm wants that. Switching events on is itself the first one. */
export function recordChange({ realm, caller }: RealmCall, change: Change): void {
  const { fields } = realm.row
  if (fields['adminEventsEnabled'] !== true) return
  const details = fields['adminEventsDetailsEnabled'] === true && change.representation !== undefined
  realm.events.put({
    id: randomUUID(),
    time: Date.now(),
    realmId: realm.id,
    authDetails: {
      realmId: caller.realm.id,
      clientId: caller.client.id,
      userId: caller.user.id,
      ipAddress: caller.address,
    },
    operationType: change.operation,
    resourceType: change.type,
    resourcePath: change.path,
    ...(details ? { representation: JSON.stringify(change.representation) } : {}),
  })
}

function dateIn(query: URLSearchParams, name: 'dateFrom' | 'dateTo'): number | undefined {
  const value = query.get(name)
  if (!value) return undefined
  if (/^\d{4}-\d\d-\d\d$/.test(value)) {
    const day = Date.parse(`${value}T00:00:00Z`)
    return name === 'dateTo' ? day + 86_400_000 - 1 : day
  }
  if (/^\d+$/.test(value)) return Number(value)
  const expected = 'expected format is yyyy-MM-dd or an Epoch timestamp'
  throw refusal(400, `Invalid value for '${name}', ${expected}`)
}

function list(call: RealmCall): AdminAnswer {
  call.rights.need(...VIEW)
  const { query, realm } = call
  const tests = filters(query)
  const rows = [...realm.events.all()].filter((event) => tests.every((test) => test(event)))
  const direction = query.get('direction') ?? 'desc'
  if (direction !== 'asc' && direction !== 'desc') {
    throw refusal(400, 'Invalid value for sortDirection, expected value is asc or desc')
  }
  const ordered = direction === 'asc' ? rows : rows.reverse()
  return found(paged(ordered, query, CAP))
}

function filters(query: URLSearchParams): readonly ((event: EventRow) => boolean)[] {
  const operations = query.getAll('operationTypes')
  if (operations.some((operation) => !OPERATIONS.has(operation))) throw unknownError()
  const types = query.getAll('resourceTypes')
  if (types.some((type) => !RESOURCES.has(type))) throw unknownError()
  const path = query.get('resourcePath')
  const pattern = path === null ? undefined : patternOf(path)
  const from = dateIn(query, 'dateFrom') ?? 0
  const to = dateIn(query, 'dateTo') ?? Number.POSITIVE_INFINITY
  const who = {
    realmId: query.get('authRealm'),
    clientId: query.get('authClient'),
    userId: query.get('authUser'),
    ipAddress: query.get('authIpAddress'),
  }
  return [
    ({ operationType }) => operations.length === 0 || operations.includes(operationType),
    ({ resourceType }) => types.length === 0 || types.includes(resourceType),
    ({ resourcePath }) => pattern?.test(resourcePath) ?? true,
    ({ time }) => time >= from && time <= to,
    ({ authDetails }) => WHO.every((detail) => who[detail] === null || authDetails[detail] === who[detail]),
  ]
}

const patternOf = (path: string) =>
  new RegExp(`^${path.replaceAll(/[.+?^$()|[\]\\{}]/g, '\\$&').replaceAll('*', '.*')}$`)

function config({ realm }: RealmCall) {
  const { fields } = realm.row
  const keys = [...FLAGS, ...LISTS].filter((key) => fields[key] !== undefined)
  return Object.fromEntries(keys.map((key) => [key, fields[key]]))
}

/** Adds the addresses of events. */
export function eventRoutes(routes: RealmRoutes): void {
  routes
    .on('GET', '/admin-events', list)
    .on('DELETE', '/admin-events', (call) => {
      call.rights.need('manage-events')
      call.realm.events.clear()
      return NOTHING
    })
    .on('GET', '/events/config', (call) => {
      call.rights.need(...VIEW)
      return found(config(call))
    })
    .on('PUT', '/events/config', (call) => {
      call.rights.need('manage-events')
      const sent = objectIn(call, EVENTS_CONFIG)
      const changed = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null))
      const { row } = call.realm
      call.realm.row = { ...row, fields: { ...row.fields, ...changed } }
      return {
        ...NOTHING,
        change: { operation: 'UPDATE', type: 'REALM', path: 'events/config', representation: sent },
      }
    })
}
