/** What is noted when the library hands out a code: the code with its request, and the user session behind it. */
import type { OidcContext } from 'oidc-provider'
import type { Realm } from '../model/realm.ts'
import { joined } from '../model/sessions.ts'
import { EXTRA } from './provider-options.ts'

/** Puts the answer's parameters into the server's order, with `session_state` among them. */
export function codeIssued(realm: Realm, ctx: OidcContext, out: Record<string, string | undefined>): void {
  const { session, params, result } = ctx.oidc
  const { code, state, iss } = out
  for (const key of Object.keys(out)) delete out[key]
  Object.assign(out, { state, session_state: session.uid, iss, code })
  const client = realm.clients.one('name', params['client_id'] ?? '')
  const userId = session.accountId
  if (!client || userId === undefined || code === undefined) return
  const before = realm.sessions.get(session.uid)
  const signedIn = result?.login !== undefined
  const now = Date.now()
  const current = before ?? {
    id: session.uid,
    userId,
    started: now,
    lastAccess: now,
    ipAddress: ctx.req.socket.remoteAddress ?? '',
    offline: false,
    notes: {},
    clients: {},
  }
  const acr = signedIn ? '1' : '0'
  joined(
    realm,
    {
      ...current,
      ...(session.loginTs === undefined ? {} : { authTime: session.loginTs }),
      notes: { ...current.notes, ...result?.login?.notes },
    },
    client,
    acr,
  )
  const optional = {
    nonce: params['nonce'],
    challenge: params[EXTRA.challenge],
    challengeMethod: params[EXTRA.method],
  }
  realm.codes.put({
    id: code,
    clientId: client.id,
    sessionId: session.uid,
    userId,
    redirectUri: params['redirect_uri'] ?? '',
    scope: params[EXTRA.scope] ?? '',
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    acr,
    startsSession: before === undefined,
    expires: now + Number(realm.row.fields['accessCodeLifespan'] ?? 60) * 1000,
    used: false,
  })
}
