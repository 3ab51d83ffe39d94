/** What can be chosen about every client. */
import type { Redactor } from './redaction.ts'

/** Trust and identity on TLS connections, in PEM. */
export interface TlsOptions {
  /** Certificates to trust instead of the well-known ones. */
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  /** The name that the server's certificate must carry, where it is not the URL's. */
  readonly servername?: string
  /** Only false where the user has said so: then anybody can answer in the server's place. */
  readonly rejectUnauthorized?: boolean
}

/** Milliseconds. */
interface TimeOuts {
  /** Until the connection stands; 10 s. */
  readonly connect?: number
  /** Until the answer begins; 60 s. */
  readonly headers?: number
  /** Between two pieces of the answer; 60 s. */
  readonly body?: number
  /** From the first attempt to the end of the last pause between attempts; 90 s. */
  readonly total?: number
}

/** One attempt that is over, for progress and tests. */
export interface RequestEvent {
  readonly system: string
  readonly method: string
  /** With its query; what looks like a secret in it is `***`. */
  readonly path: string
  /** 0 where no answer came. */
  readonly status: number
  readonly ms: number
  readonly attempt: number
}

/** The choices that every client has. */
export interface ClientOptions {
  /** The `Host` header (and the TLS server name) to send, where the URL names another address, e.g. a gateway's. */
  readonly host?: string
  readonly tls?: TlsOptions
  /** Requests in flight: `start` at first, never more than `max`. */
  readonly concurrency?: { readonly start?: number; readonly max?: number }
  readonly timeouts?: TimeOuts
  /** Bytes of an answer's body; 64 MiB. */
  readonly maxBody?: number
  /** How often a request is sent at most; 4. */
  readonly attempts?: number
  /** The first pause between attempts, in milliseconds, before chance and doubling; 200. */
  readonly pause?: number
  readonly redactor?: Redactor
  readonly onRequest?: (event: RequestEvent) => void
}
