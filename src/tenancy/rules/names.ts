/** Names of teams and what is derived from them: each is one thing in every system. */
import type { Path } from '../error.ts'
import { mark, robotLogin } from '../names.ts'
import { Claims, type Finding, nameSource, otherPlace, type Rule, type World } from './world.ts'

function* teamNames({ teams }: World): Iterable<Finding> {
  const claims = new Claims()
  for (const on of teams) {
    const path = ['metadata', 'name']
    const { name } = on.document.metadata
    const other = claims.claim(name, { on, path, who: name })
    if (other)
      yield { on, path, message: `there is a Team "${name}" already${otherPlace(other.on, other.path)}` }
  }
}

/** Fields that would give every team the same name. */
const OWN_FIELDS = [
  ['namespace', 'name'],
  ['registry', 'project'],
] as const

function* defaultsWithoutNames({ platform }: World): Iterable<Finding> {
  if (!platform) return
  const defaults = platform.document.spec.teamDefaults
  for (const field of OWN_FIELDS) {
    const path = ['spec', 'teamDefaults', ...field]
    if (nameSource(defaults, field).at(-1) === field[1] && platform.place.depth(path) === path.length)
      yield {
        on: platform,
        path,
        message: 'is a name of one team and no default: every team would have the same',
      }
  }
}

function* namespaces({ platform, teams }: World): Iterable<Finding> {
  const claims = new Claims()
  const taken = platform ? takenNamespaces(platform.platform) : new Map<string, string>()
  for (const on of teams) {
    const path = nameSource(on.document, ['spec', 'namespace', 'name'])
    if (isDefault(on, path)) continue
    const { name } = on.team.namespace
    const owner =
      taken.get(name) ?? (name === 'default' || name.startsWith('kube-') ? 'Kubernetes itself' : undefined)
    if (owner !== undefined)
      yield {
        on,
        path,
        message: `the namespace "${name}" belongs to ${owner}: ${rename(path, 'spec.namespace.name')}`,
      }
    const other = claims.claim(name, { on, path, who: on.team.name })
    if (other && other.who !== on.team.name)
      yield {
        on,
        path,
        message: `the namespace "${name}" is team ${other.who}'s already${otherPlace(other.on, other.path)}: ${rename(path, 'spec.namespace.name')}`,
      }
  }
}

function takenNamespaces({ namespace, keycloak, harbor, mesh }: NonNullable<World['platform']>['platform']) {
  return new Map([
    ['istio-system', 'Istio'],
    [mesh.gateway.namespace, 'the gateway'],
    [harbor.core.namespace, 'Harbor'],
    [keycloak.service.namespace, 'Keycloak'],
    [namespace, 'the platform'],
  ])
}

function* platformNamespace({ platform }: World): Iterable<Finding> {
  if (!platform) return
  const { namespace } = platform.platform
  if (namespace === 'default' || namespace.startsWith('kube-'))
    yield {
      on: platform,
      path: ['spec', 'namespace'],
      message: `the namespace "${namespace}" belongs to Kubernetes itself: the platform's secrets need one of their own`,
    }
}

function* projects({ teams }: World): Iterable<Finding> {
  const claims = new Claims()
  for (const on of teams) {
    const path = nameSource(on.document, ['spec', 'registry', 'project'])
    if (isDefault(on, path)) continue
    const { project } = on.team.registry
    if (project === 'library')
      yield {
        on,
        path,
        message: `"library" is Harbor's own public project: ${rename(path, 'spec.registry.project')}`,
      }
    const other = claims.claim(project, { on, path, who: on.team.name })
    if (other && other.who !== on.team.name)
      yield {
        on,
        path,
        message: `the Harbor project "${project}" is team ${other.who}'s already${otherPlace(other.on, other.path)}: ${rename(path, 'spec.registry.project')}`,
      }
  }
}

/** Harbor keeps a robot's name in 255 characters, and a login ends at the first colon of a basic authorization. */
function* robots({ platform, teams }: World): Iterable<Finding> {
  if (!platform) return
  const path = ['spec', 'harbor', 'robotPrefix']
  const prefix = platform.platform.harbor.robotPrefix
  if (/[:\s\p{C}]/u.test(prefix))
    yield {
      on: platform,
      path,
      message: `${JSON.stringify(prefix)} can't begin a login: no ":" and no blank can stand in it`,
    }
  const longest = Math.max(0, ...teams.map(({ team }) => robotLogin(platform.platform, team, 'push').length))
  if (longest > 255)
    yield {
      on: platform,
      path,
      message: `makes logins of ${longest} characters, and Harbor takes 255: write a shorter one`,
    }
}

function* ownLabels({ platform, teams }: World): Iterable<Finding> {
  const ours = new Set<string>(Object.values(mark))
  for (const on of platform ? [platform, ...teams] : teams) {
    for (const key of Object.keys(on.document.metadata.labels ?? {}))
      if (ours.has(key))
        yield {
          on,
          path: ['metadata', 'labels', key],
          part: 'key',
          message: 'is the mark of what Troupe has made: take it out',
        }
  }
}

function isDefault(on: World['teams'][number], path: Path): boolean {
  return on.place.locate(path).path.includes('teamDefaults')
}

function rename(path: Path, field: string): string {
  return path[0] === 'metadata' ? `name another one in ${field}` : 'name another one'
}

export const nameRules: readonly Rule[] = [
  teamNames,
  defaultsWithoutNames,
  namespaces,
  platformNamespace,
  projects,
  robots,
  ownLabels,
]
