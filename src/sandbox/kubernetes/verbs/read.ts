/** GET of one object and of lists: selectors, pages, versions. */
import { type Answer, type Call, subjectOf } from '../api.ts'
import { readInteger } from '../http/request.ts'
import { asText, at, type JsonObject, type KubernetesObject } from '../object.ts'
import { collectProblems } from '../problems.ts'
import { apiVersionOf, inVersion } from '../resources/resource.ts'
import { parseFieldSelector, parseLabelSelector } from '../selectors.ts'
import { ApiError, badRequest, expired, invalid, notFound } from '../status.ts'

export function get(call: Call): Answer {
  const { resource, target, api } = call
  const object = api.storage.get(resource.key, resource.namespaced ? target.namespace : '', target.name)
  if (!object) throw notFound(subjectOf(call))
  return { code: 200, body: inVersion(resource, object) }
}

/** Whether an object is wanted, by the query's selectors; undefined when there are none. */
export function readSelectors({
  target,
  resource,
}: Call): ((object: KubernetesObject) => boolean) | undefined {
  const labels = target.query.get('labelSelector') ?? ''
  const fields = target.query.get('fieldSelector') ?? ''
  const byLabel = labels === '' ? undefined : parseLabelSelector(labels)
  const byField = fields === '' ? undefined : parseFieldSelector(fields, resource.behaviour.selectable ?? {})
  if (!byLabel && !byField) return undefined
  return (object) => (byLabel?.(object.metadata.labels ?? {}) ?? true) && (byField?.(object) ?? true)
}

/** The objects that the query's selectors want. */
export function selectObjects(call: Call, objects: KubernetesObject[]): KubernetesObject[] {
  const wanted = readSelectors(call)
  return wanted ? objects.filter(wanted) : objects
}

/** A page of a list. */
export interface Page {
  readonly items: readonly KubernetesObject[]
  readonly metadata: JsonObject
}

/** Where a page goes on: behind a key, in the state of a version (0: the present one). */
interface Continue {
  readonly version: number
  readonly after: string
}

const TOO_OLD =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'

const keyOf = ({ metadata }: KubernetesObject): string => `${metadata.namespace ?? ''}/${metadata.name}`

/** @throws {ApiError} 410 when the state of the first page is forgotten */
export async function readPage(call: Call): Promise<Page> {
  const { target, resource, api } = call
  const limit = readInteger(target.query, 'limit') ?? 0
  const token = target.query.get('continue') ?? ''
  const wanted = readSelectors(call)
  const from = token === '' ? undefined : readContinue(token, target.query.get('resourceVersion') ?? '')
  const exact = from ? undefined : await readVersion(call)
  const version = from?.version || exact || api.storage.version
  const current = version === api.storage.version
  const all = current
    ? api.storage.list(resource.key, target.namespace)
    : api.storage.listAt(resource.key, target.namespace, version)
  if (!all) {
    if (!from) throw expired(`The resourceVersion for the provided list is too old.`)
    throw expired(TOO_OLD, { continue: writeContinue({ version: 0, after: from.after }) })
  }
  const rest = from ? all.filter((object) => keyOf(object) > from.after) : all
  const matching = wanted ? rest.filter(wanted) : rest
  const items = limit > 0 ? matching.slice(0, limit) : matching
  const last = items.at(-1)
  const more = matching.length > items.length && last !== undefined
  return {
    items,
    metadata: {
      resourceVersion: `${version}`,
      ...(more ? { continue: writeContinue({ version, after: keyOf(last) }) } : {}),
      ...(more && !wanted ? { remainingItemCount: matching.length - items.length } : {}),
    },
  }
}

const writeContinue = ({ version, after }: Continue): string =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start: after })).toString('base64url')

function readContinue(token: string, resourceVersion: string): Continue {
  if (resourceVersion !== '' && resourceVersion !== '0') {
    throw badRequest('specifying resource version is not allowed when using continue')
  }
  try {
    const value = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as JsonObject
    const version = at(value, 'rv')
    if (typeof version !== 'number') throw new Error('no version')
    return { version, after: asText(value['start']) }
  } catch (error) {
    throw badRequest(`continue key is not valid: ${(error as Error).message}`)
  }
}

const SOON = 3_000

/** The exact version that is asked for; undefined for the present one. Waits for a version that is yet to come. */
async function readVersion({ target, api }: Call): Promise<number | undefined> {
  const text = target.query.get('resourceVersion') ?? ''
  const match = target.query.get('resourceVersionMatch') ?? ''
  const problems = collectProblems()
  if (match !== '' && text === '') {
    problems.forbidden(
      'resourceVersionMatch',
      'resourceVersionMatch is forbidden unless resourceVersion is provided',
    )
  } else if (match !== '' && match !== 'Exact' && match !== 'NotOlderThan') {
    problems.unsupported('resourceVersionMatch', match, ['Exact', 'NotOlderThan', ''])
  }
  if (problems.causes.length > 0)
    throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions', name: '' }, problems.causes)
  if (text === '' || text === '0') return undefined
  const version = parseVersion(text)
  if (version > api.storage.version) {
    await new Promise((done) => setTimeout(done, SOON))
    if (version > api.storage.version) throw tooLarge(version, api.storage.version)
  }
  return match === 'Exact' ? version : undefined
}

/** @throws {ApiError} in Go's words */
export function parseVersion(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new ApiError({
    code: 500,
    message: `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
  })
}

/** The state of a server that was restored from a backup, seen by a client that knows more. */
const tooLarge = (wanted: number, current: number): ApiError =>
  new ApiError(
    {
      code: 504,
      message: `Timeout: Too large resource version: ${wanted}, current: ${current}`,
      reason: 'Timeout',
      details: {
        causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
        retryAfterSeconds: 1,
      },
    },
    { 'retry-after': '1' },
  )

/** The list object of a page; items of typed lists have no kind of their own. */
export function listObject(call: Call, { items, metadata }: Page): JsonObject {
  const { resource } = call
  return {
    kind: resource.listKind,
    apiVersion: apiVersionOf(resource),
    metadata,
    items: items.map((item) => {
      const object = inVersion(resource, item)
      if (resource.custom) return object
      const { apiVersion, kind, ...rest } = object
      return rest
    }),
  }
}
