/** The way of every write: shape, defaults, owners, admission, validation, storage. POST, PUT and patches share it. */
import { checkEscalation } from '../access/escalation.ts'
import type { Review } from '../admission/admission.ts'
import { type Answer, type Call, subjectOf } from '../api.ts'
import {
  type Owners,
  ownersBeforeFirstApply,
  printOwners,
  readOwners,
  updateOwners,
  type Writer,
} from '../fields/managed.ts'
import { EMPTY, fromFieldsV1, type PathSet } from '../fields/path-set.ts'
import { asObject, copy, equal, isObject, type JsonObject, type KubernetesObject } from '../object.ts'
import { collectProblems } from '../problems.ts'
import { inVersion, type Resource } from '../resources/resource.ts'
import { alreadyExists, badRequest, internal, invalid } from '../status.ts'
import { checkMetadata, contentDiffers, fillMetadata, keepMetadata } from './metadata.ts'
import type { WriteOptions } from './options.ts'
import { emptyObject, identity, shape, withoutType } from './shape.ts'

/** Who writes by this door; the main one does not write status, the status door nothing else. */
export function writerOf({ resource, target }: Call, manager: string): Writer {
  return {
    manager,
    apiVersion: identity(resource).apiVersion,
    subresource: target.subresource,
    schema: resource.schema,
    ignored: ignoredBy(resource, target.subresource),
  }
}

function ignoredBy(resource: Resource, subresource: string): PathSet {
  if (subresource === '' && resource.subresources.includes('status')) return fromFieldsV1({ 'f:status': {} })
  if (subresource !== 'status') return EMPTY
  const others = [...resource.schema.fields.keys()].filter((field) => field !== 'status')
  return fromFieldsV1(Object.fromEntries(others.map((field) => [`f:${field}`, {}])))
}

/** Unknown and repeated fields: refused, warned of or passed over, as the writer asked. */
export function judgeFields(
  call: Call,
  options: WriteOptions,
  { unknown, duplicates }: { readonly unknown: readonly string[]; readonly duplicates: readonly string[] },
): void {
  const texts = [
    ...duplicates.map((field) => `duplicate field ${JSON.stringify(field)}`),
    ...unknown.map((field) => `unknown field ${JSON.stringify(field)}`),
  ]
  if (texts.length === 0 || options.validation === 'Ignore') return
  if (options.validation === 'Warn') {
    call.warnings.push(...texts)
    return
  }
  const { kind, version } = call.resource
  throw badRequest(
    `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: strict decoding error: ${texts.join(', ')}`,
  )
}

/** Owners that the writer set by hand: one empty entry clears them all. */
export function givenOwners(
  draft: KubernetesObject,
  before: KubernetesObject | undefined,
): { owners: Owners; reset: boolean } {
  const given = draft.metadata.managedFields
  const reset =
    given?.length === 1 &&
    Object.keys(asObject(given[0])).every((field) => given[0]?.[field] === '' || field === 'fieldsType')
  if (reset) return { owners: new Map(), reset: true }
  const entries = given && given.length > 0 ? given : before?.metadata.managedFields
  return { owners: readOwners(entries), reset: false }
}

/** The draft with its owners written into it. */
export function putOwners(draft: KubernetesObject, owners: Owners): void {
  const entries = printOwners(owners)
  if (entries.length === 0) delete draft.metadata.managedFields
  else draft.metadata.managedFields = entries
}

/** Owners after a write that was no apply. */
export function ownersAfterUpdate(
  call: Call,
  draft: KubernetesObject,
  before: KubernetesObject | undefined,
  manager: string,
): Owners {
  const { owners, reset } = givenOwners(draft, before)
  // Objects that nobody managed are left alone, until their first apply.
  if (reset || (before && owners.size === 0)) return owners
  const live = before ? inVersion(call.resource, before) : emptyObject(call.resource)
  return updateOwners(owners, withoutType(live), withoutType(draft), writerOf(call, manager))
}

/** Owners that a first apply meets. */
export function ownersBeforeApply(call: Call, live: KubernetesObject | undefined, writer: Writer): Owners {
  const owners = readOwners(live?.metadata.managedFields)
  if (owners.size > 0 || !live) return owners
  return ownersBeforeFirstApply(withoutType(emptyObject(call.resource)), withoutType(live), writer)
}

function reviewOf(
  call: Call,
  options: WriteOptions,
  draft: KubernetesObject,
  before: KubernetesObject | undefined,
): Review {
  const { resource, target, user, warnings } = call
  return {
    operation: before ? 'UPDATE' : 'CREATE',
    resource,
    subresource: target.subresource,
    namespace: resource.plural === 'namespaces' ? draft.metadata.name : target.namespace,
    name: draft.metadata.name,
    user,
    dryRun: options.dryRun,
    object: draft,
    before: before && inVersion(resource, before),
    warn: (text) => {
      warnings.push(text)
    },
  }
}

