/** The forms of Istio's kinds by name. */
import { destinationRule, gateway, serviceEntry, sidecar, workloadEntry } from './mesh-shapes.ts'
import { authorizationPolicy, peerAuthentication, requestAuthentication } from './policy-shapes.ts'
import { virtualService } from './route-shapes.ts'
import type { Shape } from './schema.ts'

/** The `spec` of each kind that has a form here, by `group/Kind`. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  'security.istio.io/AuthorizationPolicy': authorizationPolicy,
  'security.istio.io/RequestAuthentication': requestAuthentication,
  'security.istio.io/PeerAuthentication': peerAuthentication,
  'networking.istio.io/VirtualService': virtualService,
  'networking.istio.io/Gateway': gateway,
  'networking.istio.io/ServiceEntry': serviceEntry,
  'networking.istio.io/WorkloadEntry': workloadEntry,
  'networking.istio.io/Sidecar': sidecar,
  'networking.istio.io/DestinationRule': destinationRule,
}
