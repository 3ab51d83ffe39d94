/** Repositories: `/projects/{x}/repositories`. */
import { artifactName, removeArtifact, requireRemovable } from '../registry/artifacts.ts'
import { now } from '../state/clock.ts'
import type { Repository } from '../state/rows.ts'
import { body, struct, text } from '../wire/body.ts'
import { type Call, param } from '../wire/call.ts'
import { listing } from '../wire/paging.ts'
import { notFound } from '../wire/refusal.ts'
import { compact, done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireProject } from './access.ts'

/** `/projects/{project}/repositories`, `/repositories`. */
export const repositoryRoutes: readonly Route[] = [
  route('GET /repositories', listAll),
  route('GET /projects/{project}/repositories', listRepositories),
  route('GET /projects/{project}/repositories/{repository}', (call) =>
    json(show(call, existingRepository(call, 'repository', 'read'))),
  ),
  route('PUT /projects/{project}/repositories/{repository}', describe),
  route('DELETE /projects/{project}/repositories/{repository}', deleteRepository),
]

const columns = {
  name: (row: Repository) => row.name,
  repository_id: (row: Repository) => row.id,
  project_id: (row: Repository) => row.projectId,
  pull_count: (row: Repository) => row.pulls,
  creation_time: (row: Repository) => row.created,
  update_time: (row: Repository) => row.updated,
}

function show({ harbor: { tables } }: Call, repository: Repository): Record<string, unknown> {
  const artifacts = tables.artifacts.by('repository', repository.id)
  const standing = artifacts.filter(({ id }) => tables.accessories.by('artifact', id).length === 0)
  return compact(
    {
      artifact_count: standing.length,
      creation_time: repository.created,
      description: repository.description,
      id: repository.id,
      name: repository.name,
      project_id: repository.projectId,
      pull_count: repository.pulls,
      update_time: repository.updated,
    },
    ['artifact_count', 'pull_count'],
  )
}

function listAll(call: Call): Reply {
  const { tables } = call.harbor
  const seen = tables.projects.all().filter((project) => call.caller.onProject(project, 'repository', 'list'))
  const rows = seen.flatMap(({ id }) => tables.repositories.by('project', id))
  return listing(call, rows, { columns, sort: 'name', show: (row) => show(call, row) })
}

function listRepositories(call: Call): Reply {
  const project = requireProject(call, 'repository', 'list')
  const rows = call.harbor.tables.repositories.by('project', project.id)
  return listing(call, rows, { columns, sort: 'name', show: (row) => show(call, row) })
}

/**
 * The repository that the path means: its name comes escaped twice, so that slashes survive.
 * @throws `Refusal` 404, and what `requireProject` throws
 */
export function existingRepository(call: Call, resource: string, action: string): Repository {
  const project = requireProject(call, resource, action)
  const name = `${project.name}/${decoded(param(call, 'repository'))}`
  const repository = call.harbor.tables.repositories.one('name', name)
  if (!repository) throw notFound(`repository ${name} not found`)
  return repository
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

async function describe(call: Call): Promise<Reply> {
  const { description = '' } = await body(call, 'repository', struct('Repository', { description: text }))
  const repository = existingRepository(call, 'repository', 'update')
  call.harbor.tables.repositories.update({ ...repository, description, updated: now() })
  return done
}

/** With everything in it; not when a tag in it is immutable. */
function deleteRepository(call: Call): Reply {
  const repository = existingRepository(call, 'repository', 'delete')
  const { store, tables, audit } = call.harbor
  const artifacts = tables.artifacts.by('repository', repository.id)
  for (const artifact of artifacts) requireRemovable(call.harbor, repository, artifact)
  const event = { operation: 'delete', projectId: repository.projectId }
  store.batch(() => {
    for (const artifact of artifacts) {
      if (!tables.artifacts.get(artifact.id)) continue
      removeArtifact(call.harbor, artifact)
      const resource = artifactName(repository.name, artifact.digest)
      audit.record(call, { ...event, type: 'artifact', resource })
    }
    tables.repositories.remove(repository.id)
    audit.record(call, { ...event, type: 'repository', resource: repository.name })
  })
  return done
}
