/** Artifacts, tags and repositories as rows: finding, making, removing them. */
import { selected } from '../api/selectors.ts'
import { now } from '../state/clock.ts'
import type { Harbor } from '../state/harbor.ts'
import type { Artifact, Project, Repository } from '../state/rows.ts'
import { precondition, Refusal } from '../wire/refusal.ts'
import { accessoryOf, artifactKind, extraAttributes, type Manifest } from './manifest.ts'
import { grow } from './quota.ts'

/** When nobody has pulled it yet. */
export const NEVER = '0001-01-01T00:00:00.000Z'

/** Is it a digest? What only looks like one is a tag, and there is none of that name. */
export const isDigest = (reference: string) =>
  /^(sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/.test(reference)

/** By digest or tag. */
export function findArtifact(
  { tables }: Harbor,
  repository: Repository,
  reference: string,
): Artifact | undefined {
  if (isDigest(reference)) return tables.artifacts.one('digest', `${repository.id}@${reference}`)
  const tag = tables.tags.one('name', `${repository.id}:${reference}`)
  return tag && tables.artifacts.get(tag.artifactId)
}

/** How an artifact is named in texts: `p/r:v1`, `p/r@sha256:…`. */
export const artifactName = (repository: string, reference: string) =>
  isDigest(reference) ? `${repository}@${reference}` : `${repository}:${reference}`

/** What was pushed. */
export interface Pushed {
  readonly project: Project
  readonly repository: string
  readonly reference: string
  readonly digest: string
  readonly manifest: Manifest
  readonly size: number
}

/** Makes repository, artifact, tag and accessory as far as they are not there. */
export async function keepArtifact(harbor: Harbor, pushed: Pushed): Promise<Artifact> {
  const { manifest } = pushed
  const kind = artifactKind(manifest)
  const known = manifest.configDigest !== '' && harbor.blobs.size(manifest.configDigest) !== undefined
  const small = known && (harbor.blobs.size(manifest.configDigest) ?? 0) < 4 * 1024 * 1024
  const config = small ? await harbor.blobs.read(manifest.configDigest) : undefined
  return harbor.store.batch(() => {
    const repository = keepRepository(harbor, pushed)
    const parts = [pushed.digest, ...manifest.blobs].filter((part) => harbor.blobs.size(part) !== undefined)
    for (const part of parts) {
      grow(harbor, pushed.project.id, harbor.blobs.link(pushed.project.id, pushed.repository, part))
    }
    const artifact = insertArtifact(harbor, pushed, repository, kind, extraAttributes(kind, config))
    const tag = pushed.reference.includes(':') ? '' : pushed.reference
    if (tag !== '') keepTag(harbor, repository, artifact, tag)
    keepAccessory(harbor, repository, artifact, manifest, tag)
    return artifact
  })
}

/** The repository, made if it is not there. */
export function keepRepository(
  harbor: Harbor,
  { repository: name, project }: Pick<Pushed, 'repository' | 'project'>,
): Repository {
  const { tables } = harbor
  const there = tables.repositories.one('name', name)
  if (there) return touch(harbor, there)
  const times = { created: now(), updated: now() }
  return tables.repositories.insert({ projectId: project.id, name, description: '', pulls: 0, ...times })
}

/** Something in it changed. */
export const touch = ({ tables }: Harbor, repository: Repository): Repository =>
  tables.repositories.update({ ...(tables.repositories.get(repository.id) ?? repository), updated: now() })

function insertArtifact(
  { tables }: Harbor,
  { manifest, digest, size, project }: Pushed,
  repository: Repository,
  type: string,
  extra: Readonly<Record<string, unknown>>,
): Artifact {
  const there = tables.artifacts.one('digest', `${repository.id}@${digest}`)
  if (there) return tables.artifacts.update({ ...there, pushed: now() })
  const parts = [...new Set(manifest.blobs)]
  return tables.artifacts.insert({
    projectId: project.id,
    repositoryId: repository.id,
    digest,
    type,
    manifestMediaType: manifest.mediaType,
    mediaType: manifest.configMediaType,
    artifactType: manifest.artifactType || manifest.configMediaType,
    manifestSize: size,
    size: size + manifest.partsSize,
    blobs: [digest, ...parts],
    references: manifest.references,
    extra,
    ...(manifest.annotations ? { annotations: manifest.annotations } : {}),
    labels: [],
    pushed: now(),
    pulled: NEVER,
  })
}

/** Names the artifact so, and nothing else any more. */
export function keepTag({ tables }: Harbor, repository: Repository, artifact: Artifact, name: string): void {
  const there = tables.tags.one('name', `${repository.id}:${name}`)
  if (there) tables.tags.update({ ...there, artifactId: artifact.id, pushed: now() })
  else {
    const times = { pushed: now(), pulled: NEVER }
    tables.tags.insert({ repositoryId: repository.id, artifactId: artifact.id, name, ...times })
  }
}

function keepAccessory(
  { tables }: Harbor,
  repository: Repository,
  artifact: Artifact,
  manifest: Manifest,
  tag: string,
): void {
  const belongs = accessoryOf(manifest, tag)
  if (!belongs || tables.accessories.by('artifact', artifact.id).length > 0) return
  tables.accessories.insert({
    repositoryId: repository.id,
    artifactId: artifact.id,
    subjectDigest: belongs.subject,
    type: belongs.type,
    created: now(),
  })
}

/** Is the tag one that may not be overwritten, by a rule of its project? */
export function immutable({ tables }: Harbor, repository: Repository, tag: string): boolean {
  const name = repository.name.slice(repository.name.indexOf('/') + 1)
  return tables.immutables
    .by('project', repository.projectId)
    .some(
      (rule) =>
        !rule.disabled &&
        selected(name, rule.scopeSelectors?.['repository']) &&
        selected(tag, rule.tagSelectors),
    )
}

/** @throws `Refusal` 412 when an index holds it, or one of its tags is immutable */
export function requireRemovable(harbor: Harbor, repository: Repository, artifact: Artifact): void {
  if (partOfIndex(harbor, artifact)) {
    const why = 'the deleting artifact is referenced by others'
    throw new Refusal('VIOLATE_FOREIGN_KEY_CONSTRAINT', why, { status: 412 })
  }
  requireMutable(harbor, repository, artifact)
}

/** @throws `Refusal` 412 when one of its tags is immutable */
export function requireMutable(harbor: Harbor, repository: Repository, artifact: Artifact): void {
  const fixed = harbor.tables.tags
    .by('artifact', artifact.id)
    .find(({ name }) => immutable(harbor, repository, name))
  if (fixed) throw precondition(`the tag ${fixed.name} configured as immutable, cannot be deleted`)
}

/** Is it part of an index in its repository? */
export const partOfIndex = ({ tables }: Harbor, artifact: Artifact): boolean =>
  tables.artifacts
    .by('repository', artifact.repositoryId)
    .some(({ references }) => references.some(({ digest }) => digest === artifact.digest))

/**
 * With its tags, with what belongs to it, and with the untagged parts of an index that no other index holds. What
 * nothing else in the project consists of counts no more.
 */
export function removeArtifact(harbor: Harbor, artifact: Artifact): void {
  const { tables, blobs, store } = harbor
  store.batch(() => {
    for (const tag of tables.tags.by('artifact', artifact.id)) tables.tags.remove(tag.id)
    for (const own of tables.accessories.by('artifact', artifact.id)) tables.accessories.remove(own.id)
    tables.artifacts.remove(artifact.id)
    for (const accessory of tables.accessories.by('subject', `${artifact.repositoryId}@${artifact.digest}`)) {
      const belonging = tables.artifacts.get(accessory.artifactId)
      if (belonging) removeArtifact(harbor, belonging)
    }
    for (const { digest } of artifact.references) {
      const part = tables.artifacts.one('digest', `${artifact.repositoryId}@${digest}`)
      if (!part || tables.tags.by('artifact', part.id).length > 0 || partOfIndex(harbor, part)) continue
      removeArtifact(harbor, part)
    }
    const still = new Set(tables.artifacts.by('project', artifact.projectId).flatMap((other) => other.blobs))
    const freed = artifact.blobs
      .filter((digest) => !still.has(digest))
      .reduce((sum, digest) => sum + blobs.unlink(artifact.projectId, digest), 0)
    grow(harbor, artifact.projectId, -freed)
  })
}

/** Notes a pull. */
export function notePull(
  { tables, settings }: Harbor,
  repository: Repository,
  artifact: Artifact,
  tag: string,
): void {
  if (settings.flag('read_only')) return
  tables.repositories.update({ ...repository, pulls: repository.pulls + 1 })
  tables.artifacts.update({ ...artifact, pulled: now() })
  const row = tables.tags.one('name', `${repository.id}:${tag}`)
  if (row) tables.tags.update({ ...row, pulled: now() })
}
