/** A cluster, as the client must know it. */
import type { TlsOptions } from '../http/options.ts'

/** A command that prints credentials. client.authentication.k8s.io */
export interface ExecPlugin {
  readonly apiVersion: string
  readonly command: string
  readonly args: readonly string[]
  /** The whole environment of the command. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly installHint?: string
  /** What the command is told of the cluster, where it wants to know. */
  readonly cluster?: Readonly<Record<string, unknown>>
}

/** How we prove who we are, beside a client certificate. */
export type KubernetesLogin =
  | { readonly type: 'none' }
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'tokenFile'; readonly path: string }
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | { readonly type: 'exec'; readonly plugin: ExecPlugin }

/** Whom we act as. */
export interface Impersonation {
  readonly user?: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra: Readonly<Record<string, readonly string[]>>
}

/** All that the client needs. */
export interface KubernetesConfig {
  readonly url: string
  readonly tls: TlsOptions
  readonly login: KubernetesLogin
  readonly impersonate?: Impersonation
  /** The context's namespace. */
  readonly namespace?: string
  /** For people: `context demo of /home/joe/.kube/config`. */
  readonly source: string
}
