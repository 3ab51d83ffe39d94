/** What users can be made to do at a sign-in: the actions of a new realm, and what a realm makes of them. */
import type { Realm } from './realm.ts'
import type { RequiredActionRow } from './rows.ts'

/** By provider: name, priority, and whether a new realm has it switched off. */
const ACTIONS: Readonly<Record<string, readonly [name: string, priority: number, off?: 'off']>> = {
  CONFIGURE_TOTP: ['Configure OTP', 10],
  TERMS_AND_CONDITIONS: ['Terms and Conditions', 20, 'off'],
  UPDATE_PASSWORD: ['Update Password', 30],
  UPDATE_PROFILE: ['Update Profile', 40],
  VERIFY_EMAIL: ['Verify Email', 50],
  delete_account: ['Delete Account', 60, 'off'],
  UPDATE_EMAIL: ['Update Email', 70, 'off'],
  'webauthn-register': ['Webauthn Register', 80],
  'webauthn-register-passwordless': ['Webauthn Register Passwordless', 90],
  VERIFY_PROFILE: ['Verify Profile', 100],
  delete_credential: ['Delete Credential', 110],
  idp_link: ['Linking Identity Provider', 120],
  CONFIGURE_RECOVERY_AUTHN_CODES: ['Recovery Authentication Codes', 130],
  update_user_locale: ['Update User Locale', 1000],
}

/** Whether the server knows such an action, registered in a realm or not. */
export const isAction = (providerId: string) => Object.hasOwn(ACTIONS, providerId)

/** Actions that the server knows and the realm has not registered. */
export function unregistered(
  realm: Realm,
): readonly { readonly name: string; readonly providerId: string }[] {
  const known = new Set([...realm.requiredActions.all()].map(({ providerId }) => providerId))
  return Object.entries(ACTIONS).flatMap(([providerId, [name]]) =>
    known.has(providerId) ? [] : [{ name, providerId }],
  )
}

/** The actions of a new realm. */
export function builtinActions(): readonly RequiredActionRow[] {
  return Object.entries(ACTIONS).map(([id, [name, priority, off]]) => ({
    id,
    name,
    providerId: id,
    enabled: off === undefined,
    defaultAction: false,
    priority,
    config: {},
  }))
}

/** In the order of a sign-in. */
export function actionsIn(realm: Realm): readonly RequiredActionRow[] {
  return [...realm.requiredActions.all()].sort((a, b) => a.priority - b.priority)
}

/** What every new user must do. */
export function defaultActions(realm: Realm): readonly string[] {
  return actionsIn(realm)
    .filter(({ enabled, defaultAction }) => enabled && defaultAction)
    .map(({ id }) => id)
}

/** Whether a sign-in asks for an action that a user has. */
export const isAsked = (realm: Realm, alias: string) => realm.requiredActions.get(alias)?.enabled === true
