/** Compiles a VirtualService's routes into conditions and actions. */
import { type Asked, pathOf } from './asked.ts'
import type { OwnedRoute } from './delegate.ts'
import { milliseconds } from './duration.ts'
import { headerText } from './headers.ts'
import { labelsMatch } from './object.ts'
import { re2, type StringMatch, stringMatch } from './pattern.ts'
import { redirectOf } from './redirect.ts'
import { fullHost } from './registry.ts'
import type { Action, Choice, CorsPolicy, Fault, RetryPolicy, Rewrite, Route } from './route.ts'
import type { CorsSpec, HttpMatch, HttpRoute, RouteDestination } from './virtual-service-spec.ts'

/** Which gateway asks for the routes. */
export interface Viewer {
  /** `namespace/name` of the Gateway resource. */
  readonly gateway: string
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly port: number
}

/** Istio's own retries: only where nothing of a request arrived (mesh contract 09-retries). */
const DEFAULT_RETRY_ON = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes'

/** The routes of one VirtualService in order, each match by itself; what follows a catch-all is never reached. */
export function virtualServiceRoutes(routes: readonly OwnedRoute[], viewer: Viewer): Route[] {
  const compiled: Route[] = []
  for (const { route, namespace } of routes) {
    const matches: readonly (HttpMatch | undefined)[] = route.match?.length ? route.match : [undefined]
    for (const match of matches) {
      if (match && !concerns(match, viewer, namespace)) continue
      const one = routeOf(route, match, namespace)
      compiled.push(one)
      if (one.catchAll) return compiled
    }
  }
  return compiled
}

/** Whether a match is meant for this gateway. */
function concerns(match: HttpMatch, viewer: Viewer, namespace: string): boolean {
  const { gateways = [], sourceLabels, sourceNamespace, port } = match
  const named = gateways.map((name) => (name.includes('/') ? name : `${namespace}/${name}`))
  if (named.length > 0 && !named.includes(viewer.gateway)) return false
  if (sourceNamespace && sourceNamespace !== viewer.namespace) return false
  return labelsMatch(sourceLabels, viewer.labels) && (!port || port === viewer.port)
}

function routeOf(route: HttpRoute, match: HttpMatch | undefined, namespace: string): Route {
  const tests = match ? testsOf(match) : []
  const { uri } = match ?? {}
  const everyPath = !uri || uri.prefix === '/' || uri.regex === '*'
  const others = tests.length - (uri ? 1 : 0)
  return {
    catchAll: everyPath && others === 0,
    matches: (asked) => tests.every((test) => test(asked)),
    action: actionOf(route, match, namespace),
  }
}

type Test = (asked: Asked) => boolean

function testsOf(match: HttpMatch): Test[] {
  const tests: Test[] = []
  const text = (wanted: StringMatch | undefined, of: (asked: Asked) => string, ignoreCase = false) => {
    if (!wanted) return
    const test = stringMatch(wanted, ignoreCase)
    tests.push((asked) => test(of(asked)))
  }
  text(match.uri, pathOf, match.ignoreUriCase)
  text(match.scheme, (asked) => asked.scheme)
  text(match.method, (asked) => asked.method)
  text(match.authority, (asked) => asked.authority)
  for (const [name, wanted] of Object.entries(match.headers ?? {})) tests.push(headerTest(name, wanted))
  for (const [name, wanted] of Object.entries(match.withoutHeaders ?? {})) {
    const test = headerTest(name, wanted)
    tests.push((asked) => !test(asked))
  }
  for (const [name, wanted] of Object.entries(match.queryParams ?? {})) {
    const test = stringMatch(wanted)
    tests.push((asked) => {
      const value = queryParameter(asked.path, name)
      return value !== undefined && test(value)
    })
  }
  return tests
}

/** Pseudo headers can be named, too. */
function headerTest(name: string, wanted: StringMatch): Test {
  const test = stringMatch(wanted)
  const pseudo: Readonly<Record<string, (asked: Asked) => string>> = {
    ':authority': (asked) => asked.authority,
    ':method': (asked) => asked.method,
    ':path': (asked) => asked.path,
    ':scheme': (asked) => asked.scheme,
  }
  return (asked) => {
    const value = pseudo[name]?.(asked) ?? headerText(asked.headers, name)
    return value !== undefined && test(value)
  }
}

