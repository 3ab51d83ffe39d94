/** Groups: one spelling, one meaning. A group may be in several teams (that is how teams share); nothing else may have its name. */
import { Claims, type Finding, otherPlace, type Rule, type World } from './world.ts'

interface GroupUse {
  readonly on: World['teams'][number]
  readonly path: readonly (string | number)[]
  readonly group: string
}

/** Every group of every team, with where it stands (at the name where the name gives it). */
export function* groupUses({ teams }: World): Iterable<GroupUse> {
  for (const on of teams) {
    for (const [index, { group }] of on.team.access.entries()) {
      const given = on.document.spec.access?.[index]?.group !== undefined
      const path = given
        ? ['spec', 'access', index, 'group']
        : on.document.spec.access
          ? ['spec', 'access', index]
          : ['metadata', 'name']
      yield { on, path, group }
    }
  }
}

function* twiceInATeam(world: World): Iterable<Finding> {
  const claims = new Claims()
  for (const { on, path, group } of groupUses(world)) {
    const other = claims.claim(`${on.team.name}/${group}`, { on, path, who: '' })
    if (other && other.on === on)
      yield {
        on,
        path,
        message: `the group "${group}" is in this team already${otherPlace(other.on, other.path)}: a group has one role`,
      }
  }
}

function* spelling(world: World): Iterable<Finding> {
  const spellings = new Map<string, GroupUse>()
  for (const use of groupUses(world)) {
    const before = spellings.get(use.group.toLowerCase())
    if (!before) spellings.set(use.group.toLowerCase(), use)
    else if (before.group !== use.group) {
      const whose = before.on.team.name === use.on.team.name ? 'this team' : `team ${before.on.team.name}`
      yield {
        ...finding(use),
        message: `"${use.group}" differs from ${whose}'s "${before.group}"${otherPlace(before.on, before.path)} only in case, and not every system tells them apart: spell them alike`,
      }
    }
  }
}

function* reservedGroups(world: World): Iterable<Finding> {
  const { platform } = world
  if (!platform) return
  const { adminGroup } = platform.platform.harbor
  const { peopleGroup } = platform.platform
  for (const use of groupUses(world)) {
    const group = use.group.toLowerCase()
    if (group === adminGroup.toLowerCase())
      yield {
        ...finding(use),
        message: `"${use.group}" is the group of the platform's administrators${otherPlace(platform, ['spec', 'harbor', 'adminGroup'])}: who is in it may do everything anyway`,
      }
    if (group === peopleGroup.toLowerCase())
      yield {
        ...finding(use),
        message: `"${use.group}" is the group that everybody of the platform is in: name another one`,
      }
  }
  if (adminGroup.toLowerCase() === peopleGroup.toLowerCase())
    yield {
      on: platform,
      path: ['spec', 'harbor', 'adminGroup'],
      message: `"${adminGroup}" is the group that everybody of the platform is in: everybody would be an administrator`,
    }
}

/** A user and a group of one name are told apart by no one who reads a list of members. */
function* groupsAndUsers(world: World): Iterable<Finding> {
  const { platform } = world
  if (!platform) return
  const users = new Map(
    platform.platform.keycloak.users.map(({ username }, index) => [username.toLowerCase(), index]),
  )
  for (const use of groupUses(world)) {
    const index = users.get(use.group.toLowerCase())
    if (index !== undefined)
      yield {
        ...finding(use),
        message: `"${use.group}" is the name of a user, too${otherPlace(platform, ['spec', 'keycloak', 'users', index, 'username'])}: name the group otherwise`,
      }
  }
  const admin = users.get(platform.platform.harbor.adminGroup.toLowerCase())
  if (admin !== undefined)
    yield {
      on: platform,
      path: ['spec', 'harbor', 'adminGroup'],
      message: `"${platform.platform.harbor.adminGroup}" is the name of a user, too${otherPlace(platform, ['spec', 'keycloak', 'users', admin, 'username'])}: name the group otherwise`,
    }
}

function* nobody({ teams }: World): Iterable<Finding> {
  for (const on of teams)
    if (on.document.spec.access?.length === 0)
      yield {
        on,
        path: ['spec', 'access'],
        warning: true,
        message: 'is empty: nobody but administrators has access to this team',
      }
}

function finding({ on, path }: GroupUse): Pick<Finding, 'on' | 'path'> {
  return { on, path }
}

export const groupRules: readonly Rule[] = [twiceInATeam, spelling, reservedGroups, groupsAndUsers, nobody]
