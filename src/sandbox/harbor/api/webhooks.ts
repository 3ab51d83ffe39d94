/** Webhooks of a project: `/projects/{x}/webhook`. They are kept, and never sent. */
import { NEVER } from '../registry/artifacts.ts'
import { now } from '../state/clock.ts'
import type { Webhook } from '../state/rows.ts'
import { body, bool, type Decoded, int, list, struct, text } from '../wire/body.ts'
import { type Call, idParam } from '../wire/call.ts'
import { emptyList, listing, listRoute } from '../wire/paging.ts'
import { badRequest, conflict, notFound } from '../wire/refusal.ts'
import { compact, created, done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireProjectNumber } from './access.ts'

/** `/projects/{project}/webhook`. */
export const webhookRoutes: readonly Route[] = [
  route('GET /projects/{project}/webhook/events', (call) => {
    requireProjectNumber(call, 'notification-policy', 'read')
    return json({
      event_type: EVENTS,
      notify_type: ['http', 'slack'],
      payload_formats: [{ formats: FORMATS, notify_type: 'http' }],
    })
  }),
  listRoute('GET /projects/{project}/webhook/policies', listWebhooks),
  route('POST /projects/{project}/webhook/policies', createWebhook),
  route('GET /projects/{project}/webhook/policies/{webhook_policy_id}', (call) =>
    json(show(existing(call, 'read'))),
  ),
  listRoute('GET /projects/{project}/webhook/policies/{webhook_policy_id}/executions', (call) => {
    existing(call, 'read')
    return emptyList(call)
  }),
  route('GET /projects/{project}/webhook/lasttrigger', listTriggers),
  route('PUT /projects/{project}/webhook/policies/{webhook_policy_id}', updateWebhook),
  route('DELETE /projects/{project}/webhook/policies/{webhook_policy_id}', deleteWebhook),
]

const EVENTS: readonly string[] = [
  'PUSH_ARTIFACT',
  'PULL_ARTIFACT',
  'DELETE_ARTIFACT',
  'QUOTA_EXCEED',
  'QUOTA_WARNING',
  'SCANNING_FAILED',
  'SCANNING_STOPPED',
  'SCANNING_COMPLETED',
  'REPLICATION',
  'TAG_RETENTION',
]
const FORMATS: readonly string[] = ['Default', 'CloudEvents']

const POLICY = struct('WebhookPolicy', {
  id: int,
  project_id: int,
  name: text,
  description: text,
  enabled: bool,
  creator: text,
  event_types: list(text),
  targets: list(
    struct('WebhookTargetObject', {
      type: text,
      address: text,
      auth_header: text,
      skip_cert_verify: bool,
      payload_format: text,
    }),
  ),
})

type Policy = Decoded<typeof POLICY>

const columns = {
  name: (row: Webhook) => row.name,
  id: (row: Webhook) => row.id,
  enabled: (row: Webhook) => row.enabled,
  creation_time: (row: Webhook) => row.created,
}

/** Those of a deleted project are still listed by its number, to an admin. */
function listWebhooks(call: Call): Reply {
  const projectId = requireProjectNumber(call, 'notification-policy', 'list')
  const rows = call.harbor.tables.webhooks.by('project', projectId)
  return listing(call, rows, { columns, sort: '-creation_time', show })
}

/** By event, when it was sent last: never. */
function listTriggers(call: Call): Reply {
  const projectId = requireProjectNumber(call, 'notification-policy', 'read')
  const newestFirst = [...call.harbor.tables.webhooks.by('project', projectId)].reverse()
  return json(
    newestFirst.flatMap(({ name, enabled, created: creation_time, events }) =>
      events.map((event_type) =>
        compact({
          creation_time,
          enabled,
          event_type,
          last_trigger_time: NEVER,
          policy_name: name,
        }),
      ),
    ),
  )
}

