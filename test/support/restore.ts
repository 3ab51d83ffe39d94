/** Servers brought back to how they stood, by bare hands: quicker than starting new ones, whose keys take a second to make. */
import { setTimeout as pause } from 'node:timers/promises'
import { canonicalJson } from '../../src/core/compare.ts'
import { kubernetesObjects } from './dump.ts'
import { good, reach, type Servers } from './servers.ts'
import type { Stage } from './stage.ts'

type Json = Readonly<Record<string, unknown>>

/** @returns what takes away all that was made since, and undoes what was changed in what stood; it can be called again */
export async function rememberServers(stage: Stage): Promise<() => Promise<void>> {
  const before = await withServers(stage, async ({ kubernetes, harbor, keycloak }) => ({
    objects: new Map((await kubernetesObjects(kubernetes)).map((one) => [one.path, one.object as Json])),
    harbor: await namesIn(harbor),
    settings: (await good(harbor('GET', '/configurations'))) as Readonly<Record<string, Setting>>,
    realms: namesOf(await good(keycloak('GET', '?briefRepresentation=true')), 'realm'),
  }))
  return () =>
    withServers(stage, async (servers) => {
      await Promise.all([
        restoreKubernetes(servers, before.objects),
        restoreRealms(servers, before.realms),
        restoreHarbor(servers, before.harbor, before.settings),
      ])
    })
}

async function withServers<T>(stage: Stage, use: (servers: Servers) => Promise<T>): Promise<T> {
  const servers = await reach(stage)
  try {
    return await use(servers)
  } finally {
    await servers.close()
  }
}

async function restoreKubernetes({ kubernetes }: Servers, before: ReadonlyMap<string, Json>): Promise<void> {
  const present = await kubernetesObjects(kubernetes)
  const isNew = ({ path }: { path: string }) => !before.has(path)
  const namespaces = present.filter((one) => isNew(one) && one.path.startsWith('kubernetes namespaces '))
  const gone = new Set<unknown>(namespaces.map(({ object }) => object.metadata.name))
  await Promise.all(
    present
      .filter((one) => (isNew(one) ? !gone.has(one.object.metadata.namespace) : isChanged(one, before)))
      .map((one) => {
        const kept = before.get(one.path)
        return kept
          ? good(kubernetes('PUT', urlOf(one), unversioned(kept)))
          : kubernetes('DELETE', urlOf(one))
      }),
  )
  for (const one of namespaces) {
    while ((await kubernetes('GET', urlOf(one))).status !== 404) await pause(5)
  }
}

interface Found {
  readonly path: string
  readonly base: string
  readonly object: { readonly metadata: { readonly name: string; readonly namespace?: string } }
}

function urlOf({ path, base, object: { metadata } }: Found): string {
  const place = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`
  return `${base}${place}/${path.split(' ')[1]}/${metadata.name}`
}

function isChanged({ path, object }: Found, before: ReadonlyMap<string, Json>): boolean {
  if (/^kubernetes (events|leases|componentstatuses) /.test(path)) return false
  return canonicalJson(unversioned(before.get(path) ?? {})) !== canonicalJson(unversioned({ ...object }))
}

function unversioned(object: Json): Json {
  const { managedFields: _, resourceVersion: __, generation: ___, ...metadata } = object['metadata'] as Json
  return { ...object, metadata }
}

async function restoreRealms({ keycloak }: Servers, before: ReadonlySet<string>): Promise<void> {
  const present = namesOf(await good(keycloak('GET', '?briefRepresentation=true')), 'realm')
  const fresh = [...present].filter((name) => !before.has(name))
  await Promise.all(fresh.map((name) => good(keycloak('DELETE', `/${name}`))))
}

/** Where Harbor's things are listed, and by which field each is deleted. */
const harborLists = { '/projects': 'name', '/robots': 'id', '/usergroups': 'id' } as const

async function namesIn(harbor: Servers['harbor']): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const lists = Object.entries(harborLists).map(async ([path, field]) => {
    return [path, namesOf(await good(harbor('GET', `${path}?page_size=100`)), field)] as const
  })
  return new Map(await Promise.all(lists))
}

interface Setting {
  readonly value: unknown
  readonly editable: boolean
}

async function restoreHarbor(
  { harbor }: Servers,
  before: ReadonlyMap<string, ReadonlySet<string>>,
  settings: Readonly<Record<string, Setting>>,
): Promise<void> {
  for (const [path, names] of await namesIn(harbor)) {
    const fresh = [...names].filter((name) => !before.get(path)?.has(name))
    await Promise.all(fresh.map((name) => good(harbor('DELETE', `${path}/${name}`))))
  }
  // What has not changed stays unsaid: Harbor refuses some of the values that it begins with.
  const now = (await good(harbor('GET', '/configurations'))) as typeof settings
  const values = Object.entries(settings).flatMap(([name, { value, editable }]) =>
    editable && now[name]?.value !== value ? [[name, value] as const] : [],
  )
  if (values.length > 0) await good(harbor('PUT', '/configurations', Object.fromEntries(values)))
}

function namesOf(list: unknown, field: string): ReadonlySet<string> {
  return new Set((list as readonly Json[]).map((one) => String(one[field])))
}
