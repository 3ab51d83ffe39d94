/** Accounts of the realm itself, and the ones that probes use. */
import { userSecret } from '../names.ts'
import { didYouMean } from '../suggest.ts'
import { isLost } from '../validate.ts'
import { groupUses } from './groups.ts'
import { Claims, type Finding, otherPlace, type Rule, type World } from './world.ts'

function* userNames({ platform }: World): Iterable<Finding> {
  if (!platform) return
  const names = new Claims()
  const emails = new Claims()
  const { robotPrefix } = platform.platform.harbor
  for (const [index, { username, email }] of platform.platform.keycloak.users.entries()) {
    const path = ['spec', 'keycloak', 'users', index]
    const at = { on: platform, path: [...path, 'username'] }
    const address = { on: platform, path: [...path, 'email'] }
    const same = names.claim(username, { ...at, who: username })
    if (same)
      yield { ...at, message: `there is a user "${username}" already${otherPlace(same.on, same.path)}` }
    const sameEmail = emails.claim(email.toLowerCase(), { ...address, who: username })
    if (sameEmail)
      yield {
        ...address,
        message: `"${email}" is ${sameEmail.who}'s already${otherPlace(sameEmail.on, sameEmail.path)}: Keycloak takes an address once`,
      }
    if (username === 'admin')
      yield {
        ...at,
        message:
          '"admin" is an account of Harbor\'s own, so this person could not sign in there: name another one',
      }
    if (username.startsWith(robotPrefix))
      yield {
        ...at,
        message: `begins as a robot's login does ("${robotPrefix}"), so Harbor would refuse this person's CLI secret: name another one`,
      }
  }
}

/** A user name may hold what the name of a Secret may not. */
function* userSecrets({ platform }: World): Iterable<Finding> {
  if (!platform) return
  const secrets = new Claims()
  for (const [index, { username }] of platform.platform.keycloak.users.entries()) {
    const at = { on: platform, path: ['spec', 'keycloak', 'users', index, 'username'] }
    const { name } = userSecret(platform.platform, username)
    const sameSecret = secrets.claim(name, { ...at, who: username })
    if (sameSecret && sameSecret.who !== username)
      yield {
        ...at,
        message: `its password would be in the Secret "${name}", as ${sameSecret.who}'s is${otherPlace(sameSecret.on, sameSecret.path)}: name another one`,
      }
    if (/[.-]{2}/.test(name.replaceAll('--', 'xx')))
      yield {
        ...at,
        message: `its password would be in the Secret "${name}", which is no name in Kubernetes: no dot can stand beside a dot or a hyphen`,
      }
  }
}

function* userGroups(world: World): Iterable<Finding> {
  const { platform } = world
  if (!platform || isLost(platform, ['spec', 'harbor', 'adminGroup'])) return
  const known = new Set([...groupUses(world)].map(({ group }) => group))
  known.add(platform.platform.harbor.adminGroup).add(platform.platform.peopleGroup)
  const complete = world.teams.every(
    (team) => !isLost(team, ['spec', 'access']) && !isLost(team, ['metadata', 'name']),
  )
  for (const [index, { groups }] of platform.platform.keycloak.users.entries()) {
    for (const [place, group] of groups.entries()) {
      const at = { on: platform, path: ['spec', 'keycloak', 'users', index, 'groups', place] }
      if (groups.indexOf(group) < place) yield { ...at, message: `"${group}" stands here twice` }
      else if (complete && !known.has(group)) {
        const meant = didYouMean(group, known)
        yield {
          ...at,
          message: `no team has the group "${group}"${meant === '' ? ': name it in the access of a team' : meant}`,
        }
      }
    }
  }
}

function* probeAccounts({ platform }: World): Iterable<Finding> {
  if (!platform) return
  const claims = new Claims()
  for (const [index, { username, through }] of platform.platform.probeAccounts.entries()) {
    const at = { on: platform, path: ['spec', 'probes', 'accounts', index, 'username'] }
    const same = claims.claim(`${through}/${username}`, { ...at, who: username })
    if (same)
      yield {
        ...at,
        message: `there is a probe account "${username}" of ${through} already${otherPlace(same.on, same.path)}`,
      }
  }
}

export const userRules: readonly Rule[] = [userNames, userSecrets, userGroups, probeAccounts]
