/**
 * A team's robot: `pull` for the namespace's pull secret, `push` for its CI.
 *
 * Harbor ignores a secret at creation, so it is set by a second request, from the Kubernetes Secret that stands already.
 * Our mark is the description. The Secret's stamp says which robot was given its value: a robot whose secret is not known to
 * be in force is given it again.
 */
import { loses } from '../../core/compare.ts'
import { keyOf, nameOf } from '../../core/key.ts'
import type { Actual, Desired, Hands } from '../../core/kind.ts'
import type { HarborClient } from '../../systems/harbor/types.ts'
import { markText, type RobotUse, readMarkText, registrySecret, robotLogin } from '../../tenancy/names.ts'
import type { Platform, Team } from '../../tenancy/tenancy.ts'
import { type Accompanied, defineHarborKind, namesOf } from '../define.ts'
import { otherPrefix } from './daily-robot.ts'
import { grants, Made, permissionsOf, Robot, type RobotNames, type RobotSpec } from './robots.ts'

/** Push is given with pull: clients look before they push (reference: Harbor §0.7). */
const rights: Readonly<Record<RobotUse, readonly string[]>> = {
  pull: ['repository:pull'],
  push: ['repository:pull', 'repository:push'],
}

const holderOf = (id: string) => `harbor.robot/${id}`

function canonical(platform: Platform, team: Team, use: RobotUse): RobotSpec {
  return {
    grants: rights[use].map((right) => `project ${team.registry.project} ${right}`).sort(),
    disabled: false,
    expires: false,
    credential: 'in force',
    login: robotLogin(platform, team, use),
  }
}

export const robot = defineHarborKind<RobotSpec>({
  name: 'harbor.robot',
  parent: 'harbor.project',
  byParent: true,
  needs: ['kubernetes.secret', 'harbor.daily-robot'],
  mark: 'own',
  removalRisks: ['cuts-access'],

  *derive({ platform, teams }) {
    for (const team of teams) {
      for (const use of ['pull', 'push'] as const) {
        const secret = registrySecret(team, use)
        const wanted: Accompanied<RobotSpec, RobotNames> = {
          key: keyOf('harbor.robot', team.registry.project, use),
          team: team.name,
          spec: canonical(platform, team, use),
          after: [keyOf('kubernetes.secret', secret.namespace, secret.name)],
          summary: `${use === 'pull' ? 'pulls' : 'pulls and pushes'}, kept in secret ${secret.namespace}/${secret.name}`,
          names: { secret },
        }
        yield wanted
      }
    }
  },

  async observe({ parents, desired }, { client, signal, vault, owner }) {
    const wanted = new Map(desired.map((one) => [one.key, one]))
    const perProject = parents.map(async (project): Promise<Actual<RobotSpec>[]> => {
      const query = { q: `Level=project,ProjectID=${project.id}` }
      const robots = await client.list('robot', '/robots', query, Robot, signal)
      return await Promise.all(
        robots.map(async ({ id, name, description, disable, expires_at, permissions }) => {
          // No project and no robot has a plus in its name, but the prefix of all logins may.
          const key = keyOf(
            'harbor.robot',
            project.facts?.['name'] ?? '',
            name.slice(name.lastIndexOf('+') + 1),
          )
          const want = wanted.get(key)
          const holder = want && (await vault.holder(namesOf<RobotNames>(want).secret, signal))
          const mark = readMarkText(description)
          const spec: RobotSpec = {
            grants: grants(permissions),
            disabled: disable,
            expires: expires_at !== -1,
            credential: holder === holderOf(String(id)) ? 'in force' : 'unknown',
            login: name,
          }
          const foreign = mark === null && project.owner === owner && !wanted.has(key)
          const note = `robot ${name} may ${spec.grants.map((grant) => grant.split(' ').at(-1)).join(', ')}, and no document says so`
          return {
            key,
            team: mark?.team ?? project.team,
            spec,
            id: String(id),
            owner: mark?.platform ?? null,
            ...(foreign && { notes: [note] }),
          }
        }),
      )
    })
    return (await Promise.all(perProject)).flat()
  },

  async create(desired, hands) {
    const { key, team, spec } = desired
    const { client, signal, owner } = hands
    const body = {
      name: nameOf(key),
      level: 'project',
      duration: -1,
      description: markText(owner, team),
      permissions: permissionsOf(spec.grants),
    }
    const made = await client.call('robot', 'POST', '/robots', body, Made, signal)
    if (made.name !== spec.login) throw otherPrefix(made.name, spec.login)
    await setSecret(String(made.id), desired, hands)
    return String(made.id)
  },

  async update(desired, { id, spec: was }, hands) {
    const { team, spec } = desired
    const { client, signal, owner } = hands
    // PUT replaces all of it, and the name must be the full one (reference: Harbor §4.6).
    const body = {
      name: was.login,
      level: 'project',
      duration: -1,
      disable: false,
      description: markText(owner, team),
      permissions: permissionsOf(spec.grants),
    }
    if (was.login !== spec.login) throw otherPrefix(was.login, spec.login)
    await client.put('robot', `/robots/${id}`, body, signal)
    if (was.credential !== 'in force') await setSecret(id, desired, hands)
  },

  remove: ({ id }, { client, signal }) => client.delete('robot', `/robots/${id}`, signal),

  risks({ spec }, { spec: was }) {
    // Whoever disabled a robot, or let it expire, may have known of a leak.
    return [
      ...(loses(was.grants, spec.grants) ? (['cuts-access'] as const) : []),
      ...(loses(spec.grants, was.grants) || was.disabled || was.expires ? (['exposes'] as const) : []),
    ]
  },
})

async function setSecret(id: string, desired: Desired<RobotSpec>, hands: Hands<HarborClient>): Promise<void> {
  const { client, vault, signal } = hands
  const { secret } = namesOf<RobotNames>(desired)
  await client.patch('robot', `/robots/${id}`, { secret: await vault.read(secret, signal) }, signal)
  await vault.stamp(secret, holderOf(id), signal)
}
