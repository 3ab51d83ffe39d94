/** An artifact by the name of its repository and a tag or digest. */
import { artifactName, findArtifact, isDigest } from '../registry/artifacts.ts'
import type { Artifact, Repository } from '../state/rows.ts'
import type { Call } from '../wire/call.ts'
import { notFound } from '../wire/refusal.ts'

/** An artifact and where it is. */
export interface Found {
  readonly repository: Repository
  readonly artifact: Artifact
}

/** By digest nobody looks whether there is such a repository. @throws `Refusal` 404 */
export function requireArtifact({ harbor }: Call, name: string, reference: string): Found {
  const repository = harbor.tables.repositories.one('name', name)
  if (!repository && !isDigest(reference)) throw notFound(`repository ${name} not found`)
  const artifact = repository && findArtifact(harbor, repository, reference)
  if (!artifact) throw notFound(`artifact ${artifactName(name, reference)} not found`)
  return { repository, artifact }
}
