/** Routes of the gateway: Harbor's, Keycloak's and one for each app. A route opens a way, so the policy that guards it comes first. */
import { loses } from '../../core/compare.ts'
import { type Key, keyOf } from '../../core/key.ts'
import type { Desired } from '../../core/kind.ts'
import type { App, Platform, Team, Tenancy } from '../../tenancy/tenancy.ts'
import { defineClusterKind } from '../define.ts'
import { manifestKind } from '../manifest/kind.ts'
import { isRecord, listOf, type ManifestSpec } from '../manifest/projection.ts'
import { harborRoutes, to } from './harbor-routes.ts'
import {
  appPolicyKey,
  basePath,
  exportedTo,
  gatewayName,
  hostName,
  networking,
  portalPolicyKey,
} from './names.ts'

export const virtualService = defineClusterKind(
  manifestKind({
    name: 'istio.virtual-service',
    parent: 'kubernetes.namespace',
    needs: ['istio.gateway', 'istio.authorization-policy'],
    type: networking('VirtualService', 'virtualservices'),
    whole: ['spec'],
    removalRisks: ['cuts-access'],
    // A host that comes in is what the description says of its app; whoever knows the old one finds nothing there.
    risks: (desired, actual) => (loses(hostsOf(actual.spec), hostsOf(desired.spec)) ? ['cuts-access'] : []),
    *derive(tenancy) {
      yield ofHarbor(tenancy)
      yield ofKeycloak(tenancy)
      for (const team of tenancy.teams) for (const app of team.apps) yield ofApp(tenancy.platform, team, app)
    },
  }),
)

function hostsOf({ spec }: ManifestSpec): readonly unknown[] {
  return isRecord(spec) ? listOf(spec['hosts']) : []
}

function ofHarbor({ platform }: Tenancy): Desired<ManifestSpec> {
  const { namespace } = platform.harbor.core
  const host = hostName(platform.harbor.url)
  return route(platform, {
    key: keyOf('istio.virtual-service', namespace, 'harbor'),
    team: null,
    after: [portalPolicyKey(platform)],
    host,
    http: harborRoutes(platform),
  })
}

/** Only what browsers and clients need: the admin console, metrics and health are not public. */
function ofKeycloak({ platform }: Tenancy): Desired<ManifestSpec> {
  const { service, url } = platform.keycloak
  const base = basePath(url)
  const prefixes = [`${base}/realms/`, `${base}/resources/`, '/.well-known/']
  return route(platform, {
    key: keyOf('istio.virtual-service', service.namespace, 'keycloak'),
    team: null,
    after: [],
    host: hostName(url),
    http: [
      { name: 'public', match: prefixes.map((prefix) => ({ uri: { prefix } })), ...to(service) },
      { name: 'closed', directResponse: { status: 404 } },
    ],
  })
}

function ofApp(platform: Platform, team: Team, app: App): Desired<ManifestSpec> {
  const { name: namespace } = team.namespace
  return route(platform, {
    key: keyOf('istio.virtual-service', namespace, `app-${app.name}`),
    team: team.name,
    after: app.sso === 'required' ? [appPolicyKey(platform, team, app)] : [],
    host: app.host,
    http: [{ name: app.name, ...to({ namespace, ...app.service }) }],
  })
}

interface Route {
  readonly key: Key
  readonly team: string | null
  /** Policies that must stand before the way is open. */
  readonly after: readonly Key[]
  readonly host: string
  readonly http: readonly unknown[]
}

function route(platform: Platform, { host, http, after, ...rest }: Route): Desired<ManifestSpec> {
  const { namespace, name } = platform.mesh.gateway
  return {
    ...rest,
    after: [keyOf('istio.gateway', namespace, name), ...after],
    spec: {
      spec: { hosts: [host], gateways: [gatewayName(platform)], exportTo: exportedTo(platform), http },
    },
    summary: host,
  }
}
