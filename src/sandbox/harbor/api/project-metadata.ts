/** Single keys of a project's metadata, which are checked and brought into form: `/projects/{x}/metadatas`. */
import { now } from '../state/clock.ts'
import type { Project } from '../state/rows.ts'
import { dict, optionalBody, text } from '../wire/body.ts'
import { type Call, param } from '../wire/call.ts'
import { badRequest, conflict } from '../wire/refusal.ts'
import { done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireProject } from './access.ts'
import { checkedValue, FILTER_KIND, FILTER_PATTERN } from './metadata-values.ts'

/** `/projects/{project}/metadatas`. */
export const metadataRoutes: readonly Route[] = [
  route('GET /projects/{project}/metadatas', (call) =>
    json(requireProject(call, 'metadata', 'list').metadata),
  ),
  route('POST /projects/{project}/metadatas', addKey),
  route('GET /projects/{project}/metadatas/{key}', readKey),
  route('PUT /projects/{project}/metadatas/{key}', setKey),
  route('DELETE /projects/{project}/metadatas/{key}', removeKey),
]

function readKey(call: Call): Reply {
  const { metadata } = requireProject(call, 'metadata', 'read')
  const value = metadata[param(call, 'key')]
  return json(value === undefined ? {} : { [param(call, 'key')]: value })
}

async function addKey(call: Call): Promise<Reply> {
  const pairs = (await optionalBody(call, 'metadata', dict(text))) ?? {}
  const project = requireProject(call, 'metadata', 'create')
  const [pair, ...more] = Object.entries(pairs)
  if (!pair || more.length > 0) throw badRequest('only allow one key/value pair')
  const [key, sent] = pair
  const value = checkedValue(project, key, sent)
  if (project.metadata[key] !== undefined) {
    throw conflict(`metadata ${key} already exists for project ${project.id}`)
  }
  return write(call, project, { ...project.metadata, [key]: value })
}

/** The key of the path counts, whatever else the body holds. One that is not set is not set by this either. */
async function setKey(call: Call): Promise<Reply> {
  const pairs = (await optionalBody(call, 'metadata', dict(text))) ?? {}
  const project = requireProject(call, 'metadata', 'update')
  const key = param(call, 'key')
  const value = checkedValue(project, key, Object.hasOwn(pairs, key) ? (pairs[key] ?? '') : '')
  if (project.metadata[key] === undefined) return done
  return write(call, project, { ...project.metadata, [key]: value })
}

function removeKey(call: Call): Reply {
  const project = requireProject(call, 'metadata', 'delete')
  const key = param(call, 'key')
  const { [key]: _, ...metadata } = project.metadata
  if (key === FILTER_KIND && (metadata[FILTER_PATTERN] ?? '') !== '') {
    throw badRequest(
      `cannot delete ${FILTER_KIND} when ${FILTER_PATTERN} is not empty, please clear the pattern first`,
    )
  }
  return write(call, project, metadata)
}

function write({ harbor }: Call, project: Project, metadata: Readonly<Record<string, string>>): Reply {
  harbor.tables.projects.update({ ...project, metadata, updated: now() })
  return done
}
