/**
 * The robot that Troupe itself works as, made once by the admin.
 *
 * A request signed in as `admin` costs Harbor an eighth of a second of CPU, one of a robot a twentieth of that.
 * Its rights over `*` reach below every project (reference: Harbor §4.3), so it is as precious as the admin.
 * Our mark is its description. Observing it also chooses who the other kinds' calls are made as: a robot that Harbor does not
 * accept (removed, expired, another secret), or that lacks rights, is put aside, and the admin looks instead.
 */
import type { z } from 'zod'
import { loses } from '../../core/compare.ts'
import { SystemError } from '../../core/error.ts'
import { keyOf, nameOf } from '../../core/key.ts'
import type { Desired, Hands } from '../../core/kind.ts'
import type { HarborClient, HarborIdentity } from '../../systems/harbor/types.ts'
import { markText, dailyRobot as names, readMarkText } from '../../tenancy/names.ts'
import type { Platform } from '../../tenancy/tenancy.ts'
import { type Accompanied, defineHarborKind, namesOf } from '../define.ts'
import { grants, Made, permissionsOf, Robot, type RobotNames, type RobotSpec } from './robots.ts'

/** What the kinds of this folder ask for, and what the team's robots get: a robot can pass on only what it has. */
const rights = [
  ['project', '*', 'project', 'read update delete'],
  ['project', '*', 'metadata', 'create read update delete list'],
  ['project', '*', 'repository', 'list read delete pull push'],
  ['project', '*', 'artifact', 'list read'],
  ['project', '*', 'tag', 'list'],
  ['project', '*', 'quota', 'read'],
  ['project', '*', 'robot', 'create read list delete'],
  ['project', '*', 'member', 'create read update list delete'],
  ['project', '*', 'tag-retention', 'create read update list delete'],
  ['project', '*', 'immutable-tag', 'create list update delete'],
  ['system', '/', 'project', 'create list'],
  ['system', '/', 'quota', 'list read update'],
  ['system', '/', 'robot', 'create read list delete'],
  ['system', '/', 'user-group', 'create read list'],
] as const

const wantedGrants = rights
  .flatMap(([kind, namespace, resource, actions]) =>
    actions.split(' ').map((action) => `${kind} ${namespace} ${resource}:${action}`),
  )
  .sort()

const holderOf = (id: string) => `harbor.daily-robot/${id}`

function canonical(platform: Platform): RobotSpec {
  const { name } = names(platform)
  return {
    grants: wantedGrants,
    disabled: false,
    expires: false,
    credential: 'in force',
    login: `${platform.harbor.robotPrefix}${name}`,
  }
}

export const dailyRobot = defineHarborKind<RobotSpec>({
  name: 'harbor.daily-robot',
  needs: ['kubernetes.secret'],
  mark: 'own',
  removalRisks: ['rotates-credential'],
  // Whoever disabled it, or let it expire, meant to stop us. More rights are what a newer version of ours needs.
  risks: (_desired, { spec: was }) => (was.disabled || was.expires ? ['exposes'] : []),

  *derive({ platform }) {
    if (!platform.harbor.dailyRobot) return
    const { name, secret } = names(platform)
    const wanted: Accompanied<RobotSpec, RobotNames> = {
      key: keyOf('harbor.daily-robot', name),
      team: null,
      spec: canonical(platform),
      after: [keyOf('kubernetes.secret', secret.namespace, secret.name)],
      summary: 'what Troupe works as',
      names: { secret },
    }
    yield wanted
  },

  async observe({ desired, teams }, hands) {
    if (teams) return []
    const wanted = desired[0]
    const robots = await listOwn(hands)
    const found = robots.flatMap(({ id, name, description, disable, expires_at, permissions }) => {
      const mark = readMarkText(description)
      if (name !== wanted?.spec.login && !(mark?.platform === hands.owner && mark.team === null)) return []
      return [
        { id, name, disable, expires_at, permissions, owner: mark?.team === null ? mark.platform : null },
      ]
    })
    const working = found.find(({ name }) => name === wanted?.spec.login)
    // With fewer rights some lists are refused, and the one of projects is short without a word.
    if (working && loses(wantedGrants, grants(working.permissions))) hands.client.useRobot(undefined)
    return await Promise.all(
      found.map(async ({ id, name, disable, expires_at, permissions, owner }) => {
        const ours = name === wanted?.spec.login
        const holder =
          wanted && ours
            ? await hands.vault.holder(namesOf<RobotNames>(wanted).secret, hands.signal)
            : undefined
        const spec: RobotSpec = {
          grants: grants(permissions),
          disabled: disable,
          expires: expires_at !== -1,
          credential: holder === holderOf(String(id)) && hands.client.hasRobot ? 'in force' : 'unknown',
          login: name,
        }
        const key = ours ? wanted.key : keyOf('harbor.daily-robot', name)
        return { key, team: null, spec, id: String(id), owner }
      }),
    )
  },

  async create(desired, hands) {
    const { key, spec } = desired
    const { client, signal, owner } = hands
    const made = await client.call(
      'admin',
      'POST',
      '/robots',
      {
        name: nameOf(key),
        level: 'system',
        duration: -1,
        description: markText(owner, null),
        permissions: permissionsOf(spec.grants),
      },
      Made,
      signal,
    )
    if (made.name !== spec.login) throw otherPrefix(made.name, spec.login)
    await setSecret(String(made.id), desired, hands)
    return String(made.id)
  },

  async update(desired, { id }, hands) {
    const { spec } = desired
    const { client, signal, owner } = hands
    await client.put(
      'admin',
      `/robots/${id}`,
      {
        name: spec.login,
        level: 'system',
        duration: -1,
        disable: false,
        description: markText(owner, null),
        permissions: permissionsOf(spec.grants),
      },
      signal,
    )
    await setSecret(id, desired, hands)
  },

  remove: ({ id }, { client, signal }) => client.delete('admin', `/robots/${id}`, signal),
})

/** System robots. Asked by the robot itself where Harbor accepts it, by the admin otherwise. */
async function listOwn({ client, signal }: Hands<HarborClient>): Promise<readonly z.infer<typeof Robot>[]> {
  const list = (as: HarborIdentity) => client.list(as, '/robots', {}, Robot, signal)
  if (!client.hasRobot) return await list('admin')
  try {
    return await list('robot')
  } catch (error) {
    if (!(error instanceof SystemError && error.verdict === 'unauthorized')) throw error
    client.useRobot(undefined)
    return await list('admin')
  }
}

async function setSecret(id: string, desired: Desired<RobotSpec>, hands: Hands<HarborClient>): Promise<void> {
  const { client, vault, signal } = hands
  const { secret: name } = namesOf<RobotNames>(desired)
  const secret = await vault.read(name, signal)
  await client.patch('admin', `/robots/${id}`, { secret }, signal)
  await vault.stamp(name, holderOf(id), signal)
  client.useRobot({ username: desired.spec.login, password: secret })
}

/** Harbor computes robot names at read time from its `robot_name_prefix`. */
export function otherPrefix(made: string, wanted: string): SystemError {
  return new SystemError(
    `harbor calls the robot ${made}, not ${wanted}: its robot_name_prefix differs from spec.harbor.robotPrefix; write there what Harbor has`,
    { system: 'harbor', verdict: 'refused', status: 201 },
  )
}
