/** What is noted when the library hands out a code: the code with its request, and the user session behind it. */
import type { OidcContext } from 'oidc-provider'
import type { Realm } from '../model/realm.ts'
import type { CodeRow, SessionRow } from '../model/rows.ts'
import { joined } from '../model/sessions.ts'
import { present } from '../rest/json.ts'
import { EXTRA } from './provider-options.ts'

/** Puts the answer's parameters into the server's order, with `session_state` among them, and notes what they stand for. */
export function codeIssued(realm: Realm, ctx: OidcContext, out: Record<string, string | undefined>): void {
  const { session, params, result } = ctx.oidc
  const { code, state, iss } = out
  for (const key of Object.keys(out)) delete out[key]
  Object.assign(out, { state, session_state: session.uid, iss, code })
  const client = realm.clients.one('name', params['client_id'] ?? '')
  const userId = session.accountId
  if (!client || userId === undefined || code === undefined) return
  const before = realm.sessions.get(session.uid)
  const startsSession = before?.userId !== userId
  // A sign-in at a form is level 1; one that the session answered is level 0.
  const acr = result?.login === undefined ? '0' : '1'
  joined(realm, sessionBehind(ctx, userId, startsSession ? undefined : before), client, acr)
  realm.codes.put({ ...codeFor(realm, ctx, code), clientId: client.id, userId, acr, startsSession })
}

/** The user session of the browser's session; what this sign-in adds to it is laid over. */
function sessionBehind(
  { req, oidc }: OidcContext,
  userId: string,
  before: SessionRow | undefined,
): SessionRow {
  const { session, result } = oidc
  const now = Date.now()
  const current: SessionRow = before ?? {
    id: session.uid,
    userId,
    started: now,
    lastAccess: now,
    ipAddress: req.socket.remoteAddress ?? '',
    offline: false,
    notes: {},
    clients: {},
  }
  return {
    ...current,
    ...(session.loginTs === undefined ? {} : { authTime: session.loginTs }),
    notes: { ...current.notes, ...result?.login?.notes },
  }
}

function codeFor(
  realm: Realm,
  { oidc: { session, params } }: OidcContext,
  id: string,
): Omit<CodeRow, 'clientId' | 'userId' | 'acr' | 'startsSession'> {
  return {
    id,
    sessionId: session.uid,
    redirectUri: params['redirect_uri'] ?? '',
    scope: params[EXTRA.scope] ?? '',
    ...present({
      nonce: params['nonce'],
      challenge: params[EXTRA.challenge],
      challengeMethod: params[EXTRA.method],
    }),
    expires: Date.now() + Number(realm.row.fields['accessCodeLifespan'] ?? 60) * 1000,
    used: false,
  }
}
