/** Artifacts of a repository, their tags, labels and accessories. */
import {
  artifactName,
  findArtifact,
  immutable,
  keepTag,
  partOfIndex,
  removeArtifact,
  requireRemovable,
} from '../registry/artifacts.ts'
import type { Artifact, Repository, Tag } from '../state/rows.ts'
import { body, int, struct, text } from '../wire/body.ts'
import { boolQuery, type Call, idParam, param } from '../wire/call.ts'
import { listing } from '../wire/paging.ts'
import { badRequest, conflict, notFound, precondition } from '../wire/refusal.ts'
import { created, done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { readAddition } from './artifact-additions.ts'
import { listAccessories, showArtifact, showTag } from './artifact-show.ts'
import { existingRepository } from './repositories.ts'

const AT = '/projects/{project}/repositories/{repository}/artifacts'

/** `/projects/{project}/repositories/{repository}/artifacts`. */
export const artifactRoutes: readonly Route[] = [
  route(`GET ${AT}`, listArtifacts),
  route(`GET ${AT}/{reference}`, readArtifact),
  route(`DELETE ${AT}/{reference}`, deleteArtifact),
  route(`GET ${AT}/{reference}/tags`, listTags),
  route(`POST ${AT}/{reference}/tags`, createTag),
  route(`DELETE ${AT}/{reference}/tags/{tag}`, deleteTag),
  route(`GET ${AT}/{reference}/accessories`, (call) => {
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

interface Found {
  readonly repository: Repository
  readonly artifact: Artifact
}

/** @throws `Refusal` 404, and what `requireProject` throws */
function existing(call: Call, resource: string, action: string): Found {
  const repository = existingRepository(call, resource, action)
  const reference = param(call, 'reference')
  const artifact = findArtifact(call.harbor, repository, reference)
  if (!artifact) throw notFound(`artifact ${artifactName(repository.name, reference)} not found`)
  return { repository, artifact }
}

const columns = {
  digest: (row: Artifact) => row.digest,
  id: (row: Artifact) => row.id,
  type: (row: Artifact) => row.type,
  media_type: (row: Artifact) => row.mediaType,
  push_time: (row: Artifact) => row.pushed,
  pull_time: (row: Artifact) => row.pulled,
  size: (row: Artifact) => row.size,
}

/** Without accessories, and without those that only an index holds. */
function listArtifacts(call: Call): Reply {
  const repository = existingRepository(call, 'artifact', 'list')
  const { tables } = call.harbor
  const artifacts = tables.artifacts.by('repository', repository.id)
  const held = new Set(artifacts.flatMap(({ references }) => references.map(({ digest }) => digest)))
  const rows = artifacts.filter(
    ({ id, digest }) =>
      tables.accessories.by('artifact', id).length === 0 &&
      (!held.has(digest) || tables.tags.by('artifact', id).length > 0),
  )
  return listing(call, rows, {
    columns: { ...columns, tags: tagOf(call) },
    sort: '-push_time',
    show: (artifact) => showArtifact(call, repository, artifact, with_(call)),
  })
}

/** `q=tags=v1`; `tags=*` is any, `tags=nil` none. */
function tagOf({ harbor, query }: Call) {
  const wanted = /(?:^|,)tags=([^,]+)/.exec(query.get('q') ?? '')?.[1]
  return ({ id }: Artifact): string => {
    const names = harbor.tables.tags.by('artifact', id).map(({ name }) => name)
    if (wanted === 'nil') return names.length === 0 ? 'nil' : ''
    if (wanted === '*') return names.length > 0 ? '*' : ''
    return names.find((name) => name === wanted) ?? names.join(' ')
  }
}

const with_ = (call: Call) => ({
  tags: boolQuery(call, 'with_tag') ?? true,
  labels: boolQuery(call, 'with_label') ?? false,
  accessories: boolQuery(call, 'with_accessory') ?? false,
  immutable: boolQuery(call, 'with_immutable_status') ?? false,
})

function readArtifact(call: Call): Reply {
  const { repository, artifact } = existing(call, 'artifact', 'read')
  return json(showArtifact(call, repository, artifact, with_(call)))
}

function deleteArtifact(call: Call): Reply {
  const { repository, artifact } = existing(call, 'artifact', 'delete')
  requireRemovable(call.harbor, repository, artifact)
  if (partOfIndex(call.harbor, artifact)) {
    throw precondition(`the deleting artifact ${artifact.id} is referenced by others, cannot be deleted`)
  }
  removeArtifact(call.harbor, artifact)
  const resource = artifactName(repository.name, artifact.digest)
  const event = { operation: 'delete', type: 'artifact', resource, projectId: repository.projectId }
  call.harbor.audit.record(call, event)
  return done
}

const tagColumns = {
  name: (row: Tag) => row.name,
  push_time: (row: Tag) => row.pushed,
  pull_time: (row: Tag) => row.pulled,
}

function listTags(call: Call): Reply {
  const { repository, artifact } = existing(call, 'tag', 'list')
  const rows = call.harbor.tables.tags.by('artifact', artifact.id)
  const status = boolQuery(call, 'with_immutable_status') ?? false
  const show = (tag: Tag) => showTag(tag, status && immutable(call.harbor, repository, tag.name))
  return listing(call, rows, { columns: tagColumns, sort: '-push_time', show })
}

async function createTag(call: Call): Promise<Reply> {
  const { name = '' } = await body(call, 'tag', struct('Tag', { id: int, name: text }))
  const { repository, artifact } = existing(call, 'tag', 'create')
  if (!/^\w[\w.-]{0,127}$/.test(name)) throw badRequest('invalid tag name')
  if (call.harbor.tables.tags.one('name', `${repository.id}:${name}`)) {
    throw conflict(`tag ${name} already exists`)
  }
  keepTag(call.harbor, repository, artifact, name)
  return created(`${call.path.replace(/\/+$/, '')}/${name}`)
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
  return done
}

async function addLabel(call: Call): Promise<Reply> {
  const { id = 0 } = await body(call, 'label', struct('Label', { id: int, name: text }))
  const { artifact } = existing(call, 'artifact-label', 'create')
  const label = call.harbor.tables.labels.get(id)
  if (!label || (label.scope === 'p' && label.projectId !== artifact.projectId)) {
    throw notFound(`label ${id} not found`)
  }
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
    throw notFound(`reference with label ID ${id} and artifact ID ${artifact.id} not found`)
  }
  const labels = artifact.labels.filter((one) => one !== id)
  call.harbor.tables.artifacts.update({ ...artifact, labels })
  return done
}
