/** The forms of Gateways, ServiceEntries, Sidecars and DestinationRules, from Istio's CRDs. */
import { selector } from './common-shapes.ts'
import { destination } from './route-shapes.ts'
import { flag, integer, list, object, oneOf, open, rule, type Shape, text, texts } from './schema.ts'

/** Gateway. */
export const gateway = object({
  selector: texts,
  servers: list(
    object(
      {
        port: object(
          { number: integer, protocol: text, name: text, targetPort: integer },
          { required: ['number', 'protocol', 'name'] },
        ),
        bind: text,
        hosts: list(text),
        defaultEndpoint: text,
        name: text,
        tls: object({
          httpsRedirect: flag,
          mode: oneOf(
            'PASSTHROUGH',
            'SIMPLE',
            'MUTUAL',
            'AUTO_PASSTHROUGH',
            'ISTIO_MUTUAL',
            'OPTIONAL_MUTUAL',
          ),
          serverCertificate: text,
          privateKey: text,
          caCertificates: text,
          caCrl: text,
          subjectAltNames: list(text),
          credentialName: text,
          credentialNames: { type: 'array', of: text, least: 1, most: 2 },
          caCertCredentialName: text,
          tlsCertificates: list(open, 2),
          verifyCertificateSpki: list(text),
          verifyCertificateHash: list(text),
          minProtocolVersion: oneOf('TLS_AUTO', 'TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3'),
          maxProtocolVersion: oneOf('TLS_AUTO', 'TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3'),
          cipherSuites: list(text),
        }),
      },
      { required: ['port', 'hosts'] },
    ),
  ),
})

const validPort = rule('port must be between 1-65535', (port: number) => port > 0 && port <= 65535)
const workloadEntryFields: Readonly<Record<string, Shape>> = {
  address: { type: 'string', most: 256 },
  ports: { type: 'map', of: { type: 'integer', rules: [validPort] } },
  labels: texts,
  network: text,
  locality: text,
  weight: integer,
  serviceAccount: text,
}
interface Entry {
  readonly workloadSelector?: unknown
  readonly endpoints?: readonly unknown[]
  readonly resolution?: string
}
/** ServiceEntry. */
export const serviceEntry = object(
  {
    hosts: {
      type: 'array',
      least: 1,
      most: 256,
      of: { type: 'string', rules: [rule('hostname cannot be wildcard', (host: string) => host !== '*')] },
    },
    addresses: list({ type: 'string', most: 64 }, 256),
    ports: {
      type: 'array',
      most: 256,
      of: object(
        {
          number: { type: 'integer', rules: [validPort] },
          protocol: { type: 'string', most: 256 },
          name: { type: 'string', least: 1, most: 256 },
          targetPort: { type: 'integer', rules: [validPort] },
        },
        { required: ['number', 'name'] },
      ),
      rules: [
        rule('port number cannot be duplicated', (ports: readonly { number: number }[]) => {
          return new Set(ports.map(({ number }) => number)).size === ports.length
        }),
      ],
    },
    location: oneOf('MESH_EXTERNAL', 'MESH_INTERNAL'),
    resolution: oneOf('NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS'),
    endpoints: list(object(workloadEntryFields), 4096),
    workloadSelector: object({ labels: texts }),
    exportTo: list(text),
    subjectAltNames: list(text),
  },
  {
    required: ['hosts'],
    rules: [
      rule('only one of WorkloadSelector or Endpoints can be set', (spec: Entry) => {
        return spec.workloadSelector === undefined || spec.endpoints === undefined
      }),
      rule('NONE mode cannot set endpoints', (spec: Entry) => {
        return (spec.resolution ?? 'NONE') !== 'NONE' || (spec.endpoints ?? []).length === 0
      }),
      rule('DNS_ROUND_ROBIN mode cannot have multiple endpoints', (spec: Entry) => {
        return spec.resolution !== 'DNS_ROUND_ROBIN' || (spec.endpoints ?? []).length <= 1
      }),
    ],
  },
)

/** Sidecar. */
export const sidecar = object({
  workloadSelector: object({ labels: texts }),
  ingress: list(open),
  egress: list(
    object(
      {
        port: object({ number: integer, protocol: text, name: text, targetPort: integer }),
        bind: text,
        captureMode: oneOf('DEFAULT', 'IPTABLES', 'NONE'),
        hosts: list(text),
      },
      { required: ['hosts'] },
    ),
  ),
  inboundConnectionPool: open,
  outboundTrafficPolicy: object({ mode: oneOf('REGISTRY_ONLY', 'ALLOW_ANY'), egressProxy: destination }),
})

/** DestinationRule. */
export const destinationRule = object(
  {
    host: text,
    trafficPolicy: open,
    subsets: list(object({ name: text, labels: texts, trafficPolicy: open }, { required: ['name'] })),
    exportTo: list(text),
    workloadSelector: selector,
  },
  { required: ['host'] },
)

/** WorkloadEntry. */
export const workloadEntry = object(workloadEntryFields)