const show = (webhook: Webhook) =>
  compact(
    {
      creation_time: webhook.created,
      creator: webhook.creator,
      description: webhook.description,
      enabled: webhook.enabled,
      event_types: webhook.events,
      id: webhook.id,
      name: webhook.name,
      project_id: webhook.projectId,
      targets: webhook.targets.map((target) =>
        compact({
          type: target.type,
          address: target.address,
          auth_header: target.authHeader,
          skip_cert_verify: target.skipCertVerify,
          payload_format: target.payloadFormat,
        }),
      ),
      update_time: webhook.updated,
    },
    ['enabled'],
  )

/** Anything that is not another scheme is an address; without one it is HTTP's (src/common/utils/utils.go). */
function addressProblem(address: string): string | undefined {
  const trimmed = address.replace(/^ +| +$/g, '').replace(/\/+$/, '')
  if (trimmed === '') return 'empty URL'
  const scheme = /^(.*?):\/\//.exec(trimmed)?.[1]
  return scheme === undefined || scheme === 'http' || scheme === 'https'
    ? undefined
    : `invalid scheme: ${scheme}`
}

/** Events, types and formats are checked; names are not, and addresses hardly. */
function check({ name = '', event_types = [], targets = [] }: Policy): void {
  if (event_types.length === 0) throw badRequest('empty event type')
  const unknown = event_types.find((event) => !EVENTS.includes(event))
  if (unknown !== undefined) throw badRequest(`unsupported event type ${unknown}`)
  if (targets.length === 0) throw badRequest(`empty notification target with policy ${name}`)
  for (const { type = '', address = '', payload_format: format = '' } of targets) {
    const problem = addressProblem(address)
    if (problem !== undefined) throw badRequest(problem)
    if (type !== 'http' && type !== 'slack') {
      throw badRequest(`unsupported target type ${type} with policy ${name}`)
    }
    if (format !== '' && (type === 'slack' || !FORMATS.includes(format))) {
      throw badRequest(
        type === 'slack'
          ? 'set payload format is not allowed for slack'
          : `unsupported payload format type: ${format}`,
      )
    }
  }
}

const fields = (policy: Policy) => ({
  name: policy.name ?? '',
  description: policy.description ?? '',
  enabled: policy.enabled ?? false,
  events: policy.event_types ?? [],
  targets: (policy.targets ?? []).map((target) => ({
    type: target.type ?? '',
    address: target.address ?? '',
    authHeader: target.auth_header ?? '',
    skipCertVerify: target.skip_cert_verify ?? false,
    payloadFormat: target.payload_format || (target.type === 'http' ? 'Default' : ''),
  })),
})

function requireFree(call: Call, projectId: number, name: string, self = 0): void {
  const others = call.harbor.tables.webhooks.by('project', projectId)
  if (others.some((other) => other.id !== self && other.name === name)) {
    throw conflict(`notification policy named ${name} already exists`)
  }
}

async function createWebhook(call: Call): Promise<Reply> {
  const policy = await body(call, 'policy', POLICY)
  const projectId = requireProjectNumber(call, 'notification-policy', 'create')
  check(policy)
  requireFree(call, projectId, policy.name ?? '')
  const webhook = call.harbor.tables.webhooks.insert({
    projectId,
    ...fields(policy),
    creator: '',
    created: now(),
    updated: now(),
  })
  return created(`${call.path.replace(/\/+$/, '')}/${webhook.id}`)
}

function existing(call: Call, action: string): Webhook {
  const id = idParam(call, 'webhook_policy_id')
  const projectId = requireProjectNumber(call, 'notification-policy', action)
  const webhook = call.harbor.tables.webhooks.get(id)
  if (!webhook) throw notFound(`notificationPolicy ${id} not found`)
  if (webhook.projectId !== projectId) {
    throw notFound(`resource not found: project id:${projectId}, webhook policy id: ${id} not found`)
  }
  return webhook
}

async function updateWebhook(call: Call): Promise<Reply> {
  const policy = await body(call, 'policy', POLICY)
  const webhook = existing(call, 'update')
  check(policy)
  requireFree(call, webhook.projectId, policy.name ?? '', webhook.id)
  call.harbor.tables.webhooks.update({ ...webhook, ...fields(policy), updated: now() })
  return done
}

function deleteWebhook(call: Call): Reply {
  call.harbor.tables.webhooks.remove(existing(call, 'delete').id)
  return done
}
