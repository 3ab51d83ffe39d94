/** The authorization endpoint and the login page (contracts 28, 29, 32, 45 and 48). */
import { passwordFits } from '../model/passwords.ts'
import { sweep } from '../model/sessions.ts'
import { userByLogin } from '../model/users.ts'
import type { Answer } from '../rest/exchange.ts'
import { checkedRequest } from './authorization-request.ts'
import { brokerAddress, usableProviders } from './broker-address.ts'
import type { EndpointCall } from './endpoint-call.ts'
import { form } from './login-form.ts'
import { decided } from './provider.ts'
import { EXTRA } from './provider-options.ts'
import { goOn } from './required-actions.ts'
import { bindingCookie, dropDeadSession, isAnswer, ownSignIn, sentOn, signInOf } from './sign-in.ts'

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
