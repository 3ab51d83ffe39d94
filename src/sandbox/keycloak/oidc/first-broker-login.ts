/**
 * The first sign-in of an external account: the flow that the provider or the realm names decides whether a user is made, or an
 * existing one linked (reference/keycloak.md §6.4; contracts 45 and 46).
 */

import { activeTypes } from '../model/flows.ts'
import { passwordFits } from '../model/passwords.ts'
import type { Realm } from '../model/realm.ts'
import type { ProviderRow, UserRow } from '../model/rows.ts'
import { newUser } from '../model/users.ts'
import type { Answer } from '../rest/exchange.ts'
import { type ExternalIdentity, templatedName } from './broker-mappers.ts'
import { basicsOf, identityIn, signedIn } from './broker-sign-in.ts'
import type { EndpointCall } from './endpoint-call.ts'
import { formPage, messagePage } from './pages.ts'
import { actionAddress, isAnswer, ownSignIn, type SignIn } from './sign-in.ts'

const rowId = (tab: string) => `First:${tab}`

/** What is kept between the pages of a first sign-in. */
interface FirstSignIn {
  readonly signIn: SignIn
  readonly provider: ProviderRow
  readonly identity: ExternalIdentity
  /** The user that was made or linked, once there is one. */
  readonly userId?: string
  readonly isNew: boolean
}

/** Keeps who came, and sends the browser into the flow. */
export function firstBrokerLogin(
  call: EndpointCall,
  signIn: SignIn,
  provider: ProviderRow,
  identity: ExternalIdentity,
): Answer {
  keep(call.realm, { signIn, provider, identity, isNew: false })
  return { status: 302, headers: { location: actionAddress(call, signIn, 'first-broker-login') } }
}

function keep(realm: Realm, { signIn, provider, identity, userId, isNew }: FirstSignIn): void {
  realm.artifacts.put({
    id: rowId(signIn.tab),
    kind: 'First',
    payload: {
      alias: provider.alias,
      identity: { id: identity.id, username: identity.username, claims: identity.claims },
      ...(userId === undefined ? {} : { userId }),
      isNew,
    },
    expires: signIn.interaction.exp * 1000,
  })
}

async function opened(call: EndpointCall): Promise<FirstSignIn | Answer> {
  const signIn = await ownSignIn(call, call.query.get('tab_id'))
  if (isAnswer(signIn)) return signIn
  const { realm } = call
  const payload = realm.artifacts.get(rowId(signIn.tab))?.payload
  const provider = payload && realm.providers.one('alias', `${payload['alias']}`)
  const identity = identityIn(payload?.['identity'])
  if (!provider || !identity) {
    return messagePage(realm, 400, 'We are sorry...', 'Your login attempt timed out. Please start again.')
  }
  const userId = payload?.['userId']
  return {
    signIn,
    provider,
    identity,
    isNew: payload?.['isNew'] === true,
    ...(typeof userId === 'string' ? { userId } : {}),
  }
}

const isPage = (value: FirstSignIn | Answer): value is Answer => 'status' in value

/** GET …/login-actions/first-broker-login. */
export async function runFirstBrokerLogin(call: EndpointCall): Promise<Answer> {
  const first = await opened(call)
  if (isPage(first)) return first
  const { realm } = call
  const steps = stepsOf(realm, first.provider)
  const existing = existingUser(realm, first)
  if (existing && steps.has('idp-auto-link')) return linked(call, first, existing)
  if (existing && steps.has('idp-create-user-if-unique')) return linkPage(call, first, existing)
  if (!existing && steps.has('idp-create-user-if-unique')) return made(call, first)
  const text = 'The account at the identity provider belongs to no user here.'
  return messagePage(realm, 400, 'We are sorry...', text)
}

/** The types of steps of the flow that are not switched off. */
function stepsOf(realm: Realm, { fields }: ProviderRow): ReadonlySet<string> {
  const alias = fields['firstBrokerLoginFlowAlias'] ?? realm.row.fields['firstBrokerLoginFlow']
  return new Set(activeTypes(realm, realm.flows.one('alias', `${alias}`)))
}

function localName(realm: Realm, { provider, identity }: FirstSignIn): string {
  const mappers = realm.providerMappers.by('alias', provider.alias)
  return (templatedName(mappers, provider, identity, 'LOCAL') ?? identity.username).toLowerCase()
}

/** Someone here with the same address, or the same name. */
function existingUser(realm: Realm, first: FirstSignIn): UserRow | undefined {
  const { email } = basicsOf(first.identity)
  const byEmail = email === undefined ? undefined : realm.users.one('email', email)
  return byEmail ?? realm.users.one('username', localName(realm, first))
}

/** A new user: names and address from the provider, the realm's default roles and groups. */
function made(call: EndpointCall, first: FirstSignIn): Answer {
  const { realm } = call
  const basics = basicsOf(first.identity)
  const user: UserRow = {
    ...newUser(realm, localName(realm, first)),
    ...basics,
    enabled: true,
    emailVerified: basics.email !== undefined && first.provider.fields['trustEmail'] === true,
  }
  realm.users.put(user)
  return onward(call, { ...first, userId: user.id, isNew: true })
}

function linked(call: EndpointCall, first: FirstSignIn, user: UserRow): Answer {
  return onward(call, { ...first, userId: user.id })
}

/** Made or linked: the browser goes on, and the sign-in ends there. */
function onward(call: EndpointCall, first: FirstSignIn): Answer {
  keep(call.realm, first)
  const address = actionAddress(call, first.signIn, 'first-broker-login').replace(
    'login-actions/first-broker-login',
    'broker/after-first-broker-login',
  )
  return { status: 302, headers: { location: address } }
}

/** GET …/broker/after-first-broker-login: links the account, applies the mappers, and ends the sign-in. */
export async function afterFirstBrokerLogin(call: EndpointCall): Promise<Answer> {
  const first = await opened(call)
  if (isPage(first)) return first
  const { realm } = call
  const { signIn, provider, identity } = first
  const user = first.userId === undefined ? undefined : realm.users.get(first.userId)
  if (!user?.enabled) {
    return messagePage(realm, 400, 'We are sorry...', 'Account is disabled, contact your administrator.')
  }
  realm.artifacts.delete(rowId(signIn.tab))
  const link = { identityProvider: provider.alias, userId: identity.id, userName: identity.username }
  const others = user.links.filter(({ identityProvider }) => identityProvider !== provider.alias)
  const withLink = realm.users.put({ ...user, links: [...others, link] })
  return signedIn(call, signIn, provider, { identity, user: withLink, first: first.isNew })
}

/** The address is taken: whoever knows the password of the account here may link it. */
function linkPage(call: EndpointCall, first: FirstSignIn, user: UserRow, error?: string): Answer {
  return formPage({
    realm: call.realm,
    title: 'Account already exists',
    id: 'kc-link-form',
    action: actionAddress(call, first.signIn, 'link-account'),
    note: `User ${user.username} exists already. Enter its password to link it with ${first.provider.displayName ?? first.provider.alias}.`,
    fields: [{ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' }],
    submit: 'Add to existing account',
    ...(error === undefined ? {} : { error }),
  })
}

/** POST of that page. */
export async function linkAccount(call: EndpointCall): Promise<Answer> {
  const first = await opened(call)
  if (isPage(first)) return first
  const user = existingUser(call.realm, first)
  if (user?.enabled && passwordFits(user, call.form['password'] ?? '')) return linked(call, first, user)
  if (user) return linkPage(call, first, user, 'Invalid password.')
  return messagePage(call.realm, 400, 'We are sorry...', 'There is no account to link any more.')
}
