/** Making, changing and deleting users (reference/keycloak.md §6.1; contracts 19, 21 and 22). */
import { randomUUID } from 'node:crypto'
import type { Json, JsonObject } from '../rest/json.ts'
import { refusal, resourceRefusal, unknownError } from '../rest/refusal.ts'
import { isObject } from '../rest/shape.ts'
import { groupByPath } from './groups.ts'
import { checkPassword } from './password-policy.ts'
import { passwordCredential } from './passwords.ts'
import type { Realm } from './realm.ts'
import { defaultActions, isAction } from './required-actions.ts'
import { listsIn } from './role-changes.ts'
import { roleByName } from './roles.ts'
import type { Link, TextLists, UserRow } from './rows.ts'
import { endSessions } from './sessions.ts'
import { declaredIn, keepsUnmanaged, validate } from './user-profile.ts'

const ROOT = ['email', 'firstName', 'lastName'] as const

/** Someone with nothing but a name, the realm's default role and its default groups. */
export function newUser(realm: Realm, username: string, id: string = randomUUID()): UserRow {
  return {
    id,
    username,
    emailVerified: false,
    enabled: false,
    createdTimestamp: Date.now(),
    notBefore: 0,
    attributes: {},
    requiredActions: defaultActions(realm),
    credentials: [],
    groups: realm.row.defaultGroups,
    roles: [realm.row.defaultRole],
    links: [],
  }
}

/**
 * @param imported users that come with a realm get their roles from the request, and no default ones
 * @throws Refusal 409 for a taken name or address, 400 by the profile, 500 for an unknown group
 */
export function createUser(realm: Realm, sent: JsonObject, { imported = false } = {}): UserRow {
  const byEmail = realm.row.fields['registrationEmailAsUsername'] === true
  const name = textOf(byEmail ? sent['email'] : sent['username'])?.toLowerCase()
  if (!name) throw resourceRefusal(400, 'User name is missing')
  if (realm.users.one('username', name)) throw resourceRefusal(409, 'User exists with same username')
  const email = textOf(sent['email'])?.toLowerCase()
  refuseTakenEmail(realm, email)
  const id = textOf(sent['id']) ?? randomUUID()
  const fresh = newUser(realm, name, id)
  const user: UserRow = {
    ...fresh,
    ...rootFields(sent),
    emailVerified: sent['emailVerified'] === true,
    enabled: sent['enabled'] === true,
    attributes: attributesFor(realm, sent),
    requiredActions: [
      ...new Set([...(imported ? [] : fresh.requiredActions), ...actionsIn(sent['requiredActions'])]),
    ],
    groups: [...new Set([...(imported ? [] : fresh.groups), ...groupsIn(realm, sent['groups'])])],
    roles: imported ? rolesIn(realm, sent) : fresh.roles,
    links: linksIn(sent['federatedIdentities']),
  }
  checkProfile(realm, user)
  return realm.users.put(withPasswords(realm, user, sent['credentials']))
}

/** What a PUT does. With `attributes`, whatever is not sent is cleared; without, it is kept. @throws Refusal */
export function updateUser(realm: Realm, before: UserRow, sent: JsonObject): UserRow {
  const name = textOf(sent['username'])?.toLowerCase() ?? before.username
  if (name !== before.username) {
    if (realm.row.fields['editUsernameAllowed'] !== true) throw readOnly('username')
    if (realm.users.one('username', name)) throw resourceRefusal(409, 'User exists with same username')
  }
  const email = textOf(sent['email'])?.toLowerCase()
  if (email !== before.email) refuseTakenEmail(realm, email)
  const whole = isObject(sent['attributes'])
  const { email: _e, firstName: _f, lastName: _l, ...rest } = before
  const user: UserRow = {
    ...(whole ? rest : before),
    ...rootFields(sent),
    username: name,
    emailVerified: typeof sent['emailVerified'] === 'boolean' ? sent['emailVerified'] : before.emailVerified,
    enabled: typeof sent['enabled'] === 'boolean' ? sent['enabled'] : before.enabled,
    attributes: whole ? attributesFor(realm, sent) : before.attributes,
    requiredActions: Array.isArray(sent['requiredActions'])
      ? actionsIn(sent['requiredActions'])
      : before.requiredActions,
  }
  const cleared = withoutEmpty(user)
  checkProfile(realm, cleared)
  return realm.users.put(withPasswords(realm, cleared, sent['credentials']))
}

/** Sets a password in place of the one there was. @throws Refusal 400 by the realm's policy */
export function setPassword(realm: Realm, user: UserRow, credential: JsonObject): UserRow {
  if (!textOf(credential['value'])?.trim()) throw emptyPassword()
  return realm.users.put(withPassword(realm, user, credential))
}

/** The user whom a name means: by username, or by address where the realm allows that. */
export function userByLogin(realm: Realm, login: string): UserRow | undefined {
  const name = login.trim().toLowerCase()
  const byName = realm.users.one('username', name)
  if (byName || realm.row.fields['loginWithEmailAllowed'] !== true) return byName
  return realm.users.one('email', name)
}

