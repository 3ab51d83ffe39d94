/** ValidatingAdmissionPolicy: bindings, matching, conditions, expressions, and what becomes of a failed one. */
import { celValue, evaluate } from '../cel/evaluate.ts'
import {
  asList,
  asObject,
  asText,
  asTexts,
  at,
  isObject,
  type JsonObject,
  type KubernetesObject,
} from '../object.ts'
import { matchesSelector } from '../selectors.ts'
import { type ApiError, forbidden } from '../status.ts'
import { resourceKey } from '../storage.ts'
import { type AdmissionContext, type Plugin, type Review, subjectOf } from './admission.ts'

const GROUP = 'admissionregistration.k8s.io'
const POLICIES = resourceKey(GROUP, 'validatingadmissionpolicies')
const BINDINGS = resourceKey(GROUP, 'validatingadmissionpolicybindings')
const NAMESPACES = resourceKey('', 'namespaces')
const CODES: { readonly [reason: string]: number } = {
  Unauthorized: 401,
  Forbidden: 403,
  RequestEntityTooLarge: 413,
  Invalid: 422,
}

interface Failure {
  readonly message: string
  readonly reason: string
}

/** @see contract 32-tenant-guard */
export const admissionPolicies: Plugin = (review, context) => {
  if (review.resource.group === GROUP) return
  for (const binding of context.storage.list(BINDINGS)) {
    const policy = context.storage.get(POLICIES, '', asText(at(binding, 'spec', 'policyName')))
    if (policy) judge(policy, binding, review, context)
  }
}

function judge(
  policy: KubernetesObject,
  binding: KubernetesObject,
  review: Review,
  context: AdmissionContext,
): void {
  const spec = asObject(policy['spec'])
  const namespace = namespaceOf(review, context)
  if (!matches(asObject(spec['matchConstraints']), review, namespace, true)) return
  const narrowed = at(binding, 'spec', 'matchResources')
  if (isObject(narrowed) && !matches(narrowed, review, namespace, false)) return
  for (const params of paramsOf(policy, binding, review, context)) {
    const failures = evaluatePolicy(spec, variablesOf(review, namespace, params))
    if (failures.length > 0) act(policy, binding, failures, review)
  }
}

function namespaceOf(
  { resource, namespace, object, before }: Review,
  { storage }: AdmissionContext,
): KubernetesObject | undefined {
  if (resource.key === NAMESPACES) return object ?? before
  return resource.namespaced ? storage.get(NAMESPACES, '', namespace) : undefined
}

function matches(
  match: JsonObject,
  review: Review,
  namespace: KubernetesObject | undefined,
  needsRules: boolean,
): boolean {
  const rules = asList(match['resourceRules']).map(asObject)
  if ((needsRules || rules.length > 0) && !rules.some((rule) => ruleFits(rule, review))) return false
  if (
    asList(match['excludeResourceRules'])
      .map(asObject)
      .some((rule) => ruleFits(rule, review))
  )
    return false
  const selector = match['namespaceSelector']
  if (isObject(selector) && namespace && !matchesSelector(selector, namespace.metadata.labels ?? {}))
    return false
  const labels = [review.object, review.before].filter((each) => each !== undefined)
  const objects = match['objectSelector']
  return !isObject(objects) || labels.some((each) => matchesSelector(objects, each.metadata.labels ?? {}))
}

function ruleFits(rule: JsonObject, { resource, operation, subresource, name }: Review): boolean {
  const has = (field: string, wanted: string) =>
    asTexts(rule[field]).some((each) => each === '*' || each === wanted)
  const scope = asText(rule['scope'])
  if (scope === 'Cluster' && resource.namespaced) return false
  if (scope === 'Namespaced' && !resource.namespaced) return false
  const named = asTexts(rule['resourceNames'])
  if (named.length > 0 && !named.includes(name)) return false
  const wanted = asTexts(rule['resources']).some((each) => {
    const [plural = '', sub = ''] = each.split('/')
    return (
      (plural === '*' || plural === resource.plural) && (sub === '*' || sub === subresource || each === '*/*')
    )
  })
  return (
    wanted &&
    has('apiGroups', resource.group) &&
    has('apiVersions', resource.version) &&
    has('operations', operation)
  )
}

