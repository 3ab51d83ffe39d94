/** Making someone known whom the issuer sent, and signing the browser in. */
import { generated } from '../identity/passwords.ts'
import { now } from '../state/clock.ts'
import type { Harbor } from '../state/harbor.ts'
import type { OidcPerson, StoredTokens, User } from '../state/rows.ts'
import type { Call } from '../wire/call.ts'
import { Refusal } from '../wire/refusal.ts'
import { groupIds } from './person.ts'

/** The one whom subject and issuer name, one behind the other. */
export function knownUser({ tables }: Harbor, { subject, issuer }: OidcPerson): User | undefined {
  const meta = tables.oidcUsers.one('subiss', subject + issuer)
  return meta && tables.users.get(meta.userId)
}

/** @throws `Refusal` 409 when the name or the e-mail is someone else's (harbor contract 43-same-name-other-person) */
export function onboard(call: Call, person: OidcPerson, username: string, tokens: StoredTokens): User {
  const { tables, store, audit } = call.harbor
  const twin =
    tables.users.one('username', username) ??
    (person.email === '' ? undefined : tables.users.one('email', person.email))
  if (twin) {
    throw new Refusal(
      'UNKNOWN',
      `failed to create user record: user ${username} or email ${person.email} already exists`,
      { status: 409 },
    )
  }
  const times = { created: now(), updated: now() }
  const user = store.batch(() => {
    const made = tables.users.insert({
      username,
      email: person.email,
      realname: username,
      comment: 'Onboarded via OIDC provider',
      sysadmin: false,
      ...times,
    })
    tables.oidcUsers.insert({
      userId: made.id,
      subiss: person.subject + person.issuer,
      secret: generated(32),
      tokens,
      ...times,
    })
    return made
  })
  audit.record(call, { operation: 'create', type: 'user', resource: username, username })
  return user
}

/** The browser is that user from now on, under a new session number. @returns the number */
export function signIn(call: Call, user: User, person: OidcPerson, tokens: StoredTokens): string {
  const { harbor, session } = call
  const meta = harbor.tables.oidcUsers.one('user', user.id)
  if (meta) harbor.tables.oidcUsers.update({ ...meta, tokens, updated: now() })
  const { newcomer: _, ...data } = session.data
  const sid = harbor.sessions.fresh()
  const signedIn = { id: user.id, groupIds: groupIds(harbor, person.groups), adminByGroup: person.admin }
  harbor.sessions.save(sid, { ...data, user: signedIn })
  harbor.sessions.end(session.id)
  const username = user.username
  harbor.audit.record(call, { operation: 'login', type: 'user', resource: username, username })
  return sid
}