function validateDraft(call: Call, draft: KubernetesObject, before: KubernetesObject | undefined): void {
  const { resource, api } = call
  const problems = collectProblems()
  const old = before && inVersion(resource, before)
  checkMetadata(resource, draft, old, problems)
  resource.behaviour.check?.(draft, old, problems, api.storage)
  resource.custom?.check(draft, old, problems)
  if (problems.causes.length > 0) {
    throw invalid(
      { group: errorGroup(resource), kind: resource.kind, name: draft.metadata.name ?? '' },
      problems.causes,
    )
  }
}

/** Events are validated as the core kind that they are stored as. */
const errorGroup = (resource: Resource): string => (resource.conversion ? '' : resource.group)

const toStored = (resource: Resource, draft: KubernetesObject): KubernetesObject =>
  resource.conversion ? resource.conversion.toStored(draft) : draft

/**
 * Stores a new object. The draft is shaped, defaulted and owned.
 * @param version that a POST named: storage refuses one, where a PUT or an apply that creates may have it
 */
export function createObject(
  call: Call,
  options: WriteOptions,
  draft: KubernetesObject,
  version = '',
): Answer {
  const { resource, target, api } = call
  const { storage } = api
  fillMetadata(draft, resource.namespaced ? target.namespace : '')
  if (resource.behaviour.generation) draft.metadata.generation = 1
  const review = reviewOf(call, options, draft, undefined)
  api.admission.mutate(review)
  resource.behaviour.prepare?.(draft, undefined, storage)
  checkEscalation(call, draft, undefined)
  validateDraft(call, draft, undefined)
  call.warnings.push(...(resource.behaviour.warn?.(draft) ?? []))
  api.admission.validate(review)
  const stored = reshape(resource, draft)
  const { name, namespace = '' } = stored.metadata
  if (!options.dryRun && /^0*[1-9]\d*$/.test(version)) {
    throw internal('resourceVersion should not be set on objects to be created')
  }
  if (storage.get(resource.key, namespace, name)) throw alreadyExists(subjectOf(call, name))
  if (options.dryRun) return { code: 201, body: stored }
  return { code: 201, body: inVersion(resource, storage.put(resource.key, toStored(resource, stored))) }
}

/** What the server set may be empty, so the shape is taken once more. */
function reshape(resource: Resource, draft: KubernetesObject): KubernetesObject {
  return resource.custom ? draft : shape(resource, draft).object
}

/** Stores a changed object; what changes nothing is not written. */
export function updateObject(
  call: Call,
  options: WriteOptions,
  draft: KubernetesObject,
  before: KubernetesObject,
): Answer {
  const { resource, api } = call
  const { storage } = api
  const old = inVersion(resource, before)
  keepMetadata(draft, old)
  const review = reviewOf(call, options, draft, before)
  api.admission.mutate(review)
  if (call.target.subresource === '') resource.behaviour.prepare?.(draft, old, storage)
  if (resource.behaviour.generation && contentDiffers(draft, old)) {
    draft.metadata.generation = (old.metadata.generation ?? 0) + 1
  }
  checkEscalation(call, draft, old)
  validateDraft(call, draft, before)
  call.warnings.push(...(resource.behaviour.warn?.(draft) ?? []))
  api.admission.validate(review)
  const stored = reshape(resource, draft)
  stored.metadata.resourceVersion = old.metadata.resourceVersion ?? ''
  if (equalButTimes(stored, old)) return { code: 200, body: old }
  if (options.dryRun) return { code: 200, body: stored }
  const kept = toStored(resource, stored)
  if (old.metadata.deletionTimestamp !== undefined && isReleased(stored)) {
    storage.remove(resource.key, kept)
    return { code: 200, body: stored }
  }
  return { code: 200, body: inVersion(resource, storage.put(resource.key, kept)) }
}

/** Nothing holds it any more: no finalizer, and of a namespace no finalizer of its spec. */
const isReleased = (object: KubernetesObject): boolean => {
  const spec = asObject(object['spec'])
  const held =
    object.kind === 'Namespace' && Array.isArray(spec['finalizers']) && spec['finalizers'].length > 0
  return (object.metadata.finalizers ?? []).length === 0 && !held
}

/** Equal, were it not for the times of managedFields. */
function equalButTimes(a: KubernetesObject, b: KubernetesObject): boolean {
  const timeless = (object: KubernetesObject): JsonObject => ({
    ...object,
    metadata: {
      ...object.metadata,
      managedFields: (object.metadata.managedFields ?? []).map(({ time, ...entry }) => entry),
    },
  })
  return equal(timeless(a), timeless(b))
}

/** What a door other than the main one may change: its own field. */
export function throughDoor(call: Call, draft: KubernetesObject, before: KubernetesObject): KubernetesObject {
  const { subresource } = call.target
  const old = inVersion(call.resource, before)
  if (subresource === '') return draft
  const made = copy(old)
  if (subresource === 'status') {
    if (draft['status'] === undefined) delete made['status']
    else made['status'] = draft['status']
  }
  if (subresource === 'finalize' && isObject(draft['spec'])) made['spec'] = draft['spec']
  made.metadata = {
    ...made.metadata,
    ...(draft.metadata.managedFields ? { managedFields: draft.metadata.managedFields } : {}),
  }
  if (draft.metadata.resourceVersion) made.metadata.resourceVersion = draft.metadata.resourceVersion
  return made
}
