/** GET, PUT and PATCH of an object's number of replicas (pkg/registry/apps/deployment/storage, apiextensions' `ScaleREST`). */
import { type Answer, type Call, subjectOf } from '../api.ts'
import { at, copy, fieldOf, type JsonObject, type KubernetesObject } from '../object.ts'
import { collectProblems } from '../problems.ts'
import { inVersion, type ScalePaths } from '../resources/resource.ts'
import { asScale } from '../resources/scale.ts'
import { badRequest, internal, invalid, noSuchResource, notFound } from '../status.ts'
import { decodeBody } from './body.ts'
import { readOptions, type WriteOptions } from './options.ts'
import { readPatch } from './patch.ts'
import { decoding, shape } from './shape.ts'
import { checkIdentity, checkVersion } from './update.ts'
import { judgeFields, ownersAfterUpdate, putOwners, updateObject } from './write.ts'

/** @throws {ApiError} 500 for a custom object that says no number, as the server does */
export function scale(call: Call): Answer {
  const { resource, target, api } = call
  const paths = resource.scale
  if (!paths) throw noSuchResource()
  const before = api.storage.get(resource.key, resource.namespaced ? target.namespace : '', target.name)
  if (!before) throw notFound(subjectOf(call))
  const old = inVersion(resource, before)
  if (target.verb === 'get') {
    if (at(old, ...paths.spec) === undefined)
      throw internal(`Internal error occurred: the spec replicas field ${quoted(paths)} does not exist`)
    return { code: 200, body: scaleOf(old, paths) }
  }
  const { wanted, options } = readWanted(call, old, paths)
  checkIdentity(call, wanted)
  checkVersion(call, wanted, before, 'PATCH')
  const draft = copy(old)
  const [field = '', ...parents] = [...paths.spec].reverse()
  const parent = parents.reverse().reduce<JsonObject>(fieldOf, draft)
  parent[field] = replicasOf(wanted, paths)
  putOwners(draft, ownersAfterUpdate(call, draft, before, options.manager))
  const { code, body } = updateObject(call, options, draft, before)
  return { code, body: scaleOf(body as KubernetesObject, paths) }
}

const quoted = ({ spec }: ScalePaths): string => JSON.stringify(`.${spec.join('.')}`)

function scaleOf(object: KubernetesObject, { spec, status, selector }: ScalePaths): KubernetesObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const replicas = at(object, ...spec)
  const text = selector(object)
  return copy({
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp } as KubernetesObject['metadata'],
    spec: typeof replicas === 'number' && replicas !== 0 ? { replicas } : {},
    status: { replicas: at(object, ...status) ?? 0, ...(text === '' ? {} : { selector: text }) },
  })
}

function readWanted(
  call: Call,
  old: KubernetesObject,
  paths: ScalePaths,
): { readonly wanted: KubernetesObject; readonly options: WriteOptions } {
  const resource = asScale(call.resource)
  const asked = { ...call, resource }
  if (call.target.verb === 'patch') {
    const { options, change } = readPatch({
      ...call,
      resource: { ...call.resource, schema: resource.schema },
    })
    const { object } = decoding(asked, () => shape(resource, change(scaleOf(old, paths))))
    return { wanted: object, options }
  }
  const options = readOptions(call, 'UpdateOptions')
  const { object: given, duplicates } = decodeBody(asked)
  const { object, unknown } = decoding(asked, () => shape(resource, given))
  judgeFields(asked, options, { unknown, duplicates })
  return { wanted: object, options }
}

/** @throws {ApiError} 400 for none, 422 for a number below zero */
function replicasOf(wanted: KubernetesObject, paths: ScalePaths): number {
  const replicas = at(wanted, 'spec', 'replicas') ?? 0
  if (typeof replicas !== 'number')
    throw badRequest(`the spec replicas field ${quoted(paths)} cannot be empty`)
  if (replicas >= 0) return replicas
  const problems = collectProblems()
  problems.invalid('spec.replicas', replicas, 'must be greater than or equal to 0')
  throw invalid({ group: 'autoscaling', kind: 'Scale', name: wanted.metadata.name }, problems.causes)
}
