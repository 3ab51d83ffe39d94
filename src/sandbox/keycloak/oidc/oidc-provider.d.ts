/** The part of oidc-provider (which ships no types) that is used here; see its docs/README.md for the options. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  interface StoredArtifact {
    readonly [key: string]: unknown
  }

  export interface Adapter {
    find(id: string): Promise<StoredArtifact | undefined>
    findByUid(uid: string): Promise<StoredArtifact | undefined>
    findByUserCode(code: string): Promise<undefined>
    upsert(id: string, payload: StoredArtifact, expiresIn: number): Promise<void>
    consume(id: string): Promise<void>
    destroy(id: string): Promise<void>
    revokeByGrantId(grantId: string): Promise<void>
  }

  export interface Session {
    readonly uid: string
    readonly accountId?: string
    readonly loginTs?: number
  }

  export interface Login {
    readonly accountId: string
    readonly notes?: Readonly<Record<string, string>>
  }

  export interface Interaction {
    readonly uid: string
    readonly cid: string
    readonly exp: number
    readonly returnTo: string
    readonly params: Readonly<Record<string, string | undefined>>
    session?: { uid?: string; readonly accountId: string } | undefined
    result?: { readonly login?: Login; readonly error?: string; readonly error_description?: string }
    save(ttl: number): Promise<string>
  }

  export interface Grant {
    addOIDCScope(scope: string): void
  }

  export interface Account {
    readonly accountId: string
    claims(): Promise<{ readonly sub: string }>
  }

  export interface Context {
    readonly req: IncomingMessage
    status: number
    body: unknown
    respond: boolean
    readonly response: { get(name: string): string }
    readonly oidc?: {
      readonly session: Session
      readonly account?: Account
      readonly client: { readonly clientId: string }
      readonly provider: Provider
      readonly params: Readonly<Record<string, string | undefined>>
      readonly result?: { readonly login?: Login }
      readonly entities: { readonly Interaction?: Interaction }
    }
  }
  /** A context behind the library's own routing. */
  export type OidcContext = Context & { readonly oidc: NonNullable<Context['oidc']> }

  export class Provider {
    constructor(issuer: string, configuration: object)
    proxy: boolean
    readonly Grant: new (payload: {
      clientId: string
      accountId: string
    }) => Grant
    readonly Interaction: { find(uid: string): Promise<Interaction | undefined> }
    readonly Client: { readonly prototype: { redirectUriAllowed: (uri: string) => boolean } }
    use(middleware: (ctx: Context, next: () => Promise<void>) => Promise<void>): this
    on(
      event: 'authorization.success',
      listener: (ctx: OidcContext, out: Record<string, string | undefined>) => void,
    ): this
    on(event: 'server_error', listener: (ctx: OidcContext, error: Error) => void): this
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
  }

  export namespace interactionPolicy {
    class Check {
      constructor(reason: string, description: string, check: (ctx: OidcContext) => boolean)
    }
    interface Prompt {
      readonly checks: { add(check: Check): void }
    }
    interface Policy {
      get(name: string): Prompt | undefined
      remove(name: string): void
    }
    function base(): Policy
  }
}
