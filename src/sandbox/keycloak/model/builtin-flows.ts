/** The authentication flows of a new realm. Only the steps of the first broker login are told in full. */
import { randomUUID } from 'node:crypto'
import type { Execution, FlowRow } from './rows.ts'

/** What a step's type is called and which requirements it may have. */
interface StepType {
  readonly name: string
  readonly choices: readonly string[]
}

const ONE = ['REQUIRED', 'DISABLED']
const MANY = ['REQUIRED', 'ALTERNATIVE', 'DISABLED']

/** Types of steps that can be put into a flow. */
const STEP_TYPES: Readonly<Record<string, StepType>> = {
  'auth-cookie': { name: 'Cookie', choices: MANY },
  'auth-username-password-form': { name: 'Username Password Form', choices: ['REQUIRED'] },
  'identity-provider-redirector': { name: 'Identity Provider Redirector', choices: MANY },
  'direct-grant-validate-username': { name: 'Username Validation', choices: ['REQUIRED'] },
  'direct-grant-validate-password': { name: 'Password', choices: ONE },
  'registration-page-form': { name: 'Registration Page', choices: ONE },
  'reset-credentials-choose-user': { name: 'Choose User', choices: ['REQUIRED'] },
  'client-secret': { name: 'Client Id and Secret', choices: ['ALTERNATIVE', 'DISABLED'] },
  'docker-http-basic-authenticator': { name: 'Docker Authenticator', choices: ['REQUIRED'] },
  'idp-review-profile': { name: 'Review Profile', choices: ONE },
  'idp-create-user-if-unique': { name: 'Create User If Unique', choices: MANY },
  'idp-confirm-link': { name: 'Confirm link existing account', choices: ONE },
  'idp-email-verification': { name: 'Verify existing account by Email', choices: MANY },
  'idp-username-password-form': {
    name: 'Username Password Form for identity provider reauthentication',
    choices: ['REQUIRED', 'ALTERNATIVE', 'CONDITIONAL', 'DISABLED'],
  },
  'idp-detect-existing-broker-user': { name: 'Detect existing broker user', choices: ONE },
  'idp-auto-link': { name: 'Automatically set existing user', choices: MANY },
}

/** A step of a known type. @returns undefined for an unknown one */
export function step(
  providerId: string,
  requirement: string,
  level = 0,
  alias?: string,
): Execution | undefined {
  const type = STEP_TYPES[providerId]
  if (!type) return undefined
  return {
    id: randomUUID(),
    providerId,
    displayName: type.name,
    requirement,
    requirementChoices: type.choices,
    level,
    ...(alias === undefined ? {} : { alias }),
  }
}

const subflow = (displayName: string, requirement: string, level: number): Execution => ({
  id: randomUUID(),
  displayName,
  requirement,
  requirementChoices: ['REQUIRED', 'ALTERNATIVE', 'DISABLED', 'CONDITIONAL'],
  level,
})

const firstBrokerLogin = () => [
  step('idp-review-profile', 'REQUIRED', 0, 'review profile config'),
  subflow('User creation or linking', 'REQUIRED', 0),
  step('idp-create-user-if-unique', 'ALTERNATIVE', 1, 'create unique user config'),
  subflow('Handle Existing Account', 'ALTERNATIVE', 1),
  step('idp-confirm-link', 'REQUIRED', 2),
  subflow('Account verification options', 'REQUIRED', 2),
  step('idp-email-verification', 'ALTERNATIVE', 3),
  step('idp-username-password-form', 'REQUIRED', 4),
]

const builtin: Readonly<Record<string, () => readonly (Execution | undefined)[]>> = {
  browser: () => [
    step('auth-cookie', 'ALTERNATIVE'),
    step('identity-provider-redirector', 'ALTERNATIVE'),
    step('auth-username-password-form', 'REQUIRED', 1),
  ],
  'direct grant': () => [
    step('direct-grant-validate-username', 'REQUIRED'),
    step('direct-grant-validate-password', 'REQUIRED'),
  ],
  registration: () => [step('registration-page-form', 'REQUIRED')],
  'reset credentials': () => [step('reset-credentials-choose-user', 'REQUIRED')],
  clients: () => [step('client-secret', 'ALTERNATIVE')],
  'docker auth': () => [step('docker-http-basic-authenticator', 'REQUIRED')],
  'first broker login': firstBrokerLogin,
}

/** Flows of a new realm. */
export function builtinFlows(): readonly FlowRow[] {
  return Object.entries(builtin).map(([alias, steps]) => ({
    id: randomUUID(),
    alias,
    providerId: alias === 'clients' ? 'client-flow' : 'basic-flow',
    topLevel: true,
    builtIn: true,
    executions: steps().flatMap((found) => found ?? []),
  }))
}
