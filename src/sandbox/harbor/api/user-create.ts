/** Making a local user: `POST /users`, and what the profile of one must be. */
import { hashed, strongEnough } from '../identity/passwords.ts'
import { now } from '../state/clock.ts'
import { body, struct, text } from '../wire/body.ts'
import { type Call, header } from '../wire/call.ts'
import { badRequest, conflict, forbidden } from '../wire/refusal.ts'
import { created, type Reply } from '../wire/reply.ts'
import { requireSystem } from './access.ts'

/** What is said of a password that is too weak. */
export const WEAK =
  'the password or secret must be 8-128, inclusively, characters long with at least 1 uppercase letter, 1 lowercase letter and 1 number'

const USER = struct('UserCreationReq', {
  username: text,
  email: text,
  realname: text,
  password: text,
  comment: text,
})

const ILLEGAL = /[,"~#%$]/

/** Only where people are not of an identity provider. */
export async function createUser(call: Call): Promise<Reply> {
  const sent = await body(call, 'userReq', USER)
  const { username = '', email = '', realname = '', password = '', comment = '' } = sent
  const { settings, tables, audit } = call.harbor
  const mode = settings.text('auth_mode')
  if (mode !== 'db_auth') throw forbidden(`creating local user is not allowed under auth mode: ${mode}`)
  requireMaker(call)
  if (!strongEnough(password)) throw badRequest(WEAK)
  checkProfile(sent)
  if (isIllegalLength(username)) throw badRequest('username with illegal length')
  if (ILLEGAL.test(username)) throw badRequest('username contains illegal characters')
  requireFreeName(call, username, email)
  const user = tables.users.insert({
    username,
    email,
    realname,
    comment,
    password: hashed(password),
    sysadmin: false,
    created: now(),
    updated: now(),
  })
  audit.record(call, { operation: 'create', type: 'user', resource: username })
  return created(`/api/v2.0/users/${user.id}`)
}

/** People register themselves in the browser only. @throws `Refusal` 401, 403 */
function requireMaker(call: Call): void {
  if (!call.harbor.settings.flag('self_registration')) {
    requireSystem(call, 'user', 'create')
    return
  }
  const inBrowser = /(^|;\s*)sid=/.test(header(call, 'cookie'))
  if (!inBrowser && !call.caller.onSystem('user', 'create')) {
    throw forbidden('self-registration cannot be triggered via API')
  }
}

const isIllegalLength = (text: string) => text === '' || Buffer.byteLength(text) > 255

const EMAIL =
  /^(([^<>()[\]\\.,;:\s@"]+(\.[^<>()[\]\\.,;:\s@"]+)*)|(".+"))@((\[\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\])|(([a-zA-Z\-0-9]+\.)+[a-zA-Z]{2,}))$/

/** @throws `Refusal` 400 */
export function checkProfile({
  email = '',
  realname = '',
  comment = '',
}: Readonly<Partial<Record<'email' | 'realname' | 'comment', string | undefined>>>): void {
  if (email === '') throw badRequest("email can't be empty")
  if (!EMAIL.test(email)) throw badRequest('email with illegal format')
  if (isIllegalLength(realname)) throw badRequest('realname with illegal length')
  if (ILLEGAL.test(realname)) throw badRequest('realname contains illegal characters')
  if (Buffer.byteLength(comment) > 30) throw badRequest('comment with illegal length')
}

/** @throws `Refusal` 409 */
function requireFreeName({ harbor: { tables } }: Call, username: string, email: string): void {
  if (tables.users.one('username', username) || (email !== '' && tables.users.one('email', email))) {
    throw conflict(`user ${username} or email ${email} already exists`)
  }
}
