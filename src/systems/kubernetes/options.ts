/** What can be chosen about the Kubernetes client. */
import type { ClientOptions } from '../http/options.ts'

/** What the server says beside an answer that it gives all the same. */
export interface Warning {
  readonly text: string
  readonly method: string
  readonly path: string
}

/** The choices of every client, and those of this one. */
export interface KubernetesOptions extends ClientOptions {
  readonly onWarning?: (warning: Warning) => void
  readonly watch?: {
    /** Silence after which a watch is opened anew: servers send a bookmark about every minute. 150,000 ms. */
    readonly idle?: number
    /** Seconds after which the server ends a watch. 300, spread by chance. */
    readonly seconds?: number
    /** The first pause after a watch broke off; doubled up to `longestPause`. 500 ms. */
    readonly pause?: number
    /** 30,000 ms. */
    readonly longestPause?: number
  }
}
