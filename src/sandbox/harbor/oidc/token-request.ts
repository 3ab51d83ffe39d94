/** Asking the issuer's token endpoint, as Go's oauth2 library does. */
import type { StoredTokens } from '../state/rows.ts'
import type { Settings } from '../state/settings.ts'
import type { Answer, Ask } from './http.ts'

/** The token endpoint said no; the message is in the words of Go's library. */
export class OidcRefusal extends Error {}

/** The client names itself in the header; issuers that don't know it that way are asked again by the form. */
export async function requestTokens(
  ask: Ask,
  endpoint: string,
  settings: Settings,
  form: Readonly<Record<string, string>>,
): Promise<Answer> {
  const id = settings.text('oidc_client_id')
  const secret = settings.text('oidc_client_secret')
  const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')
  const common = { method: 'POST', verifyCert: settings.flag('oidc_verify_cert') } as const
  const first = await ask(endpoint, { ...common, form, authorization: `Basic ${basic}` })
  if (first.status < 400 || first.json['error'] !== 'invalid_client') return first
  return await ask(endpoint, { ...common, form: { ...form, client_id: id, client_secret: secret } })
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** @param refreshBefore stays when no new one came. @throws OidcRefusal */
export function readTokens({ status, json }: Answer, refreshBefore: string): StoredTokens {
  if (status >= 400) {
    const description = text(json['error_description'])
    throw new OidcRefusal(`oauth2: "${text(json['error'])}"${description === '' ? '' : ` "${description}"`}`)
  }
  return {
    access: text(json['access_token']),
    refresh: text(json['refresh_token']) || refreshBefore,
    id: text(json['id_token']),
    expires: Date.now() + Number(json['expires_in'] ?? 0) * 1000,
  }
}
