/** POST. */
import type { Answer, Call } from '../api.ts'
import { badRequest } from '../status.ts'
import { decodeBody } from './body.ts'
import { readOptions } from './options.ts'
import { decoding, fillDefaults, shape } from './shape.ts'
import { createObject, judgeFields, ownersAfterUpdate, putOwners } from './write.ts'

export function create(call: Call): Answer {
  const { resource, target } = call
  const options = readOptions(call, 'CreateOptions')
  const { object: given, duplicates } = decodeBody(call)
  const { object: draft, unknown } = decoding(call, () => shape(resource, given))
  judgeFields(call, options, { unknown, duplicates })
  const { namespace } = draft.metadata
  if (namespace !== undefined && namespace !== '' && resource.namespaced && namespace !== target.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  fillDefaults(resource, draft)
  putOwners(draft, ownersAfterUpdate(call, draft, undefined, options.manager))
  return createObject(call, options, draft, draft.metadata.resourceVersion)
}
