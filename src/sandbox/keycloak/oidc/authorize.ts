/** The authorization endpoint and the login page (contracts 28, 29, 32, 45 and 48). */
import { passwordFits } from '../model/passwords.ts'
import type { UserRow } from '../model/rows.ts'
import { sweep } from '../model/sessions.ts'
import { profileComplete } from '../model/users.ts'
import type { Answer } from '../rest/exchange.ts'
import { checkedRequest } from './authorization-request.ts'
import { brokerAddress, offeredProviders, usableProviders } from './broker-address.ts'
import { loginPage } from './pages.ts'
import { decided } from './provider.ts'
import { EXTRA } from './provider-options.ts'
import type { EndpointCall } from './realm-endpoints.ts'
import { pendingPage } from './required-actions.ts'
import {
  bindingCookie,
  dropDeadSession,
  finished,
  isAnswer,
  ownSignIn,
  type SignIn,
  sentOn,
  signInOf,
} from './sign-in.ts'
import { userByLogin } from './token-endpoint.ts'

/** GET or POST …/auth: the session answers, or the login page, or the external provider that is hinted at. */
export async function authorize(call: EndpointCall): Promise<Answer> {
  const params = { ...Object.fromEntries(call.query), ...call.form }
  const checked = checkedRequest(call.realm, params, call.base)
  if ('refusal' in checked) return checked.refusal
  sweep(call.realm)
  dropDeadSession(call)
  const outcome = await decided(call, `/protocol/openid-connect/auth?${checked.query}`)
  const signIn = outcome.interaction === undefined ? undefined : await signInOf(call, outcome.interaction)
  if (!signIn) return sentOn(call.realm, outcome)
  const headers = { 'set-cookie': bindingCookie(call, signIn) }
  const hinted = usableProviders(call.realm).find(
    ({ alias }) => alias === signIn.interaction.params[EXTRA.hint],
  )
  if (hinted) {
    return { status: 303, headers: { ...headers, location: brokerAddress(call, signIn, hinted.alias) } }
  }
  return { ...form(call, signIn, {}), headers }
}

/** The login page, with the providers that the realm offers. */
export function form(
  call: EndpointCall,
  signIn: SignIn,
  { error, username }: { readonly error?: string; readonly username?: string },
): Answer {
  const { realm } = call
  const client = realm.clients.one('name', signIn.clientId)
  return loginPage({
    realm,
    action: actionAddress(call, signIn, 'authenticate'),
    client: client?.name && !client.name.startsWith('$') ? client.name : signIn.clientId,
    username: username ?? signIn.interaction.params['login_hint'] ?? '',
    providers: offeredProviders(realm).map(({ alias, displayName }) => ({
      name: displayName ?? alias,
      href: brokerAddress(call, signIn, alias),
    })),
    ...(error === undefined ? {} : { error }),
  })
}

/** Where a page of a sign-in posts to. */
export function actionAddress(
  call: EndpointCall,
  { interaction, tab, clientId }: SignIn,
  action: string,
): string {
  const query = new URLSearchParams({ session_code: interaction.cid, client_id: clientId, tab_id: tab })
  return `${call.base}/realms/${encodeURIComponent(call.realm.name)}/login-actions/${action}?${query}`
}

/** POST of the login page: a wrong password shows it again. */
export async function authenticate(call: EndpointCall): Promise<Answer> {
  const signIn = await ownSignIn(call, call.query.get('tab_id'))
  if (isAnswer(signIn)) return signIn
  const username = call.form['username'] ?? ''
  const user = userByLogin(call.realm, username)
  const again = (error: string) => form(call, signIn, { error, username })
  if (!user || user.serviceAccountOf || !passwordFits(user, call.form['password'] ?? '')) {
    return again('Invalid username or password.')
  }
  if (!user.enabled) return again('Account is disabled, contact your administrator.')
  return goOn(call, signIn, user)
}

/** Someone who has proven who they are first does what is required of them. */
export function goOn(
  call: EndpointCall,
  signIn: SignIn,
  user: UserRow,
  notes: Readonly<Record<string, string>> = {},
): Answer | Promise<Answer> {
  if (user.requiredActions.includes('UPDATE_PASSWORD') || !profileComplete(call.realm, user)) {
    return pendingPage(call, signIn, user, notes)
  }
  return finished(call, signIn, user, notes)
}
