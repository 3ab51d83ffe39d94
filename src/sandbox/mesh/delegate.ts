/** Delegation: one owner of a host hands paths to VirtualServices of others. */
import { type KubernetesObject, namespaceOf, specOf } from './object.ts'
import type { StringMatch } from './pattern.ts'
import type { HttpMatch, HttpRoute, VirtualServiceSpec } from './virtual-service-spec.ts'

/** A route with the namespace in which its short names are looked up. */
export interface OwnedRoute {
  readonly route: HttpRoute
  readonly namespace: string
}

/** Finds a delegate by namespace and name, if it is visible to the root's namespace. */
export type FindDelegate = (
  namespace: string,
  name: string,
  rootNamespace: string,
) => KubernetesObject | undefined

/** The routes of a VirtualService with those of its delegates in the place of each `delegate`. */
export function withDelegates(root: KubernetesObject, find: FindDelegate): OwnedRoute[] {
  const namespace = namespaceOf(root)
  return (specOf<VirtualServiceSpec>(root).http ?? []).flatMap((route) => {
    if (!route.delegate) return [{ route, namespace }]
    const owner = route.delegate.namespace || namespace
    const delegate = find(owner, route.delegate.name, namespace)
    if (!delegate) return []
    const { http = [], hosts = [] } = specOf<VirtualServiceSpec>(delegate)
    // A VirtualService with hosts is a root itself, and a delegate's own delegates are not followed.
    if (hosts.length > 0) return []
    return http
      .filter((leaf) => !leaf.delegate)
      .flatMap((leaf) => merge(route, leaf))
      .map((merged) => ({ route: merged, namespace: owner }))
  })
}

/** A delegate's route within its root's; none when not one of its matches lies within (istio `mergeHTTPRoute`). */
function merge(root: HttpRoute, leaf: HttpRoute): HttpRoute[] {
  const { match: rootMatches = [] } = root
  const { match: leafMatches = [] } = leaf
  const match =
    leafMatches.length === 0
      ? rootMatches
      : rootMatches.length === 0
        ? leafMatches
        : rootMatches.flatMap((outer) =>
            leafMatches.filter((inner) => within(outer, inner)).map((inner) => mergeMatch(outer, inner)),
          )
  if (leafMatches.length > 0 && match.length === 0) return []
  const { match: _, delegate: __, ...inherited } = root
  return [{ ...inherited, ...leaf, match }]
}

function within(outer: HttpMatch, inner: HttpMatch): boolean {
  const same = (a: Readonly<Record<string, unknown>> = {}, b: Readonly<Record<string, unknown>> = {}) =>
    Object.keys(a).every((key) => !(key in b))
  return (
    textWithin(outer.uri, inner.uri) &&
    textWithin(outer.scheme, inner.scheme) &&
    textWithin(outer.method, inner.method) &&
    textWithin(outer.authority, inner.authority) &&
    same(outer.headers, inner.headers) &&
    same(outer.withoutHeaders, inner.withoutHeaders) &&
    same(outer.queryParams, inner.queryParams) &&
    (outer.port === undefined || inner.port === undefined || outer.port === inner.port)
  )
}

function textWithin(outer: StringMatch | undefined, inner: StringMatch | undefined): boolean {
  if (!outer || !inner) return true
  if (outer.regex !== undefined || inner.regex !== undefined) return false
  if (outer.exact !== undefined) return inner.exact === outer.exact
  return (inner.exact ?? inner.prefix ?? '').startsWith(outer.prefix ?? '')
}

function mergeMatch(outer: HttpMatch, inner: HttpMatch): HttpMatch {
  return {
    ...outer,
    ...inner,
    headers: { ...outer.headers, ...inner.headers },
    withoutHeaders: { ...outer.withoutHeaders, ...inner.withoutHeaders },
    queryParams: { ...outer.queryParams, ...inner.queryParams },
  }
}
