/** What can go wrong with a request: which requests are meant, and what happens to them. Plain data but for `when`. */

/** One request, as a fault looks at it. */
export interface Asked {
  readonly system: string
  readonly method: string
  /** Path and query. */
  readonly url: string
  /** The `User-Agent` header, '' without one. */
  readonly agent: string
  readonly authenticated: boolean
  /** Counts from 0, over all systems. */
  readonly index: number
}

/** Which requests a fault is for. All that is said must fit. */
export interface Matcher {
  /** One of the systems, or `all`. */
  readonly system: string
  /** Any of these; all methods when absent. */
  readonly method?: readonly string[]
  /** `*` stands for anything within a segment, `**` for anything. The query counts only where the pattern has a `?`. */
  readonly path?: string
  /** The same pattern, over the `User-Agent` header. */
  readonly agent?: string
  /** From the nth request that fits on, counted from 1; 1 when absent. */
  readonly nth?: number
  /** How often at most; without end when absent, once for `expire` and `gone`. */
  readonly count?: number
  /** Share of the requests that it happens to, from 0 to 1; all when absent. The same seed makes the same choice. */
  readonly rate?: number
  /** 1 when absent. */
  readonly seed?: number
  /** In-process only: a last word about what fits. */
  readonly when?: (asked: Asked) => boolean
}

/** What happens. */
export type Act =
  /** Milliseconds before the request is carried out, and up to `jitter` more. */
  | { readonly what: 'latency'; readonly ms?: number; readonly jitter?: number }
  /** Refused with a status from 400 on (500 when absent), in the words of the system or of the proxy in front of it. */
  | { readonly what: 'error'; readonly status?: number }
  /** 429, with `Retry-After` in seconds; 1 when absent. */
  | { readonly what: 'throttle'; readonly seconds?: number }
  /** The connection is reset, and nothing is carried out. */
  | { readonly what: 'reset' }
  /** It is carried out, and the connection ends where the answer should begin. */
  | { readonly what: 'drop' }
  /** It is not carried out, and no answer ever comes. */
  | { readonly what: 'hang' }
  /** 401 to a request with credentials, as when its token has just expired. */
  | { readonly what: 'expire' }
  /** The answer breaks off behind so many lines (events of a watch), bytes or milliseconds; behind one line when absent. */
  | { readonly what: 'cut'; readonly lines?: number; readonly bytes?: number; readonly ms?: number }
  /** 410 to a watch that resumes, and to a list that goes on: the version is too old. Kubernetes only. */
  | { readonly what: 'gone' }
  /** The server is dead from this request on, until the fault is taken away: connections are refused. */
  | { readonly what: 'stop' }

/** A fault: whom it is for, and what it does. */
export type Fault = Matcher & Act
export type FaultKind = Act['what']

/** A fault that is waiting for its requests. */
export interface ActiveFault {
  readonly id: number
  readonly fault: Fault
  /** Requests that fitted. */
  readonly fitted: number
  /** Requests that it happened to. */
  readonly struck: number
}

/** A fault that cannot be understood; the message says what would be right. */
export class FaultProblem extends Error {
  override readonly name = 'FaultProblem'
}
