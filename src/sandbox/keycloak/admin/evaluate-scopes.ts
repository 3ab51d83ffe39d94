/** What a token would say, without a sign-in (reference/keycloak.md §4.1; contract 31-groups-claim). */
import type { ProtocolMapper, SessionRow, UserRow } from '../model/rows.ts'
import { newSessionId } from '../model/sessions.ts'
import { checkScope, scopesOf } from '../oidc/scopes.ts'
import { accessClaims, idClaims, type TokenRequest, userinfoClaims } from '../oidc/tokens.ts'
import { found } from '../rest/exchange.ts'
import type { JsonObject } from '../rest/json.ts'
import { notFound, refusal } from '../rest/refusal.ts'
import type { AdminAnswer, RealmCall, RealmRoutes } from './call.ts'
import { clientIn } from './clients.ts'

const VIEW = ['view-clients', 'manage-clients'] as const

function userOf(call: RealmCall): UserRow {
  const id = call.query.get('userId')
  if (!id) throw notFound('No userId provided')
  const user = call.realm.users.get(id)
  if (!user) throw notFound('No user found')
  if (!call.rights.has('view-users', 'manage-users')) throw refusal(403, 'You have no access to this user')
  return user
}

function example(kind: (request: TokenRequest) => JsonObject) {
  return (call: RealmCall): AdminAnswer => {
    const client = clientIn(call, ...VIEW)
    const user = userOf(call)
    const { realm, base } = call
    const scope = call.query.get('scope') ?? ''
    checkScope(realm, client, scope)
    const now = Date.now()
    const session: SessionRow = {
      id: newSessionId(),
      userId: user.id,
      started: now,
      lastAccess: now,
      ipAddress: '',
      offline: false,
      notes: {},
      clients: {},
    }
    return found(kind({ realm, client, user, scope, base, session, acr: '1', notes: {} }))
  }
}

const mapperOf = ({ id, name, protocolMapper }: ProtocolMapper, container: JsonObject): JsonObject => ({
  mapperId: id,
  mapperName: name,
  ...container,
  protocolMapper,
})

function mappers(call: RealmCall): AdminAnswer {
  const client = clientIn(call, ...VIEW)
  const scope = call.query.get('scope') ?? ''
  const own = { containerId: client.id, containerName: client.clientId, containerType: 'client' }
  const rows = scopesOf(call.realm, client, scope)
  return found([
    ...client.protocolMappers.map((mapper) => mapperOf(mapper, own)),
    ...rows.flatMap((row) => {
      const container = { containerId: row.id, containerName: row.name, containerType: 'client-scope' }
      return row.protocolMappers.map((mapper) => mapperOf(mapper, container))
    }),
  ])
}

/** Adds the addresses of examples. */
export function evaluateRoutes(routes: RealmRoutes): void {
  const base = '/clients/{client}/evaluate-scopes'
  routes
    .on(
      'GET',
      `${base}/generate-example-id-token`,
      example((request) => idClaims(request)),
    )
    .on('GET', `${base}/generate-example-access-token`, example(accessClaims))
    .on('GET', `${base}/generate-example-userinfo`, example(userinfoClaims))
    .on('GET', `${base}/protocol-mappers`, mappers)
}
