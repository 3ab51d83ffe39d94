/** The authentication flows of a new realm (org.keycloak.models.utils.DefaultAuthenticationFlows, 26.x). */
import { randomUUID } from 'node:crypto'
import type { Execution, FlowRow, Texts } from './rows.ts'

type Requirement = 'REQUIRED' | 'ALTERNATIVE' | 'CONDITIONAL' | 'DISABLED'

/** A step, or a flow within the flow. */
interface Planned {
  readonly requirement: Requirement
  readonly priority: number
  readonly type?: string
  readonly config?: { readonly alias: string; readonly config: Texts }
  readonly flow?: { readonly alias: string; readonly description?: string; readonly kind?: string }
  readonly steps?: readonly Planned[]
}

const step = (priority: number, type: string, requirement: Requirement): Planned => ({
  priority,
  type,
  requirement,
})
const must = (priority: number, type: string) => step(priority, type, 'REQUIRED')
const may = (priority: number, type: string) => step(priority, type, 'ALTERNATIVE')
const off = (priority: number, type: string) => step(priority, type, 'DISABLED')

function flow(
  priority: number,
  requirement: Requirement,
  [alias, description]: readonly [string, string?],
  steps: readonly Planned[],
): Planned {
  return {
    priority,
    requirement,
    flow: { alias, ...(description === undefined ? {} : { description }) },
    steps,
  }
}

/** A second factor, for who has one and did not sign in with a passkey. */
const secondFactor = (name: string, alias: string) =>
  flow(
    20,
    'CONDITIONAL',
    [`${name} - Conditional 2FA`, 'Flow to determine if any 2FA is required for the authentication'],
    [
      must(10, 'conditional-user-configured'),
      {
        ...must(20, 'conditional-credential'),
        config: {
          alias: `${alias}-conditional-credential`,
          config: { credentials: 'webauthn-passwordless' },
        },
      },
      may(30, 'auth-otp-form'),
      off(40, 'webauthn-authenticator'),
      off(50, 'auth-recovery-authn-code-form'),
    ],
  )

const browser = [
  may(10, 'auth-cookie'),
  off(20, 'auth-spnego'),
  may(25, 'identity-provider-redirector'),
  flow(
    26,
    'ALTERNATIVE',
    ['Organization'],
    [
      flow(
        10,
        'CONDITIONAL',
        [
          'Browser - Conditional Organization',
          'Flow to determine if the organization identity-first login is to be used',
        ],
        [must(10, 'conditional-user-configured'), may(20, 'organization')],
      ),
    ],
  ),
  flow(
    30,
    'ALTERNATIVE',
    ['forms', 'Username, password, otp and other auth forms.'],
    [must(10, 'auth-username-password-form'), secondFactor('Browser', 'browser')],
  ),
]

const otpWhereSet = 'Flow to determine if the OTP is required for the authentication'
const directGrant = [
  must(10, 'direct-grant-validate-username'),
  must(20, 'direct-grant-validate-password'),
  flow(
    30,
    'CONDITIONAL',
    ['Direct Grant - Conditional OTP', otpWhereSet],
    [must(10, 'conditional-user-configured'), must(20, 'direct-grant-validate-otp')],
  ),
]

const registration: readonly Planned[] = [
  {
    ...must(10, 'registration-page-form'),
    flow: { alias: 'registration form', description: 'Registration form', kind: 'form-flow' },
    steps: [
      must(20, 'registration-user-creation'),
      must(50, 'registration-password-action'),
      off(60, 'registration-recaptcha-action'),
      off(70, 'registration-terms-and-conditions'),
    ],
  },
]

const resetOtp = 'Flow to determine if the OTP should be reset or not. Set to REQUIRED to force.'
const resetCredentials = [
  must(10, 'reset-credentials-choose-user'),
  must(20, 'reset-credential-email'),
  must(30, 'reset-password'),
  flow(
    40,
    'CONDITIONAL',
    ['Reset - Conditional OTP', resetOtp],
    [must(10, 'conditional-user-configured'), must(20, 'reset-otp')],
  ),
]

