/** Which credentials a platform needs, and what stands beside each value in its Secret. */
import { keyOf } from '../../core/key.ts'
import type { Desired } from '../../core/kind.ts'
import {
  appClientId,
  appSecret,
  type CredentialName,
  dailyRobot,
  dailyRobotLogin,
  harborClientSecret,
  hostOf,
  registrySecret,
  robotLogin,
  userSecret,
} from '../../tenancy/names.ts'
import type { App, Platform, Team, Tenancy } from '../../tenancy/tenancy.ts'

/** A Secret of ours without its value. */
export interface CredentialSpec {
  /** The Secret's own type. */
  readonly type: string
  /** The key that holds the value. */
  readonly key: string
  /** What is no secret and follows from the description: login, issuer, client id. */
  readonly fields: Readonly<Record<string, string>>
  /** Host and port that docker clients log in at with it. */
  readonly registry?: string
  /** Gone or malformed is made anew. */
  readonly credential: 'kept' | 'gone' | 'malformed'
}

/** One Secret for each credential. */
export function* credentialsOf(tenancy: Tenancy): Iterable<Desired<CredentialSpec>> {
  yield* ofPlatform(tenancy.platform)
  for (const team of tenancy.teams) yield* ofTeam(tenancy.platform, team)
}

function* ofPlatform(platform: Platform): Iterable<Desired<CredentialSpec>> {
  const { harbor, keycloak } = platform
  if (harbor.dailyRobot) {
    const { secret } = dailyRobot(platform)
    yield credential(null, secret, { username: dailyRobotLogin(platform) }, 'what Troupe works as in Harbor')
  }
  const client = { clientId: harbor.sso.clientId, issuer: keycloak.issuer }
  yield credential(null, harborClientSecret(platform), client, `client ${harbor.sso.clientId}`)
  for (const { username, password } of keycloak.users) {
    if (password !== undefined) continue
    yield credential(null, userSecret(platform, username), { username }, `password of ${username}`)
  }
}

function* ofTeam(platform: Platform, team: Team): Iterable<Desired<CredentialSpec>> {
  for (const use of ['pull', 'push'] as const) {
    const username = robotLogin(platform, team, use)
    const login = credential(team, registrySecret(team, use), { username }, `login of ${username}`)
    const registry = hostOf(platform.harbor.url)
    yield { ...login, spec: { ...login.spec, type: 'kubernetes.io/dockerconfigjson', registry } }
  }
  for (const app of team.apps) if (app.sso === 'required') yield ofApp(platform, team, app)
}

function ofApp(platform: Platform, team: Team, app: App): Desired<CredentialSpec> {
  const clientId = appClientId(team, app)
  const fields = { clientId, issuer: platform.keycloak.issuer }
  return credential(team, appSecret(team, app), fields, `client ${clientId}`)
}

function credential(
  team: Team | null,
  { namespace, name, key }: CredentialName,
  fields: Readonly<Record<string, string>>,
  summary: string,
): Desired<CredentialSpec> {
  return {
    key: keyOf('kubernetes.secret', namespace, name),
    team: team?.name ?? null,
    spec: { type: 'Opaque', key, fields, credential: 'kept' },
    summary,
  }
}
