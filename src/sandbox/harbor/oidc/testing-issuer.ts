/** A small real issuer for the tests of sign-on. */
import { Provider } from 'oidc-provider'
import { type Listening, listen } from '../../http/listen.ts'

/** People by login name; what is changed here counts from the next token on. */
export interface TestPerson {
  readonly groups: readonly string[]
  readonly name?: string
}

/** An issuer with one client, `harbor`, whose secret is `a-secret`. */
export interface TestIssuer {
  readonly url: string
  readonly people: Map<string, TestPerson>
  /** How long access tokens live, in seconds. */
  lifespan: number
  close(): Promise<void>
}

/** What the issuer hands to whoever decides on grants; its package has no types. */
interface GrantContext {
  readonly oidc: {
    readonly session?: { readonly accountId?: string }
    readonly provider: {
      readonly Grant: new (
        owner: Readonly<Record<string, string>>,
      ) => {
        addOIDCScope(scope: string): void
        save(): Promise<string>
      }
    }
  }
}

/** @param redirectUri where Harbor takes people back */
export async function testIssuer(redirectUri: string): Promise<TestIssuer> {
  const people = new Map<string, TestPerson>()
  let provider: Provider | undefined
  const listening: Listening = await listen((request, response) => provider?.callback()(request, response))
  const issuer = { url: listening.url, people, lifespan: 300, close: () => listening.close() }
  provider = new Provider(listening.url, {
    clients: [
      {
        client_id: 'harbor',
        client_secret: 'a-secret',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'], email: ['email'] },
    conformIdTokenClaims: false,
    issueRefreshToken: () => true,
    rotateRefreshToken: false,
    ttl: {
      AccessToken: () => issuer.lifespan,
      IdToken: 300,
      RefreshToken: 86_400,
      Session: 60,
      Grant: 86_400,
      Interaction: 60,
    },
    cookies: { keys: ['only for tests'] },
    findAccount: (_: unknown, id: string) => {
      const person = people.get(id)
      if (!person) return undefined
      return {
        accountId: id,
        claims: () => ({
          sub: id,
          name: person.name ?? id,
          preferred_username: id,
          email: `${id}@example.org`,
          ...(person.groups.length > 0 ? { groups: person.groups } : {}),
        }),
      }
    },
    loadExistingGrant: async (ctx: GrantContext) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: 'harbor',
        accountId: ctx.oidc.session?.accountId ?? '',
      })
      grant.addOIDCScope('openid profile email offline_access')
      await grant.save()
      return grant
    },
  })
  return issuer
}
