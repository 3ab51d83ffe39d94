/** Signing on through the issuer: `/c/oidc/login`, `callback`, `onboard`, `logout` (src/core/controllers/oidc.go). */
import { createHash, randomBytes } from 'node:crypto'
import { body, struct, text } from '../wire/body.ts'
import type { Call } from '../wire/call.ts'
import { badRequest, internal, Refusal } from '../wire/refusal.ts'
import { done, type Reply, redirect } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { knownUser, onboard, signIn } from './onboard.ts'
import { personOf } from './person.ts'

const only = (run: (call: Call) => Promise<Reply>) => (call: Call) => {
  const mode = call.harbor.settings.text('auth_mode')
  if (mode !== 'oidc_auth') {
    throw new Refusal('PRECONDITION_FAILED', `auth mode: ${mode} is not OIDC based`, { status: 412 })
  }
  return run(call)
}

/** `/c/oidc`. */
export const signOnRoutes: readonly Route[] = [
  route('GET /c/oidc/login', only(login)),
  route('GET /c/oidc/callback', only(callback)),
  route('POST /c/oidc/onboard', only(onboardByForm)),
  route('GET /c/oidc/logout', only(logout)),
]

const callbackUri = ({ origin }: Call) => `${origin}/c/oidc/callback`

async function login(call: Call): Promise<Reply> {
  const returnTo = call.query.get('redirect_url') ?? ''
  if (returnTo !== '' && !/^\/(?![/\\])/.test(returnTo)) throw badRequest('cannot redirect to other site')
  const state = randomBytes(24).toString('base64url')
  const verifier = randomBytes(32).toString('base64url')
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const redirectUri = callbackUri(call)
  const address = await call.harbor.provider.authorizeUrl({ redirectUri, state, challenge }).catch(() => {
    throw internal()
  })
  const { sessions } = call.harbor
  sessions.save(call.session.id, { ...call.session.data, signOn: { state, verifier, returnTo } })
  return redirect(address)
}

/** The state is looked at first, whatever else came. */
async function callback(call: Call): Promise<Reply> {
  const { signOn } = call.session.data
  const { provider, settings, sessions } = call.harbor
  if (!signOn || call.query.get('state') !== signOn.state) throw badRequest('State mismatch')
  const refused = call.query.get('error')
  if (refused !== null) {
    const why = call.query.get('error_description') ?? ''
    throw badRequest(`OIDC callback returned error: ${refused} - ${why}`)
  }
  const tokens = await provider
    .exchange(call.query.get('code') ?? '', signOn.verifier, callbackUri(call))
    .catch((error: Error) => {
      throw badRequest(error.message)
    })
  const claims = await provider.verify(tokens.id).catch(() => {
    throw internal()
  })
  const userinfo = await provider.userinfo(tokens.access).catch(() => undefined)
  const person = personOf(settings, claims, userinfo)
  const username = person.username.replaceAll(' ', '_').replaceAll(',', '_')
  const known = knownUser(call.harbor, person)
  const home = signOn.returnTo || '/'
  if (known) return { ...redirect(home), sid: signIn(call, known, person, tokens) }
  if (settings.flag('oidc_auto_onboard')) {
    if (username === '') throw internal()
    const user = onboard(call, person, username, tokens)
    return { ...redirect(home), sid: signIn(call, user, person, tokens) }
  }
  sessions.save(call.session.id, {
    ...call.session.data,
    newcomer: { person, tokens, returnTo: signOn.returnTo },
  })
  const query = `username=${encodeURIComponent(username)}&redirect_url=${encodeURIComponent(signOn.returnTo)}`
  return redirect(`/oidc-onboard?${query}`)
}

const ILLEGAL = /[,"~#%$]/

/** Whoever chooses a name. */
async function onboardByForm(call: Call): Promise<Reply> {
  const { username = '' } = await body(call, 'user', struct('onboardReq', { username: text }))
  if (username.length < 1 || username.length > 255) throw badRequest('username with illegal length')
  if (ILLEGAL.test(username)) throw badRequest(`username ${username} contains illegal characters: ,"~#%$`)
  const { newcomer } = call.session.data
  if (!newcomer) throw badRequest('Failed to get OIDC user info from session')
  const user = onboard(call, newcomer.person, username, newcomer.tokens)
  return { ...done, sid: signIn(call, user, newcomer.person, newcomer.tokens) }
}

/** The session ends; at the issuer too, when that is configured. */
async function logout(call: Call): Promise<Reply> {
  const { harbor, session, caller } = call
  const back = '/account/sign-in'
  const { user } = session.data
  harbor.sessions.end(session.id)
  if (!user) return redirect(back)
  harbor.audit.record(call, { operation: 'logout', type: 'user', resource: caller.name })
  const meta = harbor.tables.oidcUsers.one('user', user.id)
  if (!meta || !harbor.settings.flag('oidc_logout')) return redirect(back)
  const { provider, settings } = harbor
  if (settings.text('oidc_scope').split(',').includes('offline_access')) {
    await provider.revoke(meta.tokens.refresh).catch(() => undefined)
  }
  const end = await provider.endSessionUrl(meta.tokens.id, call.origin + back).catch(() => undefined)
  return redirect(end ?? back)
}
