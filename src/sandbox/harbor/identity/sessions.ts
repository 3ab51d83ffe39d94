/** Browser sessions: the cookie `sid`, and what the server keeps behind it. */
import { randomBytes } from 'node:crypto'
import type { Store } from '../../store/store.ts'
import type { OidcPerson, StoredTokens } from '../state/rows.ts'
import type { Settings } from '../state/settings.ts'

/** What is kept for one browser. */
export interface SessionData {
  /** Whoever signed in, with the groups of that moment. */
  readonly user?: {
    readonly id: number
    readonly groupIds: readonly number[]
    readonly adminByGroup: boolean
  }
  /** A sign-on under way. */
  readonly signOn?: { readonly state: string; readonly verifier: string; readonly returnTo: string }
  /** Someone whom the issuer knows and we don't yet: waits for a user name. */
  readonly newcomer?: {
    readonly person: OidcPerson
    readonly tokens: StoredTokens
    readonly returnTo: string
  }
}

/** The session of one request. */
export interface Session {
  readonly id: string
  readonly data: SessionData
}

/** All sessions. */
export interface Sessions {
  /** The session behind a cookie; a new, empty one when there is none. Its life is renewed, unless told not to. */
  open(sid: string | undefined, renew: boolean): Session
  /** Keeps data under a session's number. */
  save(id: string, data: SessionData): void
  /** A new number, as after each sign-in. */
  fresh(): string
  end(id: string): void
}

interface Kept {
  readonly data: SessionData
  readonly until: number
}

/** Sessions without data are not kept: the cookie alone names them. */
export function openSessions(store: Store, settings: Settings): Sessions {
  const table = store.table<Kept>('harbor.sessions')
  const life = () => settings.number('session_timeout') * 60_000
  for (const [id, { until }] of [...table.entries()]) if (until < Date.now()) table.delete(id)
  const fresh = () => randomBytes(16).toString('hex')
  return {
    open(sid, renew) {
      if (sid === undefined || !/^[0-9a-f]{32}$/.test(sid)) return { id: fresh(), data: {} }
      const kept = table.get(sid)
      if (!kept) return { id: sid, data: {} }
      if (kept.until < Date.now()) {
        table.delete(sid)
        return { id: fresh(), data: {} }
      }
      const until = Date.now() + life()
      if (renew && until - kept.until > 60_000) table.set(sid, { ...kept, until })
      return { id: sid, data: kept.data }
    },
    save: (id, data) => {
      table.set(id, { data, until: Date.now() + life() })
    },
    fresh,
    end: (id) => {
      table.delete(id)
    },
  }
}
