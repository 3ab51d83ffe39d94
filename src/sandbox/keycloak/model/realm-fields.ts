/** The plain fields of a realm: their types, and what a new realm has (contract 03-realm-lifecycle). */
import type { JsonObject } from '../rest/json.ts'
import type { Shape } from '../rest/shape.ts'

const webAuthn = (prefix: string, residentKey: string, verification: string): JsonObject => ({
  [`${prefix}RpEntityName`]: 'keycloak',
  [`${prefix}SignatureAlgorithms`]: ['ES256', 'RS256'],
  [`${prefix}RpId`]: '',
  [`${prefix}AttestationConveyancePreference`]: 'not specified',
  [`${prefix}AuthenticatorAttachment`]: 'not specified',
  [`${prefix}RequireResidentKey`]: 'not specified',
  [`${prefix}ResidentKey`]: residentKey,
  [`${prefix}UserVerificationRequirement`]: verification,
  [`${prefix}CreateTimeout`]: 0,
  [`${prefix}AvoidSameAuthenticatorRegister`]: false,
  [`${prefix}AcceptableAaguids`]: [],
  [`${prefix}ExtraOrigins`]: [],
})

/** Values of a new realm. */
export const REALM_DEFAULTS: JsonObject = {
  notBefore: 0,
  defaultSignatureAlgorithm: 'RS256',
  revokeRefreshToken: false,
  refreshTokenMaxReuse: 0,
  accessTokenLifespan: 300,
  accessTokenLifespanForImplicitFlow: 900,
  ssoSessionIdleTimeout: 1800,
  ssoSessionMaxLifespan: 36000,
  ssoSessionIdleTimeoutRememberMe: 0,
  ssoSessionMaxLifespanRememberMe: 0,
  offlineSessionIdleTimeout: 2592000,
  offlineSessionMaxLifespanEnabled: false,
  offlineSessionMaxLifespan: 5184000,
  clientSessionIdleTimeout: 0,
  clientSessionMaxLifespan: 0,
  clientOfflineSessionIdleTimeout: 0,
  clientOfflineSessionMaxLifespan: 0,
  accessCodeLifespan: 60,
  accessCodeLifespanUserAction: 300,
  accessCodeLifespanLogin: 1800,
  actionTokenGeneratedByAdminLifespan: 43200,
  actionTokenGeneratedByUserLifespan: 300,
  oauth2DeviceCodeLifespan: 600,
  oauth2DevicePollingInterval: 5,
  sslRequired: 'external',
  registrationAllowed: false,
  registrationEmailAsUsername: false,
  rememberMe: false,
  verifyEmail: false,
  loginWithEmailAllowed: true,
  duplicateEmailsAllowed: false,
  resetPasswordAllowed: false,
  editUsernameAllowed: false,
  bruteForceProtected: false,
  permanentLockout: false,
  maxTemporaryLockouts: 0,
  bruteForceStrategy: 'MULTIPLE',
  maxFailureWaitSeconds: 900,
  minimumQuickLoginWaitSeconds: 60,
  waitIncrementSeconds: 60,
  quickLoginCheckMilliSeconds: 1000,
  maxDeltaTimeSeconds: 43200,
  failureFactor: 30,
  maxSecondaryAuthFailures: 0,
  requiredCredentials: ['password'],
  otpPolicyType: 'totp',
  otpPolicyAlgorithm: 'HmacSHA1',
  otpPolicyInitialCounter: 0,
  otpPolicyDigits: 6,
  otpPolicyLookAheadWindow: 1,
  otpPolicyPeriod: 30,
  otpPolicyCodeReusable: false,
  otpSupportedApplications: ['totpAppFreeOTPName', 'totpAppGoogleName', 'totpAppMicrosoftAuthenticatorName'],
  ...webAuthn('webAuthnPolicy', 'not specified', 'not specified'),
  ...webAuthn('webAuthnPolicyPasswordless', 'required', 'required'),
  browserSecurityHeaders: {
    contentSecurityPolicyReportOnly: '',
    xContentTypeOptions: 'nosniff',
    referrerPolicy: 'no-referrer',
    xRobotsTag: 'none',
    xFrameOptions: 'SAMEORIGIN',
    contentSecurityPolicy: "frame-src 'self'; frame-ancestors 'self'; object-src 'none';",
    strictTransportSecurity: 'max-age=31536000; includeSubDomains',
  },
  eventsEnabled: false,
  eventsListeners: ['jboss-logging'],
  enabledEventTypes: [],
  adminEventsEnabled: false,
  adminEventsDetailsEnabled: false,
  internationalizationEnabled: false,
  browserFlow: 'browser',
  registrationFlow: 'registration',
  directGrantFlow: 'direct grant',
  resetCredentialsFlow: 'reset credentials',
  clientAuthenticationFlow: 'clients',
  dockerAuthenticationFlow: 'docker auth',
  firstBrokerLoginFlow: 'first broker login',
  userManagedAccessAllowed: false,
  organizationsEnabled: false,
  verifiableCredentialsEnabled: false,
  adminPermissionsEnabled: false,
  scimApiEnabled: false,
  clientProfiles: { profiles: [] },
  clientPolicies: { policies: [] },
}

/** The fields that name a flow. */
export const FLOW_FIELDS: readonly string[] = Object.keys(REALM_DEFAULTS).filter((name) =>
  name.endsWith('Flow'),
)

/** Fields that a new realm leaves out. */
const OPTIONAL: Readonly<Record<string, Shape>> = {
  displayName: 'string',
  displayNameHtml: 'string',
  passwordPolicy: 'string',
  defaultLocale: 'string',
  loginTheme: 'string',
  accountTheme: 'string',
  adminTheme: 'string',
  emailTheme: 'string',
  keycloakVersion: 'string',
  privateKey: 'string',
  publicKey: 'string',
  certificate: 'string',
  codeSecret: 'string',
  social: 'boolean',
  updateProfileOnInitialSocialLogin: 'boolean',
  passwordCredentialGrantAllowed: 'boolean',
  eventsExpiration: 'integer',
  supportedLocales: { list: 'string' },
  adminPermissionsClient: 'any',
}

const typeOf = (value: unknown): Shape => {
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'number') return 'integer'
  if (typeof value === 'string') return 'string'
  return Array.isArray(value) ? { list: 'string' } : 'any'
}

/** The type of every plain field. */
export const REALM_FIELDS: Readonly<Record<string, Shape>> = {
  ...Object.fromEntries(Object.entries(REALM_DEFAULTS).map(([name, value]) => [name, typeOf(value)])),
  ...OPTIONAL,
}

/** Attributes of every realm, which stay when a PUT leaves them out because they back a field. */
export const REALM_ATTRIBUTES: Readonly<Record<string, string>> = {
  cibaBackchannelTokenDeliveryMode: 'poll',
  cibaExpiresIn: '120',
  cibaAuthRequestedUserHint: 'login_hint',
  oauth2DeviceCodeLifespan: '600',
  oauth2DevicePollingInterval: '5',
  parRequestUriLifespan: '60',
  cibaInterval: '5',
  realmReusableOtpCode: 'false',
}
