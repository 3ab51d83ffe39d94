/** Which client scopes our clients have. */

/** The client scope of the groups claim. */
export const groupsScope = 'groups'

/**
 * Default scopes of all our clients. `basic` carries `sub` into access tokens, without which Istio and resource
 * servers know nobody (reference/keycloak.md §3.3).
 */
export const defaultScopes = ['acr', 'basic', 'email', groupsScope, 'profile', 'web-origins'] as const

/** Default scopes that servers before Keycloak 25 and 17 have not: there they are not missed. */
export const recentScopes: readonly string[] = ['acr', 'basic']
