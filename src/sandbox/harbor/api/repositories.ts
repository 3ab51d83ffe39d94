/** Repositories: `/projects/{x}/repositories`. */
import { artifactName, removeArtifact, requireMutable } from '../registry/artifacts.ts'
import { now } from '../state/clock.ts'
import type { Repository } from '../state/rows.ts'
import { body, struct, text } from '../wire/body.ts'
import { type Call, param } from '../wire/call.ts'
import { listing, listRoute } from '../wire/paging.ts'
import { notFound } from '../wire/refusal.ts'
import { compact, done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireProjectByName } from './access.ts'
import { standingIn } from './artifact-query.ts'

/** `/projects/{project}/repositories`, `/repositories`. */
export const repositoryRoutes: readonly Route[] = [
  listRoute('GET /repositories', listAll),
  listRoute('GET /projects/{project}/repositories', listRepositories),
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

function show({ harbor }: Call, repository: Repository): Record<string, unknown> {
  return compact(
    {
      artifact_count: standingIn(harbor, repository.id),
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
  const seen = tables.projects.all().filter((project) => call.caller.sees(project))
  const rows = seen.flatMap(({ id }) => tables.repositories.by('project', id))
  return listing(call, rows, {
    columns,
    sort: '-creation_time,-repository_id',
    show: (row) => show(call, row),
  })
}

function listRepositories(call: Call): Reply {
  const project = requireProjectByName(call, param(call, 'project'), 'repository', 'list')
  const rows = call.harbor.tables.repositories.by('project', project.id)
  return listing(call, rows, {
    columns,
    sort: '-creation_time,-repository_id',
    show: (row) => show(call, row),
  })
}

/**
 * The repository's name that the path means, whether or not it is there: it comes escaped twice, so that slashes
 * survive. Its project goes by name only.
 * @throws what `requireProjectByName` throws
 */
export function repositoryName(call: Call, resource: string, action: string): string {
  const project = requireProjectByName(call, param(call, 'project'), resource, action)
  return `${project.name}/${decoded(param(call, 'repository'))}`
}

/** @throws `Refusal` 404, and what `repositoryName` throws */
function existingRepository(call: Call, resource: string, action: string): Repository {
  const name = repositoryName(call, resource, action)
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

/** As Go's html/template escapes. */
function escapedHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '"': '&#34;',
    "'": '&#39;',
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
  }
  return text.replace(/["'&<>]/g, (sign) => entities[sign] ?? sign)
}

async function describe(call: Call): Promise<Reply> {
  const { description = '' } = await body(call, 'repository', struct('Repository', { description: text }))
  const repository = existingRepository(call, 'repository', 'update')
  call.harbor.tables.repositories.update({
    ...repository,
    description: escapedHtml(description),
    updated: now(),
  })
  return done
}

/** With everything in it; not when a tag in it is immutable. */
function deleteRepository(call: Call): Reply {
  const repository = existingRepository(call, 'repository', 'delete')
  const { store, tables, audit } = call.harbor
  const artifacts = tables.artifacts.by('repository', repository.id)
  for (const artifact of artifacts) requireMutable(call.harbor, repository, artifact)
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
