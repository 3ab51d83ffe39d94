/** A sign-in under way: found by its tab, bound to the browser by a cookie, and finished by sending the browser on. */
import { timingSafeEqual } from 'node:crypto'
import type { Interaction } from 'oidc-provider'
import type { Realm } from '../model/realm.ts'
import type { UserRow } from '../model/rows.ts'
import { endSession, liveSession } from '../model/sessions.ts'
import type { Answer } from '../rest/exchange.ts'
import type { EndpointCall } from './endpoint-call.ts'
import { messagePage } from './pages.ts'
import { decided, type Outcome, providerFor } from './provider.ts'
import { COOKIES, cookiePath } from './provider-options.ts'

/** A sign-in with the parameters of the request that began it. */
export interface SignIn {
  readonly interaction: Interaction
  readonly tab: string
  readonly clientId: string
}

const cookieName = (tab: string) => `AUTH_SESSION_${tab}`

/** The cookie that binds a sign-in to the browser in which it began. */
export function bindingCookie(call: EndpointCall, { interaction, tab }: SignIn): string {
  const life = Math.max(0, interaction.exp - Math.floor(Date.now() / 1000))
  const secure = call.base.startsWith('https:') ? '; Secure' : ''
  const path = cookiePath(call.realm)
  return `${cookieName(tab)}=${interaction.cid}; Path=${path}; Max-Age=${life}; HttpOnly; SameSite=Lax${secure}`
}

/** Where a page of a sign-in posts to. */
export function actionAddress(
  call: EndpointCall,
  { interaction, tab, clientId }: SignIn,
  action: string,
): string {
  const query = new URLSearchParams({ session_code: interaction.cid, client_id: clientId, tab_id: tab })
  return `${call.base}/realms/${encodeURIComponent(call.realm.name)}/login-actions/${action}?${query}`
}

/** The sign-in of a tab, whoever asks. */
export async function signInOf(call: EndpointCall, tab: string): Promise<SignIn | undefined> {
  const provider = await providerFor(call.realm, call.base)
  const interaction = await provider.Interaction.find(tab)
  return interaction && { interaction, tab, clientId: interaction.params['client_id'] ?? '' }
}

/** The sign-in of a tab of the browser that asks; the page to show when there is none. */
export async function ownSignIn(call: EndpointCall, tab: string | null): Promise<SignIn | Answer> {
  const signIn = tab === null ? undefined : await signInOf(call, tab)
  if (signIn && same(cookieOf(call, cookieName(signIn.tab)) ?? '', signIn.interaction.cid)) return signIn
  return messagePage(
    call.realm,
    400,
    'We are sorry...',
    'Your login attempt timed out or was begun in another browser.',
  )
}

/** Whether it is a page instead of a sign-in. */
export const isAnswer = (value: SignIn | Answer): value is Answer => 'status' in value

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** The value of a cookie of the request. */
export function cookieOf({ request }: Pick<EndpointCall, 'request'>, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(/;\s*/)) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at) === name) return part.slice(at + 1)
  }
  return undefined
}

/** Forgets the browser's session where the user session behind it has ended or its user may not sign in any more. */
export function dropDeadSession(call: EndpointCall): void {
  const { realm } = call
  const row = realm.artifacts.get(`Session:${cookieOf(call, COOKIES.session) ?? ''}`)
  if (!row) return
  const session = row.uid === undefined ? undefined : liveSession(realm, row.uid)
  const user = session && realm.users.get(session.userId)
  if (session && user?.enabled && (session.authTime ?? Number.POSITIVE_INFINITY) >= user.notBefore) return
  realm.artifacts.delete(row.id)
  if (session) endSession(realm, session)
}

/** Ends the sign-in as this user, and sends the browser back to the application. */
export async function finished(
  call: EndpointCall,
  { interaction, tab }: SignIn,
  user: UserRow,
  notes: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const { realm } = call
  const before = interaction.session
  if (before && before.accountId !== user.id) {
    // Someone else signs in: the session that was there ends, so that the library begins another.
    const session = before.uid === undefined ? undefined : realm.sessions.get(before.uid)
    if (session) endSession(realm, session)
    interaction.session = undefined
  }
  interaction.result = { login: { accountId: user.id, notes } }
  await interaction.save(interaction.exp - Math.floor(Date.now() / 1000))
  const path = `/protocol/openid-connect/auth/${tab}`
  const outcome = await decided(call, path, `${COOKIES.resume}=${tab}`)
  const gone = `${cookieName(tab)}=; Path=${cookiePath(realm)}; Max-Age=0`
  return withCookie(sentOn(realm, outcome), gone)
}

function withCookie(answer: Answer, cookie: string): Answer {
  return { ...answer, headers: { ...answer.headers, 'set-cookie': cookie } }
}

/** The library's decision as the server would answer it: 302, and silent about why a prompt would be needed. */
export function sentOn(realm: Realm, { status, location, body }: Outcome): Answer {
  if (status < 300 || status >= 400) {
    if (status === 200) return { status: 200, body: String(body), type: 'text/html;charset=utf-8' }
    return messagePage(realm, status, 'We are sorry...', 'The sign-in cannot go on. Please start again.')
  }
  return { status: 302, headers: { location: withoutDetails(location) } }
}

/** `login_required` and its like come without a description, and with the parameters in the server's order. */
function withoutDetails(location: string): string {
  const url = new URL(location)
  const error = url.searchParams.get('error')
  if (error === null) return location
  const description = url.searchParams.get('error_description')
  const state = url.searchParams.get('state')
  const iss = url.searchParams.get('iss')
  for (const name of ['error', 'error_description', 'state', 'iss']) url.searchParams.delete(name)
  url.searchParams.set('error', error)
  if (description !== null && !error.endsWith('_required'))
    url.searchParams.set('error_description', description)
  if (state !== null) url.searchParams.set('state', state)
  if (iss !== null) url.searchParams.set('iss', iss)
  return url.href
}
