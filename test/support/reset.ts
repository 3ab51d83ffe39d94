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
    await resetHarbor(servers, stage.tenancy)
    await servers.keycloak('DELETE', `/${stage.tenancy.platform.keycloak.realm}`)
    await resetKubernetes(servers, stage.tenancy)
  } finally {
    await servers.close()
  }
}

async function resetHarbor({ harbor }: Servers, { platform, teams }: Tenancy): Promise<void> {
  for (const { registry } of teams) {
    const project = `/projects/${registry.project}`
    const found = await harbor('GET', `${project}/repositories?page_size=100`)
    for (const { name } of (found.status === 200 ? found.body : []) as readonly { name: string }[]) {
      const inside = encodeURIComponent(encodeURIComponent(name.slice(registry.project.length + 1)))
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

async function resetKubernetes({ kubernetes }: Servers, { platform, teams }: Tenancy): Promise<void> {
  const namespaces = teams.map(({ namespace }) => `/api/v1/namespaces/${namespace.name}`)
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
}
