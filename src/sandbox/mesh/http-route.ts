/** Gateway API: HTTPRoutes on Gateways of class istio. */
import { type Asked, pathOf } from './asked.ts'
import { type Around, type Backing, changesOf, choiceOf } from './backend-ref.ts'
import { milliseconds } from './duration.ts'
import { headerText } from './headers.ts'
import type { HttpRouteSpec, PathModifier, RouteFilter, RouteMatch, RouteRule } from './http-route-spec.ts'
import { byAge, type KubernetesObject, specOf } from './object.ts'
import { fullMatch } from './pattern.ts'
import { redirectOf } from './redirect.ts'
import type { Action, Route } from './route.ts'
import { retriesOf } from './virtual-service.ts'

/** A route with what decides its place among others. */
export interface RankedRoute {
  readonly route: Route
  readonly rank: readonly number[]
  readonly owner: KubernetesObject
}

/** Gateway API's order: exact, longest prefix, regular expression; then method, headers, query, age. */
export function byPrecedence(a: RankedRoute, b: RankedRoute): number {
  for (const [index, value] of a.rank.entries()) {
    const other = b.rank[index] ?? 0
    if (value !== other) return other - value
  }
  return a.owner === b.owner ? 0 : byAge(a.owner, b.owner)
}

/** Compiles the rules of an HTTPRoute. A rule without a usable backend answers 500. */
export function httpRoutes(owner: KubernetesObject, backing: Backing): RankedRoute[] {
  const { rules = [] } = specOf<HttpRouteSpec>(owner)
  return rules.flatMap((rule) => {
    const matches = rule.matches?.length ? rule.matches : [{}]
    return matches.map((match) => {
      const action = actionOf(rule, match, { owner, backing })
      return { owner, rank: rankOf(match), route: { catchAll: false, matches: conditionOf(match), action } }
    })
  })
}

function rankOf({ path, method, headers = [], queryParams = [] }: RouteMatch): readonly number[] {
  const kinds: Readonly<Record<string, number>> = { Exact: 3, PathPrefix: 2, RegularExpression: 1 }
  const kind = kinds[path?.type ?? 'PathPrefix'] ?? 0
  return [kind, (path?.value ?? '/').length, method ? 1 : 0, headers.length, queryParams.length]
}

function conditionOf({ path, method, headers = [], queryParams = [] }: RouteMatch): Route['matches'] {
  const onPath = pathTest(path)
  const onHeaders = headers.map(({ type, name, value }) => {
    const test = valueTest(type, value)
    return (asked: Asked) => test(headerText(asked.headers, name))
  })
  const onQuery = queryParams.map(({ type, name, value }) => {
    const test = valueTest(type, value)
    return (asked: Asked) => test(new URLSearchParams(asked.path.split('?')[1] ?? '').get(name) ?? undefined)
  })
  const tests = [...onHeaders, ...onQuery]
  return (asked) =>
    (method === undefined || asked.method === method) &&
    onPath(pathOf(asked)) &&
    tests.every((test) => test(asked))
}

function valueTest(type: string | undefined, value: string): (text: string | undefined) => boolean {
  if (type !== 'RegularExpression') return (text) => text === value
  const compiled = fullMatch(value)
  return (text) => text !== undefined && (compiled?.test(text) ?? false)
}

function pathTest(path: RouteMatch['path']): (text: string) => boolean {
  const { type = 'PathPrefix', value = '/' } = path ?? {}
  if (type === 'Exact') return (text) => text === value
  if (type === 'RegularExpression') {
    const compiled = fullMatch(value)
    return (text) => compiled?.test(text) ?? false
  }
  // By segments: /api takes /api and /api/x, not /apidocs.
  const prefix = value.replace(/\/$/, '')
  return (text) => text === prefix || text.startsWith(`${prefix}/`)
}

function actionOf(rule: RouteRule, match: RouteMatch, around: Around): Action {
  const filters = rule.filters ?? []
  const redirect = filters.find(({ type }) => type === 'RequestRedirect')?.requestRedirect
  if (redirect) return redirectAction(redirect, match)
  const choices = (rule.backendRefs ?? [])
    .filter(({ weight = 1 }) => weight > 0)
    .map((ref) => choiceOf(ref, around))
  const usable = choices.filter((choice) => choice !== undefined)
  if (usable.length === 0) return { kind: 'answer', status: 500, body: '' }
  const rewrite = filters.find(({ type }) => type === 'URLRewrite')?.urlRewrite
  return {
    kind: 'forward',
    choices: usable,
    rewrite: rewrite && { path: modifierOf(rewrite.path, match), authority: rewrite.hostname },
    timeout: milliseconds(rule.timeouts?.request ?? rule.timeouts?.backendRequest) ?? 0,
    retries: retriesOf(undefined),
    request: changesOf(filters.find(({ type }) => type === 'RequestHeaderModifier')?.requestHeaderModifier),
    response: changesOf(
      filters.find(({ type }) => type === 'ResponseHeaderModifier')?.responseHeaderModifier,
    ),
    fault: undefined,
    cors: undefined,
  }
}

function redirectAction(redirect: NonNullable<RouteFilter['requestRedirect']>, match: RouteMatch): Action {
  const { hostname, scheme, port, statusCode = 302, path } = redirect
  return redirectOf(
    {
      redirectCode: statusCode,
      ...(hostname ? { authority: port ? `${hostname}:${port}` : hostname } : {}),
      ...(scheme ? { scheme } : {}),
      ...(port ? { port } : { derivePort: scheme ? 'FROM_PROTOCOL_DEFAULT' : 'FROM_REQUEST_PORT' }),
    },
    modifierOf(path, match),
  )
}

function modifierOf(
  path: PathModifier | undefined,
  match: RouteMatch,
): ((path: string) => string) | undefined {
  if (!path) return undefined
  const { replaceFullPath, replacePrefixMatch } = path
  if (replaceFullPath !== undefined) return () => replaceFullPath
  const prefix = (match.path?.value ?? '/').replace(/\/$/, '')
  const replacement = (replacePrefixMatch ?? '').replace(/\/$/, '')
  return (text) => replacement + text.slice(prefix.length) || '/'
}
