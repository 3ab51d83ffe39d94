/** Who someone is by the issuer's word: from userinfo and the ID token, put together as goharbor/harbor src/pkg/oidc does. */
import type { JWTPayload } from 'jose'
import type { Harbor } from '../state/harbor.ts'
import { OIDC_GROUP, type OidcPerson } from '../state/rows.ts'
import type { Settings } from '../state/settings.ts'

type Claims = Readonly<Record<string, unknown>>

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/**
 * User name: the configured claim of the ID token, then userinfo's `name`, then the ID token's. Groups: userinfo's if it
 * has the claim at all, even empty, else the ID token's (harbor contract 42-cli-secret).
 */
export function personOf(settings: Settings, idToken: JWTPayload, userinfo: Claims | undefined): OidcPerson {
  const claim = settings.text('oidc_groups_claim')
  const fromUserinfo = userinfo && groupsIn(userinfo, claim)
  const all = fromUserinfo ?? groupsIn(idToken, claim) ?? []
  const adminGroup = settings.text('oidc_admin_group')
  const named = settings.text('oidc_user_claim')
  const chosen = named === '' ? '' : text(idToken[named])
  return {
    subject: idToken.sub ?? '',
    issuer: idToken.iss ?? '',
    username: chosen || text(userinfo?.['name']) || text(idToken['name']),
    email: userinfo ? text(userinfo['email']) : text(idToken['email']),
    groups: all.filter(groupFilter(settings.text('oidc_group_filter'))),
    admin: adminGroup !== '' && all.includes(adminGroup),
  }
}

/** A list of names, or one name alone; undefined when the claim is not there. */
function groupsIn(claims: Claims, claim: string): readonly string[] | undefined {
  const value = claim === '' ? undefined : claims[claim]
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : undefined
}

/** A filter that is no regular expression filters nothing. */
function groupFilter(pattern: string): (group: string) => boolean {
  if (pattern === '') return () => true
  try {
    const expression = new RegExp(pattern)
    return (group) => expression.test(group)
  } catch {
    return () => true
  }
}

/** Numbers of the groups; those that Harbor does not know yet are made. One whose name is taken by another type is left out. */
export function groupIds({ tables, store }: Harbor, names: readonly string[]): readonly number[] {
  return store.batch(() =>
    names.flatMap((name) => {
      const there = tables.groups.one('name', name)
      if (there) return there.type === OIDC_GROUP ? [there.id] : []
      return [tables.groups.insert({ name, type: OIDC_GROUP, ldapDn: '' }).id]
    }),
  )
}
