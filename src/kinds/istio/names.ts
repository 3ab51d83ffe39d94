/** Names that the Istio kinds share: where the gateway is, who its callers are, which hosts stand behind it. */
import { type Key, keyOf } from '../../core/key.ts'
import type { App, Platform, Team } from '../../tenancy/tenancy.ts'
import type { ManifestType } from '../manifest/address.ts'

/** A resource of Istio's networking group. v1 is served since 1.22. */
export function networking(kind: string, plural: string): ManifestType {
  return { apiVersion: 'networking.istio.io/v1', plural, kind }
}

/** A resource of Istio's security group. v1 is served since 1.22. */
export function security(kind: string, plural: string): ManifestType {
  return { apiVersion: 'security.istio.io/v1', plural, kind }
}

/** The host that routes and policies know a server by: they see no port in it. */
export function hostName(url: string): string {
  return new URL(url).hostname
}

/** The path that Keycloak's own paths begin with: '' but for servers before 17 (`/auth`). */
export function basePath(url: string): string {
  return new URL(url).pathname.replace(/\/$/, '')
}

/** What a route names the gateway by. */
export function gatewayName({ mesh }: Platform): string {
  return `${mesh.gateway.namespace}/${mesh.gateway.name}`
}

/** Policies of the gateway choose its pods. */
export function gatewaySelector({ mesh }: Platform) {
  return { matchLabels: mesh.gateway.selector }
}

/** A route must be visible where the gateway is, and nowhere else but at home. */
export function exportedTo({ mesh }: Platform): readonly string[] {
  return ['.', mesh.gateway.namespace]
}

/**
 * Both spellings of a host in a policy, which compares it with the port; without the second, `Host: h:80` passes by
 * (mesh contract 26-authz-hosts).
 */
export function bothHosts(host: string): readonly string[] {
  return [host, `${host}:*`]
}

/** The key of the policy that asks for sign-on at Harbor's portal. */
export function portalPolicyKey({ mesh }: Platform): Key {
  return keyOf('istio.authorization-policy', mesh.gateway.namespace, portalName)
}

/** The policy and the rule for tokens have the same name. */
export const portalName = 'harbor-portal'

/** The key of the policy that asks for sign-on at an app. No name holds `--`, so two teams never share one. */
export function appPolicyKey({ mesh }: Platform, team: Team, app: App): Key {
  return keyOf('istio.authorization-policy', mesh.gateway.namespace, `app-${team.name}--${app.name}`)
}

/** Apps whose visitors must have signed on. */
export function signedOn({ apps }: Team): readonly App[] {
  return apps.filter(({ sso }) => sso === 'required')
}
