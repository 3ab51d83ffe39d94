/** The forms of Istio's policies, from its CRDs (`manifests/charts/base/files/crd-all.gen.yaml`). */
import { duration, selector } from './common-shapes.ts'
import { filled, flag, list, object, oneOf, rule, type Shape, text } from './schema.ts'

const target = object(
  {
    group: { type: 'string', most: 253 },
    kind: { type: 'string', least: 1, most: 63 },
    name: { type: 'string', least: 1, most: 253 },
    namespace: {
      type: 'string',
      rules: [
        rule('cross namespace referencing is not currently supported', (value: string) => value === ''),
      ],
    },
  },
  { required: ['kind', 'name'] },
)
interface Targeting {
  readonly selector?: { readonly matchLabels?: object }
  readonly targetRef?: unknown
  readonly targetRefs?: unknown
}
const oneTarget = rule('only one of targetRefs or selector can be set', (spec: Targeting) => {
  return [spec.selector, spec.targetRef, spec.targetRefs].filter((one) => one !== undefined).length <= 1
})
const targeting = { selector, targetRef: target, targetRefs: list(target, 16) }

function withNot(...names: string[]): Record<string, Shape> {
  return Object.fromEntries(
    names.flatMap((name) => [
      [name, list(text)],
      [`not${name.slice(0, 1).toUpperCase()}${name.slice(1)}`, list(text)],
    ]),
  )
}

interface Peers {
  readonly serviceAccounts?: unknown
  readonly notServiceAccounts?: unknown
  readonly principals?: unknown
  readonly notPrincipals?: unknown
  readonly namespaces?: unknown
  readonly notNamespaces?: unknown
}
const source = object(
  withNot(
    'principals',
    'requestPrincipals',
    'namespaces',
    'ipBlocks',
    'remoteIpBlocks',
    'serviceAccounts',
    'trustDomains',
  ),
  {
    rules: [
      rule('Cannot set serviceAccounts with namespaces or principals', (peers: Peers) => {
        const accounts = peers.serviceAccounts ?? peers.notServiceAccounts
        const others = peers.principals ?? peers.notPrincipals ?? peers.namespaces ?? peers.notNamespaces
        return accounts === undefined || others === undefined
      }),
    ],
  },
)
const operation = object(withNot('hosts', 'ports', 'methods', 'paths'))

/** AuthorizationPolicy. */
export const authorizationPolicy = object(
  {
    ...targeting,
    action: oneOf('ALLOW', 'DENY', 'AUDIT', 'CUSTOM'),
    provider: object({ name: text }),
    rules: list(
      object({
        from: list(object({ source }), 512),
        to: list(object({ operation }), 512),
        when: list(object({ key: text, values: list(text), notValues: list(text) }, { required: ['key'] })),
      }),
      512,
    ),
  },
  { rules: [oneTarget] },
)

const webAddress: Shape = {
  type: 'string',
  least: 1,
  most: 2048,
  rules: [rule('url must have scheme http:// or https://', (value: string) => /^https?:\/\//.test(value))],
}
const jwtRule = object(
  {
    issuer: text,
    audiences: list(filled),
    jwks: text,
    jwksUri: webAddress,
    jwks_uri: webAddress,
    fromHeaders: list(object({ name: filled, prefix: text }, { required: ['name'] })),
    fromParams: list(filled),
    fromCookies: list(filled),
    forwardOriginalToken: flag,
    outputPayloadToHeader: text,
    outputClaimToHeaders: list(
      object(
        { header: { type: 'string', least: 1, pattern: '^[-_A-Za-z0-9]+$' }, claim: filled },
        { required: ['header', 'claim'] },
      ),
    ),
    timeout: duration,
    spaceDelimitedClaims: list(filled),
    presence: oneOf('OPTIONAL', 'REQUIRED'),
  },
  {
    rules: [
      rule('only one of jwks or jwksUri can be set', (keys: Readonly<Record<string, unknown>>) => {
        return (
          [keys['jwks'], keys['jwksUri'], keys['jwks_uri']].filter((one) => one !== undefined).length <= 1
        )
      }),
    ],
  },
)
/** RequestAuthentication. */
export const requestAuthentication = object(
  { ...targeting, jwtRules: list(jwtRule, 4096) },
  { rules: [oneTarget] },
)

const mtls = object({ mode: oneOf('UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT') })
/** PeerAuthentication. */
export const peerAuthentication = object(
  {
    selector,
    mtls,
    portLevelMtls: {
      type: 'map',
      of: mtls,
      rules: [
        rule('port must be between 1-65535', (ports: object) => {
          const keys = Object.keys(ports)
          if (keys.some((key) => !/^-?\d+$/.test(key))) return "type conversion error from 'string' to 'int'"
          return keys.every((key) => Number(key) > 0 && Number(key) <= 65535)
        }),
      ],
    },
  },
  {
    rules: [
      rule('portLevelMtls requires selector', (spec: Targeting & { portLevelMtls?: object }) => {
        const selected = Object.keys(spec.selector?.matchLabels ?? {}).length > 0
        return selected || Object.keys(spec.portLevelMtls ?? {}).length === 0
      }),
    ],
  },
)
