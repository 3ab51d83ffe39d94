/**
 * What people do by hand in Harbor and Keycloak, each where the description says otherwise: the objects are those of
 * team alpha in the fixture. What public tools see of it was measured; some of these deeds none of them sees.
 */
import { type Key, type KindName, keyOf } from '../../src/core/key.ts'
import { good, type Servers } from '../support/servers.ts'
import type { Stage } from '../support/stage.ts'

export interface Deed {
  readonly deed: string
  readonly key: Key
  /** The field that the plan shows; `create` where the thing is to be made again. */
  readonly seen: string
  readonly by: (servers: Servers, stage: Stage) => Promise<unknown>
}

export type Json = Readonly<Record<string, unknown>>

export const project = 'alpha-images'
const client = 'alpha-shop'
const rules = { repositories: '**', tags: 'v*' }

const ofProject = (kind: KindName, ...more: readonly string[]) => keyOf(kind, project, ...more)

export const harborDeeds: readonly Deed[] = [
  {
    deed: 'shrinks the quota',
    key: ofProject('harbor.project'),
    seen: 'storage',
    by: async (servers) => {
      const [quota] = await list(
        servers,
        `/quotas?reference=project&reference_id=${await projectId(servers)}`,
      )
      return await good(servers.harbor('PUT', `/quotas/${quota?.['id']}`, { hard: { storage: 2 ** 30 } }))
    },
  },
  metadata('makes the project public', 'metadata.public', { public: 'true' }),
  metadata('lowers the severity that blocks', 'metadata.blockFrom', { severity: 'critical' }),
  metadata('lets vulnerable images out', 'metadata.blockFrom', { prevent_vul: 'false' }),
  {
    deed: 'raises a group’s role',
    key: ofProject('harbor.member', 'alpha-guests'),
    seen: 'role',
    by: async (servers) =>
      good(servers.harbor('PUT', await memberPath(servers, 'alpha-guests'), { role_id: 1 })),
  },
  {
    deed: 'takes a group out of the project',
    key: ofProject('harbor.member', 'team-alpha'),
    seen: 'create',
    by: async (servers) => good(servers.harbor('DELETE', await memberPath(servers, 'team-alpha'))),
  },
  {
    deed: 'deletes a user group, and its memberships with it',
    key: keyOf('harbor.user-group', 'alpha-owners'),
    seen: 'create',
    by: async (servers) => {
      const groups = await list(servers, '/usergroups?page_size=100')
      const found = groups.find(({ group_name }) => group_name === 'alpha-owners')
      return await good(servers.harbor('DELETE', `/usergroups/${found?.['id']}`))
    },
  },
  {
    deed: 'disables a robot',
    key: ofProject('harbor.robot', 'pull'),
    seen: 'disabled',
    by: (servers) => changeRobot(servers, 'pull', () => ({ disable: true })),
  },
  {
    deed: 'lets the pull robot push',
    key: ofProject('harbor.robot', 'pull'),
    seen: 'grants',
    by: (servers) =>
      changeRobot(servers, 'pull', ({ permissions }) => ({ permissions: withPush(permissions) })),
  },
  {
    deed: 'deletes a robot',
    key: ofProject('harbor.robot', 'push'),
    seen: 'create',
    by: async (servers) =>
      good(servers.harbor('DELETE', `/robots/${(await robotOf(servers, 'push'))['id']}`)),
  },
  {
    deed: 'lets retention keep fewer images',
    key: ofProject('harbor.retention'),
    seen: 'rules',
    by: (servers) =>
      changeRetention(servers, ({ rules: [first, ...rest] }) => ({
        rules: [{ ...first, params: { latestPushedK: 1 } }, ...rest],
      })),
  },
  {
    deed: 'stops retention’s schedule',
    key: ofProject('harbor.retention'),
    seen: 'cron',
    by: (servers) =>
      changeRetention(servers, () => ({ trigger: { kind: 'Schedule', settings: { cron: '' } } })),
  },
  {
    deed: 'disables an immutable rule',
    key: ofProject('harbor.immutable-rule', rules.repositories, rules.tags),
    seen: 'disabled',
    by: (servers) => changeRule(servers, (rule) => ({ ...rule, disabled: true })),
  },
  {
    deed: 'lets an immutable rule match other tags',
    key: ofProject('harbor.immutable-rule', rules.repositories, rules.tags),
    seen: 'create',
    by: (servers) =>
      changeRule(servers, (rule) => ({
        ...rule,
        tag_selectors: [{ kind: 'doublestar', decoration: 'matches', pattern: 'never' }],
      })),
  },
  {
    deed: 'deletes an immutable rule',
    key: ofProject('harbor.immutable-rule', rules.repositories, rules.tags),
    seen: 'create',
    by: async (servers) => good(servers.harbor('DELETE', await rulePath(servers))),
  },
  {
    deed: 'deletes the project',
    key: ofProject('harbor.project'),
    seen: 'create',
    by: async (servers) => good(servers.harbor('DELETE', `/projects/${await projectId(servers)}`)),
  },
]

