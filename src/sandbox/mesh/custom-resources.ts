/**
 * The CustomResourceDefinitions of Istio and Gateway API, for a cluster of the sandbox. Their schemas say which fields
 * there are; values are judged by `istioAdmission`, which has the CRDs' own words for them.
 */
import type { Shape } from './admission/schema.ts'
import { SHAPES } from './admission/shapes.ts'
import type { KubernetesObject } from './object.ts'

interface Resource {
  readonly group: string
  readonly plural: string
  readonly singular: string
  readonly kind: string
  readonly shortNames?: readonly string[]
  readonly scope?: 'Cluster'
  /** Served versions; the first is stored. */
  readonly versions: readonly string[]
}

const NETWORKING = { group: 'networking.istio.io', versions: ['v1', 'v1beta1', 'v1alpha3'] }
const SECURITY = { group: 'security.istio.io', versions: ['v1', 'v1beta1'] }
const GATEWAY_API = { group: 'gateway.networking.k8s.io', versions: ['v1', 'v1beta1'] }

/** istio 1.32 `crd-all.gen.yaml` and Gateway API 1.6. */
const RESOURCES: readonly Resource[] = [
  { ...NETWORKING, plural: 'gateways', singular: 'gateway', kind: 'Gateway', shortNames: ['gw'] },
  {
    ...NETWORKING,
    plural: 'virtualservices',
    singular: 'virtualservice',
    kind: 'VirtualService',
    shortNames: ['vs'],
  },
  {
    ...NETWORKING,
    plural: 'destinationrules',
    singular: 'destinationrule',
    kind: 'DestinationRule',
    shortNames: ['dr'],
  },
  {
    ...NETWORKING,
    plural: 'serviceentries',
    singular: 'serviceentry',
    kind: 'ServiceEntry',
    shortNames: ['se'],
  },
  {
    ...NETWORKING,
    plural: 'workloadentries',
    singular: 'workloadentry',
    kind: 'WorkloadEntry',
    shortNames: ['we'],
  },
  {
    ...NETWORKING,
    plural: 'workloadgroups',
    singular: 'workloadgroup',
    kind: 'WorkloadGroup',
    shortNames: ['wg'],
  },
  { ...NETWORKING, plural: 'sidecars', singular: 'sidecar', kind: 'Sidecar' },
  {
    group: 'networking.istio.io',
    versions: ['v1alpha3'],
    plural: 'envoyfilters',
    singular: 'envoyfilter',
    kind: 'EnvoyFilter',
  },
  {
    group: 'networking.istio.io',
    versions: ['v1beta1'],
    plural: 'proxyconfigs',
    singular: 'proxyconfig',
    kind: 'ProxyConfig',
  },
  {
    ...SECURITY,
    plural: 'authorizationpolicies',
    singular: 'authorizationpolicy',
    kind: 'AuthorizationPolicy',
    shortNames: ['ap'],
  },
  {
    ...SECURITY,
    plural: 'requestauthentications',
    singular: 'requestauthentication',
    kind: 'RequestAuthentication',
    shortNames: ['ra'],
  },
  {
    ...SECURITY,
    plural: 'peerauthentications',
    singular: 'peerauthentication',
    kind: 'PeerAuthentication',
    shortNames: ['pa'],
  },
  {
    group: 'telemetry.istio.io',
    versions: ['v1alpha1', 'v1'],
    plural: 'telemetries',
    singular: 'telemetry',
    kind: 'Telemetry',
    shortNames: ['telemetry'],
  },
  {
    group: 'extensions.istio.io',
    versions: ['v1alpha1'],
    plural: 'wasmplugins',
    singular: 'wasmplugin',
    kind: 'WasmPlugin',
  },
  {
    ...GATEWAY_API,
    plural: 'gatewayclasses',
    singular: 'gatewayclass',
    kind: 'GatewayClass',
    shortNames: ['gc'],
    scope: 'Cluster',
  },
  { ...GATEWAY_API, plural: 'gateways', singular: 'gateway', kind: 'Gateway', shortNames: ['gtw'] },
  { ...GATEWAY_API, plural: 'httproutes', singular: 'httproute', kind: 'HTTPRoute' },
  {
    ...GATEWAY_API,
    plural: 'referencegrants',
    singular: 'referencegrant',
    kind: 'ReferenceGrant',
    shortNames: ['refgrant'],
  },
]

/** What no form is known of. */
const OPEN = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

/** Ready to be applied to `apiextensions.k8s.io/v1`. */
export const istioCustomResources: readonly KubernetesObject[] = RESOURCES.map(definitionOf)

function definitionOf(resource: Resource): KubernetesObject {
  const { group, kind, plural, singular, shortNames = [], scope = 'Namespaced' } = resource
  const spec = SHAPES[`${group}/${kind}`]
  const openAPIV3Schema = {
    type: 'object',
    properties: { spec: spec ? schemaOf(spec) : OPEN, status: OPEN },
  }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, labels: { app: 'istio-pilot', chart: 'istio' } },
    spec: {
      group,
      scope,
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular,
        ...(shortNames.length > 0 ? { shortNames } : {}),
        ...(group.endsWith('istio.io') ? { categories: ['istio-io', group.replaceAll('.', '-')] } : {}),
      },
      versions: resource.versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        schema: { openAPIV3Schema },
        subresources: { status: {} },
      })),
    },
  }
}

/** Fields and types only. */
function schemaOf(shape: Shape): object {
  if (shape.type === 'open') return OPEN
  if (shape.type === 'array') return { type: 'array', items: schemaOf(shape.of) }
  if (shape.type === 'map') return { type: 'object', additionalProperties: schemaOf(shape.of) }
  if (shape.type !== 'object') return { type: shape.type }
  const fields = Object.entries(shape.fields).map(([name, field]) => [name, schemaOf(field)])
  return { type: 'object', properties: Object.fromEntries(fields) }
}
