/** What a request brings along to say who sent it. */
import type { Session } from './sessions.ts'

/** What the ways in look at. */
export interface Credentials {
  readonly method: string
  readonly path: string
  readonly session: Session
  readonly basic?: { readonly name: string; readonly password: string }
  readonly bearer?: string
}

/** `Authorization`, taken apart. */
export function credentialsIn(authorization: string): Pick<Credentials, 'basic' | 'bearer'> {
  const [, scheme = '', value = ''] = /^(\S+)\s+(.*)$/.exec(authorization) ?? []
  if (scheme.toLowerCase() === 'bearer') return { bearer: value }
  if (scheme.toLowerCase() !== 'basic') return {}
  const decoded = Buffer.from(value, 'base64').toString('utf8')
  const at = decoded.indexOf(':')
  return at < 0 ? {} : { basic: { name: decoded.slice(0, at), password: decoded.slice(at + 1) } }
}
