/** PATCH in its four kinds: apply, JSON patch, merge patch, strategic merge patch. */
import { refusal } from '../access/authorize.ts'
import { type Answer, type Call, subjectOf } from '../api.ts'
import { misfits } from '../fields/check.ts'
import { applyFields } from '../fields/managed.ts'
import {
  asText,
  copy,
  isList,
  isObject,
  type JsonObject,
  type JsonValue,
  type KubernetesObject,
} from '../object.ts'
import { jsonPatch, PatchFailure } from '../patch/json-patch.ts'
import { mergePatch } from '../patch/merge-patch.ts'
import { strategicMerge } from '../patch/strategic.ts'
import { collectProblems } from '../problems.ts'
import { apiVersionOf, inVersion, type Resource } from '../resources/resource.ts'
import {
  ApiError,
  badRequest,
  conflict,
  forbidden,
  internal,
  invalid,
  modified,
  notFound,
  unsupportedMediaType,
} from '../status.ts'
import { DecodeError } from '../types/normalize.ts'
import { foreignType, parseJson, readYaml } from './body.ts'
import { readOptions, type WriteOptions } from './options.ts'
import { emptyObject, fillDefaults, identity, shape, withoutType } from './shape.ts'
import { checkIdentity, checkVersion } from './update.ts'
import {
  createObject,
  ownersAfterUpdate,
  ownersBeforeApply,
  putOwners,
  throughDoor,
  updateObject,
  writerOf,
} from './write.ts'

const APPLY = 'application/apply-patch+yaml'
const JSON_PATCH = 'application/json-patch+json'
const MERGE = 'application/merge-patch+json'
const STRATEGIC = 'application/strategic-merge-patch+json'

const typeOf = ({ contentType }: Call): string => contentType.split(';')[0]?.trim() ?? ''

/** Reads a patch that is no apply. @returns what it makes of an object */
export function readPatch(call: Call): {
  readonly options: WriteOptions
  readonly change: (live: KubernetesObject) => KubernetesObject
} {
  const type = typeOf(call)
  if (![JSON_PATCH, MERGE, STRATEGIC].includes(type)) {
    throw unsupportedMediaType('415: Unsupported Media Type', {})
  }
  if (type === STRATEGIC && call.resource.custom) {
    const accepted = [JSON_PATCH, MERGE, APPLY].join(', ')
    throw unsupportedMediaType(
      `the body of the request was in an unknown format - accepted media types include: ${accepted}`,
    )
  }
  const options = readOptions(call, 'PatchOptions')
  const body = parseJson(call.body.toString('utf8'), (error) => badRequest(`error decoding patch: ${error}`))
  return { options, change: (live) => patched(call, type, live, body) }
}

export function patch(call: Call): Answer {
  if (typeOf(call) === APPLY) return apply(call)
  const { options, change } = readPatch(call)
  const before = stored(call)
  if (!before) throw notFound(subjectOf(call))
  const draft = decodePatched(call, options, change(inVersion(call.resource, before)))
  checkIdentity(call, draft)
  const final = throughDoor(call, draft, before)
  checkVersion(call, draft, before, 'PATCH')
  putOwners(final, ownersAfterUpdate(call, final, before, options.manager))
  return updateObject(call, options, final, before)
}

const stored = ({ resource, target, api }: Call): KubernetesObject | undefined =>
  api.storage.get(resource.key, resource.namespaced ? target.namespace : '', target.name)

function patched(call: Call, type: string, live: KubernetesObject, body: JsonValue): KubernetesObject {
  if (type === JSON_PATCH) {
    if (!isList(body)) {
      throw badRequest(
        'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
      )
    }
    try {
      return jsonPatch(live, body) as KubernetesObject
    } catch (error) {
      if (!(error instanceof PatchFailure)) throw error
      throw new ApiError({
        code: 422,
        message: 'the server rejected our request due to an error in our request',
        reason: 'Invalid',
        details: {},
      })
    }
  }
  if (!isObject(body))
    throw badRequest(
      'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
    )
  if (type === MERGE) return mergePatch(live, body) as KubernetesObject
  // The result is read straight into the kind's struct, so a kind in the patch means nothing.
  const { apiVersion, kind } = live
  return { ...strategicMerge(call.resource.schema, live, body), apiVersion, kind } as KubernetesObject
}

