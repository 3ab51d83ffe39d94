/** What the server is: ping, health, version, figures, volumes. */
import { statfsSync } from 'node:fs'
import { isPublic } from '../identity/caller.ts'
import { PERMISSIONS } from '../identity/permissions.ts'
import type { Call } from '../wire/call.ts'
import { forbidden, notFound, unauthorized } from '../wire/refusal.ts'
import { json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireAuthenticated, requireSystem } from './access.ts'

const VERSION = 'v2.16.0-sandbox'
const COMPONENTS = ['core', 'database', 'jobservice', 'portal', 'redis', 'registry', 'registryctl'] as const

/** `/ping`, `/health`, `/systeminfo`, `/statistics`, `/permissions`. */
export const systemRoutes: readonly Route[] = [
  route('GET /ping', () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'Pong' })),
  route('GET /health', () =>
    json({ components: COMPONENTS.map((name) => ({ name, status: 'healthy' })), status: 'healthy' }),
  ),
  route('GET /systeminfo', systemInfo),
  route('GET /systeminfo/volumes', volumes),
  route('GET /systeminfo/getcert', () => {
    throw notFound('cert not found')
  }),
  route('GET /statistics', statistics),
  route('GET /permissions', permissions),
]

/** Nobody learns the version. */
function systemInfo({ harbor: { settings }, caller, origin }: Call): Reply {
  const oidc = settings.text('auth_mode') === 'oidc_auth'
  const open = {
    auth_mode: settings.text('auth_mode'),
    banner_message: settings.text('banner_message'),
    oidc_provider_name: oidc ? settings.text('oidc_name') : '',
    primary_auth_mode: settings.flag('primary_auth_mode'),
    self_registration: settings.flag('self_registration'),
  }
  if (!caller.authenticated) return json(open)
  return json({
    ...open,
    current_time: new Date().toISOString(),
    external_url: origin,
    harbor_version: VERSION,
    has_ca_root: false,
    notification_enable: settings.flag('notification_enable'),
    project_creation_restriction: settings.text('project_creation_restriction'),
    read_only: settings.flag('read_only'),
    registry_storage_provider_name: 'filesystem',
    registry_url: new URL(origin).host,
  })
}

function volumes(call: Call): Reply {
  requireSystem(call, 'system-volumes', 'read')
  const { bsize, blocks, bavail } = statfsSync(call.harbor.blobs.folder)
  return json({ storage: [{ total: blocks * bsize, free: bavail * bsize }] })
}

/** Counted over what the caller sees; the storage only for admins. */
function statistics(call: Call): Reply {
  requireAuthenticated(call)
  const { caller, harbor } = call
  const { projects, repositories, quotas } = harbor.tables
  const seen = projects.all().filter((project) => caller.sees(project))
  const open = seen.filter(isPublic)
  const repos = (of: typeof seen) =>
    of.reduce((sum, project) => sum + repositories.by('project', project.id).length, 0)
  const privateProjects = seen.filter((project) => !isPublic(project))
  return json({
    private_project_count: privateProjects.length,
    private_repo_count: repos(privateProjects),
    public_project_count: open.length,
    public_repo_count: repos(open),
    ...(caller.admin
      ? {
          total_project_count: seen.length,
          total_repo_count: repos(seen),
          total_storage_consumption: quotas.all().reduce((sum, quota) => sum + quota.used, 0),
        }
      : {}),
  })
}

/** For admins, and for whoever administers a project. */
function permissions({ harbor, caller }: Call): Reply {
  if (!caller.authenticated) throw unauthorized('')
  const administers = () =>
    caller.user !== undefined &&
    harbor.tables.projects.all().some((project) => caller.roles(project).includes(1))
  if (caller.admin || administers()) return json(PERMISSIONS)
  throw forbidden('forbidden: only admins(system and project) can access permissions')
}
