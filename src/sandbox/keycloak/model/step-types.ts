/** Types of steps of authentication flows (org.keycloak.authentication, 26.x). */

/** What a step's type is called, which requirements it may have, and whether it can be configured. */
export interface StepType {
  readonly name: string
  readonly choices: readonly string[]
  readonly configurable: boolean
}

const MUST = ['REQUIRED']
const ONE = ['REQUIRED', 'DISABLED']
const MANY = ['REQUIRED', 'ALTERNATIVE', 'DISABLED']
const ALL = ['REQUIRED', 'ALTERNATIVE', 'CONDITIONAL', 'DISABLED']

const plain = (name: string, choices: readonly string[]): StepType => ({ name, choices, configurable: false })
const set = (name: string, choices: readonly string[]): StepType => ({ name, choices, configurable: true })

const AUTHENTICATORS: Readonly<Record<string, StepType>> = {
  'allow-access-authenticator': plain('Allow access', MANY),
  'auth-conditional-otp-form': set('Conditional OTP Form', MANY),
  'auth-cookie': plain('Cookie', MANY),
  'auth-otp-form': plain('OTP Form', MANY),
  'auth-password-form': plain('Password Form', MUST),
  'auth-recovery-authn-code-form': plain('Recovery Authentication Code Form', MANY),
  'auth-spnego': plain('Kerberos', MANY),
  'auth-username-form': plain('Username Form', MUST),
  'auth-username-password-form': plain('Username Password Form', MUST),
  'auth-x509-client-username-form': set('X509/Validate Username Form', MANY),
  'conditional-client-scope': set('Condition - client scope', ONE),
  'conditional-credential': set('Condition - credential', ONE),
  'conditional-level-of-authentication': set('Condition - Level of Authentication', ONE),
  'conditional-sub-flow-executed': set('Condition - sub-flow executed', ONE),
  'conditional-user-attribute': set('Condition - user attribute', ONE),
  'conditional-user-configured': plain('Condition - user configured', ONE),
  'conditional-user-role': set('Condition - user role', ONE),
  'deny-access-authenticator': set('Deny access', ONE),
  'direct-grant-auth-x509-username': set('X509/Validate Username', MUST),
  'direct-grant-validate-otp': plain('OTP', ONE),
  'direct-grant-validate-password': plain('Password', ONE),
  'direct-grant-validate-username': plain('Username Validation', MUST),
  'docker-http-basic-authenticator': plain('Docker Authenticator', MUST),
  'http-basic-authenticator': plain('HTTP Basic Authentication', MANY),
  'identity-provider-redirector': set('Identity Provider Redirector', MANY),
  'idp-add-organization-member': plain('Organization Member Onboard', MANY),
  'idp-auto-link': plain('Automatically set existing user', MANY),
  'idp-confirm-link': plain('Confirm link existing account', ONE),
  'idp-confirm-override-link': plain('Confirm override existing link', ONE),
  'idp-create-user-if-unique': set('Create User If Unique', MANY),
  'idp-detect-existing-broker-user': plain('Detect existing broker user', ONE),
  'idp-email-verification': plain('Verify existing account by Email', MANY),
  'idp-review-profile': set('Review Profile', ONE),
  'idp-username-password-form': plain('Username Password Form for identity provider reauthentication', ALL),
  organization: set('Organization Identity-First Login', MANY),
  'registration-page-form': plain('Registration Page', ONE),
  'reset-credential-email': set('Send Reset Email', MUST),
  'reset-credentials-choose-user': plain('Choose User', MUST),
  'reset-otp': set('Reset OTP', MANY),
  'reset-password': plain('Reset Password', MANY),
  'user-session-limits': set('User session count limiter', ONE),
  'webauthn-authenticator': plain('WebAuthn Authenticator', MANY),
  'webauthn-authenticator-passwordless': plain('WebAuthn Passwordless Authenticator', MANY),
}

const CLIENT_CHOICES = ['ALTERNATIVE', 'DISABLED']
const CLIENT_AUTHENTICATORS: Readonly<Record<string, StepType>> = {
  'client-jwt': plain('Signed JWT', CLIENT_CHOICES),
  'client-secret': plain('Client Id and Secret', CLIENT_CHOICES),
  'client-secret-jwt': plain('Signed JWT with Client Secret', CLIENT_CHOICES),
  'client-x509': plain('X509 Certificate', CLIENT_CHOICES),
}

const FORM_ACTIONS: Readonly<Record<string, StepType>> = {
  'registration-password-action': plain('Password Validation', ONE),
  'registration-recaptcha-action': set('reCAPTCHA', ONE),
  'registration-recaptcha-enterprise': set('reCAPTCHA Enterprise', ONE),
  'registration-terms-and-conditions': plain('Terms and conditions', ONE),
  'registration-user-creation': plain('Registration User Profile Creation', MUST),
}

/** Types by the kind of flow that they fit into; anything that is no special kind takes authenticators. */
const BY_KIND: Readonly<Record<string, Readonly<Record<string, StepType>>>> = {
  'client-flow': CLIENT_AUTHENTICATORS,
  'form-flow': FORM_ACTIONS,
}

/** The types of steps that fit into a kind of flow. */
export const typesFor = (flowKind: string) => BY_KIND[flowKind] ?? AUTHENTICATORS

/** A type of any kind. */
export function stepType(providerId: string): StepType | undefined {
  const kinds = [AUTHENTICATORS, CLIENT_AUTHENTICATORS, FORM_ACTIONS]
  return kinds.find((types) => Object.hasOwn(types, providerId))?.[providerId]
}

/** The requirements that a flow within a flow may have. */
export function flowChoices(flowKind: string): readonly string[] {
  if (flowKind === 'form-flow') return ONE
  if (flowKind === 'client-flow') return ['ALTERNATIVE', 'REQUIRED', 'DISABLED']
  return ['REQUIRED', 'ALTERNATIVE', 'DISABLED', 'CONDITIONAL']
}
