/** How a kind says which system's client its hands hold. */
import type { Desired, Hands, Kind } from '../core/kind.ts'
import type { HarborClient } from '../systems/harbor/types.ts'
import type { KeycloakClient } from '../systems/keycloak/types.ts'
import type { KubernetesClient } from '../systems/kubernetes/types.ts'
import type { Tenancy } from '../tenancy/tenancy.ts'

/** One client for each server. Istio's resources are Kubernetes'. */
export interface Clients {
  readonly kubernetes: KubernetesClient
  readonly keycloak: KeycloakClient
  readonly harbor: HarborClient
}

/** A kind as the catalogue holds it: its spec's type forgotten, its hands given all clients. */
export type ManagedKind = Kind<Tenancy, Clients>

/** A want with names that its hands need beside the spec, and that the server never shows. */
export interface Accompanied<Spec, Names> extends Desired<Spec> {
  readonly names: Names
}

/** The names that `derive` put beside the spec: the engine hands back the very object that it was given. */
export function namesOf<Names>(desired: Desired): Names {
  return (desired as Accompanied<unknown, Names>).names
}

/** A kind whose hands hold the Keycloak client only. */
export function defineKeycloakKind<Spec>(kind: Kind<Tenancy, KeycloakClient, Spec>): ManagedKind {
  return widen(kind, (clients) => clients.keycloak)
}

/** A kind whose hands hold the Harbor client only. */
export function defineHarborKind<Spec>(kind: Kind<Tenancy, HarborClient, Spec>): ManagedKind {
  return widen(kind, (clients) => clients.harbor)
}

/** A kind whose hands hold the Kubernetes client only. */
export function defineClusterKind<Spec>(kind: Kind<Tenancy, KubernetesClient, Spec>): ManagedKind {
  return widen(kind, (clients) => clients.kubernetes)
}

function widen<Client, Spec>(
  kind: Kind<Tenancy, Client, Spec>,
  pick: (clients: Clients) => Client,
): ManagedKind {
  const narrow = (hands: Hands<Clients>): Hands<Client> => ({ ...hands, client: pick(hands.client) })
  // The engine hands a kind back only what that kind derived and observed, so its Spec comes back as it left.
  const typed = kind as Kind<Tenancy, Client>
  return {
    ...typed,
    derive: (tenancy) => typed.derive(tenancy),
    observe: (scope, hands) => typed.observe(scope, narrow(hands)),
    create: (desired, hands) => typed.create(desired, narrow(hands)),
    update: (desired, actual, hands) => typed.update(desired, actual, narrow(hands)),
    remove: (actual, hands) => typed.remove(actual, narrow(hands)),
  }
}
