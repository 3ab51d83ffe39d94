/** Signing in and out of the portal with a local password: `/c/login`, `/c/log_out`. */
import { passwordLogin } from '../identity/authenticate.ts'
import { type Call, readBody } from '../wire/call.ts'
import { unauthorized } from '../wire/refusal.ts'
import { done, plainJson, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'

/** `/c/login`, `/c/log_out`, `/c/userExists`. */
export const localSessionRoutes: readonly Route[] = [
  route('POST /c/login', login),
  route('GET /c/log_out', logOut),
  route('POST /c/userExists', userExists),
]

const redirectTo = (call: Call, path: string): Reply => ({
  ...plainJson({ redirect_location: `${call.origin}${path}` }),
  status: 403,
})

/** People of OIDC are sent to the issuer instead. */
async function login(call: Call): Promise<Reply> {
  const form = new URLSearchParams((await readBody(call)).toString('utf8'))
  const principal = form.get('principal') ?? ''
  const { harbor, session } = call
  const named = harbor.tables.users.one('username', principal)
  if (harbor.settings.text('auth_mode') === 'oidc_auth' && named && named.id !== 1) {
    return redirectTo(call, '/c/oidc/login')
  }
  const user = await passwordLogin(harbor, principal, form.get('password') ?? '')
  if (!user) throw unauthorized()
  const sid = harbor.sessions.fresh()
  harbor.sessions.save(sid, { user: { id: user.id, groupIds: [], adminByGroup: false } })
  harbor.sessions.end(session.id)
  const username = user.username
  harbor.audit.record(call, { operation: 'login', type: 'user', resource: username, username })
  return { ...done, sid }
}

/** People of OIDC have a way out of their own. */
function logOut(call: Call): Reply {
  const { harbor, session, caller } = call
  const { user } = session.data
  const byOidc = user !== undefined && user.id !== 1 && harbor.settings.text('auth_mode') === 'oidc_auth'
  if (byOidc) return redirectTo(call, '/c/oidc/logout')
  if (user) harbor.audit.record(call, { operation: 'logout', type: 'user', resource: caller.name })
  harbor.sessions.end(session.id)
  return done
}

/** Asked by the form for a new account. */
async function userExists(call: Call): Promise<Reply> {
  const form = new URLSearchParams((await readBody(call)).toString('utf8'))
  const { users } = call.harbor.tables
  const value = form.get('value') ?? ''
  const found = form.get('target') === 'email' ? users.one('email', value) : users.one('username', value)
  return plainJson(found !== undefined)
}
