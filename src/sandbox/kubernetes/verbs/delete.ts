/** DELETE of one object and of a collection: preconditions, finalizers, what becomes of dependants. */
import type { User } from '../access/user.ts'
import type { Review } from '../admission/admission.ts'
import { type Answer, type Api, type Call, subjectOf } from '../api.ts'
import { isProtobuf, readProtobuf } from '../http/protobuf.ts'
import {
  asList,
  asObject,
  asText,
  asTexts,
  at,
  isObject,
  type JsonObject,
  type KubernetesObject,
  now,
} from '../object.ts'
import { collectProblems } from '../problems.ts'
import { inVersion, type Resource } from '../resources/resource.ts'
import { ApiError, badRequest, conflict, invalid, notFound, type Subject } from '../status.ts'
import { parseJson } from './body.ts'
import { NAMESPACES } from './names.ts'
import { selectObjects } from './read.ts'

type Propagation = 'Foreground' | 'Background' | 'Orphan'

/** How to delete. */
export interface DeleteOptions {
  readonly dryRun: boolean
  readonly propagation: Propagation
  readonly uid?: string
  readonly resourceVersion?: string
}

/** One object to delete, and who does it. */
export interface Deletion {
  readonly api: Api
  readonly resource: Resource
  readonly user: User
  readonly object: KubernetesObject
  readonly options: DeleteOptions
  /** The name that refusals speak of; a collection's has none. */
  readonly shownName: string
  readonly warn: (text: string) => void
}

export function remove(call: Call): Answer {
  const { resource, target, api, user, warnings } = call
  const options = readDeleteOptions(call)
  const object = api.storage.get(resource.key, resource.namespaced ? target.namespace : '', target.name)
  if (!object) throw notFound(subjectOf(call))
  const left = deleteObject({
    api,
    resource,
    user,
    object,
    options,
    shownName: target.name,
    warn: (text) => warnings.push(text),
  })
  if (left || resource.behaviour.returnsDeleted)
    return { code: 200, body: inVersion(resource, left ?? object) }
  const { group } = resource
  return {
    code: 200,
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: {
        name: target.name,
        ...(group === '' ? {} : { group }),
        kind: resource.plural,
        uid: object.metadata.uid ?? '',
      },
    },
  }
}

export function removeCollection(call: Call): Answer {
  const { resource, api, user, warnings } = call
  const options = readDeleteOptions(call)
  const objects = selectObjects(call, api.storage.list(resource.key, call.target.namespace))
  for (const object of objects) {
    deleteObject({
      api,
      resource,
      user,
      object,
      options,
      shownName: 'Unknown',
      warn: (text) => warnings.push(text),
    })
  }
  const items = objects.map((object) => {
    const { apiVersion, kind, ...rest } = inVersion(resource, object)
    return resource.custom ? { apiVersion, kind, ...rest } : rest
  })
  const apiVersion = resource.group === '' ? resource.version : `${resource.group}/${resource.version}`
  return {
    code: 200,
    body: {
      kind: resource.listKind,
      apiVersion,
      metadata: { resourceVersion: `${api.storage.version}` },
      items,
    },
  }
}

/** @returns the object as it stays behind, waiting for its finalizers; undefined when it is gone */
export function deleteObject(deletion: Deletion): KubernetesObject | undefined {
  const { api, resource, object, options } = deletion
  const subject: Subject = {
    group: resource.group,
    resource: resource.plural,
    kind: resource.kind,
    name: object.metadata.name,
  }
  checkPreconditions(subject, object, options)
  const review = reviewOf(deletion)
  api.admission.mutate(review)
  api.admission.validate(review)
  const marked = mark(resource, object, options.propagation)
  if (!marked) {
    if (!options.dryRun) api.storage.remove(resource.key, object)
    return undefined
  }
  if (options.dryRun || marked === object) return marked
  return api.storage.put(resource.key, marked)
}

function reviewOf({ resource, object, user, options, shownName, warn }: Deletion): Review {
  const { metadata } = object
  return {
    operation: 'DELETE',
    resource,
    subresource: '',
    namespace: resource.key === NAMESPACES ? metadata.name : (metadata.namespace ?? ''),
    name: shownName,
    user,
    dryRun: options.dryRun,
    object: undefined,
    before: inVersion(resource, object),
    warn,
  }
}