/** The patched object in its kind's shape; mistakes come as a 422 about the patch. */
function decodePatched(call: Call, options: WriteOptions, changed: KubernetesObject): KubernetesObject {
  const { resource, warnings } = call
  const metadata = isObject(changed.metadata) ? changed.metadata : {}
  const given: KubernetesObject = { ...changed, metadata: metadata as KubernetesObject['metadata'] }
  const refuse = (why: string) =>
    invalid({ group: resource.group, kind: resource.kind, name: '' }, [
      {
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${JSON.stringify(JSON.stringify(given))}: ${why}`,
        field: 'patch',
      },
    ])
  try {
    checkType(resource, changed)
    const { object, unknown } = shape(resource, given)
    const texts = unknown.map((field) => `unknown field ${JSON.stringify(field)}`)
    if (texts.length > 0 && options.validation === 'Strict')
      throw refuse(`strict decoding error: ${texts.join(', ')}`)
    if (options.validation === 'Warn') warnings.push(...texts)
    fillDefaults(resource, object)
    return object
  } catch (error) {
    if (error instanceof DecodeError) throw refuse(error.message)
    throw error
  }
}

/** A patch may not make another kind of an object. @throws {DecodeError} for built-in kinds */
function checkType(resource: Resource, { kind, apiVersion }: KubernetesObject): void {
  const wanted = identity(resource)
  if (kind === wanted.kind && apiVersion === wanted.apiVersion) return
  if (!resource.custom) throw new DecodeError(foreignType({ kind, apiVersion }, resource))
  const [field, given] =
    kind === wanted.kind ? (['apiVersion', apiVersion] as const) : (['kind', kind] as const)
  const problems = collectProblems()
  problems.invalid(field, given, `must be ${wanted[field]}`)
  throw invalid({ group: resource.group, kind: resource.kind, name: '' }, problems.causes)
}

/** Server-side apply. @see istio-kubernetes reference §6.1 */
function apply(call: Call): Answer {
  const { resource, target, api, user } = call
  const options = readOptions(call, 'PatchOptions', true)
  const { value, warnings } = readYaml(call.body.toString('utf8'))
  call.warnings.push(...warnings)
  const applied = readApplied(call, value)
  const before = stored(call)
  if (!before) {
    if (target.subresource !== '') throw notFound(subjectOf(call))
    const attributes = { ...target, verb: 'create' }
    if (!api.authorizer.allows(user, attributes)) throw forbidden(subjectOf(call), refusal(user, attributes))
    checkNew(call, applied)
  }
  checkIdentity(call, {
    ...applied,
    metadata: { ...applied.metadata, name: applied.metadata.name || target.name },
  })
  const live = before && inVersion(resource, before)
  checkAppliedVersion(call, applied, live)
  const fitting = checkApplied(call, applied)
  const writer = writerOf(call, options.manager)
  const result = applyFields(
    ownersBeforeApply(call, live, writer),
    withoutType(live ?? emptyObject(resource)),
    fitting,
    writer,
    options.force,
  )
  const draft = result.object ? reshaped(call, applied, result.object) : copy(live ?? emptyObject(resource))
  const final = before ? throughDoor(call, draft, before) : draft
  putOwners(final, result.owners)
  if (!before)
    return createObject(call, options, { ...final, metadata: { ...final.metadata, name: target.name } })
  return updateObject(call, options, final, before)
}

function readApplied({ resource }: Call, value: JsonValue): KubernetesObject {
  const given: JsonObject = isObject(value) ? value : {}
  const apiVersion = asText(given['apiVersion'])
  const kind = asText(given['kind'])
  if (apiVersion !== apiVersionOf(resource) || kind !== resource.kind) {
    throw badRequest(
      `invalid object type: ${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`,
    )
  }
  const metadata = isObject(given['metadata']) ? given['metadata'] : {}
  if (metadata['managedFields'] !== undefined) throw badRequest('metadata.managedFields must be nil')
  return { ...given, apiVersion, kind, metadata: metadata as KubernetesObject['metadata'] }
}

function checkNew(call: Call, { metadata }: KubernetesObject): void {
  const { name } = call.target
  if (!metadata.name) {
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    )
  }
  if (metadata.uid) {
    throw conflict(
      subjectOf(call),
      `uid mismatch: the provided object specified uid ${metadata.uid}, and no existing object was found`,
    )
  }
}

function checkAppliedVersion(
  call: Call,
  { metadata }: KubernetesObject,
  live: KubernetesObject | undefined,
): void {
  if (live && metadata.resourceVersion && metadata.resourceVersion !== live.metadata.resourceVersion) {
    throw modified(subjectOf(call))
  }
}

/** @throws {ApiError} 500, as the server does, when the configuration does not fit the schema */
function checkApplied(call: Call, applied: KubernetesObject): JsonObject {
  const content = withoutType(applied)
  const foreign = call.resource.custom?.unknown(applied) ?? []
  const wrong = [
    ...misfits(call.resource.schema, content),
    ...foreign.map((path) => `.${path}: field not declared in schema`),
  ]
  if (wrong.length === 0) return content
  const [only] = wrong
  const text = wrong.length === 1 ? only : `errors:\n${wrong.map((each) => `  ${each}`).join('\n')}`
  throw internal(`failed to create typed patch object (${naming(call, applied)}): ${text}`)
}

const naming = ({ resource, target }: Call, { metadata, apiVersion }: KubernetesObject): string =>
  `${asText(metadata.namespace)}/${asText(metadata.name) || target.name}; ${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${resource.kind}`

/** The merged object in its kind's shape. */
function reshaped(call: Call, applied: KubernetesObject, merged: JsonObject): KubernetesObject {
  const { resource } = call
  const { apiVersion, kind } = applied
  const given = { ...merged, apiVersion, kind } as unknown as KubernetesObject
  try {
    const { object } = shape(resource, given)
    object.metadata.name = object.metadata.name || call.target.name
    fillDefaults(resource, object)
    return object
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    const gvk = `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`
    const prefix = error.message.startsWith('quantities') ? '' : 'error decoding from json: '
    throw internal(
      `failed to convert new object (${naming(call, applied)}) to proper version: unable to convert unstructured object to ${gvk}: ${prefix}${error.message}`,
    )
  }
}
