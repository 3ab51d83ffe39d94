/**
 * What a cluster holds before Troupe comes: Istio, Keycloak and Harbor as their charts install them, as far as Services go.
 * The portal's port has no name and the registry's a wrong one, as in charts of Harbor before 1.7.
 */
import type { KubernetesObject } from './mesh/object.ts'

/** Names of Services in the cluster's DNS. */
export const hosts = {
  core: 'harbor-core.harbor.svc.cluster.local',
  portal: 'harbor-portal.harbor.svc.cluster.local',
  keycloak: 'keycloak.keycloak.svc.cluster.local',
} as const

/** In the order in which they can be made. */
export const installed: readonly KubernetesObject[] = [
  namespace('istio-system'),
  namespace('harbor', { 'istio-injection': 'enabled' }),
  namespace('keycloak', { 'istio-injection': 'enabled' }),
  service('istio-system', 'istio-ingressgateway', { istio: 'ingressgateway' }, [
    { name: 'http2', port: 80, targetPort: 8080 },
    { name: 'https', port: 443, targetPort: 8443 },
  ]),
  service('harbor', 'harbor-core', { app: 'harbor', component: 'core' }, [
    { name: 'http-web', port: 80, targetPort: 8080 },
  ]),
  service('harbor', 'harbor-portal', { app: 'harbor', component: 'portal' }, [
    { port: 80, targetPort: 8080 },
  ]),
  service('harbor', 'harbor-registry', { app: 'harbor', component: 'registry' }, [
    { name: 'registry', port: 5000, targetPort: 5000 },
    { name: 'controller', port: 8080, targetPort: 8080 },
  ]),
  service('keycloak', 'keycloak', { app: 'keycloak' }, [{ name: 'http', port: 80, targetPort: 8080 }]),
]

function namespace(name: string, labels: Record<string, string> = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }
}

function service(
  namespace: string,
  name: string,
  selector: Record<string, string>,
  ports: readonly object[],
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels: selector },
    spec: { selector, ports },
  }
}
