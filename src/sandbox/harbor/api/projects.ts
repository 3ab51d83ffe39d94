/** Projects: `/projects`. */
import { now } from '../state/clock.ts'
import type { CveList, Project } from '../state/rows.ts'
import { body, bool, int, list, struct, text } from '../wire/body.ts'
import { boolQuery, type Call, header, requiredQuery } from '../wire/call.ts'
import { listing, listRoute } from '../wire/paging.ts'
import { badRequest, notFound, precondition } from '../wire/refusal.ts'
import { created, done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireAuthenticated, requireProject } from './access.ts'
import { kept, METADATA } from './metadata-keys.ts'
import { checkFilter } from './metadata-values.ts'
import { createProject, PROJECT_REQUEST, type ProjectRequest } from './project-create.ts'
import { showProject, showSummary } from './project-show.ts'

/** `/projects`, without what is below one. */
export const projectRoutes: readonly Route[] = [
  listRoute('GET /projects', listProjects),
  route('HEAD /projects', projectExists),
  route('POST /projects', postProject),
  route('GET /projects/{project}', (call) => json(showProject(call, requireProject(call, '.', 'read')))),
  route('PUT /projects/{project}', updateProject),
  route('DELETE /projects/{project}', deleteProject),
  route('GET /projects/{project}/summary', (call) =>
    json(showSummary(call, requireProject(call, '.', 'read'))),
  ),
  route('GET /projects/{project}/_deletable', deletable),
]

const columns = {
  name: (row: Project) => row.name,
  project_id: (row: Project) => row.id,
  owner_id: (row: Project) => row.ownerId,
  creation_time: (row: Project) => row.created,
  update_time: (row: Project) => row.updated,
  public: (row: Project) => row.metadata['public'],
}

function listProjects(call: Call): Reply {
  const { caller, harbor, query } = call
  const detail = boolQuery(call, 'with_detail') ?? true
  const open = boolQuery(call, 'public')
  const part = (query.get('name') ?? '').toLowerCase()
  const owner = query.get('owner')
  const ownerId = owner === null ? undefined : (harbor.tables.users.one('username', owner)?.id ?? 0)
  const rows = harbor.tables.projects
    .all()
    .filter(
      (project) =>
        project.name.toLowerCase().includes(part) &&
        (open === undefined || project.metadata['public'] === String(open)) &&
        (ownerId === undefined || project.ownerId === ownerId) &&
        caller.sees(project),
    )
  return listing(call, rows, { columns, sort: 'name', show: (project) => showProject(call, project, detail) })
}

/** Whether a name is taken is no secret to those who signed in. */
function projectExists(call: Call): Reply {
  const name = requiredQuery(call, 'project_name')
  requireAuthenticated(call)
  if (!call.harbor.tables.projects.one('name', name)) throw notFound(`project ${name} not found`)
  return done
}

async function postProject(call: Call): Promise<Reply> {
  const request: ProjectRequest = await body(call, 'project', PROJECT_REQUEST)
  const project = createProject(call, request)
  const named = /^true$/i.test(header(call, 'x-resource-name-in-location'))
  return created(`/api/v2.0/projects/${named ? project.name : project.id}`)
}

const PROJECT_UPDATE = struct('ProjectReq', {
  project_name: text,
  public: bool,
  storage_limit: int,
  registry_id: int,
  metadata: METADATA,
  cve_allowlist: struct('CVEAllowlist', {
    id: int,
    project_id: int,
    expires_at: int,
    items: list(struct('CVEAllowlistItem', { cve_id: text })),
  }),
})

/** Only metadata and the CVE list change; metadata merges and is not checked (harbor contract 10-project-update). */
async function updateProject(call: Call): Promise<Reply> {
  const { metadata, cve_allowlist } = await body(call, 'project', PROJECT_UPDATE)
  const project = requireProject(call, '.', 'update')
  const { tables, audit } = call.harbor
  const listed = cve_allowlist?.project_id ?? 0
  if (listed !== 0 && listed !== project.id) {
    throw badRequest(`project_id in cve_allowlist must be ${project.id} but it's ${listed}`)
  }
  const retention = metadata?.['retention_id']
  if (retention !== undefined && retention !== (project.metadata['retention_id'] ?? '')) {
    throw badRequest(
      "the retention_id in the request's payload when updating a project should be omitted, alternatively passing the one that has already been associated to this project",
    )
  }
  const sent = kept(metadata ?? {}, project.registryId !== undefined)
  if (project.registryId !== undefined) checkFilter(sent)
  tables.projects.update({
    ...project,
    metadata: { ...project.metadata, ...sent },
    cves: cve_allowlist ? replacedCves(project.cves, cve_allowlist) : project.cves,
    updated: now(),
  })
  audit.record(call, { operation: 'update', type: 'project', resource: project.name, projectId: project.id })
  return done
}

/** A list sent replaces the one that was; without an expiry it never expires. */
export function replacedCves(
  before: CveList,
  sent: {
    readonly items?: readonly { readonly cve_id?: string | undefined }[] | undefined
    readonly expires_at?: number | undefined
  },
): CveList {
  return {
    id: before.id,
    items: (sent.items ?? []).map(({ cve_id = '' }) => cve_id),
    ...(sent.expires_at === undefined ? {} : { expires: sent.expires_at }),
    created: before.created,
    updated: now(),
  }
}

const WHY_NOT = 'the project contains repositories, can not be deleted'

const holdsRepositories = (call: Call, project: Project) =>
  call.harbor.tables.repositories.by('project', project.id).length > 0

function deletable(call: Call): Reply {
  const project = requireProject(call, '.', 'delete')
  return json(holdsRepositories(call, project) ? { message: WHY_NOT } : { deletable: true })
}

/** Its robots, quota, members and rules go with it; its webhooks stay, as they do in the real server. */
function deleteProject(call: Call): Reply {
  const project = requireProject(call, '.', 'delete')
  if (holdsRepositories(call, project)) throw precondition(`precondition failed: ${WHY_NOT}`)
  const { store, tables, audit } = call.harbor
  store.batch(() => {
    for (const table of [
      tables.robots,
      tables.quotas,
      tables.members,
      tables.immutables,
      tables.retentions,
    ] as const) {
      for (const row of table.by('project', project.id)) table.remove(row.id)
    }
    for (const label of tables.labels.by('place', `p${project.id}`)) tables.labels.remove(label.id)
    tables.projects.remove(project.id)
  })
  audit.record(call, { operation: 'delete', type: 'project', resource: project.name, projectId: project.id })
  return done
}
