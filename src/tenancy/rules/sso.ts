/** How people sign in to Harbor. Harbor stores what it is sent, so what can't work is told here. */
import { isLost } from '../validate.ts'
import type { Finding, Rule, World } from './world.ts'

const sso = ['spec', 'harbor', 'sso'] as const

function* scopes({ platform }: World): Iterable<Finding> {
  if (!platform || isLost(platform, [...sso, 'scopes'])) return
  const { scopes: wanted, offline, userClaim } = platform.document.spec.harbor.sso
  const at = { on: platform, path: [...sso, 'scopes'] }
  if (!wanted.includes('openid'))
    yield { ...at, message: 'lacks openid, without which there is no OpenID Connect: add it' }
  if (!offline && wanted.includes('offline_access'))
    yield { ...at, message: 'holds offline_access, and offline: false leaves it out: keep one of them' }
  for (const [index, scope] of wanted.entries())
    if (wanted.indexOf(scope) < index)
      yield { on: platform, path: [...sso, 'scopes', index], message: `"${scope}" stands here twice` }
  const scope = CLAIM_SCOPES[userClaim]
  if (scope !== undefined && !wanted.includes(scope))
    yield {
      ...at,
      message: `lacks ${scope}, which brings the claim "${userClaim}" that people are named by: add it`,
    }
}

/** The scope of Keycloak that brings a claim. Without the claim Harbor names people by their full name, for ever. */
const CLAIM_SCOPES: Readonly<Record<string, string>> = {
  preferred_username: 'profile',
  nickname: 'profile',
  email: 'email',
}

/** Claims that Keycloak writes itself, so that no list of groups can be there. */
const OTHER_CLAIMS = [
  ...[
    'iss',
    'sub',
    'aud',
    'exp',
    'iat',
    'nbf',
    'jti',
    'azp',
    'typ',
    'sid',
    'nonce',
    'acr',
    'amr',
    'auth_time',
    'scope',
  ],
  ...[
    'name',
    'given_name',
    'family_name',
    'preferred_username',
    'email',
    'email_verified',
    'realm_access',
    'resource_access',
  ],
]

function* claims({ platform }: World): Iterable<Finding> {
  if (!platform) return
  const { groupsClaim, userClaim } = platform.platform.harbor.sso
  if (OTHER_CLAIMS.includes(groupsClaim))
    yield {
      on: platform,
      path: [...sso, 'groupsClaim'],
      message: `"${groupsClaim}" holds something else than groups in every token: write another name, e.g. "groups"`,
    }
  if (userClaim === groupsClaim)
    yield {
      on: platform,
      path: [...sso, 'userClaim'],
      message: `"${userClaim}" is the claim of the groups: write e.g. "preferred_username"`,
    }
  if (['name', 'given_name', 'family_name'].includes(userClaim))
    yield {
      on: platform,
      path: [...sso, 'userClaim'],
      message: `"${userClaim}" may be the same for two people, and Harbor would refuse the second: write e.g. "preferred_username"`,
    }
}

function* certificate({ platform }: World): Iterable<Finding> {
  if (!platform || platform.platform.harbor.sso.verifyCertificate) return
  if (platform.platform.keycloak.url.startsWith('https:'))
    yield {
      on: platform,
      path: [...sso, 'verifyCertificate'],
      warning: true,
      message: 'is off: whoever stands between Harbor and Keycloak can sign in as anyone',
    }
}

export const ssoRules: readonly Rule[] = [scopes, claims, certificate]
