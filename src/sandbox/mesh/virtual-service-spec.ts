/** The fields of a VirtualService that the gateway obeys (networking.istio.io/v1). */
import type { HeaderChanges } from './headers.ts'
import type { StringMatch } from './pattern.ts'

/** HTTPMatchRequest. */
export interface HttpMatch {
  readonly uri?: StringMatch
  readonly ignoreUriCase?: boolean
  readonly scheme?: StringMatch
  readonly method?: StringMatch
  readonly authority?: StringMatch
  readonly headers?: Readonly<Record<string, StringMatch>>
  readonly withoutHeaders?: Readonly<Record<string, StringMatch>>
  readonly queryParams?: Readonly<Record<string, StringMatch>>
  readonly port?: number
  readonly gateways?: readonly string[]
  readonly sourceLabels?: Readonly<Record<string, string>>
  readonly sourceNamespace?: string
}

/** Headers of a route or of one destination. */
export interface HeaderOperations {
  readonly request?: HeaderChanges
  readonly response?: HeaderChanges
}

/** HTTPRouteDestination. */
export interface RouteDestination {
  readonly destination?: {
    readonly host: string
    readonly subset?: string
    readonly port?: { readonly number?: number }
  }
  readonly weight?: number
  readonly headers?: HeaderOperations
}

interface Percent {
  readonly value?: number
}

/** CorsPolicy. */
export interface CorsSpec {
  readonly allowOrigins?: readonly StringMatch[]
  readonly allowMethods?: readonly string[]
  readonly allowHeaders?: readonly string[]
  readonly exposeHeaders?: readonly string[]
  readonly maxAge?: string
  readonly allowCredentials?: boolean
  readonly unmatchedPreflights?: string
}

/** HTTPRoute of a VirtualService. */
export interface HttpRoute {
  readonly name?: string
  readonly match?: readonly HttpMatch[]
  readonly route?: readonly RouteDestination[]
  readonly redirect?: {
    readonly uri?: string
    readonly authority?: string
    readonly scheme?: string
    readonly port?: number
    readonly derivePort?: string
    readonly redirectCode?: number
  }
  readonly directResponse?: {
    readonly status: number
    readonly body?: { readonly string?: string; readonly bytes?: string }
  }
  readonly delegate?: { readonly name: string; readonly namespace?: string }
  readonly rewrite?: {
    readonly uri?: string
    readonly authority?: string
    readonly uriRegexRewrite?: { readonly match?: string; readonly rewrite?: string }
  }
  readonly timeout?: string
  readonly retries?: {
    readonly attempts?: number
    readonly perTryTimeout?: string
    readonly retryOn?: string
  }
  readonly headers?: HeaderOperations
  readonly corsPolicy?: CorsSpec
  readonly fault?: {
    readonly abort?: { readonly httpStatus?: number; readonly percentage?: Percent }
    readonly delay?: { readonly fixedDelay?: string; readonly percentage?: Percent }
  }
}

/** VirtualService's spec. */
export interface VirtualServiceSpec {
  readonly hosts?: readonly string[]
  readonly gateways?: readonly string[]
  readonly exportTo?: readonly string[]
  readonly http?: readonly HttpRoute[]
}
