/** Whether a request may be made at all, and as whom. */
import type { IncomingMessage } from 'node:http'
import { headerValues } from '../http/request.ts'
import { ApiError, badRequest, forbidden } from '../status.ts'
import type { Attributes, Authorizer } from './rbac.ts'
import type { User } from './user.ts'

/** Why somebody may not do something, in the server's words. */
export function refusal(user: User, wanted: Attributes, verb = wanted.verb): string {
  if (wanted.path !== undefined)
    return `User ${JSON.stringify(user.username)} cannot ${verb} path ${JSON.stringify(wanted.path)}`
  const resource = wanted.subresource === '' ? wanted.resource : `${wanted.resource}/${wanted.subresource}`
  const where =
    wanted.namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(wanted.namespace)}`
  return `User ${JSON.stringify(user.username)} cannot ${verb} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(wanted.group)} ${where}`
}

function refuse(user: User, wanted: Attributes, verb?: string): ApiError {
  const why = refusal(user, wanted, verb)
  if (wanted.path === undefined) {
    const name = wanted.verb === 'create' && wanted.subresource === '' ? '' : wanted.name
    return forbidden({ group: wanted.group, resource: wanted.resource, name }, why)
  }
  return new ApiError({ code: 403, message: `forbidden: ${why}`, reason: 'Forbidden', details: {} })
}

/** @throws {ApiError} 403 */
export function authorize(authorizer: Authorizer, user: User, wanted: Attributes): void {
  if (!authorizer.allows(user, wanted)) throw refuse(user, wanted)
}

/** The user that the request's headers ask to be. @throws {ApiError} 400 without a name, 403 without the right */
export function impersonate(
  authorizer: Authorizer,
  user: User,
  request: IncomingMessage,
  wanted: Attributes,
): User {
  const [username = ''] = headerValues(request, 'impersonate-user')
  const groups = headerValues(request, 'impersonate-group')
  const [uid] = headerValues(request, 'impersonate-uid')
  const extra = impersonatedExtra(request)
  const extras = Object.entries(extra)
  if (username === '' && groups.length === 0 && uid === undefined && extras.length === 0) return user
  if (username === '') {
    const list = groups.map((group) => JSON.stringify(group)).join(', ')
    throw badRequest(
      `requested &user.DefaultInfo{Name:"", UID:${JSON.stringify(uid ?? '')}, Groups:[]string{${list}}, Extra:map[string][]string(nil)} without impersonating a user name`,
    )
  }
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username)
  const allowed = [
    account
      ? { resource: 'serviceaccounts', namespace: account[1] ?? '', name: account[2] ?? '' }
      : { resource: 'users', namespace: '', name: username },
    ...groups.map((name) => ({ resource: 'groups', namespace: '', name })),
    ...(uid === undefined ? [] : [{ ...OF_USER, resource: 'uids', name: uid }]),
    ...extras.flatMap(([subresource, values]) =>
      values.map((name) => ({ ...OF_USER, resource: 'userextras', subresource, name })),
    ),
  ].every((each) =>
    authorizer.allows(user, { verb: 'impersonate', group: '', version: 'v1', subresource: '', ...each }),
  )
  // Since 1.36 the refusal speaks of what was wanted of the other user.
  if (!allowed) throw refuse(user, wanted, `impersonate-on:user-info:${wanted.verb}`)
  const own =
    account && groups.length === 0
      ? ['system:serviceaccounts', `system:serviceaccounts:${account[1] ?? ''}`]
      : groups
  const known = username === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated'
  return {
    username,
    groups: own.includes(known) ? own : [...own, known],
    ...(uid === undefined ? {} : { uid }),
    ...(extras.length === 0 ? {} : { extra }),
  }
}

/** Where the rights to take on a uid or extra values are. */
const OF_USER = { group: 'authentication.k8s.io', namespace: '' }
const EXTRA = 'impersonate-extra-'

/** What `Impersonate-Extra-<key>` headers say; the key is escaped like a part of a path. */
function impersonatedExtra({ headersDistinct }: IncomingMessage): { [key: string]: string[] } {
  const extra: { [key: string]: string[] } = {}
  for (const [header, values = []] of Object.entries(headersDistinct)) {
    if (header.startsWith(EXTRA)) extra[unescaped(header.slice(EXTRA.length))] = values
  }
  return extra
}

function unescaped(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}
