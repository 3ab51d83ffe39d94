/** What a user must do before a sign-in ends: choose a password, or complete the profile. */

import { textsIn } from '../model/protocol-mappers.ts'
import type { Realm } from '../model/realm.ts'
import { isAsked } from '../model/required-actions.ts'
import type { UserRow } from '../model/rows.ts'
import { declaredIn } from '../model/user-profile.ts'
import { profileComplete, setPassword, updateUser, valuesOf } from '../model/users.ts'
import type { Answer } from '../rest/exchange.ts'
import { Refusal } from '../rest/refusal.ts'
import type { EndpointCall } from './endpoint-call.ts'
import { type Field, type FormPage, formPage, messagePage } from './pages.ts'
import { actionAddress, finished, isAnswer, ownSignIn, type SignIn } from './sign-in.ts'

const pendingId = (tab: string) => `Pending:${tab}`
const LABELS: Readonly<Record<string, string>> = {
  email: 'Email',
  firstName: 'First name',
  lastName: 'Last name',
}

const mustChoosePassword = (realm: Realm, { requiredActions }: UserRow) =>
  requiredActions.includes('UPDATE_PASSWORD') && isAsked(realm, 'UPDATE_PASSWORD')

/** Someone who has proven who they are first does what is required of them. */
export function goOn(
  call: EndpointCall,
  signIn: SignIn,
  user: UserRow,
  notes: Readonly<Record<string, string>> = {},
): Answer | Promise<Answer> {
  if (mustChoosePassword(call.realm, user) || !profileComplete(call.realm, user)) {
    return pendingPage(call, signIn, user, notes)
  }
  return finished(call, signIn, user, notes)
}

/** Remembers who proved who they are, and shows the first page that they must get past. */
function pendingPage(
  call: EndpointCall,
  signIn: SignIn,
  user: UserRow,
  notes: Readonly<Record<string, string>>,
): Answer {
  call.realm.artifacts.put({
    id: pendingId(signIn.tab),
    kind: 'Pending',
    payload: { userId: user.id, notes },
    expires: signIn.interaction.exp * 1000,
  })
  return pageFor(call, signIn, user)
}

/** The page for the first thing that is still to be done. */
function pageFor(call: EndpointCall, signIn: SignIn, user: UserRow, error?: string): Answer {
  const what = mustChoosePassword(call.realm, user) ? PASSWORD : profileForm(call, user)
  return formPage({
    ...what,
    realm: call.realm,
    action: actionAddress(call, signIn, 'required-action'),
    submit: 'Submit',
    ...(error === undefined ? {} : { error }),
  })
}

type What = Pick<FormPage, 'title' | 'id' | 'note' | 'fields'>

const newPassword = (name: string, label: string): Field => ({
  name,
  label,
  type: 'password',
  autocomplete: 'new-password',
})
const PASSWORD: What = {
  title: 'Update password',
  id: 'kc-passwd-update-form',
  note: 'You need to change your password to activate your account.',
  fields: [newPassword('password-new', 'New password'), newPassword('password-confirm', 'Confirm password')],
}

function profileForm({ realm }: EndpointCall, user: UserRow): What {
  const values = valuesOf(user)
  const required = declaredIn(realm.row.profile).filter((declared) => declared.required.user)
  return {
    title: 'Update account information',
    id: 'kc-update-profile-form',
    note: 'You need to update your user profile to activate your account.',
    fields: required.map(({ name }) => ({
      name,
      label: LABELS[name] ?? name,
      type: name === 'email' ? 'email' : 'text',
      value: values[name]?.[0] ?? '',
      autocomplete: name === 'email' ? 'email' : 'on',
    })),
  }
}

/** POST of such a page: does what was asked, and goes on to the next or ends the sign-in. */
export async function requiredAction(call: EndpointCall): Promise<Answer> {
  const signIn = await ownSignIn(call, call.query.get('tab_id'))
  if (isAnswer(signIn)) return signIn
  const { realm } = call
  const row = realm.artifacts.get(pendingId(signIn.tab))
  const user = row && realm.users.get(`${row.payload['userId']}`)
  if (!row || !user?.enabled) {
    return messagePage(realm, 400, 'We are sorry...', 'Your login attempt timed out. Please start again.')
  }
  const outcome = done(call, user)
  if (typeof outcome === 'string') return pageFor(call, signIn, user, outcome)
  if (outcome.requiredActions.includes('UPDATE_PASSWORD') || !profileComplete(realm, outcome)) {
    return pageFor(call, signIn, outcome)
  }
  realm.artifacts.delete(row.id)
  const { notes } = row.payload
  return finished(call, signIn, outcome, textsIn(notes))
}

/** @returns the user after the change, or what is wrong with what was entered */
function done({ realm, form }: EndpointCall, user: UserRow): UserRow | string {
  try {
    if (mustChoosePassword(realm, user)) {
      const value = form['password-new'] ?? ''
      if (value === '') return 'Please specify password.'
      if (value !== form['password-confirm']) return "Passwords don't match."
      return setPassword(realm, user, { value, temporary: false })
    }
    const fields = Object.fromEntries(
      ['email', 'firstName', 'lastName'].flatMap((name) =>
        form[name] === undefined ? [] : [[name, form[name] ?? '']],
      ),
    )
    const changed = updateUser(realm, user, fields)
    return profileComplete(realm, changed) ? changed : 'Please fill in all fields.'
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return `${error.body['error_description'] ?? error.body['errorMessage'] ?? error.body['error']}`
  }
}
