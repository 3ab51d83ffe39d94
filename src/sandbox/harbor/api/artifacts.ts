/** Artifacts of a repository, their tags, labels and accessories. */
import {
  artifactName,
  immutable,
  keepTag,
  removeArtifact,
  requireRemovable,
  touch,
} from '../registry/artifacts.ts'
import type { Artifact, Tag } from '../state/rows.ts'
import { body, int, struct, text } from '../wire/body.ts'
import { boolQuery, type Call, idParam, param } from '../wire/call.ts'
import { listing, listRoute } from '../wire/paging.ts'
import { badRequest, conflict, invalid, notFound, precondition } from '../wire/refusal.ts'
import { done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { readAddition } from './artifact-additions.ts'
import { copyFrom, requireNoCache } from './artifact-copy.ts'
import { type Found, requireArtifact } from './artifact-found.ts'
import { askedArtifacts } from './artifact-query.ts'
import { listAccessories, showArtifact, showTag } from './artifact-show.ts'
import { repositoryName } from './repositories.ts'

const AT = '/projects/{project}/repositories/{repository}/artifacts'

/** `/projects/{project}/repositories/{repository}/artifacts`. */
export const artifactRoutes: readonly Route[] = [
  listRoute(`GET ${AT}`, listArtifacts),
  route(`POST ${AT}`, copyFrom),
  route(`GET ${AT}/{reference}`, readArtifact),
  route(`DELETE ${AT}/{reference}`, deleteArtifact),
  listRoute(`GET ${AT}/{reference}/tags`, listTags),
  route(`POST ${AT}/{reference}/tags`, createTag),
  route(`DELETE ${AT}/{reference}/tags/{tag}`, deleteTag),
  listRoute(`GET ${AT}/{reference}/accessories`, (call) => {
    const { artifact } = existing(call, 'accessory', 'list')
    return listAccessories(call, artifact)
  }),
  route(`GET ${AT}/{reference}/additions/{addition}`, async (call) => {
    const { repository, artifact } = existing(call, 'artifact-addition', 'read')
    return await readAddition(call.harbor, repository, artifact, param(call, 'addition'))
  }),
  route(`POST ${AT}/{reference}/labels`, addLabel),
  route(`DELETE ${AT}/{reference}/labels/{label_id}`, removeLabel),
  route(`POST ${AT}/{reference}/scan`, (call) => {
    const { repository } = existing(call, 'scan', 'create')
    throw precondition(`no available scanner for project: ${repository.projectId}`)
  }),
]

/** @throws `Refusal` 404, and what `requireProject` throws */
function existing(call: Call, resource: string, action: string): Found {
  return requireArtifact(call, repositoryName(call, resource, action), param(call, 'reference'))
}

/** Columns of artifacts. */
export const columns = {
  digest: (row: Artifact) => row.digest,
  id: (row: Artifact) => row.id,
  type: (row: Artifact) => row.type,
  media_type: (row: Artifact) => row.mediaType,
  manifest_media_type: (row: Artifact) => row.manifestMediaType,
  artifact_type: (row: Artifact) => row.artifactType,
  project_id: (row: Artifact) => row.projectId,
  repository_id: (row: Artifact) => row.repositoryId,
  push_time: (row: Artifact) => row.pushed,
  pull_time: (row: Artifact) => row.pulled,
  size: (row: Artifact) => row.size,
}

/** Of a repository that is not there: none. */
function listArtifacts(call: Call): Reply {
  const name = repositoryName(call, 'artifact', 'list')
  const { tables } = call.harbor
  const repository = tables.repositories.one('name', name)
  const rows = repository ? askedArtifacts(call, tables.artifacts.by('repository', repository.id)) : []
  return listing(call, rows, {
    columns,
    sort: '-push_time,-id',
    show: (artifact) => repository && showArtifact(call, repository, artifact, besides(call)),
  })
}

/** What the query wants beside the artifacts themselves. */
export const besides = (call: Call) => ({
  tags: boolQuery(call, 'with_tag') ?? true,
  labels: boolQuery(call, 'with_label') ?? false,
  accessories: boolQuery(call, 'with_accessory') ?? false,
  immutable: boolQuery(call, 'with_immutable_status') ?? false,
})

function readArtifact(call: Call): Reply {
  const { repository, artifact } = existing(call, 'artifact', 'read')
  return json(showArtifact(call, repository, artifact, besides(call)))
}

function deleteArtifact(call: Call): Reply {
  const { repository, artifact } = existing(call, 'artifact', 'delete')
  requireRemovable(call.harbor, repository, artifact)
  removeArtifact(call.harbor, artifact)
  const resource = artifactName(repository.name, artifact.digest)
  const event = { operation: 'delete', type: 'artifact', resource, projectId: repository.projectId }
  call.harbor.audit.record(call, event)
  return done
}

const tagColumns = {
  id: (row: Tag) => row.id,
  name: (row: Tag) => row.name,
  repository_id: (row: Tag) => row.repositoryId,
  artifact_id: (row: Tag) => row.artifactId,
  push_time: (row: Tag) => row.pushed,
  pull_time: (row: Tag) => row.pulled,
}

function listTags(call: Call): Reply {
  const { repository, artifact } = existing(call, 'tag', 'list')
  const rows = call.harbor.tables.tags.by('artifact', artifact.id)
  const status = boolQuery(call, 'with_immutable_status') ?? false
  const show = (tag: Tag) => showTag(tag, status && immutable(call.harbor, repository, tag.name))
  return listing(call, rows, { columns: tagColumns, sort: '-push_time,-id', show })
}

async function createTag(call: Call): Promise<Reply> {
  const { name } = await body(call, 'tag', struct('NewTag', { name: text }))
  if (name === undefined) throw invalid('validation failure list:\nname in body is required')
  const at = repositoryName(call, 'tag', 'create')
  requireNoCache(call)
  const { repository, artifact } = requireArtifact(call, at, param(call, 'reference'))
  if (!/^\w[\w.-]{0,127}$/.test(name)) throw badRequest(`bad request: invalid tag name: ${name}`)
  if (call.harbor.tables.tags.one('name', `${repository.id}:${name}`)) {
    throw conflict(`tag ${name} already exists under the repository ${repository.id}`)
  }
  keepTag(call.harbor, repository, artifact, name)
  touch(call.harbor, repository)
  return { status: 201 }
}

/** The artifact stays. */
function deleteTag(call: Call): Reply {
  const { repository, artifact } = existing(call, 'tag', 'delete')
  const name = param(call, 'tag')
  const tag = call.harbor.tables.tags.by('artifact', artifact.id).find((one) => one.name === name)
  if (!tag) {
    throw notFound(`tag ${name} attached to artifact ${artifact.id} not found`)
  }
  if (immutable(call.harbor, repository, name)) {
    throw precondition(`the tag ${name} configured as immutable, cannot be deleted`)
  }
  call.harbor.tables.tags.remove(tag.id)
  touch(call.harbor, repository)
  return done
}

async function addLabel(call: Call): Promise<Reply> {
  const { id = 0 } = await body(call, 'label', struct('Label', { id: int, name: text }))
  const project = call.harbor.tables.projects.one('name', param(call, 'project'))
  if (!project) throw notFound(`project ${param(call, 'project')} not found`)
  const at = repositoryName(call, 'artifact-label', 'create')
  const label = call.harbor.tables.labels.get(id)
  if (!label) throw notFound(`label ${id} not found`)
  if (label.scope === 'p' && label.projectId !== project.id) {
    throw notFound(`project id ${project.id}, label ${id} not found`)
  }
  const { artifact } = requireArtifact(call, at, param(call, 'reference'))
  if (artifact.labels.includes(id)) {
    throw conflict(`label ${id} is already added to the artifact ${artifact.id}`)
  }
  call.harbor.tables.artifacts.update({ ...artifact, labels: [...artifact.labels, id] })
  return done
}

function removeLabel(call: Call): Reply {
  const id = idParam(call, 'label_id')
  const { artifact } = existing(call, 'artifact-label', 'delete')
  if (!artifact.labels.includes(id)) {
    throw notFound(`reference with label ${id} and artifact ${artifact.id} not found`)
  }
  const labels = artifact.labels.filter((one) => one !== id)
  call.harbor.tables.artifacts.update({ ...artifact, labels })
  return done
}
