/** Copying an artifact into another repository, without a client that carries it. */
import { now } from '../state/clock.ts'
import type { Harbor } from '../state/harbor.ts'
import type { Artifact, Project, Repository } from '../state/rows.ts'
import { precondition } from '../wire/refusal.ts'
import { immutable, keepRepository, keepTag, NEVER } from './artifacts.ts'
import { grow, requireRoom } from './quota.ts'

/** Where it goes. */
interface Destination {
  readonly project: Project
  readonly repository: Repository
}

/**
 * With its tags, the parts of an index, and what belongs to it.
 * @param name of the repository that it goes to
 * @throws `Refusal` 403 when the project is too full, 412 for a tag that may not move
 */
export function copyArtifact(harbor: Harbor, source: Artifact, project: Project, name: string): void {
  const { tables, blobs, store } = harbor
  const all = withParts(harbor, source)
  const digests = [...new Set(all.flatMap((one) => one.blobs))]
  const fresh = digests.filter((digest) => !blobs.inProject(project.id, digest))
  requireRoom(
    harbor,
    project.id,
    fresh.reduce((sum, digest) => sum + (blobs.size(digest) ?? 0), 0),
  )
  store.batch(() => {
    const to = { project, repository: keepRepository(harbor, { project, repository: name }) }
    for (const digest of digests) grow(harbor, project.id, blobs.link(project.id, name, digest))
    for (const one of all) copyRow(harbor, one, to)
    const copy = copyRow(harbor, source, to)
    for (const tag of tables.tags.by('artifact', source.id)) moveTag(harbor, to.repository, copy, tag.name)
  })
}

/** What it needs, and itself last. */
function withParts(harbor: Harbor, artifact: Artifact): readonly Artifact[] {
  const { artifacts, accessories } = harbor.tables
  const at = artifact.repositoryId
  const parts = artifact.references.flatMap(({ digest }) => artifacts.one('digest', `${at}@${digest}`) ?? [])
  const belonging = accessories
    .by('subject', `${at}@${artifact.digest}`)
    .flatMap(({ artifactId }) => artifacts.get(artifactId) ?? [])
  return [...[...parts, ...belonging].flatMap((one) => withParts(harbor, one)), artifact]
}

function copyRow({ tables }: Harbor, source: Artifact, { project, repository }: Destination): Artifact {
  const there = tables.artifacts.one('digest', `${repository.id}@${source.digest}`)
  if (there) return there
  const times = { pushed: now(), pulled: NEVER }
  const { id: _, ...fields } = source
  const copy = tables.artifacts.insert({
    ...fields,
    projectId: project.id,
    repositoryId: repository.id,
    labels: [],
    ...times,
  })
  for (const { id: __, ...accessory } of tables.accessories.by('artifact', source.id)) {
    tables.accessories.insert({
      ...accessory,
      repositoryId: repository.id,
      artifactId: copy.id,
      created: now(),
    })
  }
  return copy
}

function moveTag(harbor: Harbor, repository: Repository, artifact: Artifact, name: string): void {
  const there = harbor.tables.tags.one('name', `${repository.id}:${name}`)
  if (there?.artifactId === artifact.id) return
  if (there && immutable(harbor, repository, name)) {
    throw precondition(`the tag ${name} configured as immutable, cannot be updated`)
  }
  keepTag(harbor, repository, artifact, name)
}
