/** What is remembered of each kind of resource. A row is replaced, never changed in place. */
import type { JsonObject } from '../rest/json.ts'

/** A map of texts, as in every `config` and most `attributes`. */
export type Texts = Readonly<Record<string, string>>
/** A map of lists, as in the attributes of groups, roles and users. */
export type TextLists = Readonly<Record<string, readonly string[]>>

/** A realm: its representation as the Admin API knows it, and its place in the list of realms. */
export interface RealmRow {
  readonly id: string
  readonly realm: string
  readonly enabled: boolean
  readonly fields: JsonObject
  readonly attributes: Texts
  readonly smtpServer: Texts
  readonly profile: JsonObject
  readonly defaultScopes: readonly string[]
  readonly optionalScopes: readonly string[]
  readonly defaultGroups: readonly string[]
  readonly defaultRole: string
}

/** A protocol mapper of a client or a client scope. */
export interface ProtocolMapper {
  readonly id: string
  readonly name: string
  readonly protocol: string
  readonly protocolMapper: string
  readonly consentRequired: boolean
  readonly config: Texts
}

/** Whatever has protocol mappers. */
export interface MapperOwner {
  readonly id: string
  readonly protocolMappers: readonly ProtocolMapper[]
}

/** A client. Scopes are kept by id, so a renamed scope stays assigned. */
export interface ClientRow extends MapperOwner {
  readonly clientId: string
  readonly name?: string
  readonly description?: string
  readonly type?: string
  readonly rootUrl?: string
  readonly adminUrl?: string
  readonly baseUrl?: string
  readonly surrogateAuthRequired: boolean
  readonly enabled: boolean
  readonly alwaysDisplayInConsole: boolean
  readonly clientAuthenticatorType: string
  readonly secret?: string
  readonly redirectUris: readonly string[]
  readonly webOrigins: readonly string[]
  readonly notBefore: number
  readonly bearerOnly: boolean
  readonly consentRequired: boolean
  readonly standardFlowEnabled: boolean
  readonly implicitFlowEnabled: boolean
  readonly directAccessGrantsEnabled: boolean
  readonly serviceAccountsEnabled: boolean
  readonly authorizationServicesEnabled?: boolean
  readonly publicClient: boolean
  readonly frontchannelLogout: boolean
  readonly protocol: string
  readonly attributes: Texts
  readonly authenticationFlowBindingOverrides: Texts
  readonly fullScopeAllowed: boolean
  readonly nodeReRegistrationTimeout: number
  readonly defaultScopes: readonly string[]
  readonly optionalScopes: readonly string[]
  readonly scopeMappings: readonly string[]
}

/** A client scope. */
export interface ScopeRow extends MapperOwner {
  readonly name: string
  readonly description?: string
  readonly protocol: string
  readonly attributes: Texts
  /** Ids of roles; absent where there never were any. */
  readonly scopeMappings?: readonly string[]
}

/** A group; `roles` are ids of realm and client roles. */
export interface GroupRow {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly parentId?: string
  readonly attributes: TextLists
  readonly roles: readonly string[]
}

/** A role of the realm, or of the client whose id is `clientId`. */
export interface RoleRow {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly clientId?: string
  readonly attributes: TextLists
  readonly composites: readonly string[]
}

/** A password, hashed. */
export interface CredentialRow {
  readonly id: string
  readonly type: 'password'
  readonly userLabel?: string
  readonly createdDate: number
  readonly salt: string
  readonly hash: string
}

/** The account of a user at an identity provider. */
export interface Link {
  readonly identityProvider: string
  readonly userId: string
  readonly userName: string
}

/** A user; `email`, `firstName` and `lastName` are fields, all else is an attribute. */
export interface UserRow {
  readonly id: string
  readonly username: string
  readonly email?: string
  readonly firstName?: string
  readonly lastName?: string
  readonly emailVerified: boolean
  readonly enabled: boolean
  readonly createdTimestamp: number
  readonly notBefore: number
  readonly attributes: TextLists
  readonly requiredActions: readonly string[]
  readonly credentials: readonly CredentialRow[]
  readonly groups: readonly string[]
  readonly roles: readonly string[]
  readonly links: readonly Link[]
  /** The client whose service account this is. */
  readonly serviceAccountOf?: string
}

