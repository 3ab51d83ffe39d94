/** From a request's body to an object of the resource's kind. */
import { type Document, parseAllDocuments, parseDocument } from 'yaml'
import { isTooDeep } from '../../http/nesting.ts'
import type { Call } from '../api.ts'
import { duplicateFields, goJsonError } from '../http/go-json.ts'
import { isProtobuf, readProtobuf } from '../http/protobuf.ts'
import { asText, isObject, type JsonObject, type JsonValue, type KubernetesObject } from '../object.ts'
import { apiVersionOf, type Resource } from '../resources/resource.ts'
import { type ApiError, badRequest, unsupportedMediaType } from '../status.ts'

const ACCEPTED = 'application/json, application/yaml, application/vnd.kubernetes.protobuf'

/** A body that has been read, and what strict decoding would complain of. */
export interface Decoded {
  readonly object: KubernetesObject
  readonly duplicates: readonly string[]
}

/** @throws {ApiError} 400 or 415 in the server's words */
export function decodeBody(
  call: Call,
  resource: Pick<Resource, 'group' | 'version' | 'kind' | 'custom'> = call.resource,
): Decoded {
  const type = call.contentType.split(';')[0]?.trim() ?? ''
  if (isProtobuf(type)) return { object: withKind(readProtobuf(call.body), resource), duplicates: [] }
  if (type === 'application/yaml') {
    const { value } = readYaml(call.body.toString('utf8'))
    return { object: withKind(value, resource), duplicates: [] }
  }
  if (type !== 'application/json' && type !== '') {
    throw unsupportedMediaType(
      `the body of the request was in an unknown format - accepted media types include: ${ACCEPTED}`,
    )
  }
  const text = call.body.toString('utf8')
  const refuse = (error: string) =>
    badRequest(
      `the object provided is unrecognized (must be of type ${resource.kind}): couldn't get version/kind; json parse error: ${error} (${summary(call.body)})`,
    )
  const value = parseJson(text, refuse)
  if (value !== null && !isObject(value))
    throw refuse(`json: cannot unmarshal ${goKind(value)} into ${TYPE_META}`)
  const object = withKind(value, resource)
  return { object, duplicates: text.length < 1_000_000 ? duplicateFields(text) : [] }
}

const TYPE_META =
  'Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

const goKind = (value: JsonValue): string =>
  Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value

/** The beginning of a body as an error shows it: what is no JSON object in hexadecimal digits. */
function summary(body: Buffer): string {
  if (body.length === 0) return '<empty>'
  const start = body.subarray(0, 30)
  const shown = start.toString(body[0] === 0x7b ? 'utf8' : 'hex')
  return body.length > start.length ? `${shown} ...` : shown
}

/** @param refuse makes the error from what Go would say of the text */
export function parseJson(text: string, refuse: (error: string) => ApiError): JsonValue {
  if (isTooDeep(text)) throw refuse('exceeded max depth')
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    throw refuse(goJsonError(text) ?? 'unexpected end of JSON input')
  }
}

/** The first document of a YAML text, with a warning for each key that comes twice. */
export function readYaml(text: string): { readonly value: JsonValue; readonly warnings: readonly string[] } {
  if (isTooDeep(text)) throw badRequest('error decoding YAML: exceeded max depth')
  const many = parseAllDocuments(text, { uniqueKeys: false, logLevel: 'error' })
  const [first] = Array.isArray(many) ? many : []
  const [error] = first?.errors ?? []
  if (error) {
    const line = error.linePos?.[0].line ?? 1
    throw badRequest(
      `error decoding YAML: error converting YAML to JSON: yaml: line ${line}: did not find expected node content`,
    )
  }
  const start = first?.contents?.range?.[0] ?? 0
  const end = first?.range[2] ?? text.length
  const strict = parseDocument(text.slice(0, Math.max(end, start)), { uniqueKeys: true })
  const warnings = strict.errors
    .filter(({ code }) => code === 'DUPLICATE_KEY')
    .map((each) => {
      const key = /^[\w.-]+/.exec(text.slice(each.pos[0]))?.[0] ?? ''
      return `line ${each.linePos?.[0].line ?? 1}: key ${JSON.stringify(key)} already set in map`
    })
  return { value: plain(first), warnings }
}

/** @throws {ApiError} 400 for aliases that unfold without end, as the server's own decoder refuses them */
function plain(document: Document.Parsed | undefined): JsonValue {
  try {
    return (document?.toJS() ?? null) as JsonValue
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    throw badRequest('error decoding YAML: document contains excessive aliasing')
  }
}

function withKind(
  value: JsonValue,
  resource: Pick<Resource, 'group' | 'version' | 'kind' | 'custom'>,
): KubernetesObject {
  const object: JsonObject = isObject(value) ? value : {}
  const apiVersion = asText(object['apiVersion']) || apiVersionOf(resource)
  const kind = asText(object['kind']) || resource.kind
  checkKind({ apiVersion, kind }, resource)
  const metadata = isObject(object['metadata']) ? object['metadata'] : {}
  return { ...object, apiVersion, kind, metadata: metadata as KubernetesObject['metadata'] }
}

function checkKind(
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
  resource: Pick<Resource, 'group' | 'version' | 'kind' | 'custom'>,
): void {
  const wanted = apiVersionOf(resource)
  if (apiVersion === wanted && kind === resource.kind) return
  const version = apiVersion.split('/').at(-1) ?? ''
  if (resource.custom) {
    throw badRequest(
      apiVersion === wanted
        ? `the kind in the data (${kind}) does not match the expected kind (${resource.kind})`
        : `the API version in the data (${apiVersion}) does not match the expected API version (${wanted})`,
    )
  }
  const cannot = `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${resource.kind}`
  throw badRequest(`${cannot}: ${foreignType({ kind, apiVersion }, resource)}`)
}

/** What the server's decoder says of a body that is of another kind, or of none that it knows. */
export function foreignType(
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
  resource: Pick<Resource, 'group' | 'version' | 'kind'>,
): string {
  if (apiVersion !== apiVersionOf(resource)) {
    return `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`
  }
  const version = apiVersion.split('/').at(-1) ?? ''
  const internal = resource.group === '' ? 'core' : (resource.group.split('.')[0] ?? '')
  return `converting (${version}.${kind}) to (${internal}.${resource.kind}): unknown conversion`
}
