/**
 * The definitions of Istio's and the Gateway API's kinds, as a prepared cluster has them. Their contents are open
 * (`x-kubernetes-preserve-unknown-fields`): what is in a spec is judged where istiod's webhook is asked.
 * @see https://github.com/istio/istio/blob/master/manifests/charts/base/files/crd-all.gen.yaml
 * @see https://github.com/kubernetes-sigs/gateway-api/tree/main/config/crd/standard
 */
import type { JsonObject } from '../object.ts'

interface Kind {
  readonly kind: string
  readonly plural: string
  readonly short?: readonly string[]
  readonly versions: readonly string[]
  readonly columns?: readonly (readonly [name: string, path: string, type?: string])[]
  readonly cluster?: boolean
}

interface Group {
  readonly group: string
  readonly categories: readonly string[]
  readonly kinds: readonly Kind[]
}

const AGE = ['Age', '.metadata.creationTimestamp', 'date'] as const
const ALL = ['v1', 'v1beta1', 'v1alpha3']
const ISTIO = ['istio-io']

const groups: readonly Group[] = [
  {
    group: 'networking.istio.io',
    categories: [...ISTIO, 'networking-istio-io'],
    kinds: [
      { kind: 'Gateway', plural: 'gateways', short: ['gw'], versions: ALL },
      {
        kind: 'VirtualService',
        plural: 'virtualservices',
        short: ['vs'],
        versions: ALL,
        columns: [['Gateways', '.spec.gateways'], ['Hosts', '.spec.hosts'], AGE],
      },
      {
        kind: 'DestinationRule',
        plural: 'destinationrules',
        short: ['dr'],
        versions: ALL,
        columns: [['Host', '.spec.host'], AGE],
      },
      {
        kind: 'ServiceEntry',
        plural: 'serviceentries',
        short: ['se'],
        versions: ALL,
        columns: [
          ['Hosts', '.spec.hosts'],
          ['Location', '.spec.location'],
          ['Resolution', '.spec.resolution'],
          AGE,
        ],
      },
      { kind: 'Sidecar', plural: 'sidecars', versions: ALL },
      {
        kind: 'WorkloadEntry',
        plural: 'workloadentries',
        short: ['we'],
        versions: ALL,
        columns: [AGE, ['Address', '.spec.address']],
      },
      { kind: 'WorkloadGroup', plural: 'workloadgroups', short: ['wg'], versions: ALL, columns: [AGE] },
      { kind: 'EnvoyFilter', plural: 'envoyfilters', versions: ['v1alpha3'] },
      { kind: 'ProxyConfig', plural: 'proxyconfigs', versions: ['v1beta1'] },
    ],
  },
  {
    group: 'security.istio.io',
    categories: [...ISTIO, 'security-istio-io'],
    kinds: [
      {
        kind: 'AuthorizationPolicy',
        plural: 'authorizationpolicies',
        short: ['ap'],
        versions: ['v1', 'v1beta1'],
        columns: [['Action', '.spec.action'], AGE],
      },
      {
        kind: 'PeerAuthentication',
        plural: 'peerauthentications',
        short: ['pa'],
        versions: ['v1', 'v1beta1'],
        columns: [['Mode', '.spec.mtls.mode'], AGE],
      },
      {
        kind: 'RequestAuthentication',
        plural: 'requestauthentications',
        short: ['ra'],
        versions: ['v1', 'v1beta1'],
      },
    ],
  },
  {
    group: 'telemetry.istio.io',
    categories: [...ISTIO, 'telemetry-istio-io'],
    kinds: [
      {
        kind: 'Telemetry',
        plural: 'telemetries',
        short: ['telemetry'],
        versions: ['v1', 'v1alpha1'],
        columns: [AGE],
      },
    ],
  },
  {
    group: 'extensions.istio.io',
    categories: [...ISTIO, 'extensions-istio-io'],
    kinds: [{ kind: 'WasmPlugin', plural: 'wasmplugins', versions: ['v1alpha1'], columns: [AGE] }],
  },
  {
    group: 'gateway.networking.k8s.io',
    categories: ['gateway-api'],
    kinds: [
      {
        kind: 'GatewayClass',
        plural: 'gatewayclasses',
        short: ['gc'],
        versions: ['v1', 'v1beta1'],
        cluster: true,
        columns: [
          ['Controller', '.spec.controllerName'],
          ['Accepted', '.status.conditions[?(@.type=="Accepted")].status'],
          AGE,
        ],
      },
      {
        kind: 'Gateway',
        plural: 'gateways',
        short: ['gtw'],
        versions: ['v1', 'v1beta1'],
        columns: [
          ['Class', '.spec.gatewayClassName'],
          ['Address', '.status.addresses[*].value'],
          ['Programmed', '.status.conditions[?(@.type=="Programmed")].status'],
          AGE,
        ],
      },
      {
        kind: 'HTTPRoute',
        plural: 'httproutes',
        versions: ['v1', 'v1beta1'],
        columns: [['Hostnames', '.spec.hostnames'], AGE],
      },
      {
        kind: 'ReferenceGrant',
        plural: 'referencegrants',
        short: ['refgrant'],
        versions: ['v1beta1'],
        columns: [AGE],
      },
    ],
  },
]

const OPEN: JsonObject = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
const SCHEMA: JsonObject = { type: 'object', properties: { spec: OPEN, status: OPEN } }

function definition({ group, categories }: Group, kind: Kind): JsonObject {
  const [storage] = kind.versions
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.plural}.${group}` },
    spec: {
      group,
      scope: kind.cluster ? 'Cluster' : 'Namespaced',
      names: {
        plural: kind.plural,
        singular: kind.kind.toLowerCase(),
        shortNames: [...(kind.short ?? [])],
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        categories: [...categories],
      },
      versions: kind.versions.map((name) => ({
        name,
        served: true,
        storage: name === storage,
        schema: { openAPIV3Schema: SCHEMA },
        subresources: { status: {} },
        ...(kind.columns
          ? {
              additionalPrinterColumns: kind.columns.map(([column, jsonPath, type = 'string']) => ({
                name: column,
                type,
                jsonPath,
              })),
            }
          : {}),
      })),
    },
  }
}

/** The definitions, in the order of groups. */
export const meshDefinitions = (): JsonObject[] =>
  groups.flatMap((group) => group.kinds.map((kind) => definition(group, kind)))
