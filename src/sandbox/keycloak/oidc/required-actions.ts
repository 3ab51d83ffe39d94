/** What a user must do before a sign-in ends: choose a password, or complete the profile. */
import type { UserRow } from '../model/rows.ts'
import { declaredIn } from '../model/user-profile.ts'
import { profileComplete, setPassword, updateUser, valuesOf } from '../model/users.ts'
import type { Answer } from '../rest/exchange.ts'
import { Refusal } from '../rest/refusal.ts'
import { isObject } from '../rest/shape.ts'
import { actionAddress } from './authorize.ts'
import { type Field, formPage, messagePage } from './pages.ts'
import type { EndpointCall } from './realm-endpoints.ts'
import { finished, isAnswer, ownSignIn, type SignIn } from './sign-in.ts'

const pendingId = (tab: string) => `Pending:${tab}`
const LABELS: Readonly<Record<string, string>> = {
  email: 'Email',
  firstName: 'First name',
  lastName: 'Last name',
}

/** Remembers who proved who they are, and shows the first page that they must get past. */
export function pendingPage(
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

function pageFor(call: EndpointCall, signIn: SignIn, user: UserRow, error?: string): Answer {
  const action = actionAddress(call, signIn, 'required-action')
  const problem = error === undefined ? {} : { error }
  if (user.requiredActions.includes('UPDATE_PASSWORD')) {
    return formPage({
      realm: call.realm,
      title: 'Update password',
      id: 'kc-passwd-update-form',
      action,
      note: 'You need to change your password to activate your account.',
      submit: 'Submit',
      fields: [
        { name: 'password-new', label: 'New password', type: 'password', autocomplete: 'new-password' },
        {
          name: 'password-confirm',
          label: 'Confirm password',
          type: 'password',
          autocomplete: 'new-password',
        },
      ],
      ...problem,
    })
  }
  const values = valuesOf(user)
  const fields = declaredIn(call.realm.row.profile)
    .filter(({ required }) => required)
    .map(
      ({ name }): Field => ({
        name,
        label: LABELS[name] ?? name,
        type: name === 'email' ? 'email' : 'text',
        value: values[name]?.[0] ?? '',
        autocomplete: name === 'email' ? 'email' : 'on',
      }),
    )
  return formPage({
    realm: call.realm,
    title: 'Update account information',
    id: 'kc-update-profile-form',
    action,
    note: 'You need to update your user profile to activate your account.',
    submit: 'Submit',
    fields,
    ...problem,
  })
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
  return finished(call, signIn, outcome, isObject(notes) ? (notes as Readonly<Record<string, string>>) : {})
}

/** @returns the user after the change, or what is wrong with what was entered */
function done({ realm, form }: EndpointCall, user: UserRow): UserRow | string {
  try {
    if (user.requiredActions.includes('UPDATE_PASSWORD')) {
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
