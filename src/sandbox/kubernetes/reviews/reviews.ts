/** Questions in the form of objects: may somebody do something, who am I, what is this token. Nothing is stored. */
import type { Attributes } from '../access/rbac.ts'
import { AUDIENCE, type User } from '../access/user.ts'
import type { Answer, Api, Call } from '../api.ts'
import { printOwners, updateOwners } from '../fields/managed.ts'
import { EMPTY } from '../fields/path-set.ts'
import {
  asObject,
  asText,
  asTexts,
  at,
  isObject,
  type JsonObject,
  type KubernetesObject,
  now,
} from '../object.ts'
import { collectProblems, type Problems } from '../problems.ts'
import type { Resource } from '../resources/resource.ts'
import { badRequest, invalid } from '../status.ts'
import { resourceKey } from '../storage.ts'
import { builtinType } from '../types/builtin.ts'
import { decodeBody } from '../verbs/body.ts'
import { decoding, shape, withoutType } from '../verbs/shape.ts'

const AUTHORIZATION = 'authorization.k8s.io'
/** The group of tokens and identities. */
export const AUTHENTICATION = 'authentication.k8s.io'

type Answerer = (draft: KubernetesObject, call: Call) => void

/** A kind whose objects are questions. */
export const review = (group: string, kind: string, namespaced = false): Resource => {
  const folder = group === AUTHORIZATION ? 'authorization/v1' : 'authentication/v1'
  const plural = `${kind.toLowerCase()}s`
  return {
    group,
    version: 'v1',
    plural,
    singular: kind.toLowerCase(),
    kind,
    listKind: `${kind}List`,
    namespaced,
    shortNames: [],
    categories: [],
    verbs: ['create'],
    subresources: [],
    schema: builtinType(`${folder}.${kind}`),
    key: resourceKey(group, plural),
    behaviour: {},
  }
}

const reviews: readonly (readonly [Resource, Answerer])[] = [
  [review(AUTHORIZATION, 'SubjectAccessReview'), subjectAccess],
  [review(AUTHORIZATION, 'LocalSubjectAccessReview', true), localAccess],
  [review(AUTHORIZATION, 'SelfSubjectAccessReview'), selfAccess],
  [review(AUTHORIZATION, 'SelfSubjectRulesReview'), selfRules],
  [review(AUTHENTICATION, 'SelfSubjectReview'), whoAmI],
  [review(AUTHENTICATION, 'TokenReview'), tokenReview],
]

/** The resources of reviews, for discovery. */
export const reviewResources = (): Resource[] => reviews.map(([resource]) => resource)

/** The review that is created at a path, if there is one. */
export function findReview(group: string, version: string, plural: string): Resource | undefined {
  return version === 'v1'
    ? reviews.find(([resource]) => resource.group === group && resource.plural === plural)?.[0]
    : undefined
}

/** Answers a review: the same object with its status. */
export function answerReview(call: Call): Answer {
  const { object } = decodeBody(call)
  const { object: draft } = decoding(call, () => shape(call.resource, object))
  if (draft['spec'] !== undefined) own(call, draft)
  reviews.find(([resource]) => resource === call.resource)?.[1](draft, call)
  return { code: 201, body: decoding(call, () => shape(call.resource, draft)).object }
}

/** Even what is never stored says who wrote it. */
export function own({ resource, userAgent, target }: Call, draft: KubernetesObject): void {
  const bare = {
    apiVersion: draft.apiVersion,
    kind: draft.kind,
    metadata: {} as KubernetesObject['metadata'],
  }
  const empty = shape(resource, bare).object
  const writer = {
    manager: target.query.get('fieldManager') || userAgent.split('/')[0] || 'unknown',
    apiVersion: draft.apiVersion,
    subresource: target.subresource,
    schema: resource.schema,
    ignored: EMPTY,
  }
  const entries = printOwners(updateOwners(new Map(), withoutType(empty), withoutType(draft), writer))
  if (entries.length > 0) draft.metadata.managedFields = entries
}

function attributesOf(spec: JsonObject): Attributes {
  const resource = asObject(spec['resourceAttributes'])
  const path = asObject(spec['nonResourceAttributes'])
  const text = (field: string) => asText(resource[field])
  const none = { group: '', version: '', resource: '', subresource: '', namespace: '', name: '' }
  if (isObject(spec['nonResourceAttributes']))
    return { ...none, verb: asText(path['verb']), path: asText(path['path']) }
  return {
    verb: text('verb'),
    group: text('group'),
    version: text('version') || 'v1',
    resource: text('resource'),
    subresource: text('subresource'),
    namespace: text('namespace'),
    name: text('name'),
  }
}

function decide(api: Api, user: User, spec: JsonObject): JsonObject {
  const { allowed, reason } = api.authorizer.decide(user, attributesOf(spec))
  return { allowed, ...(reason === '' ? {} : { reason }) }
}

