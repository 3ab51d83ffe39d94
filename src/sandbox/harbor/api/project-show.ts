/** A project as the API answers it. */
import type { Harbor } from '../state/harbor.ts'
import type { CveList, Project } from '../state/rows.ts'
import type { Call } from '../wire/call.ts'
import { compact } from '../wire/reply.ts'

const SEVERITIES = new Set(['none', 'low', 'medium', 'high', 'critical'])

/** @param detail false leaves out metadata, owner and counts, as `with_detail=false` does */
export function showProject(
  { harbor, caller }: Call,
  project: Project,
  detail = true,
): Record<string, unknown> {
  const { tables } = harbor
  const roles = caller.roles(project)
  return compact(
    {
      project_id: project.id,
      name: project.name,
      owner_id: project.ownerId,
      owner_name: detail ? (tables.users.get(project.ownerId)?.username ?? '') : '',
      registry_id: project.registryId,
      creation_time: project.created,
      update_time: project.updated,
      current_user_role_id: roles[0],
      current_user_role_ids: roles.length > 0 ? [...roles].sort((a, b) => a - b) : undefined,
      repo_count: detail ? tables.repositories.by('project', project.id).length : 0,
      metadata: detail ? showMetadata(project) : undefined,
      cve_allowlist: detail
        ? showCves(project.cves, project.id)
        : { creation_time: project.created, items: null, update_time: project.updated },
    },
    ['repo_count'],
  )
}

/** A severity that Harbor does not know is shown as `unknown` (harbor contract 10-project-update). */
function showMetadata({ metadata }: Project): Record<string, string> {
  const severity = metadata['severity']
  return severity === undefined || SEVERITIES.has(severity)
    ? { ...metadata }
    : { ...metadata, severity: 'unknown' }
}

/** @param projectId 0 for the system's own list */
export function showCves(cves: CveList, projectId: number): Record<string, unknown> {
  return compact({
    id: cves.id,
    project_id: projectId,
    items: cves.items.map((cve_id) => ({ cve_id })),
    expires_at: cves.expires,
    creation_time: cves.created,
    update_time: cves.updated,
  })
}

/** `/projects/{x}/summary`. */
export function showSummary({ harbor, caller }: Call, project: Project): Record<string, unknown> {
  const { tables } = harbor
  const members = tables.members.by('project', project.id)
  const count = (role: number) => members.filter((member) => member.role === role).length
  const quota = tables.quotas.one('project', project.id)
  const mayQuota = caller.onProject(project, 'quota', 'read')
  const mayMembers = caller.onProject(project, 'member', 'list')
  return compact(
    {
      repo_count: tables.repositories.by('project', project.id).length,
      ...(mayMembers
        ? {
            project_admin_count: count(1),
            maintainer_count: count(4),
            developer_count: count(2),
            guest_count: count(3),
            limited_guest_count: count(5),
          }
        : {}),
      quota: quota && mayQuota ? { hard: { storage: quota.hard }, used: { storage: quota.used } } : undefined,
      registry: project.registryId === undefined ? undefined : showSource(harbor, project.registryId),
    },
    ['repo_count'],
  )
}

function showSource({ tables }: Harbor, id: number): Record<string, unknown> | undefined {
  const registry = tables.registries.get(id)
  return (
    registry &&
    compact({
      id: registry.id,
      name: registry.name,
      type: registry.type,
      url: registry.url,
      insecure: registry.insecure,
      status: registry.status,
      creation_time: registry.created,
      update_time: registry.updated,
    })
  )
}
