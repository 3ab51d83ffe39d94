/** Applications: hosts, sign-on and the paths that need none. */
import { appClientId } from '../names.ts'
import { isLost } from '../validate.ts'
import { Claims, type Finding, otherPlace, type Rule, type World } from './world.ts'

interface Placement {
  readonly on: World['teams'][number]
  readonly app: World['teams'][number]['team']['apps'][number]
  readonly path: readonly (string | number)[]
}

function* apps({ teams }: World): Iterable<Placement> {
  for (const on of teams)
    for (const [index, app] of on.team.apps.entries()) yield { on, app, path: ['spec', 'apps', index] }
}

function* appNames(world: World): Iterable<Finding> {
  const claims = new Claims()
  for (const { on, app, path } of apps(world)) {
    const other = claims.claim(`${on.team.name}/${app.name}`, { on, path: [...path, 'name'], who: '' })
    if (other && other.on === on)
      yield {
        on,
        path: [...path, 'name'],
        message: `there is an app "${app.name}" in this team already${otherPlace(other.on, other.path)}`,
      }
  }
}

/** The gateway takes a team's hosts under the team's own name only, or any namespace could answer for them. */
function* hosts(world: World): Iterable<Finding> {
  const { platform } = world
  if (!platform || isLost(platform, ['spec', 'domain'])) return
  const claims = new Claims()
  for (const [url, field] of [
    [platform.platform.harbor.url, 'harbor'],
    [platform.platform.keycloak.url, 'keycloak'],
  ] as const)
    claims.claim(hostName(url), {
      on: platform,
      path: ['spec', field, 'url'],
      who: field === 'harbor' ? 'Harbor' : 'Keycloak',
    })
  for (const { on, app, path } of apps(world)) {
    const at = { on, path: hostPath({ on, app, path }) }
    const own = `${on.team.name}.${platform.platform.domain}`
    const label = app.host.endsWith(`.${own}`) ? app.host.slice(0, -own.length - 1) : null
    const who = `app ${app.name} of team ${on.team.name}`
    const other = claims.claim(app.host, { ...at, who })
    if (other && other.who !== who)
      yield {
        ...at,
        message: `the host "${app.host}" is ${other.who}'s already${otherPlace(other.on, other.path)}`,
      }
    else if (label === null)
      yield {
        ...at,
        message: `"${app.host}" is not a host of this team: write one under ${own}, e.g. ${app.name}.${own}`,
      }
    else if (label.includes('.'))
      yield {
        ...at,
        warning: true,
        message: `a certificate for *.${own} does not cover "${app.host}": write one name before ${own}`,
      }
    if (app.host.length > 253)
      yield { ...at, message: `the host has ${app.host.length} characters, and a host has 253 at most` }
  }
}

function hostPath({ on, path }: Placement): readonly (string | number)[] {
  const index = Number(path.at(-1))
  return on.document.spec.apps[index]?.host === undefined ? [...path, 'name'] : [...path, 'host']
}

/** A team's wildcard must not cover the platform's own servers. */
function* platformHosts({ platform, teams }: World): Iterable<Finding> {
  if (!platform || isLost(platform, ['spec', 'domain'])) return
  const { domain, harbor, keycloak } = platform.platform
  for (const [url, field] of [
    [harbor.url, 'harbor'],
    [keycloak.url, 'keycloak'],
  ] as const) {
    const host = hostName(url)
    const owner = teams.find(({ team }) => host.endsWith(`.${team.name}.${domain}`))
    if (owner)
      yield {
        on: platform,
        path: ['spec', field, 'url'],
        message: `"${host}" is under *.${owner.team.name}.${domain}, which team ${owner.team.name}${otherPlace(owner, ['metadata', 'name'])} may answer: take a host of no team`,
      }
  }
}

/** Clients that every realm of Keycloak has. */
const BUILT_IN_CLIENTS = [
  'account',
  'account-console',
  'admin-cli',
  'broker',
  'realm-management',
  'security-admin-console',
]

function* clientIds(world: World): Iterable<Finding> {
  const { platform } = world
  const claims = new Claims()
  if (platform) {
    const path = ['spec', 'harbor', 'sso', 'clientId']
    const { clientId } = platform.platform.harbor.sso
    if (BUILT_IN_CLIENTS.includes(clientId))
      yield { on: platform, path, message: `"${clientId}" is a client of Keycloak's own: name another one` }
    claims.claim(clientId, { on: platform, path, who: 'Harbor' })
    const { credentials, loginRealm, realm } = platform.platform.keycloak
    const ours = { on: platform, path: ['spec', 'keycloak', 'credentials', 'clientId'], who: 'Troupe' }
    const own =
      loginRealm === realm && credentials.clientId !== undefined
        ? claims.claim(credentials.clientId, ours)
        : null
    if (own)
      yield {
        ...ours,
        message: `"${clientId}" is Harbor's client${otherPlace(own.on, own.path)}: sign in with one of Troupe's own`,
      }
  }
  for (const { on, app, path } of apps(world)) {
    if (app.sso !== 'required') continue
    const id = appClientId(on.team, app)
    const at = { on, path: [...path, 'name'] }
    const who = `app ${app.name} of team ${on.team.name}`
    const other = claims.claim(id, { ...at, who })
    if (other && other.who !== who)
      yield {
        ...at,
        message: `its client in Keycloak would be "${id}", which is ${other.who}'s${otherPlace(other.on, other.path)}: name the app otherwise`,
      }
    if (BUILT_IN_CLIENTS.includes(id))
      yield {
        ...at,
        message: `its client in Keycloak would be "${id}", which is Keycloak's own: name the app otherwise`,
      }
  }
}

function* openPaths(world: World): Iterable<Finding> {
  for (const { on, app, path } of apps(world)) {
    if (app.open.length > 0 && app.sso === 'none')
      yield {
        on,
        path: [...path, 'open'],
        part: 'key',
        warning: true,
        message: 'changes nothing: without sso: required every path is open',
      }
    for (const [index, open] of app.open.entries()) {
      const fault = openFault(open)
      const at = { on, path: [...path, 'open', index] }
      if (fault !== null) yield { ...at, message: `${JSON.stringify(open)} ${fault}` }
      else if (app.open.indexOf(open) < index)
        yield { ...at, message: `${JSON.stringify(open)} stands here twice` }
    }
  }
}

/** Istio compares paths as text after its normalization: what it reads otherwise than people do is refused. */
function openFault(open: string): string | null {
  if (open === '/*') return 'opens every path: write sso: none'
  if (open.includes('%')) return "can't be compared safely: write the characters themselves, not %-codes"
  if (open.slice(0, -1).includes('*'))
    return 'has a "*" inside, which stands for itself there: only one at the end means "and what follows"'
  if (/[^/]\*$/.test(open))
    return 'opens everything that begins so, other paths among them: put a "/" before the "*"'
  if (/(^|\/)\.\.?(\/|$)/.test(open)) return 'has "." or ".." as a step: write the path that it leads to'
  if (open.includes('//')) return 'has "//" in it: write one "/"'
  return /[\\{};]/.test(open) || /[^\x21-\x7e]/.test(open)
    ? 'holds a character that servers read differently: leave out \\ { } ; and letters beyond ASCII'
    : null
}

function hostName(url: string): string {
  return new URL(url).hostname
}

export const appRules: readonly Rule[] = [appNames, hosts, platformHosts, clientIds, openPaths]
