/** What else can be read of an artifact: the history of an image, the files of a chart. */
import { parse } from 'yaml'
import { artifactName } from '../registry/artifacts.ts'
import { filesIn } from '../registry/tarball.ts'
import type { Harbor } from '../state/harbor.ts'
import type { Artifact, Repository } from '../state/rows.ts'
import { badRequest, notFound } from '../wire/refusal.ts'
import { plainJson, type Reply } from '../wire/reply.ts'

/** @throws `Refusal` 400 for what this kind of artifact does not have */
export async function readAddition(
  harbor: Harbor,
  repository: Repository,
  artifact: Artifact,
  addition: string,
): Promise<Reply> {
  if (addition === 'build_history' && artifact.type === 'IMAGE' && artifact.references.length === 0) {
    return plainJson(await history(harbor, artifact))
  }
  if (artifact.type === 'CHART') {
    const files = await chartFiles(harbor, artifact)
    const one = (pattern: RegExp) => [...files].find(([name]) => pattern.test(name))?.[1]
    if (addition === 'values.yaml')
      return text('text/plain', one(/^[^/]+\/values\.yaml$/), repository, artifact)
    if (addition === 'readme.md')
      return text('text/markdown', one(/^[^/]+\/readme\.md$/i), repository, artifact)
    if (addition === 'dependencies') return plainJson(dependencies(one(/^[^/]+\/Chart\.yaml$/) ?? ''))
  }
  throw badRequest(`addition ${addition} isn't supported for ${artifact.type}`)
}

/** The configuration is the first thing that a manifest names. */
async function history({ blobs }: Harbor, artifact: Artifact): Promise<unknown> {
  const config: unknown = JSON.parse((await blobs.read(artifact.blobs[1] ?? '')).toString('utf8'))
  return typeof config === 'object' && config !== null && 'history' in config ? config.history : null
}

async function chartFiles({ blobs }: Harbor, artifact: Artifact): Promise<ReadonlyMap<string, string>> {
  return filesIn(await blobs.read(artifact.blobs[2] ?? ''))
}

function dependencies(chart: string): unknown {
  const parsed: unknown = parse(chart)
  const has = typeof parsed === 'object' && parsed !== null && 'dependencies' in parsed
  return has ? parsed.dependencies : []
}

function text(type: string, content: string | undefined, { name }: Repository, { digest }: Artifact): Reply {
  if (content === undefined) throw notFound(`addition of ${artifactName(name, digest)} not found`)
  return { status: 200, headers: { 'content-type': `${type}; charset=utf-8` }, body: content }
}
