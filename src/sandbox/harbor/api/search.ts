/** Looking for things over all projects: `/search`, `/projects/{x}/artifacts`. */
import { isPublic } from '../identity/caller.ts'
import type { Artifact } from '../state/rows.ts'
import { boolQuery, type Call, requiredQuery } from '../wire/call.ts'
import { listing, listRoute } from '../wire/paging.ts'
import { exact, parseKeywords } from '../wire/query.ts'
import { badRequest } from '../wire/refusal.ts'
import { json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireAuthenticated, requireProject } from './access.ts'
import { askedArtifacts, standingIn } from './artifact-query.ts'
import { showArtifact } from './artifact-show.ts'
import { besides, columns } from './artifacts.ts'
import { showProject } from './project-show.ts'

/** `/search`, `/projects/{project}/artifacts`. */
export const searchRoutes: readonly Route[] = [
  route('GET /search', search),
  listRoute('GET /projects/{project}/artifacts', listArtifacts),
]

/** Projects and repositories whose names hold the text; of repositories in any case. Robots see what is public. */
function search(call: Call): Reply {
  const part = requiredQuery(call, 'q')
  const { tables } = call.harbor
  const { caller } = call
  const seen = tables.projects
    .all()
    .filter((project) => (caller.user ? caller.sees(project) : isPublic(project)))
  const repositories = seen.flatMap((project) =>
    tables.repositories
      .by('project', project.id)
      .filter(({ name }) => name.toLowerCase().includes(part.toLowerCase()))
      .map(({ id, name, pulls }) => ({
        artifact_count: standingIn(call.harbor, id),
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

/** All of a project; or, of one kind, the newest of each repository. */
function listArtifacts(call: Call): Reply {
  requireAuthenticated(call)
  const project = requireProject(call, 'artifact', 'list')
  const { tables } = call.harbor
  const all = tables.artifacts.by('project', project.id)
  const latest = boolQuery(call, 'latest_in_repository') ?? false
  return listing(call, latest ? newestOfKind(call, all) : askedArtifacts(call, all), {
    columns,
    sort: '-push_time,-id',
    show: (artifact) => {
      const repository = tables.repositories.get(artifact.repositoryId)
      return repository && showArtifact(call, repository, artifact, besides(call))
    },
  })
}

/** The newest of each repository, where that is of the kind asked for. @throws `Refusal` 400 */
function newestOfKind(call: Call, artifacts: readonly Artifact[]): readonly Artifact[] {
  const keywords = parseKeywords(call.query.get('q') ?? '')
  if (keywords.has('media_type') === keywords.has('artifact_type')) {
    throw badRequest(
      "bad request: either 'media_type' or 'artifact_type' must be specified, but not both, when querying with latest_in_repository",
    )
  }
  const kind = exact(keywords, 'media_type') ?? exact(keywords, 'artifact_type')
  const ofKind = artifacts.filter(
    (one) => (keywords.has('media_type') ? one.mediaType : one.artifactType) === kind,
  )
  const newest = new Map<number, string>()
  for (const { repositoryId, pushed } of ofKind) {
    if (pushed > (newest.get(repositoryId) ?? '')) newest.set(repositoryId, pushed)
  }
  return artifacts.filter(({ repositoryId, pushed }) => newest.get(repositoryId) === pushed)
}
