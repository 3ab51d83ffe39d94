/** Questions in the form of objects: may somebody do something, who am I, what is this token. Nothing is stored. */
import { randomUUID } from 'node:crypto'
import type { Attributes } from '../access/rbac.ts'
import { AUDIENCE, type User } from '../access/user.ts'
import type { Answer, Api, Call } from '../api.ts'
import { printOwners, updateOwners } from '../fields/managed.ts'
import { EMPTY } from '../fields/path-set.ts'
import {
  asList,
  asObject,
  asText,
  asTexts,
  isObject,
  type JsonObject,
  type KubernetesObject,
  now,
} from '../object.ts'
import { collectProblems } from '../problems.ts'
import type { Resource } from '../resources/resource.ts'
import { invalid, notFound } from '../status.ts'
import { resourceKey } from '../storage.ts'
import { builtinType } from '../types/builtin.ts'
import { normalize } from '../types/normalize.ts'
import { decodeBody } from '../verbs/body.ts'
import { SERVICE_ACCOUNTS } from '../verbs/names.ts'
import { decoding, shape, withoutType } from '../verbs/shape.ts'

const AUTHORIZATION = 'authorization.k8s.io'
const AUTHENTICATION = 'authentication.k8s.io'

type Answerer = (draft: KubernetesObject, call: Call) => void

const review = (group: string, kind: string, namespaced = false): Resource => {
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
  [review(AUTHORIZATION, 'LocalSubjectAccessReview', true), subjectAccess],
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
function own({ resource, userAgent, target }: Call, draft: KubernetesObject): void {
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

function subjectAccess(draft: KubernetesObject, { api }: Call): void {
  const spec = asObject(draft['spec'])
  const problems = collectProblems()
  const [username, groups] = [asText(spec['user']), asTexts(spec['groups'])]
  if (username === '' && groups.length === 0) {
    problems.invalid('spec.user', '', 'at least one of user or group must be specified')
  }
  const both = [spec['resourceAttributes'], spec['nonResourceAttributes']].filter(isObject)
  if (both.length !== 1) {
    problems.invalid(
      'spec.resourceAttributes',
      null,
      'exactly one of nonResourceAttributes or resourceAttributes must be specified',
    )
  }
  if (problems.causes.length > 0) throw invalid({ group: AUTHORIZATION, kind: '', name: '' }, problems.causes)
  draft['status'] = decide(api, { username, groups }, spec)
}

function selfAccess(draft: KubernetesObject, { api, user }: Call): void {
  draft['status'] = decide(api, user, asObject(draft['spec']))
}

function selfRules(draft: KubernetesObject, { api, user }: Call): void {
  const rules = api.authorizer.rulesFor(user, asText(asObject(draft['spec'])['namespace']))
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

const SHORTEST = 600
const DEFAULT = 3600

/** POST serviceaccounts/NAME/token. @see contract 33-service-account-token */
export function requestToken(call: Call): Answer {
  const { api, target, resource } = call
  const schema = builtinType('authentication/v1.TokenRequest')
  const kind: Resource = { ...review(AUTHENTICATION, 'TokenRequest'), schema }
  const asked: Call = { ...call, resource: kind }
  const { object } = decodeBody(asked, kind)
  const { object: draft } = decoding(asked, () => shape(kind, object))
  const account = api.storage.get(SERVICE_ACCOUNTS, target.namespace, target.name)
  if (!account) throw notFound({ group: resource.group, resource: resource.plural, name: target.name })
  if (object['spec'] !== undefined) own(asked, draft)
  const spec = { ...asObject(draft['spec']) }
  const seconds = typeof spec['expirationSeconds'] === 'number' ? spec['expirationSeconds'] : DEFAULT
  if (seconds < SHORTEST) {
    const problems = collectProblems()
    problems.invalid('spec.expirationSeconds', seconds, 'may not specify a duration less than 10 minutes')
    throw invalid({ group: AUTHENTICATION, kind: 'TokenRequest', name: '' }, problems.causes)
  }
  const given = asList(spec['audiences']).length > 0 ? asTexts(spec['audiences']) : [AUDIENCE]
  const token = api.tokens.issue(account, given, seconds)
  const made = {
    ...draft,
    metadata: {
      ...draft.metadata,
      name: target.name,
      namespace: target.namespace,
      uid: randomUUID(),
      creationTimestamp: now(),
    },
    spec: {
      ...spec,
      audiences: given,
      expirationSeconds: seconds,
      boundObjectRef: spec['boundObjectRef'] ?? null,
    },
    status: { token, expirationTimestamp: new Date(Date.now() + seconds * 1000).toISOString() },
  }
  return { code: 201, body: normalize(schema, made).value }
}
