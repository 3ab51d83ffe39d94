/** Descriptions for tests, as short as they can be. */
import { PlatformDocument, TeamDocument } from '../../tenancy/schema.ts'
import { resolve, type Tenancy } from '../../tenancy/tenancy.ts'

type TeamSpec = Record<string, unknown>

/** A tenancy of these teams, with a provider `corp` and what is said of the platform's Keycloak and Harbor. */
export function tenancyOf(
  teams: Readonly<Record<string, TeamSpec>>,
  { keycloak = {}, harbor = {} }: { readonly keycloak?: object; readonly harbor?: object } = {},
): Tenancy {
  const apiVersion = 'troupe.dev/v1alpha1'
  const secret = { env: 'SECRET' }
  const provider = {
    alias: 'corp',
    issuer: 'https://login.corp.example',
    clientId: 'p',
    clientSecret: secret,
  }
  const platform = {
    apiVersion,
    kind: 'Platform',
    metadata: { name: 'otomi' },
    spec: {
      domain: 'otomi.example',
      keycloak: {
        credentials: { username: 'admin', password: secret },
        identityProviders: [provider],
        ...keycloak,
      },
      harbor: { credentials: { password: secret }, ...harbor },
    },
  }
  const documents = Object.entries(teams).map(([name, spec]) =>
    TeamDocument.parse({ apiVersion, kind: 'Team', metadata: { name }, spec }),
  )
  return resolve(PlatformDocument.parse(platform), documents)
}
