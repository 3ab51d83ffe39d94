/** What the description promises, from the description alone. Pure. */
import { readExternalName } from '../tenancy/external-name.ts'
import { registrySecret, robotLogin, userSecret } from '../tenancy/names.ts'
import { secretNameOf } from '../tenancy/secrets.ts'
import type { ProbeAccount, Team, Tenancy } from '../tenancy/tenancy.ts'
import type { Role } from '../tenancy/values.ts'
import {
  type Deed,
  deeds,
  type GatewayProbe,
  gatewayProbes,
  type Promised,
  type Subject,
  type Target,
} from './matrix.ts'

/** What each role may do in Harbor (reference: Harbor §3.3). */
const mayAs: Readonly<Record<Role, readonly Deed[]>> = {
  guest: ['see', 'pull'],
  developer: ['see', 'pull', 'push'],
  maintainer: ['see', 'pull', 'push', 'delete'],
  admin: deeds,
}

/** All promises, subject by subject, team by team. */
export function promises(tenancy: Tenancy): readonly Promised[] {
  const targets = [...tenancy.teams.flatMap(teamTargets), ...gatewayTargets()]
  return subjects(tenancy).flatMap((subject) =>
    targets
      .filter((target) => concerns(subject, target))
      .map((target) => ({ subject, target, promised: isPromised(subject, target, tenancy) })),
  )
}

/** People of the description, accounts of providers, each team's robots, and nobody. */
export function subjects({ platform, teams }: Tenancy): readonly Subject[] {
  const people = platform.keycloak.users.map(
    ({ username, groups, password }): Subject => ({
      type: 'person',
      name: username,
      label: username,
      groups,
      password: password ? secretNameOf(password) : userSecret(platform, username),
    }),
  )
  const brokered = platform.probeAccounts.map(
    (account): Subject => ({
      type: 'person',
      name: account.username,
      label: `${account.username} (${account.through})`,
      groups: normalized(account, teams),
      password: secretNameOf(account.password),
      through: account.through,
    }),
  )
  const robots = teams.flatMap((team) =>
    (['pull', 'push'] as const).map(
      (use): Subject => ({
        type: 'robot',
        label: `robot ${team.registry.project}+${use}`,
        team: team.name,
        use,
        login: robotLogin(platform, team, use),
        password: registrySecret(team, use),
      }),
    ),
  )
  return [...people, ...brokered, ...robots, { type: 'anonymous', label: 'anonymous' }]
}

/** The groups of the description that an external account's own groups mean. */
function normalized({ through, groups }: ProbeAccount, teams: readonly Team[]): readonly string[] {
  const access = teams.flatMap((team) => team.access)
  const meant = access.filter(({ from }) =>
    (from[through] ?? []).some((rule) => groups.some((group) => externalNameMatches(rule, group))),
  )
  return [...new Set(meant.map(({ group }) => group))]
}

/** An expression must match the whole name, as Keycloak's mapper has it. */
function externalNameMatches(rule: string, name: string): boolean {
  const read = readExternalName(rule)
  return 'exact' in read
    ? read.exact === name
    : new RegExp(`^(?:${read.source})$`, read.ignoreCase ? 'i' : '').test(name)
}

function teamTargets(team: Team): readonly Target[] {
  const project = team.registry.project
  return [
    ...deeds.map((deed): Target => ({ type: 'project', team: team.name, project, deed })),
    ...team.apps.map(
      ({ name, host }): Target => ({ type: 'app', team: team.name, app: name, host, path: '/' }),
    ),
  ]
}

function gatewayTargets(): readonly Target[] {
  return (Object.keys(gatewayProbes) as GatewayProbe[]).map((name) => ({ type: 'gateway', name }))
}

/** Robots have no token of the realm, and the registry's own answers are asked without a person. */
function concerns(subject: Subject, target: Target): boolean {
  if (target.type === 'app') return subject.type !== 'robot'
  if (target.type === 'project') return true
  switch (target.name) {
    case 'portal':
      return subject.type !== 'robot'
    case 'api-basic':
      return subject.type === 'robot'
    default:
      return subject.type === 'anonymous'
  }
}

function isPromised(subject: Subject, target: Target, tenancy: Tenancy): boolean {
  if (target.type === 'gateway') {
    return (
      target.name !== 'portal' || subject.type === 'person' || tenancy.platform.harbor.portalAccess === 'open'
    )
  }
  const team = tenancy.teams.find(({ name }) => name === target.team)
  if (!team) return false
  if (target.type === 'app') {
    const app = team.apps.find(({ name }) => name === target.app)
    return app?.sso === 'none' || (subject.type === 'person' && isMember(subject.groups, team))
  }
  if (team.registry.public && (target.deed === 'see' || target.deed === 'pull')) return true
  switch (subject.type) {
    case 'anonymous':
      return false
    case 'robot':
      return (
        subject.team === target.team &&
        (target.deed === 'pull' || (target.deed === 'push' && subject.use === 'push'))
      )
    case 'person':
      return (
        subject.groups.includes(tenancy.platform.harbor.adminGroup) ||
        team.access.some(
          ({ group, role }) => subject.groups.includes(group) && mayAs[role].includes(target.deed),
        )
      )
  }
}

function isMember(groups: readonly string[], team: Team): boolean {
  return team.access.some(({ group }) => groups.includes(group))
}