export const keycloakDeeds: readonly Deed[] = [
  ofClient('switches the password grant on', 'flows', { directAccessGrantsEnabled: true }),
  ofClient('lets tokens live for a day', 'lifetimes["access.token.lifespan"]', {
    attributes: { 'access.token.lifespan': '86400' },
  }),
  ofClient('lets anybody be redirected to', 'redirectUris', { redirectUris: ['*'] }),
  ofClient('makes the client public', 'confidential', { publicClient: true }),
  {
    deed: 'takes a default scope off a client',
    key: keyOf('keycloak.client', client),
    seen: 'defaultScopes',
    by: (servers, stage) => takeScope(servers, stage, client, 'default', 'groups'),
  },
  {
    deed: 'takes the optional scope off Harbor’s client',
    key: keyOf('keycloak.client', 'stage-harbor'),
    seen: 'optionalScopes',
    by: (servers, stage) => takeScope(servers, stage, 'stage-harbor', 'optional', 'offline_access'),
  },
  {
    deed: 'makes a client secret anew',
    key: keyOf('keycloak.client', client),
    seen: 'credential',
    by: async (servers, stage) =>
      good(servers.keycloak('POST', `${await clientPath(servers, stage, client)}/client-secret`)),
  },
  {
    deed: 'deletes a client',
    key: keyOf('keycloak.client', client),
    seen: 'create',
    by: async (servers, stage) => good(servers.keycloak('DELETE', await clientPath(servers, stage, client))),
  },
  {
    deed: 'gives the groups mapper another claim',
    key: keyOf('keycloak.client-scope', 'groups'),
    seen: 'mapper.config["claim.name"]',
    by: async (servers, stage) => {
      const path = await scopePath(servers, stage, 'groups')
      const { protocolMappers } = (await good(servers.keycloak('GET', path))) as {
        protocolMappers: readonly { id: string; name: string; config: Json }[]
      }
      const mapper = protocolMappers.find(({ name }) => name === 'groups')
      const body = { ...mapper, config: { ...mapper?.config, 'claim.name': 'teams' } }
      return await good(servers.keycloak('PUT', `${path}/protocol-mappers/models/${mapper?.id}`, body))
    },
  },
  {
    deed: 'takes a group’s role away',
    key: keyOf('keycloak.group', 'team-alpha'),
    seen: 'roles',
    by: (servers, stage) => changeRoles(servers, stage, 'DELETE', 'team-alpha'),
  },
  {
    deed: 'gives a group another group’s role',
    key: keyOf('keycloak.group', 'alpha-guests'),
    seen: 'roles',
    by: (servers, stage) => changeRoles(servers, stage, 'POST', 'alpha-guests', 'alpha-owners'),
  },
  {
    deed: 'renames a group',
    key: keyOf('keycloak.group', 'team-alpha'),
    seen: 'name',
    by: async (servers, stage) => {
      const path = await groupPath(servers, stage, 'team-alpha')
      const found = (await good(servers.keycloak('GET', path))) as Json
      return await good(servers.keycloak('PUT', path, { ...found, name: 'team-a' }))
    },
  },
  {
    deed: 'deletes a group',
    key: keyOf('keycloak.group', 'alpha-guests'),
    seen: 'create',
    by: async (servers, stage) =>
      good(servers.keycloak('DELETE', await groupPath(servers, stage, 'alpha-guests'))),
  },
]

function metadata(deed: string, seen: string, fields: Json): Deed {
  const by = async (servers: Servers) =>
    good(servers.harbor('PUT', `/projects/${await projectId(servers)}`, { metadata: fields }))
  return { deed, key: ofProject('harbor.project'), seen, by }
}

function ofClient(deed: string, seen: string, fields: Json): Deed {
  const by = async (servers: Servers, stage: Stage) => {
    const path = await clientPath(servers, stage, client)
    const found = (await good(servers.keycloak('GET', path))) as Json
    return await good(servers.keycloak('PUT', path, { ...found, ...fields }))
  }
  return { deed, key: keyOf('keycloak.client', client), seen, by }
}