/** An identity provider; `id` is its internal id. */
export interface ProviderRow {
  readonly id: string
  readonly alias: string
  readonly providerId: string
  readonly displayName?: string
  /** Booleans and flows; what was never sent is absent. */
  readonly fields: JsonObject
  readonly config: Texts
}

/** A mapper of an identity provider. */
export interface ProviderMapperRow {
  readonly id: string
  readonly name: string
  readonly identityProviderAlias: string
  readonly identityProviderMapper: string
  readonly config: Texts
}

/** A step of a flow: of a type, or a flow within; a form is both. */
export interface Execution {
  readonly id: string
  readonly providerId?: string
  readonly flowId?: string
  readonly requirement: string
  readonly priority: number
  readonly config?: { readonly id: string; readonly alias: string; readonly config: Texts }
}

/** What a user can be made to do at a sign-in; `id` is its alias. */
export interface RequiredActionRow {
  readonly id: string
  readonly name: string
  readonly providerId: string
  readonly enabled: boolean
  readonly defaultAction: boolean
  readonly priority: number
  readonly config: Texts
}

/** An authentication flow with its own steps; flows within are rows of their own. */
export interface FlowRow {
  readonly id: string
  readonly alias: string
  readonly description?: string
  readonly providerId: string
  readonly topLevel: boolean
  readonly builtIn: boolean
  readonly executions: readonly Execution[]
}

/** An admin event as it is listed. */
export interface EventRow {
  readonly id: string
  readonly time: number
  readonly realmId: string
  readonly authDetails: {
    readonly realmId: string
    readonly clientId: string
    readonly userId: string
    readonly ipAddress: string
  }
  readonly operationType: string
  readonly resourceType: string
  readonly resourcePath: string
  readonly representation?: string
}

/** What a session knows of one client: since when (in seconds), and how the user was authenticated for it. */
export interface ClientSession {
  readonly started: number
  readonly acr: string
  /** In milliseconds. */
  readonly lastAccess?: number
  /** Where the realm revokes refresh tokens: by the chain of a sign-in, the token that was used last. */
  readonly refreshes?: Readonly<Record<string, Refreshes>>
}

/** How often the refresh token that was used last was used, and when the one that followed it was made (in seconds). */
export interface Refreshes {
  readonly tokenId: string
  readonly uses: number
  readonly latest: number
}

/** A user session; its id is the `sid` of its tokens. Times in milliseconds. */
export interface SessionRow {
  readonly id: string
  readonly userId: string
  readonly started: number
  readonly lastAccess: number
  readonly ipAddress: string
  readonly offline: boolean
  /** When the user signed in at a form, in seconds; absent where no browser took part. */
  readonly authTime?: number
  readonly notes: Texts
  /** By the client's id. */
  readonly clients: Readonly<Record<string, ClientSession>>
}

/** An authorization code that was handed out. Times in milliseconds. */
export interface CodeRow {
  readonly id: string
  readonly clientId: string
  readonly sessionId: string
  readonly userId: string
  readonly redirectUri: string
  readonly scope: string
  readonly nonce?: string
  readonly challenge?: string
  readonly challengeMethod?: string
  readonly acr: string
  /** Whether this request began the session. */
  readonly startsSession: boolean
  readonly expires: number
  readonly used: boolean
}

/** A configured part of a realm. */
export interface ComponentRow {
  readonly id: string
  readonly name: string
  readonly providerId: string
  readonly providerType: string
  readonly parentId: string
  readonly subType?: string
  readonly config: TextLists
}

/** The key of a component, whose id it has: a private JWK of RSA with its certificate (base64 DER), or a secret (base64). */
export interface KeyRow {
  readonly id: string
  readonly kid: string
  readonly jwk?: JsonObject
  readonly certificate?: string
  readonly secret?: string
}

/** A stored value of the OpenID provider library. Time in milliseconds. */
export interface ArtifactRow {
  readonly id: string
  readonly kind: string
  readonly uid?: string
  readonly payload: JsonObject
  readonly expires: number
}
