/** POST serviceaccounts/NAME/token: tokens for a time, an audience and, if wanted, as long as another object lives. */
import { randomUUID } from 'node:crypto'
import { AUDIENCE, type Bound } from '../access/user.ts'
import type { Answer, Call } from '../api.ts'
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
import type { Resource } from '../resources/resource.ts'
import { badRequest, conflict, invalid, notFound } from '../status.ts'
import { resourceKey } from '../storage.ts'
import { builtinType } from '../types/builtin.ts'
import { normalize } from '../types/normalize.ts'
import { decodeBody } from '../verbs/body.ts'
import { SERVICE_ACCOUNTS } from '../verbs/names.ts'
import { decoding, shape } from '../verbs/shape.ts'
import { AUTHENTICATION, own, review } from './reviews.ts'

const SHORTEST = 600
const LONGEST = 2 ** 32
const DEFAULT = 3600

/** @see contract 33-service-account-token */
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
  checkIdentity(draft, call)
  const spec = { ...asObject(draft['spec']) }
  const seconds = typeof spec['expirationSeconds'] === 'number' ? spec['expirationSeconds'] : DEFAULT
  checkDuration(seconds)
  const given = asList(spec['audiences']).length > 0 ? asTexts(spec['audiences']) : [AUDIENCE]
  const token = api.tokens.issue(account, given, seconds, boundTo(spec['boundObjectRef'], call))
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

function checkIdentity({ metadata }: KubernetesObject, { target }: Call): void {
  const problems = collectProblems()
  for (const field of ['name', 'namespace'] as const) {
    const given = asText(metadata[field])
    if (given !== '' && given !== target[field])
      problems.invalid(`metadata.${field}`, given, `must match the service account ${field} if specified`)
  }
  const [first] = problems.causes
  if (first) throw invalid({ group: AUTHENTICATION, kind: 'TokenRequest', name: target.name }, [first])
}

function checkDuration(seconds: number): void {
  const problems = collectProblems()
  const field = 'spec.expirationSeconds'
  if (seconds < SHORTEST) problems.invalid(field, seconds, 'may not specify a duration less than 10 minutes')
  if (seconds > LONGEST)
    problems.invalid(field, seconds, 'may not specify a duration larger than 2^32 seconds')
  if (problems.causes.length > 0)
    throw invalid({ group: AUTHENTICATION, kind: 'TokenRequest', name: '' }, problems.causes)
}

const BINDABLE: { readonly [kind: string]: string } = { Pod: 'pods', Secret: 'secrets', Node: 'nodes' }

/** The object that the token lives and dies with. @throws {ApiError} 400, 404 or 409 when it cannot be that */
function boundTo(ref: JsonObject[string], { api, target }: Call): Bound | undefined {
  if (!isObject(ref)) return undefined
  const [version, kind, name] = [asText(ref['apiVersion']), asText(ref['kind']), asText(ref['name'])]
  const plural = version === 'v1' ? BINDABLE[kind] : undefined
  if (plural === undefined) {
    const shown = version.includes('/') ? version : `/${version}`
    throw badRequest(`cannot bind token to object of type ${shown}, Kind=${kind}`)
  }
  const namespace = kind === 'Node' ? '' : target.namespace
  const found = api.storage.get(resourceKey('', plural), namespace, name)
  if (!found) throw notFound({ group: '', resource: plural, name })
  if (kind === 'Pod' && at(found, 'spec', 'serviceAccountName') !== target.name) {
    throw badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(target.name)} to pod running with different serviceaccount name.`,
    )
  }
  const uid = asText(found.metadata.uid)
  const wanted = asText(ref['uid'])
  if (wanted !== '' && wanted !== uid) {
    const why = `the UID in the bound object reference (${wanted}) does not match the UID in record. The object might have been deleted and then recreated`
    throw conflict({ group: '', resource: kind, kind, name }, why)
  }
  return { kind: kind.toLowerCase(), name, uid }
}
