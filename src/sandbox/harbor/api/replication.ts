/** Copying between registries: `/replication/policies`. The policies are kept; nothing is copied. */

import { REPOSITORY } from '../registry/repository-name.ts'
import { now } from '../state/clock.ts'
import type { Registry, Replication } from '../state/rows.ts'
import { anything, body, bool, type Decoded, int, list, struct, text } from '../wire/body.ts'
import { type Call, idParam } from '../wire/call.ts'
import { emptyList, listing, listRoute } from '../wire/paging.ts'
import { badRequest, conflict, internal, notFound } from '../wire/refusal.ts'
import { compact, created, done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireSystem } from './access.ts'
import { cronProblem, minutesOf } from './cron.ts'
import { showRegistry } from './registries.ts'

/** `/replication/policies`. */
export const replicationRoutes: readonly Route[] = [
  listRoute('GET /replication/policies', listPolicies),
  listRoute('GET /replication/executions', (call) => {
    requireSystem(call, 'replication', 'list')
    return emptyList(call)
  }),
  route('POST /replication/policies', createPolicy),
  route('GET /replication/policies/{id}', (call) => json(show(call, existing(call, 'read')))),
  route('PUT /replication/policies/{id}', updatePolicy),
  route('DELETE /replication/policies/{id}', deletePolicy),
]

const REGISTRY = struct('Registry', { id: int, name: text })

const POLICY = struct('ReplicationPolicy', {
  id: int,
  name: text,
  description: text,
  src_registry: REGISTRY,
  dest_registry: REGISTRY,
  dest_namespace: text,
  dest_namespace_replace_count: int,
  trigger: struct('ReplicationTrigger', {
    type: text,
    trigger_settings: struct('ReplicationTriggerSettings', { cron: text }),
  }),
  filters: list(struct('ReplicationFilter', { type: text, value: anything, decoration: text })),
  replicate_deletion: bool,
  deletion: bool,
  override: bool,
  enabled: bool,
  speed: int,
  copy_by_chunk: bool,
  single_active_replication: bool,
})

type Policy = Decoded<typeof POLICY>

const columns = {
  name: (row: Replication) => row.name,
  id: (row: Replication) => row.id,
  enabled: (row: Replication) => row.enabled,
  src_registry_id: (row: Replication) => row.source,
  dest_registry_id: (row: Replication) => row.destination,
  creation_time: (row: Replication) => row.created,
}

function listPolicies(call: Call): Reply {
  requireSystem(call, 'replication-policy', 'list')
  const part = (call.query.get('name') ?? '').toLowerCase()
  const rows = call.harbor.tables.replications.all().filter(({ name }) => name.toLowerCase().includes(part))
  return listing(call, rows, { columns, sort: '-creation_time', show: (policy) => show(call, policy) })
}

/** The other side is number 0, "Local". */
function show(call: Call, policy: Replication): Record<string, unknown> {
  return compact(
    {
      copy_by_chunk: policy.copyByChunk,
      creation_time: policy.created,
      deletion: policy.deletion,
      description: policy.description,
      dest_namespace: policy.namespace,
      dest_namespace_replace_count: policy.replaceCount,
      dest_registry: showSide(call, policy.destination),
      enabled: policy.enabled,
      filters: policy.filters.map(({ type, value, decoration }) => compact({ type, value, decoration })),
      id: policy.id,
      name: policy.name,
      override: policy.override,
      replicate_deletion: policy.deletion,
      single_active_replication: policy.singleActive,
      speed: policy.speed,
      src_registry: showSide(call, policy.source),
      trigger: compact({
        type: policy.trigger,
        trigger_settings: policy.cron === '' ? undefined : { cron: policy.cron },
      }),
      update_time: policy.updated,
    },
    ['copy_by_chunk', 'dest_namespace_replace_count', 'single_active_replication', 'speed'],
  )
}

function showSide({ harbor, origin }: Call, id: number): Record<string, unknown> | undefined {
  const registry: Registry | undefined = harbor.tables.registries.get(id)
  if (registry) return showRegistry(registry)
  const time = now()
  return {
    creation_time: time,
    credential: { access_secret: '*****', type: 'secret' },
    id: 0,
    insecure: true,
    name: 'Local',
    status: 'healthy',
    type: 'harbor',
    update_time: time,
    url: origin,
  }
}

const FILTERS = ['name', 'tag', 'label', 'resource']
const TRIGGERS = ['manual', 'scheduled', 'event_based']