/** @see contract 19-lease-and-optimistic-lock */
function checkPreconditions(subject: Subject, { metadata }: KubernetesObject, options: DeleteOptions): void {
  const { uid = '', resourceVersion = '' } = metadata
  if (options.uid !== undefined && options.uid !== uid) {
    const why = `the UID in the precondition (${options.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`
    throw conflict(subject, why, 'kind')
  }
  if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion) {
    const why = `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`
    throw conflict(subject, why, 'kind')
  }
}

/** The object marked for deletion; undefined when nothing holds it. */
function mark(
  resource: Resource,
  object: KubernetesObject,
  propagation: Propagation,
): KubernetesObject | undefined {
  const { metadata } = object
  const isNamespace = resource.key === NAMESPACES
  const extra =
    propagation === 'Foreground' ? ['foregroundDeletion'] : propagation === 'Orphan' ? ['orphan'] : []
  const finalizers = [
    ...(metadata.finalizers ?? []),
    ...(isNamespace ? [] : extra),
    ...(resource.behaviour.heldOnDelete ?? []),
  ]
  const held = isNamespace && asTexts(at(object, 'spec', 'finalizers')).length > 0
  if (metadata.deletionTimestamp !== undefined) return object
  if (finalizers.length === 0 && !held) return undefined
  const marked: KubernetesObject = {
    ...object,
    metadata: {
      ...metadata,
      deletionTimestamp: now(),
      ...(isNamespace ? {} : { deletionGracePeriodSeconds: 0 }),
      ...(metadata.generation === undefined ? {} : { generation: metadata.generation + 1 }),
      ...(finalizers.length === 0 ? {} : { finalizers: [...new Set(finalizers)] }),
    },
  }
  if (isNamespace) marked['status'] = { ...asObject(marked['status']), phase: 'Terminating' }
  return marked
}

const POLICIES = ['Foreground', 'Background', 'Orphan']

function readDeleteOptions(call: Call): DeleteOptions {
  const { query } = call.target
  const body = readBodyOptions(call)
  const problems = collectProblems()
  const given = query.get('propagationPolicy') ?? asText(body['propagationPolicy'])
  const dryRun = [...query.getAll('dryRun'), ...asTexts(body['dryRun'])].filter((word) => word !== '')
  const orphans = query.get('orphanDependents') ?? body['orphanDependents'] ?? ''
  const orphan = orphans === true || orphans === 'true'
  if (given !== '' && orphans !== '')
    problems.invalid(
      'propagationPolicy',
      given,
      'orphanDependents and deletionPropagation cannot be both set',
    )
  if (given !== '' && !POLICIES.includes(given))
    problems.unsupported('propagationPolicy', given, [...POLICIES, 'nil'])
  if (dryRun.some((word) => word !== 'All')) problems.unsupported('dryRun', dryRun, ['All'])
  if (problems.causes.length > 0)
    throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions', name: '' }, problems.causes)
  const preconditions = asObject(body['preconditions'])
  const uid = preconditions['uid']
  const resourceVersion = preconditions['resourceVersion']
  return {
    dryRun: dryRun.length > 0,
    propagation: given === 'Foreground' || given === 'Orphan' ? given : orphan ? 'Orphan' : 'Background',
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
  }
}

function readBodyOptions({ body, contentType }: Call): JsonObject {
  if (body.length === 0) return {}
  if (isProtobuf(contentType)) return readProtobuf(body)
  const value = parseJson(body.toString('utf8'), (error) =>
    badRequest(`couldn't get version/kind; json parse error: ${error}`),
  )
  const kind = at(value, 'kind')
  if (kind !== undefined && kind !== 'DeleteOptions') {
    throw new ApiError({
      code: 400,
      message: `expect DeleteOptions, got ${asText(kind)}`,
      reason: 'BadRequest',
    })
  }
  return isObject(value) ? value : { list: asList(value) }
}
