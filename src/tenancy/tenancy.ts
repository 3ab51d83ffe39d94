/** The tenancy: what the documents say once every default is filled in. What kinds derive from. */
import type { PlatformDocument, TeamDocument } from './schema.ts'
import type { Role, SecretReference } from './values.ts'

type Spec = PlatformDocument['spec']

/** Where a Service of an installed system is. */
export interface ServicePlace {
  readonly namespace: string
  readonly name: string
  readonly port: number
}

export interface IdentityProvider extends Readonly<Spec['keycloak']['identityProviders'][number]> {}
export interface LocalUser extends Readonly<Spec['keycloak']['users'][number]> {}
export interface ProbeAccount extends Readonly<Spec['probes']['accounts'][number]> {}

export interface Platform {
  readonly name: string
  readonly domain: string
  /** Where credentials of the platform itself are kept. */
  readonly namespace: string
  readonly groupsPrefix: string
  /** The group that everybody is in, so that the groups claim is never empty. */
  readonly peopleGroup: string
  readonly keycloak: {
    readonly url: string
    readonly api: string
    readonly realm: string
    readonly loginRealm: string
    readonly credentials: Spec['keycloak']['credentials']
    readonly ca: SecretReference | undefined
    /** `<url>/realms/<realm>`: what tokens carry as `iss`. */
    readonly issuer: string
    readonly service: ServicePlace
    readonly identityProviders: readonly IdentityProvider[]
    readonly users: readonly LocalUser[]
  }
  readonly harbor: {
    readonly url: string
    readonly api: string
    readonly credentials: { readonly username: string; readonly password: SecretReference }
    readonly ca: SecretReference | undefined
    readonly dailyRobot: boolean
    /** Whether the gateway asks for a token before the portal. */
    readonly portalAccess: 'open' | 'token'
    readonly robotPrefix: string
    readonly core: ServicePlace
    readonly portal: ServicePlace
    /** `scopes` has offline_access in it where the description asks for it. */
    readonly sso: Spec['harbor']['sso']
    readonly adminGroup: string
  }
  readonly mesh: Spec['mesh']
  readonly probeAccounts: readonly ProbeAccount[]
}

export interface Access {
  readonly group: string
  readonly role: Role
  /** By provider alias: exact names, or `/expression/flags`. */
  readonly from: Readonly<Record<string, readonly string[]>>
}

export interface App {
  readonly name: string
  readonly host: string
  readonly service: { readonly name: string; readonly port: number }
  readonly sso: 'required' | 'none'
  readonly open: readonly string[]
}

export interface Team {
  readonly name: string
  readonly displayName: string | undefined
  readonly protect: boolean
  readonly access: readonly Access[]
  readonly namespace: TeamDocument['spec']['namespace'] & { readonly name: string }
  readonly registry: TeamDocument['spec']['registry'] & { readonly project: string }
  readonly apps: readonly App[]
}

export interface Tenancy {
  readonly platform: Platform
  /** Sorted by name. */
  readonly teams: readonly Team[]
}

/** Fills in the defaults that depend on other fields. Pure; the documents have passed the schema. */
export function resolve(platform: PlatformDocument, teams: readonly TeamDocument[]): Tenancy {
  const resolved = resolvePlatform(platform)
  return {
    platform: resolved,
    teams: teams.map((team) => resolveTeam(team, resolved)).sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

function resolvePlatform({ metadata: { name }, spec }: PlatformDocument): Platform {
  const { keycloak, harbor } = spec
  const keycloakUrl = keycloak.url ?? `https://keycloak.${spec.domain}`
  const harborUrl = harbor.url ?? `https://harbor.${spec.domain}`
  const realm = keycloak.realm ?? name
  const { namespace, port, core, portal } = harbor.service
  const scopes = harbor.sso.scopes.filter((scope) => scope !== 'offline_access')
  return {
    name,
    domain: spec.domain,
    namespace: spec.namespace,
    groupsPrefix: spec.kubernetes.groupsPrefix,
    peopleGroup: `${name}-people`,
    keycloak: {
      url: keycloakUrl,
      api: keycloak.api ?? keycloakUrl,
      realm,
      loginRealm: keycloak.loginRealm ?? (keycloak.credentials.clientId === undefined ? 'master' : realm),
      credentials: keycloak.credentials,
      ca: keycloak.ca,
      issuer: `${keycloakUrl}/realms/${realm}`,
      service: keycloak.service,
      identityProviders: keycloak.identityProviders,
      users: keycloak.users,
    },
    harbor: {
      url: harborUrl,
      api: harbor.api ?? harborUrl,
      credentials: harbor.credentials,
      ca: harbor.ca,
      dailyRobot: harbor.dailyRobot,
      portalAccess: harbor.portalAccess,
      robotPrefix: harbor.robotPrefix,
      core: { namespace, port, name: core },
      portal: { namespace, port, name: portal },
      sso: { ...harbor.sso, scopes: harbor.sso.offline ? [...scopes, 'offline_access'] : scopes },
      adminGroup: harbor.adminGroup,
    },
    mesh: spec.mesh,
    probeAccounts: spec.probes.accounts,
  }
}

/** A Team with the defaults that depend on its name and the platform's domain. */
export function resolveTeam(
  { metadata: { name }, spec }: TeamDocument,
  platform: Pick<Platform, 'domain'>,
): Team {
  const access: NonNullable<TeamDocument['spec']['access']> = spec.access ?? [{ role: 'developer', from: {} }]
  return {
    name,
    displayName: spec.displayName,
    protect: spec.protect,
    access: access.map(({ group, ...one }) => ({ group: group ?? `team-${name}`, ...one })),
    namespace: { ...spec.namespace, name: spec.namespace.name ?? name },
    registry: { ...spec.registry, project: spec.registry.project ?? name },
    apps: spec.apps.map((app) => ({
      name: app.name,
      host: app.host ?? `${app.name}.${name}.${platform.domain}`,
      service: { name: app.service.name ?? app.name, port: app.service.port },
      sso: app.sso,
      open: app.open,
    })),
  }
}
