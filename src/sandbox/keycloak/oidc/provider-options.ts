/** How the provider library is set up for a realm. */
import type { Adapter, OidcContext } from 'oidc-provider'
import type { RealmKeys } from '../model/keys.ts'
import type { Realm } from '../model/realm.ts'
import { errorText } from './pages.ts'

/** The library, once it is loaded. */
export type Library = typeof import('oidc-provider')

/** The extra parameters under which a request's own scope and PKCE travel. */
export const EXTRA = {
  scope: 'keycloak_scope',
  challenge: 'keycloak_challenge',
  method: 'keycloak_challenge_method',
  hint: 'kc_idp_hint',
} as const

/** Names of cookies: the browser's session, and the short-lived ones of a sign-in under way. */
export const COOKIES = {
  session: 'KEYCLOAK_IDENTITY',
  interaction: 'KC_AUTH_SESSION',
  resume: 'KC_RESTART',
} as const

const OIDC = '/protocol/openid-connect'

/** Where the path of a realm's cookies begins. */
export const cookiePath = (realm: Realm) => `/realms/${encodeURIComponent(realm.name)}/`

/** @param adapter makes the stores of the library's models */
export function optionsFor(
  library: Library,
  realm: Realm,
  keys: RealmKeys,
  adapter: (name: string) => Adapter,
) {
  const path = cookiePath(realm)
  const seconds = (field: string) => Number(realm.row.fields[field] ?? 1800)
  return {
    adapter,
    // Tokens are made elsewhere; the library only wants to have a key.
    jwks: { keys: [{ ...keys.signing.row.jwk, kid: keys.signing.kid, alg: 'RS256', use: 'sig' }] },
    routes: { authorization: `${OIDC}/auth` },
    responseTypes: ['code'],
    scopes: ['openid'],
    extraParams: Object.values(EXTRA),
    pkce: { required: () => false },
    cookies: cookieOptions(keys, path),
    ttl: {
      Session: () => seconds('ssoSessionMaxLifespan'),
      Interaction: () => seconds('accessCodeLifespanLogin'),
      AuthorizationCode: () => seconds('accessCodeLifespan'),
      Grant: () => seconds('ssoSessionMaxLifespan'),
    },
    interactions: {
      policy: policyOf(library),
      url: (_ctx: unknown, { uid }: { readonly uid: string }) =>
        `${path}login-actions/authenticate?tab_id=${uid}`,
    },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    findAccount: (_ctx: unknown, id: string) => {
      const user = realm.users.get(id)
      return user?.enabled ? { accountId: id, claims: () => Promise.resolve({ sub: id }) } : undefined
    },
    loadExistingGrant: grantOnTheSpot,
    renderError: (ctx: OidcContext, { error, error_description }: Readonly<Record<string, string>>) => {
      ctx.body = errorText(realm.name, error_description ?? error ?? '')
    },
  }
}

function cookieOptions({ sealing }: RealmKeys, path: string) {
  const all = { path, httpOnly: true, sameSite: 'lax' }
  return {
    keys: [Buffer.from(sealing.secret).toString('base64')],
    names: COOKIES,
    // The cookie of an interaction to resume is handed over within the server, so it cannot carry a signature.
    short: { ...all, signed: false },
    long: { ...all, signed: true },
  }
}

function grantOnTheSpot({ oidc: { account, client, provider } }: OidcContext) {
  const grant = new provider.Grant({ clientId: client.clientId, accountId: account?.accountId ?? '' })
  grant.addOIDCScope('openid')
  return grant
}

function policyOf({ interactionPolicy }: Library) {
  const policy = interactionPolicy.base()
  policy.remove('consent')
  policy
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check(
        'account_gone',
        'The account of the session is gone',
        ({ oidc }) => oidc.session.accountId !== undefined && oidc.account === undefined,
      ),
    )
  return policy
}
