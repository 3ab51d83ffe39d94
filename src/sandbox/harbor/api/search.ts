/** Looking for things over all projects: `/search`, `/projects/{x}/artifacts`. */
import { isPublic } from '../identity/caller.ts'
import type { Artifact } from '../state/rows.ts'
import { boolQuery, type Call } from '../wire/call.ts'
import { listing } from '../wire/paging.ts'
import { invalid } from '../wire/refusal.ts'
import { json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireProject } from './access.ts'
import { showArtifact } from './artifact-show.ts'
import { showProject } from './project-show.ts'

/** `/search`, `/projects/{project}/artifacts`. */
export const searchRoutes: readonly Route[] = [
  route('GET /search', search),
  route('GET /projects/{project}/artifacts', listArtifacts),
]

/** Projects and repositories whose names hold the text, as far as the caller sees them. */
function search(call: Call): Reply {
  const part = call.query.get('q')
  if (part === null) throw invalid('q in query is required')
  const { tables } = call.harbor
  const seen = tables.projects.all().filter((project) => call.caller.sees(project))
  const repositories = seen.flatMap((project) =>
    tables.repositories
      .by('project', project.id)
      .filter(({ name }) => name.includes(part))
      .map(({ id, name, pulls }) => ({
        artifact_count: tables.artifacts.by('repository', id).length,
        project_id: project.id,
        project_name: project.name,
        project_public: isPublic(project),
        pull_count: pulls,
        repository_name: name,
      })),
  )
  const projects = seen.filter(({ name }) => name.includes(part)).map((project) => showProject(call, project))
  return json({ project: projects, repository: repositories })
}

const columns = {
  digest: (row: Artifact) => row.digest,
  push_time: (row: Artifact) => row.pushed,
  type: (row: Artifact) => row.type,
}

/** All of a project, or only the newest of each repository. */
function listArtifacts(call: Call): Reply {
  const project = requireProject(call, 'artifact', 'list')
  const { tables } = call.harbor
  const latest = boolQuery(call, 'latest_in_repository') ?? false
  const standing = tables.artifacts
    .by('project', project.id)
    .filter(({ id }) => tables.accessories.by('artifact', id).length === 0)
  const newest = new Map(standing.map((artifact) => [artifact.repositoryId, artifact.id]))
  const rows = latest ? standing.filter(({ id, repositoryId }) => newest.get(repositoryId) === id) : standing
  return listing(call, rows, {
    columns,
    sort: '-push_time',
    show: (artifact) => {
      const repository = tables.repositories.get(artifact.repositoryId)
      const beside = { tags: true, labels: false, accessories: false, immutable: false }
      return repository && showArtifact(call, repository, artifact, beside)
    },
  })
}
