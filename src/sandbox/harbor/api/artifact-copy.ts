/** `POST …/artifacts?from=`: copies an artifact of another repository. */
import { isDigest } from '../registry/artifacts.ts'
import { copyArtifact } from '../registry/copy.ts'
import { REPOSITORY } from '../registry/repository-name.ts'
import { type Call, param, requiredQuery } from '../wire/call.ts'
import { badRequest, denied, notFound, Refusal } from '../wire/refusal.ts'
import { created, type Reply } from '../wire/reply.ts'
import { requireProjectByName } from './access.ts'
import { requireArtifact } from './artifact-found.ts'
import { repositoryName } from './repositories.ts'

/** The tag or digest that it had is the end of the `Location`. */
export function copyFrom(call: Call): Reply {
  const from = requiredQuery(call, 'from')
  const name = repositoryName(call, 'artifact', 'create')
  const project = requireNoCache(call)
  const { repository: sourceName, reference } = parsed(from)
  requireProjectByName(call, sourceName.split('/')[0] ?? '', 'artifact', 'read')
  const { artifact: source } = requireArtifact(call, sourceName, reference)
  if (call.harbor.tables.accessories.by('artifact', source.id).length > 0) {
    throw denied("the operation isn't supported for an artifact accessory")
  }
  copyArtifact(call.harbor, source, project, name)
  return created(`${call.path.replace(/\/+$/, '')}/${reference}`)
}

/** The project that the path names. @throws `Refusal` 404, and 405 for what caches another registry */
export function requireNoCache(call: Call) {
  const name = param(call, 'project')
  const project = call.harbor.tables.projects.one('name', name)
  if (!project) throw notFound(`project ${name} not found`)
  if (project.registryId === undefined) return project
  throw new Refusal('METHOD_NOT_ALLOWED', "the operation isn't supported for a proxy cache project")
}

const REFERENCE = new RegExp(
  `^((?:[\\w.-]+(?::\\d+)?/)?${REPOSITORY})(?::([\\w][\\w.-]{0,127}))?(?:@([A-Za-z][\\w.+-]*:[0-9a-fA-F]{32,}))?$`,
)

/** `team-a/app:v1`, `team-a/app@sha256:…`. @throws `Refusal` 400 */
function parsed(from: string): { repository: string; reference: string } {
  const [, repository = '', tag = '', digest = ''] = REFERENCE.exec(from) ?? []
  if (repository === '' || (digest !== '' && !isDigest(digest))) throw badRequest(`invalid input: ${from}`)
  return { repository, reference: digest === '' ? tag : digest }
}