/** @throws `Refusal` 400, 404 for a registry that is not there */
function check(call: Call, policy: Policy): void {
  if ((policy.name ?? '') === '') throw badRequest('empty name')
  const sides = [policy.src_registry?.id ?? 0, policy.dest_registry?.id ?? 0]
  const remote = sides.filter((id) => id !== 0)
  if (remote.length !== 1) {
    throw badRequest(
      "either src_registry or dest_registry should be empty and the other one shouldn't be empty",
    )
  }
  for (const filter of policy.filters ?? []) checkFilter(filter)
  const namespace = policy.dest_namespace ?? ''
  if (namespace !== '' && !NAMESPACE.test(namespace)) {
    throw badRequest(`invalid destination namespace: ${namespace}`)
  }
  checkTrigger(policy.trigger?.type ?? 'manual', policy.trigger?.trigger_settings?.cron ?? '')
  const id = remote[0] ?? 0
  if (!call.harbor.tables.registries.get(id)) throw notFound(`registry ${id} not found`)
}

/** With or without a host in front. */
const NAMESPACE = new RegExp(`^(?:[a-zA-Z0-9][a-zA-Z0-9.-]*(?::\\d+)?/)?${REPOSITORY}$`)

/** @throws `Refusal` 400 */
function checkFilter({ type = '', value, decoration = '' }: NonNullable<Policy['filters']>[number]): void {
  if (!FILTERS.includes(type)) throw badRequest('invalid filter type')
  if (type === 'label') {
    if (!Array.isArray(value) || value.some((label) => typeof label !== 'string')) {
      throw badRequest("the type of label filter value isn't string slice")
    }
  } else if (typeof value !== 'string') throw badRequest("the type of filter value isn't string")
  if (type === 'resource' && value !== 'artifact' && value !== 'image') {
    throw badRequest(`invalid resource filter: ${String(value)}`)
  }
  if ((type === 'name' || type === 'resource') && decoration !== '') {
    throw badRequest('only tag and label filter support decoration')
  }
  if (!['', 'matches', 'excludes'].includes(decoration)) {
    throw badRequest(`invalid filter decoration, :${decoration}`)
  }
}

function checkTrigger(type: string, cron: string): void {
  if (!TRIGGERS.includes(type)) throw badRequest('invalid trigger type')
  if (type !== 'scheduled') return
  if (cron === '') throw badRequest('the cron string cannot be empty when the trigger type is scheduled')
  const problem = cronProblem(cron)
  if (problem?.startsWith('the 1st field')) throw badRequest(problem)
  if (problem !== undefined) throw badRequest(`invalid cron string for scheduled trigger: ${cron}`)
  if (minutesOf(cron) === '*') {
    throw badRequest('* is not allowed for the Minutes field of the cron setting of replication policy')
  }
}

/** `deletion` counts, `replicate_deletion` does not (harbor contract 30-replication). */
const fields = (policy: Policy) => ({
  name: policy.name ?? '',
  description: policy.description ?? '',
  source: policy.src_registry?.id ?? 0,
  destination: policy.dest_registry?.id ?? 0,
  namespace: policy.dest_namespace ?? '',
  replaceCount: policy.dest_namespace_replace_count ?? -1,
  trigger: policy.trigger?.type ?? 'manual',
  cron: policy.trigger?.trigger_settings?.cron ?? '',
  filters: (policy.filters ?? []).map(({ type = '', value, decoration = '' }) => ({
    type,
    value,
    decoration,
  })),
  deletion: policy.deletion ?? false,
  override: policy.override ?? false,
  enabled: policy.enabled ?? false,
  speed: Math.max(policy.speed ?? 0, 0),
  copyByChunk: policy.copy_by_chunk ?? false,
  singleActive: policy.single_active_replication ?? false,
})

function requireFree({ harbor }: Call, name: string, self = 0): void {
  const twin = harbor.tables.replications.one('name', name)
  if (twin && twin.id !== self) throw conflict(`replication policy ${name} already exists`)
}

/** Refused as if it were the server's own fault. @throws `Refusal` 500 */
function requireSingleAllowed({ single_active_replication: single, trigger }: Policy): void {
  if (single === true && trigger?.type === 'event_based') throw internal()
}

async function createPolicy(call: Call): Promise<Reply> {
  const sent = await body(call, 'policy', POLICY)
  requireSystem(call, 'replication-policy', 'create')
  requireSingleAllowed(sent)
  check(call, sent)
  requireFree(call, sent.name ?? '')
  const times = { created: now(), updated: now() }
  const policy = call.harbor.tables.replications.insert({ ...fields(sent), ...times })
  return created(`/api/v2.0/replication/policies/${policy.id}`)
}

function existing(call: Call, action: string): Replication {
  const id = idParam(call, 'id')
  requireSystem(call, 'replication-policy', action)
  const policy = call.harbor.tables.replications.get(id)
  if (!policy) throw notFound(`replication policy ${id} not found`)
  return policy
}

async function updatePolicy(call: Call): Promise<Reply> {
  const sent = await body(call, 'policy', POLICY)
  const policy = existing(call, 'update')
  requireSingleAllowed(sent)
  check(call, sent)
  requireFree(call, sent.name ?? '', policy.id)
  call.harbor.tables.replications.update({ ...policy, ...fields(sent), updated: now() })
  return done
}

function deletePolicy(call: Call): Reply {
  call.harbor.tables.replications.remove(existing(call, 'delete').id)
  return done
}
