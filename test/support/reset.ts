/**
 * Real servers as they were before a test file came: what the fixture makes there is taken away by bare hands.
 *
 * The platform's namespace stays, with the note that Harbor's settings are ours: Harbor goes back to its own accounts for
 * nobody once people have signed in.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Tenancy } from '../../src/tenancy/tenancy.ts'
import { kubernetesObjects } from './dump.ts'
import { good, reach, type Servers } from './servers.ts'
import type { Stage } from './stage.ts'

type Json = Readonly<Record<string, unknown>>

/** Ends when all is gone. */
export async function reset(stage: Pick<Stage, 'servers' | 'tenancy'>): Promise<void> {
  const servers = await reach(stage)
  try {
    const made = await madeBefore(servers, stage.tenancy)
    await resetHarbor(servers, stage.tenancy, made.projects)
    await servers.keycloak('DELETE', `/${stage.tenancy.platform.keycloak.realm}`)
    await resetKubernetes(servers, stage.tenancy, made.namespaces)
  } finally {
    await servers.close()
  }
}

interface Namespace {
  readonly metadata: {
    readonly name: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
}

/** Namespaces and projects of the fixture's teams, also under the names that a test gave them. */
async function madeBefore({ kubernetes }: Servers, { platform, teams }: Tenancy) {
  const { items } = (await good(kubernetes('GET', '/api/v1/namespaces'))) as {
    readonly items: readonly Namespace[]
  }
  const marked = items.filter(({ metadata: { name, labels } }) => {
    return labels?.['troupe.dev/platform'] === platform.name && name !== platform.namespace
  })
  const notes = marked.flatMap(({ metadata }) => Object.values(metadata.annotations ?? {}))
  const noted = notes.flatMap((note) => /^\S+ harbor\.project:(\S+)/.exec(note)?.[1] ?? [])
  return {
    namespaces: new Set([
      ...teams.map(({ namespace }) => namespace.name),
      ...marked.map(({ metadata }) => metadata.name),
    ]),
    projects: new Set([...teams.map(({ registry }) => registry.project), ...noted]),
  }
}

async function resetHarbor(
  { harbor }: Servers,
  { platform }: Tenancy,
  projects: ReadonlySet<string>,
): Promise<void> {
  for (const name of projects) {
    const project = `/projects/${name}`
    const found = await harbor('GET', `${project}/repositories?page_size=100`)
    for (const repository of (found.status === 200 ? found.body : []) as readonly { name: string }[]) {
      const inside = encodeURIComponent(encodeURIComponent(repository.name.slice(name.length + 1)))
      await harbor('DELETE', `${project}/repositories/${inside}`)
    }
    await harbor('DELETE', project)
  }
  const robots = (await good(harbor('GET', '/robots?page_size=100'))) as readonly Json[]
  const own = robots.filter(({ name }) => String(name).endsWith(`troupe-${platform.name}`))
  for (const { id } of own) await harbor('DELETE', `/robots/${String(id)}`)
  // A realm that is made anew gives people new numbers, and Harbor holds on to the old ones.
  const people = [...platform.keycloak.users, ...platform.probeAccounts].map(({ username }) => username)
  const users = (await good(harbor('GET', '/users?page_size=100'))) as readonly Json[]
  const gone = users.filter(({ username }) => people.includes(String(username)))
  for (const { user_id } of gone) await harbor('DELETE', `/users/${String(user_id)}`)
}

async function resetKubernetes(
  { kubernetes }: Servers,
  { platform }: Tenancy,
  names: ReadonlySet<string>,
): Promise<void> {
  const namespaces = [...names].map((name) => `/api/v1/namespaces/${name}`)
  for (const path of namespaces) await kubernetes('DELETE', path)
  for (const { path, base, object } of await kubernetesObjects(kubernetes)) {
    const { name, namespace, labels } = object.metadata
    const [, plural] = path.split(' ')
    if (namespace === undefined || labels?.['troupe.dev/platform'] !== platform.name) continue
    await kubernetes('DELETE', `${base}/namespaces/${namespace}/${plural}/${name}`)
  }
  for (const path of namespaces) {
    for (let waited = 0; (await kubernetes('GET', path)).status !== 404; waited += 200) {
      if (waited > 60_000) throw new Error(`${path} does not go away`)
      await pause(200)
    }
  }
  // A mesh holds on to the keys of a realm that a policy names, and waits a moment for more before it hears that none does.
  await pause(500)
}
