/** Things that are somebody else's, under the very names that we would use. */
import type { Key } from '../../src/core/key.ts'
import type { Note } from '../../src/core/kind.ts'
import type { Ledger } from '../../src/engine/world.ts'
import type { Tenancy } from '../../src/tenancy/tenancy.ts'
import { kubernetesObjects } from '../support/dump.ts'
import { applyNow, type Choice, troubles } from '../support/run.ts'
import { good, reach, type Servers } from '../support/servers.ts'
import type { Stage } from '../support/stage.ts'

/** Same names, other contents: what a rival platform of the same servers wants. */
export function rivalOf({ platform, teams }: Tenancy): Tenancy {
  const { keycloak, harbor, mesh } = platform
  return {
    platform: {
      ...platform,
      keycloak: {
        ...keycloak,
        identityProviders: keycloak.identityProviders.map((one) => ({ ...one, displayName: 'Rival' })),
        users: keycloak.users.map((one) => ({ ...one, lastName: 'Rival', groups: [] })),
      },
      harbor: {
        ...harbor,
        url: 'http://rival.stage.localhost',
        sso: { ...harbor.sso, name: 'rival', groupsClaim: 'roles' },
      },
      mesh: { ...mesh, mtls: 'PERMISSIVE', gateway: { ...mesh.gateway, selector: { istio: 'rival' } } },
    },
    teams: teams.map((team) => ({
      ...team,
      access: team.access.map((one) => ({ ...one, role: 'guest' as const, from: only(one.from) })),
      namespace: {
        ...team.namespace,
        quota: { pods: '7' },
        limits: { default: { cpu: '1' }, defaultRequest: { cpu: '1m' } },
        podSecurity: 'privileged' as const,
      },
      registry: {
        ...team.registry,
        storage: '1Gi',
        retention: team.registry.retention.map((rule) => ({ ...rule, keepMostRecent: 77 })),
      },
      apps: team.apps.map((app) => ({ ...app, service: { ...app.service, port: 9999 }, open: ['/rival'] })),
    })),
  }
}

function only(from: Readonly<Record<string, readonly string[]>>) {
  return Object.fromEntries(Object.keys(from).map((alias) => [alias, ['rival-group']]))
}

/** Makes everything as a platform of another name; its ledger is nowhere that we would look. */
export async function letRivalApply(stage: Stage, choice: Choice = {}): Promise<readonly string[]> {
  const rival = { ...choice, tenancy: choice.tenancy ?? rivalOf(stage.tenancy) }
  const world = { ...choice.world, owner: 'rival', ledger: memoryLedger() }
  const { outcomes } = await applyNow(stage, { ...rival, world })
  return troubles(outcomes)
}

function memoryLedger(): Ledger {
  const notes = new Map<Key, Note>()
  return {
    load: () => Promise.resolve(),
    noted: (key) => notes.get(key),
    notes: () => [...notes].map(([key, note]) => ({ key, ...note })),
    note: (team, entries) => {
      for (const [key, id] of entries) notes.set(key, { id, team })
      return Promise.resolve()
    },
    forget: (_, keys) => {
      for (const key of keys) void notes.delete(key)
      return Promise.resolve()
    },
  }
}

/** Takes every mark away, as if people had made it all by hand. */
export async function removeMarks(stage: Stage): Promise<void> {
  const servers = await reach(stage)
  const { realm } = stage.tenancy.platform.keycloak
  try {
    await unlabel(servers)
    await Promise.all([
      ...['groups', 'clients', 'client-scopes', 'roles'].map((what) => unmark(servers, `/${realm}/${what}`)),
      unmark(servers, `/${realm}/users`),
      unmarkProviders(servers, `/${realm}/identity-provider/instances`),
      undescribeRobots(servers),
    ])
  } finally {
    await servers.close()
  }
}

type Json = Readonly<Record<string, unknown>>
const marks = ['app.kubernetes.io/managed-by', 'troupe.dev/platform', 'troupe.dev/team']

async function unlabel({ kubernetes }: Servers): Promise<void> {
  const all = await kubernetesObjects(kubernetes)
  for (const { path, base, object } of all) {
    if (object.metadata.labels?.['troupe.dev/platform'] === undefined) continue
    const [, plural] = path.split(' ')
    const { namespace, name } = object.metadata
    const place = namespace === undefined ? '' : `/namespaces/${namespace}`
    const labels = Object.fromEntries(marks.map((mark) => [mark, null]))
    const body = { metadata: { labels } }
    await good(kubernetes('PATCH', `${base}${place}/${plural}/${name}`, body, 'application/merge-patch+json'))
  }
}

async function unmark({ keycloak }: Servers, path: string): Promise<void> {
  const found = await good(keycloak('GET', `${path}?max=1000&briefRepresentation=false`))
  for (const one of found as readonly { id: string; name?: string; attributes?: Json }[]) {
    if (!Object.keys(one.attributes ?? {}).some((name) => name.startsWith('troupe'))) continue
    const kept = Object.entries(one.attributes ?? {}).filter(([name]) => !name.startsWith('troupe'))
    // Attributes of clients and client scopes are merged: an empty one is taken away.
    const emptied = /clients|client-scopes/.test(path)
      ? Object.fromEntries(marks.map((mark) => [mark, '']))
      : {}
    const attributes = { ...emptied, ...Object.fromEntries(kept) }
    const at = path.endsWith('roles') ? `${path}/${encodeURIComponent(one.name ?? '')}` : `${path}/${one.id}`
    await good(keycloak('PUT', at, { ...one, attributes }))
  }
}

async function unmarkProviders({ keycloak }: Servers, path: string): Promise<void> {
  for (const one of (await good(keycloak('GET', path))) as readonly { alias: string; config: Json }[]) {
    await good(keycloak('PUT', `${path}/${one.alias}`, { ...one, config: unmarked(one.config) }))
    const mappers = await good(keycloak('GET', `${path}/${one.alias}/mappers`))
    for (const mapper of mappers as readonly { id: string; config: Json }[]) {
      const body = { ...mapper, config: unmarked(mapper.config) }
      await good(keycloak('PUT', `${path}/${one.alias}/mappers/${mapper.id}`, body))
    }
  }
}

function unmarked(config: Json): Json {
  return Object.fromEntries(Object.entries(config).filter(([name]) => !marks.includes(name)))
}

async function undescribeRobots({ harbor }: Servers): Promise<void> {
  const projects = (await good(harbor('GET', '/projects?page_size=100'))) as readonly { project_id: number }[]
  const queries = [
    '',
    ...projects.map(({ project_id: id }) => `q=${encodeURIComponent(`Level=project,ProjectID=${id}`)}&`),
  ]
  for (const query of queries) {
    const robots = (await good(harbor('GET', `/robots?${query}page_size=100`))) as readonly Json[]
    for (const robot of robots)
      await good(harbor('PUT', `/robots/${String(robot['id'])}`, { ...robot, description: 'ours' }))
  }
}