/** The first value of a query parameter, not decoded. */
function queryParameter(path: string, name: string): string | undefined {
  const queryAt = path.indexOf('?')
  if (queryAt < 0) return undefined
  for (const pair of path.slice(queryAt + 1).split('&')) {
    const equals = pair.indexOf('=')
    if ((equals < 0 ? pair : pair.slice(0, equals)) === name) return equals < 0 ? '' : pair.slice(equals + 1)
  }
  return undefined
}

function actionOf(route: HttpRoute, match: HttpMatch | undefined, namespace: string): Action {
  if (route.redirect) return redirectOf(route.redirect)
  if (route.directResponse) {
    const { status, body } = route.directResponse
    const bytes = body?.bytes === undefined ? undefined : Buffer.from(body.bytes, 'base64').toString()
    return { kind: 'answer', status, body: body?.string ?? bytes ?? '' }
  }
  return {
    kind: 'forward',
    choices: (route.route ?? []).map((destination) => choiceOf(destination, namespace)),
    rewrite: rewriteOf(route.rewrite, match),
    timeout: milliseconds(route.timeout) ?? 0,
    retries: retriesOf(route.retries),
    request: route.headers?.request,
    response: route.headers?.response,
    fault: faultOf(route.fault),
    cors: route.corsPolicy ? corsOf(route.corsPolicy) : undefined,
  }
}

function choiceOf({ destination, weight, headers }: RouteDestination, namespace: string): Choice {
  return {
    host: fullHost(destination?.host ?? '', namespace),
    port: destination?.port?.number,
    subset: destination?.subset || undefined,
    weight: weight ?? 0,
    request: headers?.request,
    response: headers?.response,
  }
}

function rewriteOf(rewrite: HttpRoute['rewrite'], match: HttpMatch | undefined): Rewrite | undefined {
  if (!rewrite) return undefined
  const { uri, authority, uriRegexRewrite } = rewrite
  return { path: pathRewrite(uri, uriRegexRewrite, match), authority: authority || undefined }
}

function pathRewrite(
  uri: string | undefined,
  pattern: { readonly match?: string; readonly rewrite?: string } | undefined,
  match: HttpMatch | undefined,
): Rewrite['path'] {
  if (pattern?.match) {
    const compiled = re2(pattern.match, 'g')
    const replacement = (pattern.rewrite ?? '').replaceAll('$', '$$$$').replace(/\\(\d)/g, '$$$1')
    return compiled ? (path) => path.replace(compiled, replacement) : undefined
  }
  if (uri === undefined || uri === '') return undefined
  // Envoy's prefix_rewrite: the matched prefix is replaced; an exact or regex match is the whole path.
  const { prefix } = match?.uri ?? (match ? { prefix: '/' } : { prefix: '/' })
  return prefix === undefined ? () => uri : (path) => uri + path.slice(prefix.length)
}

/** A `retries` block of a route, or the mesh's default of two. */
export function retriesOf(retries: HttpRoute['retries']): RetryPolicy {
  return {
    attempts: retries?.attempts ?? 2,
    on: new Set((retries?.retryOn || DEFAULT_RETRY_ON).split(',').map((word) => word.trim())),
    perTryTimeout: milliseconds(retries?.perTryTimeout),
  }
}

function faultOf(fault: HttpRoute['fault']): Fault | undefined {
  if (!fault) return undefined
  const { abort, delay } = fault
  return {
    abort: abort?.httpStatus
      ? { status: abort.httpStatus, percent: abort.percentage?.value ?? 100 }
      : undefined,
    delay: delay?.fixedDelay
      ? { milliseconds: milliseconds(delay.fixedDelay) ?? 0, percent: delay.percentage?.value ?? 100 }
      : undefined,
  }
}

function corsOf(spec: CorsSpec): CorsPolicy {
  const origins = (spec.allowOrigins ?? []).map((origin) =>
    origin.exact === '*' ? () => true : stringMatch(origin),
  )
  const joined = (name: string, values: readonly string[] | undefined) =>
    values?.length ? { [name]: values.join(',') } : {}
  const maxAge = milliseconds(spec.maxAge)
  return {
    origin: (origin) => origins.some((test) => test(origin)),
    headers: {
      ...(spec.allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
      ...joined('access-control-expose-headers', spec.exposeHeaders),
    },
    preflightHeaders: {
      ...(spec.allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
      ...joined('access-control-allow-methods', spec.allowMethods),
      ...joined('access-control-allow-headers', spec.allowHeaders),
      ...(maxAge === undefined ? {} : { 'access-control-max-age': String(maxAge / 1000) }),
    },
    forwardUnmatched: spec.unmatchedPreflights !== 'IGNORE',
  }
}
