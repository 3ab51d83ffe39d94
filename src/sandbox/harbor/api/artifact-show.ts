/** An artifact as the API answers it. */
import { immutable } from '../registry/artifacts.ts'
import type { Accessory, Artifact, Repository, Tag } from '../state/rows.ts'
import type { Call } from '../wire/call.ts'
import { listing } from '../wire/paging.ts'
import type { Reply } from '../wire/reply.ts'
import { showLabel } from './labels.ts'

/** Digests of the icons that Harbor knows for the kinds of artifacts (src/lib/icon/const.go). */
const ICONS: Readonly<Record<string, string>> = {
  IMAGE: 'sha256:0048162a053eef4d4ce3fe7518615bef084403614f8bca43b40ae2e762e11e06',
  CHART: 'sha256:61cf3a178ff0f75bf08a25d96b75cf7355dc197749a9f128ed3ef34b0df05518',
  CNAB: 'sha256:089bdda265c14d8686111402c8ad629e8177a1ceb7dcd0f7f39b6480f623b3bd',
}
const OTHER_ICON = 'sha256:da834479c923584f4cbcdecc0dac61f32bef1d51e8aae598cf16bd154efab49f'

/** What is wanted beside the artifact itself. */
export interface Beside {
  readonly tags: boolean
  readonly labels: boolean
  readonly accessories: boolean
  readonly immutable: boolean
}

/** One tag of an artifact. */
export const showTag = (tag: Tag, fixed: boolean) => ({
  artifact_id: tag.artifactId,
  id: tag.id,
  immutable: fixed,
  name: tag.name,
  pull_time: tag.pulled,
  push_time: tag.pushed,
  repository_id: tag.repositoryId,
})

/** Lists that were not asked for, or are empty, are null. */
export function showArtifact(
  call: Call,
  repository: Repository,
  artifact: Artifact,
  beside: Beside,
): Record<string, unknown> {
  const { tables } = call.harbor
  const orNull = <T>(list: readonly T[]) => (list.length > 0 ? list : null)
  const tags = beside.tags ? newestFirst(tables.tags.by('artifact', artifact.id)) : []
  const fixed = (name: string) => beside.immutable && immutable(call.harbor, repository, name)
  const labels = beside.labels ? artifact.labels.flatMap((id) => tables.labels.get(id) ?? []) : []
  const accessories = beside.accessories ? accessoriesOf(call, artifact) : []
  return {
    accessories: orNull(accessories.map((accessory) => showAccessory(call, repository, artifact, accessory))),
    addition_links: additions(repository, artifact),
    ...(artifact.annotations ? { annotations: artifact.annotations } : {}),
    artifact_type: artifact.artifactType,
    digest: artifact.digest,
    extra_attrs: artifact.extra,
    icon: ICONS[artifact.type] ?? OTHER_ICON,
    id: artifact.id,
    labels: orNull(labels.map(showLabel)),
    manifest_media_type: artifact.manifestMediaType,
    media_type: artifact.mediaType,
    project_id: artifact.projectId,
    pull_time: artifact.pulled,
    push_time: artifact.pushed,
    references: orNull(showReferences(call, artifact)),
    repository_id: artifact.repositoryId,
    repository_name: repository.name,
    size: artifact.size,
    tags: orNull(tags.map((tag) => showTag(tag, fixed(tag.name)))),
    type: artifact.type,
  }
}

const newestFirst = (tags: readonly Tag[]) =>
  [...tags].sort((a, b) => (a.pushed === b.pushed ? b.id - a.id : a.pushed < b.pushed ? 1 : -1))

function additions({ name }: Repository, { digest, type, references }: Artifact): Record<string, unknown> {
  const [project = '', ...rest] = name.split('/')
  const escaped = encodeURIComponent(encodeURIComponent(rest.join('/')))
  const base = `/api/v2.0/projects/${project}/repositories/${escaped}/artifacts/${digest}/additions`
  const kinds =
    type === 'CHART'
      ? ['values.yaml', 'readme.md', 'dependencies']
      : references.length === 0
        ? ['build_history']
        : []
  return Object.fromEntries(kinds.map((kind) => [kind, { absolute: false, href: `${base}/${kind}` }]))
}

function showReferences({ harbor }: Call, artifact: Artifact) {
  return artifact.references.map(({ digest, platform }) => ({
    child_digest: digest,
    child_id: harbor.tables.artifacts.one('digest', `${artifact.repositoryId}@${digest}`)?.id,
    parent_id: artifact.id,
    ...(platform ? { platform } : {}),
    urls: null,
  }))
}

const accessoriesOf = ({ harbor }: Call, artifact: Artifact) =>
  harbor.tables.accessories.by('subject', `${artifact.repositoryId}@${artifact.digest}`)

function showAccessory(call: Call, { name }: Repository, subject: Artifact, accessory: Accessory) {
  const own = call.harbor.tables.artifacts.get(accessory.artifactId)
  return {
    artifact_id: accessory.artifactId,
    creation_time: accessory.created,
    digest: own?.digest ?? '',
    icon: '',
    id: accessory.id,
    size: own?.size ?? 0,
    subject_artifact_digest: subject.digest,
    subject_artifact_id: subject.id,
    subject_artifact_repo: name,
    type: accessory.type,
  }
}

/** What belongs to an artifact. */
export function listAccessories(call: Call, artifact: Artifact): Reply {
  const repository = call.harbor.tables.repositories.get(artifact.repositoryId)
  const columns = { type: (row: Accessory) => row.type, id: (row: Accessory) => row.id }
  return listing(call, accessoriesOf(call, artifact), {
    columns,
    sort: 'id',
    show: (row) => (repository ? showAccessory(call, repository, artifact, row) : undefined),
  })
}
