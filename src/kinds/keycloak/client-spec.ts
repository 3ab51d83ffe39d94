/** What a client of ours should be: Harbor's, and one for each app that asks for sign-on. */
import {
  appClientId,
  appSecret,
  appUrl,
  type CredentialName,
  harborClientSecret,
  harborRedirect,
} from '../../tenancy/names.ts'
import type { App, Platform, Team, Tenancy } from '../../tenancy/tenancy.ts'
import { asSet } from './define.ts'
import { projectMapper, type WantedMapper } from './protocol-mapper.ts'
import { defaultScopes } from './scopes.ts'

/** Ways to get a token at a client. Only the first needs a browser and a redirect that we know. */
export type Flow =
  | 'standard'
  | 'implicit'
  | 'password'
  | 'service account'
  | 'device'
  | 'ciba'
  | 'token exchange'

/** What of a client is ours. Lists are sets: sorted, since the server returns them in no order. */
export interface ClientSpec {
  readonly enabled: boolean
  readonly protocol: string
  readonly confidential: boolean
  readonly authenticator: string
  readonly authorizationServices: boolean
  readonly flows: readonly Flow[]
  readonly redirectUris: readonly string[]
  readonly webOrigins: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
  /** Lifetimes of its own, in seconds, by attribute; ours has the realm's, so none. */
  readonly lifetimes: Readonly<Record<string, string>>
  readonly defaultScopes: readonly string[]
  readonly optionalScopes: readonly string[]
  /** Mappers of ours by name; others are left alone. */
  readonly mappers: Readonly<Record<string, WantedMapper | undefined>>
  /** `differs` from the Secret's value; `unknown` where there is no Secret. */
  readonly credential: 'in force' | 'differs' | 'unknown'
}

/** A client that is wanted, and where its secret is. */
export interface WantedClient {
  readonly clientId: string
  readonly team: string | null
  readonly secret: CredentialName
  readonly spec: ClientSpec
  readonly summary: string
}

/** All clients of the tenancy. */
export function* clientsOf({ platform, teams }: Tenancy): Generator<WantedClient> {
  yield harborClient(platform)
  for (const team of teams) {
    for (const app of team.apps) if (app.sso === 'required') yield appClient(platform, team, app)
  }
}

function harborClient(platform: Platform): WantedClient {
  const { url, sso } = platform.harbor
  const redirect = harborRedirect(platform)
  const implied: readonly string[] = ['openid', ...defaultScopes]
  return {
    clientId: sso.clientId,
    team: null,
    secret: harborClientSecret(platform),
    summary: `redirects to ${redirect}`,
    spec: {
      ...base,
      redirectUris: [redirect],
      webOrigins: [new URL(url).origin],
      postLogoutRedirectUris: [`${url}/account/sign-in`],
      defaultScopes: asSet(defaultScopes),
      // A scope that Harbor asks for and that the client has not is refused as invalid_scope.
      optionalScopes: asSet(sso.scopes.filter((scope) => !implied.includes(scope))),
      mappers: { ...audience(sso.clientId), ...userClaim(sso.userClaim) },
    },
  }
}

function appClient(platform: Platform, team: Team, app: App): WantedClient {
  const clientId = appClientId(team, app)
  const url = appUrl(platform, app)
  return {
    clientId,
    team: team.name,
    secret: appSecret(team, app),
    summary: `redirects to ${url}/*`,
    spec: {
      ...base,
      redirectUris: [`${url}/*`],
      webOrigins: [url],
      postLogoutRedirectUris: [`${url}/*`],
      // Apps may judge by realm roles, so theirs are in the token.
      defaultScopes: asSet([...defaultScopes, 'roles']),
      optionalScopes: [],
      mappers: audience(clientId),
    },
  }
}

const base = {
  enabled: true,
  protocol: 'openid-connect',
  confidential: true,
  authenticator: 'client-secret',
  authorizationServices: false,
  flows: ['standard'],
  lifetimes: {},
  credential: 'in force',
} as const

/** Access tokens name no client in `aud` by themselves; gateways that check it would refuse them (reference/keycloak.md §13.1). */
function audience(clientId: string): ClientSpec['mappers'] {
  return {
    audience: projectMapper({
      protocolMapper: 'oidc-audience-mapper',
      config: {
        'included.client.audience': clientId,
        'id.token.claim': 'false',
        'access.token.claim': 'true',
        'userinfo.token.claim': 'false',
        'introspection.token.claim': 'true',
      },
    }),
  }
}

/** Claims that the default scopes write already. */
const standardClaims = [
  'sub name preferred_username given_name family_name middle_name nickname profile picture website',
  'gender birthdate zoneinfo locale updated_at email email_verified',
].flatMap((line) => line.split(' '))

/** Any other claim that Harbor shall know people by is the user attribute of that name. */
function userClaim(claim: string): ClientSpec['mappers'] {
  if (standardClaims.includes(claim)) return {}
  return {
    'user name': projectMapper({
      protocolMapper: 'oidc-usermodel-attribute-mapper',
      config: {
        'user.attribute': claim,
        'claim.name': claim.replaceAll('.', '\\.'),
        'jsonType.label': 'String',
        'id.token.claim': 'true',
        'access.token.claim': 'true',
        'userinfo.token.claim': 'true',
        'introspection.token.claim': 'true',
      },
    }),
  }
}