/** Forgets a user with their sessions. */
export function deleteUser(realm: Realm, user: UserRow): void {
  endSessions(realm, user, { offline: true })
  realm.users.delete(user.id)
}

/** Whether everything that the profile demands of a user is there; if not, signing in asks for it. */
export function profileComplete(realm: Realm, user: UserRow): boolean {
  const values = valuesOf(user)
  return declaredIn(realm.row.profile).every(({ name, required }) => !required.user || values[name]?.[0])
}

/** All values of a user by attribute name, the root fields among them. */
export function valuesOf(user: UserRow): TextLists {
  const root = {
    username: user.username,
    email: user.email,
    firstName: user.firstName,
    lastName: user.lastName,
  }
  const known = Object.entries(root).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, [value]] as const],
  )
  return { ...user.attributes, ...Object.fromEntries(known) }
}

const textOf = (value: Json | undefined) => (typeof value === 'string' ? value : undefined)
const readOnly = (field: string) =>
  resourceRefusal(400, 'error-user-attribute-read-only', { field, params: [field] })
const emptyPassword = () => refusal(400, 'Empty password not allowed')

function refuseTakenEmail(realm: Realm, email: string | undefined): void {
  if (!email || realm.row.fields['duplicateEmailsAllowed'] === true) return
  if (realm.users.one('email', email)) throw resourceRefusal(409, 'User exists with same email')
}

function rootFields(sent: JsonObject): Partial<UserRow> {
  return Object.fromEntries(
    ROOT.flatMap((name) => {
      const value = textOf(sent[name])
      return value === undefined ? [] : [[name, name === 'email' ? value.toLowerCase() : value]]
    }),
  )
}

/** An empty text clears a field. */
function withoutEmpty({ email, firstName, lastName, ...user }: UserRow): UserRow {
  return {
    ...user,
    ...(email ? { email } : {}),
    ...(firstName ? { firstName } : {}),
    ...(lastName ? { lastName } : {}),
  }
}

/** Declared attributes, and others where the profile lets admins write them. */
function attributesFor(realm: Realm, sent: JsonObject): TextLists {
  const declared = new Set(declaredIn(realm.row.profile).map(({ name }) => name))
  const others = keepsUnmanaged(realm.row.profile)
  const root = new Set<string>(['username', ...ROOT])
  return Object.fromEntries(
    Object.entries(listsIn(sent['attributes'])).filter(
      ([name, values]) => !root.has(name) && values.length > 0 && (others || declared.has(name)),
    ),
  )
}

function checkProfile(realm: Realm, user: UserRow): void {
  validate(declaredIn(realm.row.profile), valuesOf(user))
}

function actionsIn(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String).filter(isAction) : []
}

function groupsIn(realm: Realm, value: Json | undefined): readonly string[] {
  if (!Array.isArray(value)) return []
  return value.map((path: Json) => {
    const group = groupByPath(realm, `${path}`)
    if (!group) throw unknownError()
    return group.id
  })
}

function rolesIn(realm: Realm, sent: JsonObject): readonly string[] {
  const ofRealm = Array.isArray(sent['realmRoles']) ? sent['realmRoles'] : []
  const ofClients = Object.entries(listsIn(sent['clientRoles'])).flatMap(([clientId, names]) => {
    const client = realm.clients.one('name', clientId)
    return client ? names.map((name) => roleByName(realm, name, client.id)) : []
  })
  return [...ofRealm.map((name: Json) => roleByName(realm, `${name}`)), ...ofClients].flatMap(
    (role) => role?.id ?? [],
  )
}

/** Links among the fields of a user. */
function linksIn(value: Json | undefined): readonly Link[] {
  if (!Array.isArray(value)) return []
  return value.filter(isObject).map((link) => ({
    identityProvider: `${link['identityProvider'] ?? ''}`,
    userId: `${link['userId'] ?? ''}`,
    userName: `${link['userName'] ?? ''}`,
  }))
}

function withPasswords(realm: Realm, user: UserRow, credentials: Json | undefined): UserRow {
  if (!Array.isArray(credentials)) return user
  return credentials
    .filter(isObject)
    .filter(({ value }) => textOf(value))
    .reduce((changed, credential) => withPassword(realm, changed, credential), user)
}

/** A temporary password has to be changed at the next sign-in; a lasting one ends that demand. */
function withPassword(realm: Realm, user: UserRow, credential: JsonObject): UserRow {
  const value = textOf(credential['value']) ?? ''
  checkPassword(realm, user, value)
  const others = user.requiredActions.filter((action) => action !== 'UPDATE_PASSWORD')
  return {
    ...user,
    credentials: [passwordCredential(value, textOf(credential['userLabel']))],
    requiredActions: credential['temporary'] === true ? [...others, 'UPDATE_PASSWORD'] : others,
  }
}