async function list({ harbor }: Servers, path: string): Promise<readonly Json[]> {
  return (await good(harbor('GET', path))) as readonly Json[]
}

export async function projectId({ harbor }: Servers, name = project): Promise<number> {
  return ((await good(harbor('GET', `/projects/${name}`))) as { project_id: number }).project_id
}

async function memberPath(servers: Servers, group: string): Promise<string> {
  const path = `/projects/${await projectId(servers)}/members`
  const found = (await list(servers, path)).find(({ entity_name }) => entity_name === group)
  return `${path}/${found?.['id']}`
}

/** One of the project's robots. */
export async function robotOf(servers: Servers, use: 'pull' | 'push'): Promise<Json> {
  const query = encodeURIComponent(`Level=project,ProjectID=${await projectId(servers)}`)
  const found = (await list(servers, `/robots?q=${query}`)).find(({ name }) =>
    String(name).endsWith(`+${use}`),
  )
  if (!found) throw new Error(`no robot ${use}`)
  return found
}

async function changeRobot(servers: Servers, use: 'pull' | 'push', change: (robot: Json) => Json) {
  const robot = await robotOf(servers, use)
  return await good(servers.harbor('PUT', `/robots/${robot['id']}`, { ...robot, ...change(robot) }))
}

function withPush(permissions: unknown): unknown {
  return (permissions as readonly { access: readonly Json[] }[]).map((one) => ({
    ...one,
    access: [...one.access, { resource: 'repository', action: 'push' }],
  }))
}

async function changeRetention(servers: Servers, change: (policy: { rules: readonly Json[] }) => Json) {
  const { metadata: fields } = (await good(servers.harbor('GET', `/projects/${project}`))) as {
    metadata: Json
  }
  const path = `/retentions/${fields['retention_id']}`
  const policy = (await good(servers.harbor('GET', path))) as { rules: readonly Json[] }
  return await good(servers.harbor('PUT', path, { ...policy, ...change(policy) }))
}

async function ruleOf(servers: Servers): Promise<{ readonly path: string; readonly rule: Json }> {
  const path = `/projects/${await projectId(servers)}/immutabletagrules`
  const found = (await list(servers, path)).find((one) => JSON.stringify(one).includes(`"${rules.tags}"`))
  if (!found) throw new Error(`no rule for ${rules.tags}`)
  return { path: `${path}/${found['id']}`, rule: found }
}

async function rulePath(servers: Servers): Promise<string> {
  return (await ruleOf(servers)).path
}

async function changeRule(servers: Servers, change: (rule: Json) => Json) {
  const { path, rule } = await ruleOf(servers)
  return await good(servers.harbor('PUT', path, change(rule)))
}

type Named = readonly { readonly id: string; readonly name?: string; readonly clientId?: string }[]

async function pathIn(
  { keycloak }: Servers,
  { tenancy }: Stage,
  what: string,
  name: string,
): Promise<string> {
  const path = `/${tenancy.platform.keycloak.realm}/${what}`
  const all = (await good(keycloak('GET', `${path}?max=1000`))) as Named
  const found = all.find((one) => (one.clientId ?? one.name) === name)
  if (!found) throw new Error(`no ${name} in ${what}`)
  return `${path}/${found.id}`
}

export function clientPath(servers: Servers, stage: Stage, name: string): Promise<string> {
  return pathIn(servers, stage, 'clients', name)
}

export function groupPath(servers: Servers, stage: Stage, name: string): Promise<string> {
  return pathIn(servers, stage, 'groups', name)
}

function scopePath(servers: Servers, stage: Stage, name: string): Promise<string> {
  return pathIn(servers, stage, 'client-scopes', name)
}

async function takeScope(
  servers: Servers,
  stage: Stage,
  name: string,
  which: 'default' | 'optional',
  scope: string,
): Promise<unknown> {
  const id = (await scopePath(servers, stage, scope)).split('/').at(-1)
  const path = await clientPath(servers, stage, name)
  return await good(servers.keycloak('DELETE', `${path}/${which}-client-scopes/${id}`))
}

/** @param role the group's own unless another is given */
export async function changeRoles(
  servers: Servers,
  stage: Stage,
  method: 'POST' | 'DELETE',
  group: string,
  role = group,
): Promise<unknown> {
  const { realm } = stage.tenancy.platform.keycloak
  const found = await good(servers.keycloak('GET', `/${realm}/roles/${encodeURIComponent(role)}`))
  const path = `${await groupPath(servers, stage, group)}/role-mappings/realm`
  return await good(servers.keycloak(method, path, [found]))
}
