/** The login page of a sign-in. */
import type { Answer } from '../rest/exchange.ts'
import { brokerAddress, offeredProviders } from './broker-address.ts'
import type { EndpointCall } from './endpoint-call.ts'
import { loginPage } from './pages.ts'
import { actionAddress, type SignIn } from './sign-in.ts'

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
