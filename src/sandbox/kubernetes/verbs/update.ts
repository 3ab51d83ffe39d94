/** PUT: the whole object, under its version. */

import { refusal } from '../access/authorize.ts'
import { type Answer, type Call, subjectOf } from '../api.ts'
import type { KubernetesObject } from '../object.ts'
import { badRequest, conflict, forbidden, internal, invalid, modified, notFound } from '../status.ts'
import { decodeBody } from './body.ts'
import { readOptions } from './options.ts'
import { decoding, fillDefaults, shape } from './shape.ts'
import {
  createObject,
  judgeFields,
  ownersAfterUpdate,
  putOwners,
  throughDoor,
  updateObject,
} from './write.ts'

export function update(call: Call): Answer {
  const { resource, target, api } = call
  const options = readOptions(call, 'UpdateOptions')
  const { object: given, duplicates } = decodeBody(call)
  checkIdentity(call, given)
  const { object: shaped, unknown } = decoding(call, () => shape(resource, given))
  judgeFields(call, options, { unknown, duplicates })
  const before = api.storage.get(resource.key, resource.namespaced ? target.namespace : '', target.name)
  fillDefaults(resource, shaped)
  if (!before) {
    if (!resource.behaviour.createOnUpdate || target.subresource !== '') throw notFound(subjectOf(call))
    const attributes = { ...target, verb: 'create' }
    if (!api.authorizer.allows(call.user, attributes))
      throw forbidden(subjectOf(call), refusal(call.user, attributes))
    putOwners(shaped, ownersAfterUpdate(call, shaped, undefined, options.manager))
    return createObject(call, options, shaped)
  }
  const draft = throughDoor(call, shaped, before)
  checkVersion(call, shaped, before, 'PUT')
  putOwners(draft, ownersAfterUpdate(call, draft, before, options.manager))
  return updateObject(call, options, draft, before)
}

/** @throws {ApiError} 400 when the body is about another object than the path */
export function checkIdentity({ resource, target }: Call, { metadata }: KubernetesObject): void {
  if (resource.namespaced && metadata.namespace && metadata.namespace !== target.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  if (!metadata.name) {
    throw badRequest(
      `the name of the object (${target.name} based on URL) was undeterminable: name must be provided`,
    )
  }
  // Clients can send anything: a name that is no text is left to the kind's schema.
  if (typeof metadata.name === 'string' && metadata.name !== target.name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${target.name})`,
    )
  }
}

/** Optimistic locking. @see contract 19-lease-and-optimistic-lock */
export function checkVersion(
  call: Call,
  { metadata }: KubernetesObject,
  before: KubernetesObject,
  verb: 'PUT' | 'PATCH',
): void {
  const { resource, target } = call
  const subject = subjectOf(call)
  const { uid } = metadata
  const resourceVersion = metadata.resourceVersion === '0' ? '' : metadata.resourceVersion
  if (resourceVersion && !/^\d+$/.test(resourceVersion)) {
    throw internal(`strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`)
  }
  if (verb === 'PUT' && uid && uid !== before.metadata.uid) {
    const prefix = resource.group === '' || !resource.custom ? '' : `${resource.group}/`
    const place = [
      `${prefix}${resource.plural}`,
      ...(resource.namespaced ? [target.namespace] : []),
      target.name,
    ].join('/')
    throw conflict(
      subject,
      `StorageError: invalid object, Code: 4, Key: /registry/${place}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${before.metadata.uid ?? ''}`,
    )
  }
  if (!resourceVersion && verb === 'PUT' && resource.behaviour.needsVersion) {
    throw invalid({ group: resource.group, kind: resource.plural, name: target.name }, [
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: 0: must be specified for an update',
        field: 'metadata.resourceVersion',
      },
    ])
  }
  if (resourceVersion && resourceVersion !== before.metadata.resourceVersion) throw modified(subject)
}
