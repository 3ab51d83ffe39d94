/** Every name that is derived from the description, in one place: kinds meet here, not in each other's files. */
import type { App, Platform, ServicePlace, Team } from './tenancy.ts'

/** A Secret and the key in it that holds the value. */
export interface CredentialName {
  readonly namespace: string
  readonly name: string
  readonly key: string
}

/** The field manager of everything that we apply in Kubernetes. */
export const fieldManager = 'troupe'
/** Labels that are our mark in Kubernetes; names of attributes and config keys in Keycloak. */
export const mark = {
  managedBy: 'app.kubernetes.io/managed-by',
  platform: 'troupe.dev/platform',
  team: 'troupe.dev/team',
  /** In Keycloak only: what a thing was called when we marked it. */
  name: 'troupe.dev/name',
} as const

/** What marks an object by text, in Harbor's descriptions: `managed by troupe: otomi/demo`. */
export function markText(platform: string, team: string | null): string {
  return `managed by troupe: ${team === null ? platform : `${platform}/${team}`}`
}

/** Undoes `markText`; null where the text is somebody else's. */
export function readMarkText(
  text: string,
): { readonly platform: string; readonly team: string | null } | null {
  const found = /^managed by troupe: ([a-z0-9-]+)(?:\/([a-z0-9-]+))?$/.exec(text)
  return found?.[1] ? { platform: found[1], team: found[2] ?? null } : null
}

/** Host and port of a URL: what docker clients put before a repository. */
export function hostOf(url: string): string {
  return new URL(url).host
}

/** A Service's name in the cluster. */
export function serviceHost({ name, namespace }: Pick<ServicePlace, 'name' | 'namespace'>): string {
  return `${name}.${namespace}.svc.cluster.local`
}

export type RobotUse = 'pull' | 'push'

/** The name a robot logs in with: `robot$demo+pull`. */
export function robotLogin(platform: Platform, team: Team, use: RobotUse): string {
  return `${platform.harbor.robotPrefix}${team.registry.project}+${use}`
}

/**
 * The registry credential of a team: a `kubernetes.io/dockerconfigjson` Secret in its namespace.
 * Beside `.dockerconfigjson`, which the kubelet reads, it holds `username` and `password` for people and CI.
 */
export function registrySecret(
  team: { readonly namespace: Pick<Team['namespace'], 'name'> },
  use: RobotUse,
): CredentialName {
  return { namespace: team.namespace.name, name: `registry-${use}`, key: 'password' }
}

/** The daily robot's short name and where its credential is. */
export function dailyRobot(platform: Platform): { readonly name: string; readonly secret: CredentialName } {
  return {
    name: `troupe-${platform.name}`,
    secret: { namespace: platform.namespace, name: 'harbor-robot', key: 'password' },
  }
}

/** Where the secret of Harbor's OIDC client is. */
export function harborClientSecret(platform: Platform): CredentialName {
  return { namespace: platform.namespace, name: 'harbor-oidc', key: 'clientSecret' }
}

/** The OIDC client of an app: `demo-shop`. */
export function appClientId(team: Team, app: App): string {
  return `${team.name}-${app.name}`
}

/** Where an app's OIDC client secret is, in the team's namespace. */
export function appSecret(team: Team, app: App): CredentialName {
  return { namespace: team.namespace.name, name: `${app.name}-oidc`, key: 'clientSecret' }
}

/** Where a local user's first password is. A user name may hold what an object's name may not. */
export function userSecret(platform: Platform, username: string): CredentialName {
  return {
    namespace: platform.namespace,
    name: `user-${username.replaceAll(/[^a-z0-9.-]/g, '-')}`,
    key: 'password',
  }
}

/** Where Harbor sends a browser back to. */
export function harborRedirect(platform: Platform): string {
  return `${platform.harbor.url}/c/oidc/callback`
}

/** Where a browser finds an app: by the scheme and port of the platform's gateway, which Keycloak is behind too. */
export function appUrl(platform: Platform, app: Pick<App, 'host'>): string {
  const { protocol, port } = new URL(platform.keycloak.url)
  return `${protocol}//${app.host}${port === '' ? '' : `:${port}`}`
}

/** The namespace of istiod, whose policies hold for the whole mesh (MeshConfig's `rootNamespace`). */
export const meshRootNamespace = 'istio-system'

/** The name that the daily robot logs in with: `robot$troupe-otomi`. */
export function dailyRobotLogin(platform: Platform): string {
  return `${platform.harbor.robotPrefix}${dailyRobot(platform).name}`
}
