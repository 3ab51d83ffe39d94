/** What a routing table is made of, whichever resources it comes from. */
import type { Asked } from './asked.ts'
import type { HeaderChanges } from './headers.ts'

/** One possible destination of a route. */
export interface Choice {
  readonly host: string
  readonly port: number | undefined
  readonly subset: string | undefined
  readonly weight: number
  readonly request: HeaderChanges | undefined
  readonly response: HeaderChanges | undefined
}

/** When a request is sent again. */
export interface RetryPolicy {
  readonly attempts: number
  readonly on: ReadonlySet<string>
  readonly perTryTimeout: number | undefined
}

/** Changes of the target before it is sent on. */
export interface Rewrite {
  readonly path: ((path: string) => string) | undefined
  readonly authority: string | undefined
}

/** An answer of the gateway's in place of a backend's, for some percent of the requests. */
export interface Fault {
  readonly abort: { readonly status: number; readonly percent: number } | undefined
  readonly delay: { readonly milliseconds: number; readonly percent: number } | undefined
}

/** Sends a request to a backend. */
export interface Forward {
  readonly kind: 'forward'
  readonly choices: readonly Choice[]
  readonly rewrite: Rewrite | undefined
  /** Milliseconds; 0 is no limit, which is Istio's default. */
  readonly timeout: number
  readonly retries: RetryPolicy
  readonly request: HeaderChanges | undefined
  readonly response: HeaderChanges | undefined
  readonly fault: Fault | undefined
  readonly cors: CorsPolicy | undefined
}

/** Who may read answers from another site. */
export interface CorsPolicy {
  readonly origin: (origin: string) => boolean
  readonly headers: Readonly<Record<string, string>>
  readonly preflightHeaders: Readonly<Record<string, string>>
  readonly forwardUnmatched: boolean
}

/** What becomes of a request. */
export type Action =
  | Forward
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'redirect'; readonly status: number; readonly location: (asked: Asked) => string }

/** A condition and what follows from it. */
export interface Route {
  /** No condition at all: such routes go behind everybody's others (istio `CombineVHostRoutes`). */
  readonly catchAll: boolean
  readonly matches: (asked: Asked) => boolean
  readonly action: Action
}

/** The routes of one host. */
export interface VirtualHost {
  readonly routes: Route[]
  /** A Gateway's `httpsRedirect`. */
  httpsRedirect: boolean
}

/** Hosts of one listener. */
export interface HostTable {
  /** The virtual host of that name, made when it is not there. */
  host(name: string): VirtualHost
  /** Exact name first, then the longest `*.suffix`, then `*`. */
  find(host: string): VirtualHost | undefined
}

/** An empty table. */
export function hostTable(): HostTable {
  const exact = new Map<string, VirtualHost>()
  return {
    host(name) {
      const key = name.toLowerCase()
      const found = exact.get(key) ?? { routes: [], httpsRedirect: false }
      exact.set(key, found)
      return found
    },
    find(host) {
      const named = exact.get(host)
      if (named) return named
      for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
        const found = exact.get(`*${host.slice(dot)}`)
        if (found) return found
      }
      return exact.get('*')
    },
  }
}

/** Whether a host lies within a name that may begin with a star. */
export function hostWithin(host: string, name: string): boolean {
  const [inner, outer] = [host.toLowerCase(), name.toLowerCase()]
  if (outer === '*') return true
  if (outer.startsWith('*')) return inner.endsWith(outer.slice(1)) && inner.length >= outer.length
  return inner === outer
}

/** Adds an object's routes to a host: its conditions go before every catch-all, a second catch-all behind the first. */
export function addRoutes(host: VirtualHost, routes: readonly Route[]): void {
  const all = [...host.routes, ...routes]
  host.routes.splice(0, host.routes.length)
  host.routes.push(...all.filter(({ catchAll }) => !catchAll), ...all.filter(({ catchAll }) => catchAll))
}
