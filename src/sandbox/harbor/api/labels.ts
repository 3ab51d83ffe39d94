/** Labels of a project (`p`) and of the system (`g`): `/labels`. */
import { now } from '../state/clock.ts'
import type { Label } from '../state/rows.ts'
import { body, int, struct, text } from '../wire/body.ts'
import { type Call, idParam, intQuery } from '../wire/call.ts'
import { listing, listRoute } from '../wire/paging.ts'
import { badRequest, conflict, internal, notFound } from '../wire/refusal.ts'
import { compact, created, done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireProjectById, requireSystem } from './access.ts'

/** `/labels`. */
export const labelRoutes: readonly Route[] = [
  listRoute('GET /labels', listLabels),
  route('POST /labels', createLabel),
  route('GET /labels/{label_id}', (call) => json(showLabel(existing(call, 'read')))),
  route('PUT /labels/{label_id}', updateLabel),
  route('DELETE /labels/{label_id}', deleteLabel),
]

const LABEL = struct('Label', {
  id: int,
  name: text,
  description: text,
  color: text,
  scope: text,
  project_id: int,
})

const columns = {
  name: (row: Label) => row.name,
  id: (row: Label) => row.id,
  description: (row: Label) => row.description,
  color: (row: Label) => row.color,
  creation_time: (row: Label) => row.created,
  update_time: (row: Label) => row.updated,
}

/** A label as the API answers it, here and on artifacts. */
export const showLabel = (label: Label): Record<string, unknown> =>
  compact({
    color: label.color,
    creation_time: label.created,
    description: label.description,
    id: label.id,
    name: label.name,
    project_id: label.projectId,
    scope: label.scope,
    update_time: label.updated,
  })

/** The system's may be listed by anyone, signed in or not. */
function listLabels(call: Call): Reply {
  const scope = call.query.get('scope') ?? ''
  const projectId = intQuery(call, 'project_id') ?? 0
  const part = (call.query.get('name') ?? '').toLowerCase()
  if (scope !== 'g' && scope !== 'p') throw badRequest(`invalid scope: ${scope}`)
  if (scope === 'p' && projectId === 0) throw badRequest('must with project ID when to query project labels')
  if (scope === 'p') requireLabel(call, { scope, projectId }, 'list')
  const place = scope === 'g' ? 'g0' : `p${projectId}`
  const rows = call.harbor.tables.labels
    .by('place', place)
    .filter(({ name }) => name.toLowerCase().includes(part))
  return listing(call, rows, { columns, sort: '', show: showLabel })
}

/** A project's label needs no project that exists, at least not from an admin (harbor contract 26-labels). */
function requireLabel(
  call: Call,
  { scope, projectId }: Pick<Label, 'scope' | 'projectId'>,
  action: string,
): void {
  if (call.caller.admin) return
  if (scope === 'g') requireSystem(call, 'label', action)
  else requireProjectById(call, projectId, 'label', action)
}

async function createLabel(call: Call): Promise<Reply> {
  const request = await body(call, 'label', LABEL)
  const { name = '', scope = '', description = '', color = '' } = request
  if (scope !== 'g' && scope !== 'p') throw badRequest('unsupported label scope')
  const projectId = scope === 'g' ? 0 : (request.project_id ?? 0)
  requireLabel(call, { scope, projectId }, 'create')
  if (name.length > 128) throw internal()
  requireFree(call, { name, scope, projectId })
  const times = { created: now(), updated: now() }
  const label = call.harbor.tables.labels.insert({ name, description, color, scope, projectId, ...times })
  return created(`/api/v2.0/labels/${label.id}`)
}

function requireFree({ harbor }: Call, wanted: Pick<Label, 'name' | 'scope' | 'projectId'>, self = 0): void {
  const others = harbor.tables.labels.by('place', `${wanted.scope}${wanted.projectId}`)
  if (others.some(({ id, name }) => id !== self && name === wanted.name)) {
    throw conflict(`label ${wanted.name} already exists`)
  }
}

function existing(call: Call, action: string): Label {
  const id = idParam(call, 'label_id')
  const label = call.harbor.tables.labels.get(id)
  if (!label) throw notFound(`label ${id} not found`)
  requireLabel(call, label, action)
  return label
}

/** Name, description and colour are replaced together; scope and project stay. */
async function updateLabel(call: Call): Promise<Reply> {
  const { name = '', description = '', color = '' } = await body(call, 'label', LABEL)
  const label = existing(call, 'update')
  if (name === '') throw badRequest('cannot be empty')
  if (Buffer.byteLength(name) > 128) throw badRequest('max length is 128')
  requireFree(call, { ...label, name }, label.id)
  call.harbor.tables.labels.update({ ...label, name, description, color, updated: now() })
  return done
}

/** It goes from the artifacts that carry it, too. */
function deleteLabel(call: Call): Reply {
  const label = existing(call, 'delete')
  const { store, tables } = call.harbor
  store.batch(() => {
    for (const artifact of tables.artifacts.all()) {
      if (!artifact.labels.includes(label.id)) continue
      tables.artifacts.update({ ...artifact, labels: artifact.labels.filter((id) => id !== label.id) })
    }
    tables.labels.remove(label.id)
  })
  return done
}
