/** Other registries: `/registries`, `/replication/adapters`. */
import { now } from '../state/clock.ts'
import type { Registry } from '../state/rows.ts'
import { body, bool, int, struct, text } from '../wire/body.ts'
import { type Call, idParam } from '../wire/call.ts'
import { listing, listRoute } from '../wire/paging.ts'
import { badRequest, conflict, internal, notFound, precondition } from '../wire/refusal.ts'
import { compact, created, done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireSystem } from './access.ts'
import { ADAPTERS, healthy } from './registry-health.ts'

/** `/registries`. */
export const registryRoutes: readonly Route[] = [
  listRoute('GET /registries', listRegistries),
  route('POST /registries', createRegistry),
  route('POST /registries/ping', pingRegistry),
  route('GET /registries/{id}', (call) => json(showRegistry(existing(call, 'read')))),
  route('PUT /registries/{id}', updateRegistry),
  route('DELETE /registries/{id}', deleteRegistry),
  route('GET /replication/adapters', (call) => {
    requireSystem(call, 'replication-adapter', 'list')
    return json(ADAPTERS)
  }),
]

const FLAT = {
  name: text,
  url: text,
  insecure: bool,
  description: text,
  credential_type: text,
  access_key: text,
  access_secret: text,
}

const REGISTRY = struct('Registry', {
  id: int,
  name: text,
  type: text,
  url: text,
  insecure: bool,
  description: text,
  credential: struct('RegistryCredential', { type: text, access_key: text, access_secret: text }),
})

/** As the API answers it: the secret only as a mask. */
export const showRegistry = (registry: Registry): Record<string, unknown> =>
  compact({
    creation_time: registry.created,
    credential: compact({
      access_key: registry.accessKey,
      access_secret: registry.accessSecret === '' ? '' : '*****',
      type: registry.credentialType,
    }),
    description: registry.description,
    id: registry.id,
    insecure: registry.insecure,
    name: registry.name,
    status: registry.status,
    type: registry.type,
    update_time: registry.updated,
    url: registry.url,
  })

const columns = {
  name: (row: Registry) => row.name,
  id: (row: Registry) => row.id,
  type: (row: Registry) => row.type,
  url: (row: Registry) => row.url,
  creation_time: (row: Registry) => row.created,
}

function listRegistries(call: Call): Reply {
  requireSystem(call, 'registry', 'list')
  const part = (call.query.get('name') ?? '').toLowerCase()
  const rows = call.harbor.tables.registries.all().filter(({ name }) => name.toLowerCase().includes(part))
  return listing(call, rows, { columns, sort: '', show: showRegistry })
}

/** `http` when no scheme is given; without query and fragment. @throws `Refusal` 400 */
function checkedUrl(sent: string): string {
  const trimmed = sent.replace(/^ +| +$/g, '').replace(/\/+$/, '')
  if (trimmed === '') throw badRequest('empty string')
  const url = trimmed.includes('://') ? trimmed : `http://${trimmed}`
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase() ?? ''
  if (scheme !== 'http' && scheme !== 'https') throw badRequest(`invalid HTTP scheme: ${scheme}`)
  return url.replace(/[?#].*$/s, '').replace(/^https?/i, scheme)
}

async function requireHealthy({ harbor }: Call, registry: Omit<Registry, 'id'>): Promise<void> {
  if (!(await healthy(harbor.network, registry))) throw badRequest('the registry is unhealthy')
}

async function createRegistry(call: Call): Promise<Reply> {
  const sent = await body(call, 'registry', REGISTRY)
  requireSystem(call, 'registry', 'create')
  const { name = '', credential } = sent
  if (name === '') throw badRequest('name cannot be empty')
  if (name.length > 64) throw badRequest('the max length of name is 64')
  const { registries } = call.harbor.tables
  const taken = () => {
    if (registries.one('name', name)) throw conflict(`registry ${name} already exists`)
  }
  taken()
  const wanted: Omit<Registry, 'id'> = {
    name,
    type: sent.type ?? '',
    url: checkedUrl(sent.url ?? ''),
    insecure: sent.insecure ?? false,
    description: sent.description ?? '',
    credentialType: credential?.type ?? '',
    accessKey: credential?.access_key ?? '',
    accessSecret: credential?.access_secret ?? '',
    status: 'healthy',
    created: now(),
    updated: now(),
  }
  await requireHealthy(call, wanted)
  taken()
  const registry = registries.insert(wanted)
  return created(`/api/v2.0/registries/${registry.id}`)
}

function find(call: Call, id: number): Registry {
  const registry = call.harbor.tables.registries.get(id)
  if (!registry) throw notFound(`registry ${id} not found`)
  return registry
}

function existing(call: Call, action: string): Registry {
  const id = idParam(call, 'id')
  requireSystem(call, 'registry', action)
  return find(call, id)
}

/** Fields left out stay; the mask sent back as secret is then the secret (harbor contract 28-registries). */
async function updateRegistry(call: Call): Promise<Reply> {
  const sent = await body(call, 'registry', struct('RegistryUpdate', FLAT))
  const registry = existing(call, 'update')
  const moved = sent.url !== undefined && checkedUrl(sent.url) !== registry.url
  const wanted: Registry = {
    ...registry,
    name: sent.name ?? registry.name,
    url: sent.url === undefined ? registry.url : checkedUrl(sent.url),
    insecure: sent.insecure ?? registry.insecure,
    description: sent.description ?? registry.description,
    credentialType: sent.credential_type ?? registry.credentialType,
    accessKey: sent.access_key ?? registry.accessKey,
    accessSecret: sent.access_secret ?? (moved ? '' : registry.accessSecret),
    updated: now(),
  }
  const { registries } = call.harbor.tables
  const twin = registries.one('name', wanted.name)
  if (twin && twin.id !== registry.id) throw conflict(`registry ${wanted.name} already exists`)
  await requireHealthy(call, wanted)
  registries.update(wanted)
  return done
}

/** Of one that is known its own address counts, so that its secret goes nowhere else. */
async function pingRegistry(call: Call): Promise<Reply> {
  const sent = await body(call, 'registry', struct('RegistryPing', { id: int, type: text, ...FLAT }))
  requireSystem(call, 'registry', 'read')
  const known = sent.id === undefined ? undefined : find(call, sent.id)
  const url = known?.url ?? (sent.url === undefined ? '' : checkedUrl(sent.url))
  const type = sent.type ?? known?.type ?? ''
  if (type === '' || url === '') throw badRequest('type or url cannot be empty')
  const answered = await healthy(call.harbor.network, {
    type,
    url,
    accessKey: sent.access_key ?? known?.accessKey ?? '',
    accessSecret: sent.access_secret ?? known?.accessSecret ?? '',
  })
  if (!answered) throw badRequest('the registry is unhealthy')
  return done
}

function deleteRegistry(call: Call): Reply {
  const { id } = existing(call, 'delete')
  const { tables } = call.harbor
  const used = (by: string) => precondition(`the registry ${id} is referenced by ${by}, cannot delete it`)
  if (tables.replications.all().some(({ source, destination }) => source === id || destination === id)) {
    throw used('replication policies')
  }
  if (tables.projects.by('registry', id).length > 0) throw used('proxy cache project')
  if (!tables.registries.remove(id)) throw internal()
  return done
}
