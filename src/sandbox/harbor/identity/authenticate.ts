/**
 * Finds out who asks. Each way in either recognises the caller or passes on; nobody is refused here: whoever is
 * recognised by none is anonymous (src/server/middleware/security/security.go).
 */
import { cliSecretCaller } from '../oidc/cli-secret.ts'
import { idTokenCaller } from '../oidc/id-token.ts'
import { registryTokenCaller } from '../registry/token-caller.ts'
import { now } from '../state/clock.ts'
import type { Harbor } from '../state/harbor.ts'
import type { User } from '../state/rows.ts'
import { anonymous, type Caller, personCaller, robotCaller } from './caller.ts'
import type { Credentials } from './credentials.ts'
import { matches } from './passwords.ts'

type WayIn = (harbor: Harbor, credentials: Credentials) => Promise<Caller | undefined> | Caller | undefined

const WAYS_IN: readonly WayIn[] = [
  cliSecretCaller,
  registryTokenCaller,
  idTokenCaller,
  robotByBasic,
  userByBasic,
  userBySession,
]

/** The first way in that recognises the caller. */
export async function authenticate(harbor: Harbor, credentials: Credentials): Promise<Caller> {
  for (const way of WAYS_IN) {
    const caller = await way(harbor, credentials)
    if (caller) return caller
  }
  return anonymous
}

/** Disabled and expired robots are nobody. The prefix is that of the day (harbor contract 21-robot-prefix). */
function robotByBasic(harbor: Harbor, { basic }: Credentials): Caller | undefined {
  const prefix = harbor.settings.text('robot_name_prefix')
  if (!basic?.name.startsWith(prefix)) return undefined
  const robot = harbor.tables.robots.one('name', basic.name.slice(prefix.length))
  if (!robot || robot.disabled || !matches(basic.password, robot.secret)) return undefined
  if (robot.expires !== -1 && robot.expires <= Math.floor(Date.now() / 1000)) return undefined
  return robotCaller(robot, basic.name)
}

/** In OIDC mode only the local admin has a password here. */
async function userByBasic(harbor: Harbor, { basic }: Credentials): Promise<Caller | undefined> {
  if (!basic) return undefined
  const user = await passwordLogin(harbor, basic.name, basic.password)
  return user && personCaller(harbor, { row: user, groupIds: [], adminByGroup: false })
}

/** Checks a local user's password, by user name or e-mail; a wrong one costs 1.5 s and locks the name for so long. */
export async function passwordLogin(
  harbor: Harbor,
  name: string,
  password: string,
): Promise<User | undefined> {
  const { users } = harbor.tables
  const user = users.one('username', name)
  if (user?.id !== 1 && harbor.settings.text('auth_mode') !== 'db_auth') return undefined
  if (harbor.lockout.locked(name)) return undefined
  const known = user ?? users.one('email', name)
  if (known && matches(password, known.password)) return known
  await harbor.lockout.fail(name)
  return undefined
}

/** A session outlives its user (harbor contract 43-same-name-other-person): the user is then a memory of its number. */
function userBySession(harbor: Harbor, { session }: Credentials): Caller | undefined {
  const { user } = session.data
  if (!user) return undefined
  const row = harbor.tables.users.get(user.id) ?? departed(user.id)
  return personCaller(harbor, { row, groupIds: user.groupIds, adminByGroup: user.adminByGroup })
}

function departed(id: number): User {
  const time = now()
  return {
    id,
    username: '',
    email: '',
    realname: '',
    comment: '',
    sysadmin: false,
    created: time,
    updated: time,
  }
}