/** The parameters of a binding; one undefined when it wants none. */
function paramsOf(
  policy: KubernetesObject,
  binding: KubernetesObject,
  review: Review,
  { storage, registry }: AdmissionContext,
): (KubernetesObject | undefined)[] {
  const kind = at(policy, 'spec', 'paramKind')
  const ref = at(binding, 'spec', 'paramRef')
  if (!isObject(kind) || !isObject(ref)) return [undefined]
  const resource = registry.byKind(asText(kind['apiVersion']), asText(kind['kind']))
  const namespace = resource?.namespaced ? asText(ref['namespace']) || review.namespace : ''
  const all = resource ? storage.list(resource.key, namespace) : []
  const name = asText(ref['name'])
  const found = all.filter((each) =>
    name === '' ? matchesSelector(ref['selector'], each.metadata.labels ?? {}) : each.metadata.name === name,
  )
  if (found.length > 0) return found
  if (ref['parameterNotFoundAction'] === 'Allow') return []
  throw refusal(review, {
    message: `${prefix(policy, binding)} denied request: failed to configure binding: no params found for policy binding with \`Deny\` parameterNotFoundAction`,
    reason: 'Invalid',
  })
}

const prefix = (policy: KubernetesObject, binding: KubernetesObject): string =>
  `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`

type Variables = { readonly [name: string]: unknown }

function variablesOf(
  review: Review,
  namespace: KubernetesObject | undefined,
  params: KubernetesObject | undefined,
): Variables {
  const { resource, operation, user, name, subresource, dryRun } = review
  const kind = { group: resource.group, version: resource.version, kind: resource.kind }
  const target = { group: resource.group, version: resource.version, resource: resource.plural }
  const request: JsonObject = {
    kind,
    requestKind: kind,
    resource: target,
    requestResource: target,
    subResource: subresource,
    requestSubResource: subresource,
    name,
    namespace: resource.namespaced || resource.key === NAMESPACES ? review.namespace : '',
    operation,
    dryRun,
    userInfo: {
      username: user.username,
      uid: user.uid ?? '',
      groups: [...user.groups],
      extra: Object.fromEntries(Object.entries(user.extra ?? {}).map(([key, values]) => [key, [...values]])),
    },
  }
  return {
    object: celValue(review.object),
    oldObject: celValue(review.before),
    request: celValue(request),
    namespaceObject: celValue(namespace),
    params: celValue(params),
  }
}

function evaluatePolicy(spec: JsonObject, given: Variables): Failure[] {
  const fails = spec['failurePolicy'] !== 'Ignore'
  const variables = withComposed(spec, given)
  for (const condition of asList(spec['matchConditions']).map(asObject)) {
    const result = attempt(asText(condition['expression']), variables)
    if (result.error !== undefined) {
      if (!fails) return []
      return [
        {
          message: `expression '${asText(condition['expression'])}' resulted in error: ${result.error}`,
          reason: 'Invalid',
        },
      ]
    }
    if (result.value !== true) return []
  }
  return asList(spec['validations'])
    .map(asObject)
    .flatMap((validation) => validationFailure(validation, variables, fails))
}

/** `spec.variables` in their order, each seeing those before it. */
function withComposed(spec: JsonObject, given: Variables): Variables {
  const composed: { [name: string]: unknown } = {}
  for (const variable of asList(spec['variables']).map(asObject)) {
    const result = attempt(asText(variable['expression']), { ...given, variables: composed })
    if (result.error === undefined) composed[asText(variable['name'])] = result.value
  }
  return { ...given, variables: composed }
}

function attempt(
  source: string,
  variables: Variables,
): { readonly value?: unknown; readonly error?: string } {
  try {
    return { value: evaluate(source, variables) }
  } catch (error) {
    return { error: (error as Error).message.split('\n')[0] ?? '' }
  }
}

function validationFailure(validation: JsonObject, variables: Variables, fails: boolean): Failure[] {
  const source = asText(validation['expression'])
  const result = attempt(source, variables)
  if (result.value === true) return []
  if (result.error !== undefined) {
    return fails
      ? [{ message: `expression '${source}' resulted in error: ${result.error}`, reason: 'Invalid' }]
      : []
  }
  const made = attempt(asText(validation['messageExpression']) || "''", variables).value
  const message =
    typeof made === 'string' && made !== ''
      ? made
      : asText(validation['message']) || `failed expression: ${source}`
  return [{ message, reason: asText(validation['reason']) || 'Invalid' }]
}

function act(
  policy: KubernetesObject,
  binding: KubernetesObject,
  failures: readonly Failure[],
  review: Review,
): void {
  const actions = asTexts(at(binding, 'spec', 'validationActions'))
  if (actions.includes('Warn')) {
    for (const { message } of failures)
      review.warn(`Validation failed for ${prefix(policy, binding)}: ${message}`)
  }
  const [first] = failures
  if (!first || !actions.includes('Deny')) return
  throw refusal(review, {
    message: `${prefix(policy, binding)} denied request: ${first.message}`,
    reason: first.reason,
  })
}

const refusal = (review: Review, { message, reason }: Failure): ApiError =>
  forbidden(subjectOf({ resource: review.resource, name: review.name || 'Unknown' }), message, {
    causes: [{ message }],
    code: CODES[reason] ?? 422,
    reason,
  })
