/** The audit log: of all, and of one project. */
import { AUDIT_EVENTS } from '../state/audit.ts'
import type { AuditEntry } from '../state/rows.ts'
import type { Call } from '../wire/call.ts'
import { listing, listRoute } from '../wire/paging.ts'
import { json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireAuthenticated, requireProject } from './access.ts'

/** `/auditlog-exts`, and the older `/audit-logs`. */
export const auditRoutes: readonly Route[] = [
  listRoute('GET /auditlog-exts', (call) => list(call, visible(call), show)),
  route('GET /auditlog-exts/events', (call) => {
    requireAuthenticated(call)
    return json(AUDIT_EVENTS.map((event_type) => ({ event_type })))
  }),
  listRoute('GET /projects/{project}/auditlog-exts', (call) => list(call, ofProject(call), show)),
  listRoute('GET /audit-logs', (call) => list(call, visible(call), showOld)),
  listRoute('GET /projects/{project}/logs', (call) => list(call, ofProject(call), showOld)),
]

const columns = {
  op_time: (row: AuditEntry) => row.time,
  operation: (row: AuditEntry) => row.operation,
  resource: (row: AuditEntry) => row.resource,
  resource_type: (row: AuditEntry) => row.resourceType,
  username: (row: AuditEntry) => row.username,
  project_id: (row: AuditEntry) => row.projectId,
  id: (row: AuditEntry) => row.id,
}

const list = (call: Call, rows: readonly AuditEntry[], as: (entry: AuditEntry) => unknown): Reply =>
  listing(call, [...rows].reverse(), { columns, sort: '-id', show: as })

/** Everything for whoever may list it; else, for people, what happened in projects whose log they may list. */
function visible(call: Call): readonly AuditEntry[] {
  requireAuthenticated(call)
  const { harbor, caller } = call
  if (caller.onSystem('audit-log', 'list')) return harbor.audit.entries()
  if (!caller.user) return []
  const readable = harbor.tables.projects.all().filter((project) => caller.onProject(project, 'log', 'list'))
  return readable.flatMap(({ id }) => harbor.audit.ofProject(id))
}

const ofProject = (call: Call) => call.harbor.audit.ofProject(requireProject(call, 'log', 'list').id)

const show = (entry: AuditEntry) => ({
  client_address: entry.address,
  id: entry.id,
  op_time: entry.time,
  operation: entry.operation,
  operation_description: entry.description,
  operation_result: true,
  resource: entry.resource,
  resource_type: entry.resourceType,
  username: entry.username,
})

const showOld = (entry: AuditEntry) => ({
  id: entry.id,
  op_time: entry.time,
  operation: entry.operation,
  resource: entry.resource,
  resource_type: entry.resourceType,
  username: entry.username,
})
