/** Credentials: each secret in one place, and one way to sign in. */

import type { Path } from '../error.ts'
import { isLost } from '../validate.ts'
import type { SecretReference } from '../values.ts'
import type { Finding, PlacedPlatform, Rule, World } from './world.ts'

function* secretPlaces({ platform }: World): Iterable<Finding> {
  if (!platform) return
  for (const [path, reference] of references(platform)) {
    if (reference === undefined || isLost(platform, path)) continue
    const given = Object.keys(reference)
    const ways = 'env, file or secretKeyRef'
    if (given.length === 0)
      yield { on: platform, path, message: `is empty: name where the secret is by one of ${ways}` }
    if (given.length > 1)
      yield {
        on: platform,
        path,
        message: `names ${given.join(' and ')}: a secret is in one place, so keep one of ${ways}`,
      }
  }
}

function* references({
  document: { spec },
}: PlacedPlatform): Iterable<readonly [Path, SecretReference | undefined]> {
  const { keycloak, harbor, probes } = spec
  yield [['spec', 'keycloak', 'ca'], keycloak.ca]
  yield [['spec', 'harbor', 'ca'], harbor.ca]
  yield [['spec', 'keycloak', 'credentials', 'clientSecret'], keycloak.credentials.clientSecret]
  yield [['spec', 'keycloak', 'credentials', 'password'], keycloak.credentials.password]
  yield [['spec', 'harbor', 'credentials', 'password'], harbor.credentials.password]
  for (const [index, { clientSecret }] of keycloak.identityProviders.entries())
    yield [['spec', 'keycloak', 'identityProviders', index, 'clientSecret'], clientSecret]
  for (const [index, { password }] of keycloak.users.entries())
    yield [['spec', 'keycloak', 'users', index, 'password'], password]
  for (const [index, { password }] of probes.accounts.entries())
    yield [['spec', 'probes', 'accounts', index, 'password'], password]
}

/** Who may read Secrets in a namespace of a team may read this one. */
function* outOfReach({ platform, teams }: World): Iterable<Finding> {
  if (!platform) return
  const owners = new Map(teams.map(({ team }) => [team.namespace.name, team.name]))
  for (const [path, reference] of references(platform)) {
    const { namespace } = reference?.secretKeyRef ?? {}
    const owner = namespace === undefined ? undefined : owners.get(namespace)
    if (owner !== undefined)
      yield {
        on: platform,
        path: [...path, 'secretKeyRef', 'namespace'],
        message: `"${namespace}" is the namespace of team ${owner}, who could read this secret: keep it in "${platform.platform.namespace}"`,
      }
  }
}

function* oneSignIn({ platform }: World): Iterable<Finding> {
  if (!platform) return
  const path = ['spec', 'keycloak', 'credentials']
  if (isLost(platform, path)) return
  const { clientId, clientSecret, username, password } = platform.document.spec.keycloak.credentials
  const client = [clientId, clientSecret].filter((part) => part !== undefined).length
  const user = [username, password].filter((part) => part !== undefined).length
  const right = 'write clientId and clientSecret, or username and password'
  const at = { on: platform, path }
  if (client === 0 && user === 0) yield { ...at, message: `is empty: ${right}` }
  else if (client > 0 && user > 0) yield { ...at, message: `names two ways to sign in: ${right}, not both` }
  else if (client === 1)
    yield { ...at, message: `lacks ${clientId === undefined ? 'clientId' : 'clientSecret'}: ${right}` }
  else if (user === 1)
    yield { ...at, message: `lacks ${username === undefined ? 'username' : 'password'}: ${right}` }
}

/** Nobody of another realm than master and the realm itself may administer it. */
function* loginRealm({ platform }: World): Iterable<Finding> {
  if (!platform || isLost(platform, ['spec', 'keycloak', 'realm'])) return
  const { realm, loginRealm: login } = platform.platform.keycloak
  if (login !== 'master' && login !== realm)
    yield {
      on: platform,
      path: ['spec', 'keycloak', 'loginRealm'],
      message: `"${login}" has no rights over the realm "${realm}": write "master" or "${realm}"`,
    }
}

export const credentialRules: readonly Rule[] = [secretPlaces, outOfReach, oneSignIn, loginRealm]
