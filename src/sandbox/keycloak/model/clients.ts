/** Making, changing and deleting clients (reference/keycloak.md §4; contracts 05 to 09 and 43). */
import { randomInt, randomUUID } from 'node:crypto'
import type { Json, JsonObject } from '../rest/json.ts'
import { duplicate, resourceRefusal, unknownError } from '../rest/refusal.ts'
import { isObject } from '../rest/shape.ts'
import { bare } from './builtin-roles.ts'
import { checkClient, originsOf } from './client-rules.ts'
import { hasTwins, mapperFrom, synchronized, textsIn } from './protocol-mappers.ts'
import type { Realm } from './realm.ts'
import { dropRole } from './role-changes.ts'
import type { ClientRow, ScopeRow, Texts, UserRow } from './rows.ts'
import { deleteUser, newUser } from './users.ts'

const CREATION_TIME = 'client.secret.creation.time'
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A secret as the server makes them: 86 letters and digits. */
export function generatedSecret(): { readonly secret: string; readonly attributes: Texts } {
  const secret = Array.from({ length: 86 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return { secret, attributes: { [CREATION_TIME]: `${Math.floor(Date.now() / 1000)}` } }
}

const SCALARS = [
  'name description type rootUrl adminUrl baseUrl surrogateAuthRequired enabled alwaysDisplayInConsole',
  'clientAuthenticatorType secret notBefore bearerOnly consentRequired standardFlowEnabled implicitFlowEnabled',
  'directAccessGrantsEnabled serviceAccountsEnabled publicClient frontchannelLogout protocol fullScopeAllowed',
  'nodeReRegistrationTimeout',
].flatMap((line) => line.split(' '))

/** The plain fields that were sent; null is as good as nothing. */
function scalarsIn(sent: JsonObject): Partial<ClientRow> {
  return Object.fromEntries(
    SCALARS.flatMap((name) => (sent[name] === undefined || sent[name] === null ? [] : [[name, sent[name]]])),
  )
}

const listIn = (value: Json | undefined) =>
  Array.isArray(value) ? [...new Set(value.map(String))] : undefined
const objectsIn = (value: Json | undefined) => (Array.isArray(value) ? value.filter(isObject) : undefined)

/** @param imported a realm import knows other defaults than a POST. @throws Refusal */
export function createClient(realm: Realm, sent: JsonObject, { imported = false } = {}): ClientRow {
  const id = typeof sent['id'] === 'string' ? sent['id'] : randomUUID()
  const clientId = typeof sent['clientId'] === 'string' ? sent['clientId'] : id
  const exists = () => resourceRefusal(409, `Client ${clientId} already exists`)
  if (realm.clients.one('name', clientId)) throw exists()
  const { name: _placeholder, ...nothing } = bare(clientId)
  const base: ClientRow = {
    ...nothing,
    standardFlowEnabled: true,
    nodeReRegistrationTimeout: -1,
    fullScopeAllowed: sent['consentRequired'] !== true,
    ...scalarsIn(sent),
    ...scopesFor(realm, sent),
    id,
    redirectUris: listIn(sent['redirectUris']) ?? [],
    authenticationFlowBindingOverrides: textsIn(sent['authenticationFlowBindingOverrides']),
    protocolMappers: (objectsIn(sent['protocolMappers']) ?? []).map((item) => mapperFrom(item)),
    attributes: { ...(imported ? { 'post.logout.redirect.uris': '+' } : {}), ...textsIn(sent['attributes']) },
  }
  const client = withSecret(withOrigins(imported ? base : withProtocolDefaults(base, sent), sent))
  checkClient(client)
  checkBindings(realm, client)
  if (hasTwins(client.protocolMappers)) throw exists()
  if (realm.clients.get(id)) throw duplicate()
  realm.clients.put(client)
  if (client.serviceAccountsEnabled) addServiceAccount(realm, client)
  return realm.clients.get(id) ?? client
}

/** A POST that names the protocol gets what the admin console would fill in. */
function withProtocolDefaults(client: ClientRow, sent: JsonObject): ClientRow {
  if (sent['protocol'] !== 'openid-connect') return client
  const { rootUrl } = client
  return {
    ...client,
    ...(rootUrl && client.adminUrl === undefined ? { adminUrl: rootUrl } : {}),
    ...(rootUrl && client.redirectUris.length === 0
      ? { redirectUris: [`${rootUrl.replace(/\/$/, '')}/*`] }
      : {}),
    attributes: {
      'backchannel.logout.session.required': 'true',
      'backchannel.logout.revoke.offline.tokens': 'false',
      ...client.attributes,
    },
  }
}

/** Web origins that were sent, else the ones there are, else derived. */
function withOrigins(client: ClientRow, sent: JsonObject): ClientRow {
  const wanted = listIn(sent['webOrigins'])
  if (wanted) return { ...client, webOrigins: wanted }
  return client.webOrigins.length > 0 ? client : { ...client, webOrigins: originsOf(client.redirectUris) }
}

function withSecret(client: ClientRow): ClientRow {
  if (client.publicClient) {
    const { secret: _secret, ...open } = client
    const { [CREATION_TIME]: _time, ...attributes } = client.attributes
    return { ...open, attributes }
  }
  if (client.secret !== undefined || client.bearerOnly) return client
  const { secret, attributes } = generatedSecret()
  return { ...client, secret, attributes: { ...client.attributes, ...attributes } }
}

/** Scopes by name where a list was sent, and then only those; else the realm's. Unknown names are left out. */
function scopesFor(realm: Realm, sent: JsonObject): Pick<ClientRow, 'defaultScopes' | 'optionalScopes'> {
  const wanted = [listIn(sent['defaultClientScopes']), listIn(sent['optionalClientScopes'])] as const
  const named = (names: readonly string[]) =>
    names.flatMap((name) => realm.scopes.one('name', name)?.id ?? [])
  if (wanted[0] || wanted[1]) {
    const defaultScopes = named(wanted[0] ?? [])
    const optionalScopes = named(wanted[1] ?? []).filter((id) => !defaultScopes.includes(id))
    return { defaultScopes, optionalScopes }
  }
  const protocol = typeof sent['protocol'] === 'string' ? sent['protocol'] : 'openid-connect'
  const fitting = (ids: readonly string[]) => ids.filter((id) => realm.scopes.get(id)?.protocol === protocol)
  return {
    defaultScopes: fitting(realm.row.defaultScopes),
    optionalScopes: fitting(realm.row.optionalScopes),
  }
}

/** What a PUT does: lists and mappers are replaced, attributes merged, scopes ignored. @throws Refusal */
export function updateClient(realm: Realm, before: ClientRow, sent: JsonObject): void {
  const clientId = typeof sent['clientId'] === 'string' ? sent['clientId'] : before.clientId
  const mappers = objectsIn(sent['protocolMappers'])
  const overrides = isObject(sent['authenticationFlowBindingOverrides'])
    ? mergedTexts(before.authenticationFlowBindingOverrides, sent['authenticationFlowBindingOverrides'])
    : before.authenticationFlowBindingOverrides
  const { authorizationServicesEnabled: _authorization, ...kept } = before
  const changed: ClientRow = {
    ...kept,
    ...scalarsIn(sent),
    clientId,
    redirectUris: listIn(sent['redirectUris']) ?? before.redirectUris,
    attributes: mergedTexts(before.attributes, sent['attributes']),
    authenticationFlowBindingOverrides: overrides,
    protocolMappers: mappers ? synchronized(before.protocolMappers, mappers) : before.protocolMappers,
    ...(sent['authorizationServicesEnabled'] === true ? { authorizationServicesEnabled: true } : {}),
  }
  const client = withSecret(withOrigins(changed, sent))
  checkClient(client)
  checkBindings(realm, client)
  if (clientId !== before.clientId && realm.clients.one('name', clientId)) throw duplicate()
  if (hasTwins(client.protocolMappers)) throw duplicate()
  realm.clients.put(client)
  followServiceAccount(realm, before, client)
}

/** A client may be bound to flows of the realm only, by their ids. @throws Refusal 500, as for any reference that leads nowhere */
function checkBindings(realm: Realm, { authenticationFlowBindingOverrides }: ClientRow): void {
  if (Object.values(authenticationFlowBindingOverrides).some((id) => !realm.flows.get(id)))
    throw unknownError()
}

/** Merges key by key; null or an empty text removes a key. */
function mergedTexts(before: Texts, sent: Json | undefined): Texts {
  if (!isObject(sent)) return before
  const { realm_client: _computed, ...merged } = { ...before, ...sent }
  return textsIn(merged)
}

/** The account of a client, if it has one. */
export function serviceAccountOf(realm: Realm, client: ClientRow): UserRow | undefined {
  return realm.users.one('client', client.id)
}

const accountName = (client: ClientRow) => `service-account-${client.clientId.toLowerCase()}`

function addServiceAccount(realm: Realm, client: ClientRow): void {
  realm.users.put({
    ...newUser(realm, accountName(client)),
    enabled: true,
    serviceAccountOf: client.id,
  })
  const scope = realm.scopes.one('name', 'service_account')
  if (scope && !client.defaultScopes.includes(scope.id)) {
    realm.clients.put({ ...client, defaultScopes: [...client.defaultScopes, scope.id] })
  }
}

function followServiceAccount(realm: Realm, before: ClientRow, client: ClientRow): void {
  const account = serviceAccountOf(realm, before)
  if (client.serviceAccountsEnabled && !account) addServiceAccount(realm, client)
  if (!client.serviceAccountsEnabled && account) {
    deleteUser(realm, account)
    const scope = realm.scopes.one('name', 'service_account')
    realm.clients.put({ ...client, defaultScopes: client.defaultScopes.filter((id) => id !== scope?.id) })
  }
  if (account && client.serviceAccountsEnabled && client.clientId !== before.clientId) {
    realm.users.put({ ...account, username: accountName(client) })
  }
}

/** Forgets a client with its roles, its account and its sessions. */
export function deleteClient(realm: Realm, client: ClientRow): void {
  for (const role of realm.roles.by('client', client.id)) dropRole(realm, role)
  const account = serviceAccountOf(realm, client)
  if (account) deleteUser(realm, account)
  for (const session of [...realm.sessions.all()]) {
    const { [client.id]: gone, ...clients } = session.clients
    if (gone) realm.sessions.put({ ...session, clients })
  }
  realm.clients.delete(client.id)
}

/** Forgets a scope; clients and the realm lose it. */
export function deleteScope(realm: Realm, scope: ScopeRow): void {
  const without = (ids: readonly string[]) => ids.filter((id) => id !== scope.id)
  for (const client of realm.clients.by('scope', scope.id)) {
    realm.clients.put({
      ...client,
      defaultScopes: without(client.defaultScopes),
      optionalScopes: without(client.optionalScopes),
    })
  }
  const { row } = realm
  realm.row = {
    ...row,
    defaultScopes: without(row.defaultScopes),
    optionalScopes: without(row.optionalScopes),
  }
  realm.scopes.delete(scope.id)
}