/** What a question must say, before it is answered. */
function checkAttributes(spec: JsonObject, problems: Problems): void {
  const given = ['resourceAttributes', 'nonResourceAttributes'].filter((field) => isObject(spec[field]))
  if (given.length === 2) {
    problems.invalid(
      'spec.nonResourceAttributes',
      spec['nonResourceAttributes'],
      'cannot be specified in combination with resourceAttributes',
    )
  }
  if (given.length > 0) return
  problems.invalid(
    'spec.resourceAttributes',
    null,
    'exactly one of nonResourceAttributes or resourceAttributes must be specified',
  )
}

const refuseReview = ({ causes }: Problems): void => {
  if (causes.length > 0) throw invalid({ group: AUTHORIZATION, kind: '', name: '' }, causes)
}

function checkSubject(spec: JsonObject, problems: Problems): void {
  checkAttributes(spec, problems)
  if (asText(spec['user']) === '' && asTexts(spec['groups']).length === 0)
    problems.invalid('spec.user', '', 'at least one of user or group must be specified')
}

/** Nothing is stored, so there is nothing to name. */
function checkUnnamed({ metadata }: KubernetesObject, problems: Problems, why: string): void {
  const { managedFields, namespace, ...rest } = metadata
  if (Object.keys(rest).some((field) => field !== 'creationTimestamp'))
    problems.invalid('metadata', metadata, why)
}

const subjectOf = (spec: JsonObject): User => ({
  username: asText(spec['user']),
  groups: asTexts(spec['groups']),
})

function subjectAccess(draft: KubernetesObject, { api }: Call): void {
  const spec = asObject(draft['spec'])
  const problems = collectProblems()
  checkSubject(spec, problems)
  checkUnnamed(draft, problems, 'must be empty')
  refuseReview(problems)
  draft['status'] = decide(api, subjectOf(spec), spec)
}

function localAccess(draft: KubernetesObject, { api, target }: Call): void {
  const spec = asObject(draft['spec'])
  const problems = collectProblems()
  const { namespace } = target
  if (draft.metadata.namespace && draft.metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  draft.metadata.namespace = namespace
  checkSubject(spec, problems)
  checkUnnamed(draft, problems, 'must be empty except for namespace')
  const asked = asText(at(spec, 'resourceAttributes', 'namespace'))
  if (isObject(spec['resourceAttributes']) && asked !== namespace)
    problems.invalid('spec.resourceAttributes.namespace', asked, 'must match metadata.namespace')
  if (isObject(spec['nonResourceAttributes'])) {
    const why = 'disallowed on this kind of request'
    problems.invalid('spec.nonResourceAttributes', spec['nonResourceAttributes'], why)
  }
  refuseReview(problems)
  draft['status'] = decide(api, subjectOf(spec), spec)
}

function selfAccess(draft: KubernetesObject, { api, user }: Call): void {
  const spec = asObject(draft['spec'])
  const problems = collectProblems()
  checkAttributes(spec, problems)
  checkUnnamed(draft, problems, 'must be empty')
  refuseReview(problems)
  draft['status'] = decide(api, user, spec)
}

function selfRules(draft: KubernetesObject, { api, user }: Call): void {
  const namespace = asText(asObject(draft['spec'])['namespace'])
  if (namespace === '') throw badRequest('no namespace on request')
  const rules = api.authorizer.rulesFor(user, namespace)
  draft['status'] = {
    resourceRules: rules
      .filter(({ resources }) => resources.length > 0)
      .map(({ verbs, apiGroups, resources, resourceNames }) => ({
        verbs,
        apiGroups,
        resources,
        ...(resourceNames.length > 0 ? { resourceNames } : {}),
      })),
    nonResourceRules: rules
      .filter(({ nonResourceURLs }) => nonResourceURLs.length > 0)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete: false,
  }
}

const userInfo = ({ username, uid, groups, extra }: User): JsonObject => ({
  username,
  ...(uid === undefined ? {} : { uid }),
  groups: [...groups],
  ...(extra
    ? { extra: Object.fromEntries(Object.entries(extra).map(([key, values]) => [key, [...values]])) }
    : {}),
})

function whoAmI(draft: KubernetesObject, { user }: Call): void {
  draft.metadata.creationTimestamp = now()
  draft['status'] = { userInfo: userInfo(user) }
}

function tokenReview(draft: KubernetesObject, { api }: Call): void {
  const spec = asObject(draft['spec'])
  if (asText(spec['token']) === '') throw badRequest('token is required for TokenReview in authentication')
  const wanted = asTexts(spec['audiences'])
  const found = api.tokens.read(asText(spec['token']))
  const audiences =
    found?.audiences.filter((each) => (wanted.length > 0 ? wanted : [AUDIENCE]).includes(each)) ?? []
  if (found && audiences.length > 0) {
    draft['status'] = { authenticated: true, user: userInfo(found.user), audiences: [...audiences] }
    return
  }
  const list = (values: readonly string[]) => JSON.stringify(values).replaceAll(',', ' ')
  const why = found
    ? `, token audiences ${list(found.audiences)} is invalid for the target audiences ${list(wanted)}`
    : ''
  draft['status'] = { user: {}, error: found ? `[invalid bearer token${why}]` : 'invalid bearer token' }
}
