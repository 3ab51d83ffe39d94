/** Making a project: who may, under which name, with which quota; as a cache of another registry too. */
import { now } from '../state/clock.ts'
import type { Project } from '../state/rows.ts'
import { bool, type Decoded, int, list, struct, text } from '../wire/body.ts'
import type { Call } from '../wire/call.ts'
import { badRequest, conflict, forbidden, internal, invalid } from '../wire/refusal.ts'
import { requireAuthenticated } from './access.ts'
import { kept, METADATA } from './metadata-keys.ts'
import { checkFilter } from './metadata-values.ts'
import { quotaProblem } from './quota-limits.ts'

/** The body of `POST /projects`. */
export const PROJECT_REQUEST = struct('ProjectReq', {
  project_name: text,
  public: bool,
  storage_limit: int,
  registry_id: int,
  metadata: METADATA,
  cve_allowlist: struct('CVEAllowlist', {
    project_id: int,
    expires_at: int,
    items: list(struct('CVEAllowlistItem', { cve_id: text })),
  }),
})

/** The same, decoded. */
export type ProjectRequest = Decoded<typeof PROJECT_REQUEST>

/** Names of projects and of robots: lower case and digits, joined by single dots, dashes or underscores. */
export const NAME = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/

/** Registries that may be cached (make/photon/prepare/templates/core/env.jinja). */
const CACHEABLE = new Set([
  'docker-hub',
  'harbor',
  'azure-acr',
  'ali-acr',
  'aws-ecr',
  'google-gcr',
  'docker-registry',
  'github-ghcr',
  'jfrog-artifactory',
])

/** @throws `Refusal` with the real server's texts, in its order */
export function createProject(call: Call, request: ProjectRequest): Project {
  if (Buffer.byteLength(request.project_name ?? '') > 255) {
    throw invalid('validation failure list:\nproject_name in body should be at most 255 chars long')
  }
  requireMaker(call, request)
  const { store, tables, audit } = call.harbor
  const metadata = firstMetadata(request)
  if (request.registry_id !== undefined) checkCache(call, request.registry_id, metadata)
  const hard = storageLimit(call, request)
  const name = request.project_name ?? ''
  checkName(call, name)
  const ownerId = call.caller.user?.row.id ?? 1
  const times = { created: now(), updated: now() }
  const project = store.batch(() => {
    const made = tables.projects.insert({
      name,
      ownerId,
      ...(request.registry_id === undefined ? {} : { registryId: request.registry_id }),
      metadata,
      cves: { id: 0, items: [], ...times },
      ...times,
    })
    const row = tables.projects.update({ ...made, cves: { ...made.cves, id: made.id + 1 } })
    tables.members.insert({ projectId: made.id, entityType: 'u', entityId: ownerId, role: 1 })
    if (hard !== undefined) tables.quotas.insert({ projectId: made.id, hard, used: 0, ...times })
    return request.registry_id === undefined ? row : withCacheRetention(call, row)
  })
  audit.record(call, { operation: 'create', type: 'project', resource: name, projectId: project.id })
  return project
}

/** A system robot with project:create counts as admin here (harbor contract 20-robot-that-makes-robots). */
function requireMaker(call: Call, request: ProjectRequest): void {
  requireAuthenticated(call)
  const { caller, harbor } = call
  if (caller.robot && caller.robot.projectId !== 0)
    throw forbidden('Only system level robot can create project')
  if (actsAsAdmin(call)) return
  if (harbor.settings.text('project_creation_restriction') === 'adminonly') {
    throw forbidden('Only system admin can create project')
  }
  if (request.registry_id !== undefined) throw forbidden('Only system admin can create proxy cache project')
}

const actsAsAdmin = ({ caller }: Call) => caller.onSystem('project', 'create')

function checkCache({ harbor }: Call, id: number, metadata: Readonly<Record<string, string>>): void {
  if (id <= 0)
    throw badRequest(`bad request: ${id} is invalid value of registry_id, it should be geater than 0`)
  const registry = harbor.tables.registries.get(id)
  if (!registry) throw internal()
  if (!CACHEABLE.has(registry.type))
    throw badRequest(`bad request: unsupported registry type ${registry.type}`)
  checkNumber(metadata, 'proxy_speed_kb', 'should by an int32, but got:')
  checkNumber(metadata, 'max_upstream_conn', 'should be an int, but got')
  checkFilter(metadata)
}

function checkNumber(metadata: Readonly<Record<string, string>>, key: string, words: string): void {
  const value = metadata[key]
  if (value === undefined) return
  const what = `metadata.${key} ${words} '${value}', err: strconv.ParseInt: parsing ${JSON.stringify(value)}:`
  if (!/^[+-]?\d+$/.test(value)) throw badRequest(`${what} invalid syntax`)
  if (Math.abs(Number(value)) > 2 ** 31 - 1 && Number(value) !== -(2 ** 31)) {
    throw badRequest(`${what} value out of range`)
  }
}

/** @returns undefined when projects have no quota at all */
function storageLimit(call: Call, { storage_limit: wanted = 0 }: ProjectRequest): number | undefined {
  const { settings } = call.harbor
  if (!settings.flag('quota_per_project_enable')) return undefined
  const hard = actsAsAdmin(call) && wanted !== 0 ? wanted : settings.number('storage_per_project')
  const problem = quotaProblem(hard)
  if (problem !== undefined) throw badRequest(`bad request: ${problem}`)
  return hard
}

/** Only `public` is checked; keys that make no sense for the kind of project are dropped. */
function firstMetadata(request: ProjectRequest): Record<string, string> {
  const cache = request.registry_id !== undefined
  const metadata = kept(request.metadata ?? {}, cache)
  const open = metadata['public'] ?? ''
  if (open !== '' && open !== 'true' && open !== 'false') {
    throw badRequest(`metadata.public should only be 'true' or 'false', but got: '${open}'`)
  }
  if ((metadata['retention_id'] ?? '') !== '') {
    throw badRequest(
      "bad request: the retention_id in the request's payload when creating a project should be omitted, alternatively passing an empty string",
    )
  }
  const { retention_id: _, ...first } = metadata
  return { ...first, public: open || (request.public === true ? 'true' : 'false') }
}

function checkName({ harbor }: Call, name: string): void {
  if (name === '') {
    throw badRequest(`Project name ${name} is illegal in length. (greater than 255 or less than 1)`)
  }
  if (!NAME.test(name)) {
    throw badRequest('project name is not in lower case or contains illegal characters')
  }
  if (harbor.tables.projects.one('name', name)) throw conflict(`The project named ${name} already exists`)
}

/** What a cache was not asked for within seven days goes. */
function withCacheRetention({ harbor: { tables } }: Call, project: Project): Project {
  const every = { kind: 'doublestar', pattern: '**' }
  const policy = tables.retentions.insert({
    algorithm: 'or',
    projectId: project.id,
    trigger: 'Schedule',
    cron: '0 0 0 * * *',
    rules: [
      {
        id: 1,
        priority: 1,
        action: 'retain',
        template: 'nDaysSinceLastPull',
        params: { nDaysSinceLastPull: 7 },
        tagSelectors: [{ ...every, decoration: 'matches' }],
        scopeSelectors: { repository: [{ ...every, decoration: 'repoMatches' }] },
      },
    ],
  })
  const metadata = { ...project.metadata, retention_id: String(policy.id) }
  return tables.projects.update({ ...project, metadata })
}
