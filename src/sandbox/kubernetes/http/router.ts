/** From a request to the verb that answers it: who calls, may they, which resource, in which form. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Handler } from '../../http/listen.ts'
import { authorize, impersonate } from '../access/authorize.ts'
import type { User } from '../access/user.ts'
import type { Answer, Api, Call } from '../api.ts'
import type { JsonObject, KubernetesObject } from '../object.ts'
import type { Resource } from '../resources/resource.ts'
import { asScale } from '../resources/scale.ts'
import { answerReview, findReview } from '../reviews/reviews.ts'
import { requestToken } from '../reviews/token-request.ts'
import { ApiError, methodNotAllowed, noSuchResource, notFound } from '../status.ts'
import { create } from '../verbs/create.ts'
import { remove, removeCollection } from '../verbs/delete.ts'
import { patch } from '../verbs/patch.ts'
import { get, listObject, readPage } from '../verbs/read.ts'
import { scale } from '../verbs/scale.ts'
import { update } from '../verbs/update.ts'
import type { Watches } from '../verbs/watch.ts'
import { answerDocument } from './documents.ts'
import { negotiate, type Representation } from './negotiate.ts'
import { readBody, readTarget, type Target } from './request.ts'
import { prepare, sendObject, sendText, setWarnings } from './respond.ts'
import { partial, readIncludeObject, table } from './table.ts'

const NOT_A_PAGE = '404 page not found\n'

/** The whole API as a handler. */
export function apiHandler(api: Api, watches: Watches): Handler {
  return async (request, response) => {
    const warnings: string[] = []
    try {
      prepare(response)
      await answer({ api, watches, request, response, warnings })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setWarnings(response, warnings)
      for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value)
      request.resume()
      sendObject(response, error.code, error.body)
    }
  }
}

interface Exchange {
  readonly api: Api
  readonly watches: Watches
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly warnings: string[]
}

async function answer(exchange: Exchange): Promise<void> {
  const { api, request, response } = exchange
  const target = readTarget(request.method ?? 'GET', request.url ?? '/')
  const caller = api.tokens.authenticate(request.headers.authorization)
  const user = impersonate(api.authorizer, caller, request, target)
  authorize(api.authorizer, user, target)
  if (!target.isResource) {
    if (!answerDocument(exchange, target.path ?? '/')) sendText(response, 404, NOT_A_PAGE)
    return
  }
  const found = api.registry.find(target.group, target.version, target.resource)
  const resource = found ?? findReview(target.group, target.version, target.resource)
  if (!resource) {
    if (!api.registry.groups().includes(target.group)) sendText(response, 404, NOT_A_PAGE)
    else throw noSuchResource()
    return
  }
  await answerResource(exchange, target, resource, user)
}

async function answerResource(
  exchange: Exchange,
  target: Target,
  resource: Resource,
  user: User,
): Promise<void> {
  const { api, request, response, warnings } = exchange
  const accepted = negotiate(request.headers.accept, formsOf(target))
  const call: Call = {
    api,
    user,
    resource,
    target,
    warnings,
    contentType: request.headers['content-type'] ?? '',
    userAgent: request.headers['user-agent'] ?? '',
    body: await readBody(request),
  }
  checkPlace(call)
  if (target.verb === 'watch') {
    const represent = (object: KubernetesObject, first: boolean) =>
      representOne(call, accepted, object, first)
    exchange.watches.start(call, response, 'application/json', represent)
    return
  }
  if (target.verb === 'list') {
    const page = await readPage(call)
    const body = representList(call, accepted, page) ?? listObject(call, page)
    send(exchange, accepted, { code: 200, body })
    return
  }
  const result = verbOf(call)(call)
  const { body } = result
  const represented =
    body['kind'] === 'Status' ? body : representOne(call, accepted, body as KubernetesObject, true)
  send(exchange, accepted, { code: result.code, body: represented })
}

function send({ response, warnings }: Exchange, accepted: Representation, { code, body }: Answer): void {
  setWarnings(response, warnings)
  sendObject(response, code, body, accepted.type)
}

const formsOf = ({ verb }: Target): string[] =>
  verb === 'list' ? ['Table', 'PartialObjectMetadataList'] : ['Table', 'PartialObjectMetadata']

/** Paths that no resource has, and doors that this one lacks. */
function checkPlace({ resource, target }: Call): void {
  const { name, namespace, subresource, verb } = target
  if (
    resource.namespaced &&
    namespace === '' &&
    verb !== 'list' &&
    verb !== 'watch' &&
    verb !== 'deletecollection'
  ) {
    throw name === '' ? methodNotAllowed() : noSuchResource()
  }
  if (!resource.namespaced && namespace !== '' && resource.plural !== 'namespaces') throw noSuchResource()
  if (subresource === '' || resource.subresources.includes(subresource)) return
  // Of custom kinds the object is looked for first, and said to be absent.
  throw resource.custom
    ? notFound({ group: resource.group, resource: resource.plural, name })
    : noSuchResource()
}

type Verb = (call: Call) => Answer

function verbOf({ resource, target }: Call): Verb {
  const { verb, name, subresource } = target
  if (!resource.verbs.includes('get')) {
    if (verb === 'create' && name === '') return answerReview
    throw methodNotAllowed()
  }
  if (subresource === 'token') {
    if (verb === 'create') return requestToken
    throw methodNotAllowed()
  }
  const onObject: { readonly [verb: string]: Verb } = { get, update, patch, delete: remove }
  const onCollection: { readonly [verb: string]: Verb } = { create, deletecollection: removeCollection }
  const found = (name === '' ? onCollection : onObject)[verb]
  if (!found || (name === '' && verb === 'deletecollection' && !resource.verbs.includes(verb)))
    throw methodNotAllowed()
  if (subresource !== '' && verb === 'delete') throw methodNotAllowed()
  return subresource === 'scale' ? scale : found
}

function representOne(
  call: Call,
  { as }: Representation,
  object: KubernetesObject,
  first: boolean,
): JsonObject {
  if (as === 'PartialObjectMetadata') return partial(object)
  if (as !== 'Table' || object['metadata'] === undefined || call.target.subresource === 'token') return object
  const metadata = { resourceVersion: object.metadata.resourceVersion ?? '' }
  const resource = call.target.subresource === 'scale' ? asScale(call.resource) : call.resource
  return table(resource, [object], metadata, {
    include: readIncludeObject(call.target.query),
    head: first,
  })
}

function representList(
  call: Call,
  { as }: Representation,
  { items, metadata }: { readonly items: readonly KubernetesObject[]; readonly metadata: JsonObject },
): JsonObject | undefined {
  if (as === 'Table')
    return table(call.resource, items, metadata, { include: readIncludeObject(call.target.query) })
  if (as !== 'PartialObjectMetadataList') return undefined
  return { kind: as, apiVersion: 'meta.k8s.io/v1', metadata, items: items.map(partial) }
}