const clients = ['client-secret', 'client-jwt', 'client-secret-jwt', 'client-x509'].map((type, place) =>
  may((place + 1) * 10, type),
)

const verification = flow(
  20,
  'REQUIRED',
  ['Account verification options', 'Method with which to verity the existing account'],
  [
    may(10, 'idp-email-verification'),
    flow(
      20,
      'ALTERNATIVE',
      ['Verify Existing Account by Re-authentication', 'Reauthentication of existing account'],
      [must(10, 'idp-username-password-form'), secondFactor('First broker login', 'first-broker-login')],
    ),
  ],
)

const handleExisting =
  'Handle what to do if there is existing account with same email/username like authenticated identity provider'
const firstBrokerLogin: readonly Planned[] = [
  {
    ...must(10, 'idp-review-profile'),
    config: { alias: 'review profile config', config: { 'update.profile.on.first.login': 'missing' } },
  },
  flow(
    20,
    'REQUIRED',
    ['User creation or linking', 'Flow for the existing/non-existing user alternatives'],
    [
      {
        ...may(10, 'idp-create-user-if-unique'),
        config: {
          alias: 'create unique user config',
          config: { 'require.password.update.after.registration': 'false' },
        },
      },
      flow(
        20,
        'ALTERNATIVE',
        ['Handle Existing Account', handleExisting],
        [must(10, 'idp-confirm-link'), verification],
      ),
    ],
  ),
  flow(
    60,
    'CONDITIONAL',
    [
      'First Broker Login - Conditional Organization',
      'Flow to determine if the authenticator that adds organization members is to be used',
    ],
    [must(10, 'conditional-user-configured'), must(20, 'idp-add-organization-member')],
  ),
]

const TOP: Readonly<Record<string, readonly [string, readonly Planned[]]>> = {
  browser: ['Browser based authentication', browser],
  'direct grant': ['OpenID Connect Resource Owner Grant', directGrant],
  registration: ['Registration flow', registration],
  'reset credentials': [
    'Reset credentials for a user if they forgot their password or something',
    resetCredentials,
  ],
  clients: ['Base authentication for clients', clients],
  'first broker login': [
    'Actions taken after first broker login with identity provider account, which is not yet linked to any Keycloak account',
    firstBrokerLogin,
  ],
  'docker auth': [
    'Used by Docker clients to authenticate against the IDP',
    [must(10, 'docker-http-basic-authenticator')],
  ],
}

/** A flow with the flows within it, each a row of its own. */
function rowsOf(row: Omit<FlowRow, 'executions'>, steps: readonly Planned[]): readonly FlowRow[] {
  const within: FlowRow[] = []
  const executions = steps.map((planned): Execution => {
    const { type, requirement, priority, config } = planned
    const kept = {
      id: randomUUID(),
      requirement,
      priority,
      ...(type === undefined ? {} : { providerId: type }),
      ...(config ? { config: { id: randomUUID(), ...config } } : {}),
    }
    if (!planned.flow) return kept
    const { kind = 'basic-flow', ...named } = planned.flow
    const id = randomUUID()
    within.push(
      ...rowsOf({ id, ...named, providerId: kind, topLevel: false, builtIn: true }, planned.steps ?? []),
    )
    return { ...kept, flowId: id }
  })
  return [{ ...row, executions }, ...within]
}

/** Flows of a new realm. */
export function builtinFlows(): readonly FlowRow[] {
  return Object.entries(TOP).flatMap(([alias, [description, steps]]) => {
    const providerId = alias === 'clients' ? 'client-flow' : 'basic-flow'
    return rowsOf({ id: randomUUID(), alias, description, providerId, topLevel: true, builtIn: true }, steps)
  })
}
