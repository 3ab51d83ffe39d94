/** The fields of an HTTPRoute that the gateway obeys (gateway.networking.k8s.io/v1). */

/** A header or query parameter with its value. */
interface ValueMatch {
  readonly type?: string
  readonly name: string
  readonly value: string
}
/** HTTPRouteMatch. */
export interface RouteMatch {
  readonly path?: { readonly type?: string; readonly value?: string }
  readonly headers?: readonly ValueMatch[]
  readonly queryParams?: readonly ValueMatch[]
  readonly method?: string
}
/** A header with its value. */
export interface NamedValue {
  readonly name: string
  readonly value: string
}
/** HTTPHeaderFilter. */
export interface HeaderFilter {
  readonly set?: readonly NamedValue[]
  readonly add?: readonly NamedValue[]
  readonly remove?: readonly string[]
}
/** HTTPPathModifier. */
export interface PathModifier {
  readonly type: string
  readonly replaceFullPath?: string
  readonly replacePrefixMatch?: string
}
/** HTTPRouteFilter. */
export interface RouteFilter {
  readonly type: string
  readonly requestHeaderModifier?: HeaderFilter
  readonly responseHeaderModifier?: HeaderFilter
  readonly requestRedirect?: {
    readonly scheme?: string
    readonly hostname?: string
    readonly port?: number
    readonly statusCode?: number
    readonly path?: PathModifier
  }
  readonly urlRewrite?: { readonly hostname?: string; readonly path?: PathModifier }
}
/** HTTPBackendRef. */
export interface BackendRef {
  readonly group?: string
  readonly kind?: string
  readonly name: string
  readonly namespace?: string
  readonly port?: number
  readonly weight?: number
  readonly filters?: readonly RouteFilter[]
}
/** HTTPRouteRule. */
export interface RouteRule {
  readonly matches?: readonly RouteMatch[]
  readonly filters?: readonly RouteFilter[]
  readonly backendRefs?: readonly BackendRef[]
  readonly timeouts?: { readonly request?: string; readonly backendRequest?: string }
}

/** HTTPRoute's spec. */
export interface HttpRouteSpec {
  readonly parentRefs?: readonly {
    readonly group?: string
    readonly kind?: string
    readonly name: string
    readonly namespace?: string
    readonly sectionName?: string
    readonly port?: number
  }[]
  readonly hostnames?: readonly string[]
  readonly rules?: readonly RouteRule[]
}
