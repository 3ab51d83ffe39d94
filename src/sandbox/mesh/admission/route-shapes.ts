/** The form of VirtualServices, from Istio's CRDs. */
import { duration } from './common-shapes.ts'
import { flag, integer, list, object, oneOf, open, type Shape, text, texts } from './schema.ts'

const match = object({ exact: text, prefix: text, regex: text }, { oneOf: ['exact', 'prefix', 'regex'] })
const matches: Shape = { type: 'map', of: match }
/** Where requests are sent. */
export const destination = object(
  { host: text, subset: text, port: object({ number: integer }) },
  { required: ['host'] },
)
const changes = object({ set: texts, add: texts, remove: list(text) })
const headers = object({ request: changes, response: changes })
const percent = object({ value: { type: 'number' } })

const httpRoute = object({
  name: text,
  match: list(
    object({
      name: text,
      uri: match,
      scheme: match,
      method: match,
      authority: match,
      headers: matches,
      withoutHeaders: matches,
      queryParams: matches,
      port: integer,
      sourceLabels: texts,
      sourceNamespace: text,
      gateways: list(text),
      ignoreUriCase: flag,
      statPrefix: text,
    }),
  ),
  route: list(object({ destination, weight: integer, headers }, { required: ['destination'] })),
  redirect: object(
    {
      uri: text,
      authority: text,
      scheme: text,
      port: integer,
      derivePort: oneOf('FROM_PROTOCOL_DEFAULT', 'FROM_REQUEST_PORT'),
      redirectCode: integer,
    },
    { oneOf: ['port', 'derivePort'] },
  ),
  directResponse: object(
    { status: integer, body: object({ string: text, bytes: text }, { oneOf: ['string', 'bytes'] }) },
    { required: ['status'] },
  ),
  delegate: object({ name: text, namespace: text }),
  rewrite: object({ uri: text, authority: text, uriRegexRewrite: object({ match: text, rewrite: text }) }),
  timeout: duration,
  retries: object({
    attempts: integer,
    perTryTimeout: duration,
    retryOn: text,
    retryRemoteLocalities: flag,
    retryIgnorePreviousHosts: flag,
    backoff: duration,
  }),
  headers,
  corsPolicy: object({
    allowOrigin: list(text),
    allowOrigins: list(match),
    allowMethods: list(text),
    allowHeaders: list(text),
    exposeHeaders: list(text),
    maxAge: duration,
    allowCredentials: flag,
    unmatchedPreflights: oneOf('UNSPECIFIED', 'FORWARD', 'IGNORE'),
  }),
  fault: object({
    abort: object({ httpStatus: integer, grpcStatus: text, http2Error: text, percentage: percent }),
    delay: object({
      fixedDelay: duration,
      exponentialDelay: duration,
      percent: integer,
      percentage: percent,
    }),
  }),
  mirror: destination,
  mirrors: list(object({ destination, percentage: percent }, { required: ['destination'] })),
  mirrorPercent: integer,
  mirror_percent: integer,
  mirrorPercentage: percent,
})
/** VirtualService. */
export const virtualService = object({
  hosts: list(text),
  gateways: list(text),
  exportTo: list(text),
  http: list(httpRoute),
  tls: list(open),
  tcp: list(open),
})
