/** Quotas: `/quotas`. */
import { now } from '../state/clock.ts'
import type { Quota } from '../state/rows.ts'
import { body, dict, int, struct } from '../wire/body.ts'
import { type Call, idParam } from '../wire/call.ts'
import { listing, listRoute } from '../wire/paging.ts'
import { badRequest, notFound } from '../wire/refusal.ts'
import { done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireSystem } from './access.ts'
import { quotaProblem } from './quota-limits.ts'

/** `/quotas`. */
export const quotaRoutes: readonly Route[] = [
  listRoute('GET /quotas', listQuotas),
  route('GET /quotas/{id}', readQuota),
  route('PUT /quotas/{id}', updateQuota),
]

/** What may be sorted by; no limit is more than any. */
const columns = {
  'hard.storage': (row: Quota) => (row.hard === -1 ? Number.POSITIVE_INFINITY : row.hard),
  'used.storage': (row: Quota) => row.used,
  creation_time: (row: Quota) => row.created,
  update_time: (row: Quota) => row.updated,
}

function listQuotas(call: Call): Reply {
  requireSystem(call, 'quota', 'list')
  const { quotas } = call.harbor.tables
  const id = call.query.get('reference_id') ?? ''
  const kind = call.query.get('reference') ?? ''
  const rows =
    kind !== '' && kind !== 'project' ? [] : id === '' ? quotas.all() : quotas.by('project', Number(id))
  return listing(call, rows, {
    columns,
    sort: '-creation_time',
    obeys: ['sort'],
    show: (quota) => show(call, quota),
  })
}

function show({ harbor }: Call, quota: Quota): Record<string, unknown> {
  const name = harbor.tables.projects.get(quota.projectId)?.name ?? ''
  return {
    creation_time: quota.created,
    hard: { storage: quota.hard },
    id: quota.id,
    ref: { id: quota.projectId, name, owner_name: '' },
    update_time: quota.updated,
    used: { storage: quota.used },
  }
}

function existing(call: Call): Quota {
  const id = idParam(call, 'id')
  const quota = call.harbor.tables.quotas.get(id)
  if (!quota) throw notFound(`quota ${id} not found`)
  return quota
}

function readQuota(call: Call): Reply {
  requireSystem(call, 'quota', 'read')
  return json(show(call, existing(call)))
}

/** A limit below what is in use is fine. */
async function updateQuota(call: Call): Promise<Reply> {
  const { hard = {} } = await body(call, 'hard', struct('QuotaUpdateReq', { hard: dict(int) }))
  requireSystem(call, 'quota', 'update')
  const resources = Object.keys(hard)
  if (resources.length === 0) throw badRequest('hard required in body')
  const quota = existing(call)
  const foreign = resources.find((resource) => resource !== 'storage')
  if (foreign !== undefined) throw badRequest(`resource ${foreign} not support`)
  const storage = hard['storage'] ?? 0
  const problem = quotaProblem(storage)
  if (problem !== undefined) throw badRequest(problem)
  call.harbor.tables.quotas.update({ ...quota, hard: storage, updated: now() })
  return done
}
