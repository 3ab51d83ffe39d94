/**
 * Logging out in the browser (contract 30-logout). Answered before the provider library, which asks for a click even when an ID
 * token proves who asks, and ends only what it knows of: user sessions are ours.
 */
import type { Realm } from '../model/realm.ts'
import type { ClientRow } from '../model/rows.ts'
import { endSession } from '../model/sessions.ts'
import type { Answer } from '../rest/exchange.ts'
import type { EndpointCall } from './endpoint-call.ts'
import { issuerOf, verifiedHint } from './jwt.ts'
import { formPage, messagePage } from './pages.ts'
import { COOKIES } from './provider-options.ts'
import { postLogoutAllowed } from './redirect-uris.ts'
import { cookieOf } from './sign-in.ts'

interface Request {
  readonly client?: ClientRow
  /** The session that an ID token names. */
  readonly sid?: string
  readonly target?: string
}

const refused = (realm: Realm, text: string) => messagePage(realm, 400, 'We are sorry...', text)

/** GET or POST …/logout: at once with an ID token, else after a click. */
export async function logout(call: EndpointCall): Promise<Answer> {
  const { realm } = call
  const params = { ...Object.fromEntries(call.query), ...call.form }
  const request = await understood(call, params)
  if (typeof request === 'string') return refused(realm, request)
  if (request.sid !== undefined) return ended(call, request.sid, request, params['state'])
  return confirmPage(call, request, params['state'])
}

/** @returns what is asked for, or what is wrong with it */
async function understood(
  call: EndpointCall,
  params: Readonly<Record<string, string>>,
): Promise<Request | string> {
  const { realm, base } = call
  const hint = params['id_token_hint']
  const claims = hint ? await verifiedHint(realm, hint) : undefined
  if (hint && (claims?.['typ'] !== 'ID' || claims['iss'] !== issuerOf(realm, base))) {
    return 'Invalid parameter: id_token_hint'
  }
  const clientId = claims ? `${claims['azp']}` : params['client_id']
  if (claims && params['client_id'] && params['client_id'] !== clientId) return 'Invalid parameter: client_id'
  const client = clientId === undefined ? undefined : realm.clients.one('name', clientId)
  if (clientId !== undefined && !client) return 'Invalid parameter: client_id'
  const target = params['post_logout_redirect_uri']
  if (target !== undefined) {
    if (!client) return 'Missing parameters: id_token_hint'
    if (!postLogoutAllowed(client, target, base)) return 'Invalid redirect uri'
  }
  const sid = claims?.['sid']
  return {
    ...(client ? { client } : {}),
    ...(typeof sid === 'string' ? { sid } : {}),
    ...(target === undefined ? {} : { target }),
  }
}

function ended(call: EndpointCall, sid: string, { target }: Request, state?: string): Answer {
  const { realm } = call
  const session = realm.sessions.get(sid)
  if (session) endSession(realm, session)
  if (target === undefined)
    return messagePage(realm, 200, 'You are logged out', 'You are logged out of this realm.')
  const url = new URL(target)
  if (state !== undefined) url.searchParams.set('state', state)
  return { status: 302, headers: { location: url.href } }
}

function confirmPage(call: EndpointCall, { client, target }: Request, state?: string): Answer {
  const query = new URLSearchParams()
  if (client) query.set('client_id', client.clientId)
  if (target !== undefined) query.set('post_logout_redirect_uri', target)
  if (state !== undefined) query.set('state', state)
  const realm = encodeURIComponent(call.realm.name)
  return formPage({
    realm: call.realm,
    title: 'Logging out',
    id: 'kc-logout-confirm',
    action: `${call.base}/realms/${realm}/protocol/openid-connect/logout/logout-confirm?${query}`,
    note: 'Do you want to log out?',
    fields: [],
    submit: 'Logout',
  })
}

/** POST of that page. It ends the session of the browser that posts, which its cookie proves (it is not sent across sites). */
export async function confirmLogout(call: EndpointCall): Promise<Answer> {
  const { realm } = call
  const params = Object.fromEntries(call.query)
  const request = await understood(call, params)
  if (typeof request === 'string') return refused(realm, request)
  const row = realm.artifacts.get(`Session:${cookieOf(call, COOKIES.session) ?? ''}`)
  return ended(call, row?.uid ?? '', request, params['state'])
}
