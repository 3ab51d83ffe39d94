/**
 * Signing in through an external OpenID provider: the browser goes there and comes back with a code, the server redeems it from
 * behind, and what comes of it is a user of the realm (contracts 32, 33 and 44 to 46).
 */
import { createHash, randomBytes } from 'node:crypto'
import { linkKey } from '../model/realm.ts'
import type { ProviderRow } from '../model/rows.ts'
import type { Answer } from '../rest/exchange.ts'
import { brokerRedirect, usableProviders } from './broker-address.ts'
import { type ExternalIdentity, templatedName } from './broker-mappers.ts'
import { signedIn } from './broker-sign-in.ts'
import type { EndpointCall } from './endpoint-call.ts'
import { firstBrokerLogin } from './first-broker-login.ts'
import { form } from './login-form.ts'
import { messagePage } from './pages.ts'
import { isAnswer, ownSignIn, type SignIn } from './sign-in.ts'
import { ExternalFailure, identityBehind } from './upstream.ts'

const stateId = (state: string) => `Broker:${state}`

/** The provider of the address, if it may be used. */
function providerOf({ realm, params }: EndpointCall): ProviderRow | undefined {
  return usableProviders(realm).find(({ alias }) => alias === params['alias'])
}

const unknownProvider = (call: EndpointCall) =>
  messagePage(call.realm, 404, 'We are sorry...', 'Identity provider not found.')

/** GET …/broker/{alias}/login: sends the browser to the provider. */
export async function brokerLogin(call: EndpointCall): Promise<Answer> {
  const signIn = await ownSignIn(call, call.query.get('tab_id'))
  if (isAnswer(signIn)) return signIn
  const provider = providerOf(call)
  const { authorizationUrl } = provider?.config ?? {}
  if (!provider || authorizationUrl === undefined) return unknownProvider(call)
  const { config } = provider
  const random = () => randomBytes(24).toString('base64url')
  const [state, nonce, verifier] = [random(), random(), random() + random()]
  call.realm.artifacts.put({
    id: stateId(state),
    kind: 'Broker',
    payload: { tab: signIn.tab, alias: provider.alias, nonce, verifier },
    expires: signIn.interaction.exp * 1000,
  })
  const url = new URL(authorizationUrl)
  const query = {
    scope: config['defaultScope'] ?? 'openid',
    state,
    response_type: 'code',
    client_id: config['clientId'] ?? '',
    redirect_uri: brokerRedirect(call, provider.alias),
    nonce,
    ...(config['prompt'] === undefined ? {} : { prompt: config['prompt'] }),
    ...(config['pkceEnabled'] === 'true' ? challenge(verifier, config['pkceMethod']) : {}),
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return { status: 303, headers: { location: url.href } }
}

function challenge(verifier: string, method = 'plain') {
  const hashed = createHash('sha256').update(verifier).digest('base64url')
  return { code_challenge: method === 'S256' ? hashed : verifier, code_challenge_method: method }
}

/** GET …/broker/{alias}/endpoint: the browser comes back. */
export async function brokerEndpoint(call: EndpointCall): Promise<Answer> {
  const { realm, query } = call
  const row = realm.artifacts.get(stateId(query.get('state') ?? ''))
  const { tab, alias, nonce, verifier } = row?.payload ?? {}
  if (row) realm.artifacts.delete(row.id)
  if (!row || alias !== call.params['alias'] || row.expires < Date.now()) {
    return messagePage(realm, 400, 'We are sorry...', 'Invalid or expired state of the sign-in.')
  }
  const signIn = await ownSignIn(call, `${tab}`)
  if (isAnswer(signIn)) return signIn
  const provider = providerOf(call)
  if (!provider) return unknownProvider(call)
  const code = query.get('code')
  if (code === null) {
    return form(call, signIn, {
      error: `Sign-in at ${provider.displayName ?? provider.alias} was cancelled.`,
    })
  }
  const redirectUri = brokerRedirect(call, provider.alias)
  try {
    const identity = await identityBehind(call.network, provider, {
      code,
      redirectUri,
      nonce: `${nonce}`,
      verifier: `${verifier}`,
    })
    return await arrived(call, signIn, provider, identity)
  } catch (error) {
    if (!(error instanceof ExternalFailure || error instanceof SyntaxError)) throw error
    process.stderr.write(`sandbox: keycloak: sign-in through ${provider.alias} failed: ${error.message}\n`)
    const text = 'Unexpected error when authenticating with identity provider'
    return messagePage(realm, 502, 'We are sorry...', text)
  }
}

/** Someone known is brought up to date; someone new goes through the first sign-in. */
function arrived(
  call: EndpointCall,
  signIn: SignIn,
  provider: ProviderRow,
  identity: ExternalIdentity,
): Answer | Promise<Answer> {
  const { realm } = call
  const mappers = realm.providerMappers.by('alias', provider.alias)
  const named: ExternalIdentity = {
    ...identity,
    id: templatedName(mappers, provider, identity, 'BROKER_ID') ?? identity.id,
    username: templatedName(mappers, provider, identity, 'BROKER_USERNAME') ?? identity.username,
  }
  const known = realm.users.one('link', linkKey(provider.alias, named.id))
  if (!known) return firstBrokerLogin(call, signIn, provider, named)
  if (!known.enabled) return form(call, signIn, { error: 'Account is disabled, contact your administrator.' })
  return signedIn(call, signIn, provider, { identity: named, user: known, first: false })
}
