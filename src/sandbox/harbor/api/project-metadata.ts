/** Single keys of a project's metadata, which are checked and brought into form: `/projects/{x}/metadatas`. */
import { now } from '../state/clock.ts'
import type { Project } from '../state/rows.ts'
import { body, dict, text } from '../wire/body.ts'
import { type Call, param } from '../wire/call.ts'
import { badRequest, conflict } from '../wire/refusal.ts'
import { done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireProject } from './access.ts'
import { METADATA_KEYS } from './metadata-keys.ts'

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
  const pairs = await body(call, 'metadata', dict(text))
  const project = requireProject(call, 'metadata', 'create')
  const [key, value] = onlyPair(pairs)
  if (project.metadata[key] !== undefined) {
    throw conflict(`metadata ${key} already exists for project ${project.id}`)
  }
  return write(call, project, key, value)
}

async function setKey(call: Call): Promise<Reply> {
  const pairs = await body(call, 'metadata', dict(text))
  const project = requireProject(call, 'metadata', 'update')
  const [key, value] = onlyPair(pairs)
  return write(call, project, key, value)
}

function removeKey(call: Call): Reply {
  const project = requireProject(call, 'metadata', 'delete')
  const { [param(call, 'key')]: _, ...metadata } = project.metadata
  call.harbor.tables.projects.update({ ...project, metadata, updated: now() })
  return done
}

function write({ harbor }: Call, project: Project, key: string, value: string): Reply {
  harbor.tables.projects.update({
    ...project,
    metadata: { ...project.metadata, [key]: value },
    updated: now(),
  })
  return done
}

/** @throws `Refusal` 400 for more than one, an unknown key, a value that is none */
function onlyPair(pairs: Readonly<Record<string, string>>): [string, string] {
  const [pair, ...more] = Object.entries(pairs)
  if (!pair || more.length > 0) throw badRequest('only allow one key/value pair')
  const [key, value] = pair
  return [key, normalised(key, value)]
}

function normalised(key: string, value: string): string {
  const bad = badRequest(`invalid value: ${value}`)
  switch (Object.hasOwn(METADATA_KEYS, key) ? METADATA_KEYS[key] : undefined) {
    case 'flag': {
      if (/^(1|t|true|T|TRUE|True)$/.test(value)) return 'true'
      if (/^(0|f|false|F|FALSE|False)$/.test(value)) return 'false'
      throw bad
    }
    case 'severity':
      if (!['none', 'low', 'medium', 'high', 'critical'].includes(value.toLowerCase())) throw bad
      return value.toLowerCase()
    case 'number':
      if (!/^-?\d+$/.test(value)) throw bad
      return value
    case 'text':
      return value
    default:
      throw badRequest(`invalid key: ${key}`)
  }
}
