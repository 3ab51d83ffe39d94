/** Values for the charts of the installed systems, as far as the description decides them. For a platform that is still to be installed. */
import type { Platform } from '../../tenancy/tenancy.ts'

/** goharbor/harbor: the gateway is in front, so no ingress of its own, and port names by Istio's convention come from the chart. */
export function harborValues({ harbor }: Platform): object {
  return {
    externalURL: harbor.url,
    expose: { type: 'clusterIP', tls: { enabled: false } },
    existingSecretAdminPassword: 'harbor-admin',
    existingSecretAdminPasswordKey: 'password',
    internalTLS: { enabled: false },
  }
}

/** Keycloak behind the gateway: it must know its public address, since every token carries it as issuer. */
export function keycloakValues({ keycloak }: Platform): object {
  return {
    hostname: keycloak.url,
    proxyHeaders: 'xforwarded',
    httpEnabled: true,
    service: { name: keycloak.service.name, port: keycloak.service.port },
  }
}

/** istio/istiod: what the description's policies rely on. */
export function istioValues({ mesh }: Platform): object {
  return {
    meshConfig: {
      // Mesh contracts 01 to 06 were recorded under it: routes see paths as Harbor does, but for what the first route closes.
      pathNormalization: { normalization: 'BASE' },
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
      accessLogFile: '/dev/stdout',
    },
    global: { istioNamespace: mesh.gateway.namespace },
    // A token must not turn into a 401 because keys were unreachable for a moment (mesh contract 43).
    pilot: { env: { PILOT_JWT_PUB_KEY_REFRESH_INTERVAL: '20m' } },
  }
}
