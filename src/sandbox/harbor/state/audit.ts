/** The audit log: who did what to what. */
import type { Store } from '../../store/store.ts'
import { type Collection, collection } from './collection.ts'
import type { AuditEntry } from './rows.ts'
import type { Settings } from './settings.ts'

/** What happened: `create` of a `robot`, and the words for it. */
export interface AuditEvent {
  readonly operation: string
  readonly type: string
  readonly resource: string
  /** In front of the resource: `create robot`; by default operation and type. */
  readonly verb?: string
  /** After the verb, when it is not the resource. */
  readonly object?: string
  readonly projectId?: number
  /** Whoever did it, when that is not the caller. */
  readonly username?: string
}

/** Whoever did it, and from where. */
export interface Actor {
  readonly caller: { readonly name: string }
  readonly request: { readonly socket: { readonly remoteAddress?: string | undefined } }
}

/** Writes and reads the log. */
export interface Audit {
  record(by: Actor, event: AuditEvent): void
  entries(): readonly AuditEntry[]
  ofProject(projectId: number): readonly AuditEntry[]
  /** Forgets what is older than so many hours. */
  purge(hours: number): number
}

/** Every event that can be in it, as `/auditlog-exts/events` names them. */
export const AUDIT_EVENTS: readonly string[] = [
  'create_artifact',
  'delete_artifact',
  'pull_artifact',
  'create_project',
  'delete_project',
  'delete_repository',
  'login_user',
  'logout_user',
  'create_user',
  'delete_user',
  'update_user',
  'create_robot',
  'delete_robot',
  'update_configuration',
  'create_member',
  'delete_member',
  'update_member',
  'update_project',
]

/** Events in `disabled_audit_log_event_types` are not written, nor any when the database is skipped. */
export function openAudit(store: Store, settings: Settings): Audit {
  const log: Collection<AuditEntry, 'project'> = collection(store, 'audit', {
    project: (row: AuditEntry) => row.projectId,
  })
  return {
    record({ caller, request }, event) {
      if (settings.flag('skip_audit_log_database')) return
      const disabled = settings.text('disabled_audit_log_event_types').split(',')
      if (disabled.includes(`${event.operation}_${event.type}`)) return
      const verb = event.verb ?? `${event.operation} ${event.type}`
      log.insert({
        time: new Date().toISOString(),
        operation: event.operation,
        resourceType: event.type,
        resource: event.resource,
        description: `${verb}: ${event.object ?? event.resource}`,
        username: event.username ?? caller.name,
        projectId: event.projectId ?? 0,
        address: request.socket.remoteAddress ?? '',
      })
    },
    entries: log.all,
    ofProject: (projectId) => log.by('project', projectId),
    purge(hours) {
      const limit = new Date(Date.now() - hours * 3_600_000).toISOString()
      const old = log.all().filter((entry) => entry.time < limit)
      for (const { id } of old) log.remove(id)
      return old.length
    },
  }
}
