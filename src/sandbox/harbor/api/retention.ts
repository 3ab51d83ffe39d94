/** Which tags are kept: the one retention policy of a project, `/retentions`. */
import type { Project, Retention, RetentionRule } from '../state/rows.ts'
import { anything, body, bool, type Decoded, dict, int, list, struct, text } from '../wire/body.ts'
import { type Call, idParam, intQuery } from '../wire/call.ts'
import { pageHeaders } from '../wire/paging.ts'
import { badRequest, conflict, internal, notFound } from '../wire/refusal.ts'
import { compact, created, done, json, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireAuthenticated, requireProjectById, requireSystem } from './access.ts'
import { cronProblem, nextTime } from './cron.ts'
import { scopeSelectors, showScopes, showSelectors, tagSelectors } from './selectors.ts'

/** `/retentions`. */
export const retentionRoutes: readonly Route[] = [
  route('GET /retentions/metadatas', (call) => {
    requireAuthenticated(call)
    return json(TEMPLATES)
  }),
  route('POST /retentions', createRetention),
  route('GET /retentions/{id}', readRetention),
  route('GET /retentions/{id}/executions', (call) => {
    const page = { number: intQuery(call, 'page') ?? 0, size: intQuery(call, 'page_size') ?? 0 }
    existing(call, 'list')
    return json([], pageHeaders(call, 0, page))
  }),
  route('PUT /retentions/{id}', updateRetention),
  route('DELETE /retentions/{id}', deleteRetention),
]

const POLICY = struct('RetentionPolicy', {
  id: int,
  algorithm: text,
  scope: struct('RetentionPolicyScope', { level: text, ref: int }),
  trigger: struct('RetentionRuleTrigger', { kind: text, settings: anything, references: anything }),
  rules: list(
    struct('RetentionRule', {
      id: int,
      priority: int,
      disabled: bool,
      action: text,
      template: text,
      params: dict(anything),
      tag_selectors: tagSelectors('RetentionSelector'),
      scope_selectors: scopeSelectors('RetentionSelector'),
    }),
  ),
})

type Policy = Decoded<typeof POLICY>

const template = (rule_template: string, display_text: string, unit?: string) => ({
  action: 'retain',
  display_text,
  params: unit === undefined ? [] : [{ required: true, type: 'int', unit }],
  rule_template,
})

const TEMPLATES = {
  scope_selectors: [
    { decorations: ['repoMatches', 'repoExcludes'], display_text: 'Repositories', kind: 'doublestar' },
  ],
  tag_selectors: [{ decorations: ['matches', 'excludes'], display_text: 'Tags', kind: 'doublestar' }],
  templates: [
    template('latestPushedK', 'the most recently pushed # artifacts', 'COUNT'),
    template('latestPulledN', 'the most recently pulled # artifacts', 'COUNT'),
    template('nDaysSinceLastPush', 'pushed within the last # days', 'DAYS'),
    template('nDaysSinceLastPull', 'pulled within the last # days', 'DAYS'),
    template('always', 'always'),
  ],
}

async function createRetention(call: Call): Promise<Reply> {
  const policy = await body(call, 'policy', POLICY)
  requireAuthenticated(call)
  checkRules(policy)
  requireScope(call, policy.scope, 'create')
  const project = projectOf(call, policy)
  const kept = project.metadata['retention_id'] ?? ''
  if (kept !== '') throw badRequest(`bad request: project ${project.id} already has retention policy ${kept}`)
  checkCron(policy)
  const { store, tables } = call.harbor
  const retention = store.batch(() => {
    const made = tables.retentions.insert(fields(policy, project))
    const metadata = { ...project.metadata, retention_id: String(made.id) }
    tables.projects.update({ ...project, metadata })
    return made
  })
  return created(`/api/v2.0/retentions/${retention.id}`)
}

function projectOf(call: Call, { scope }: Policy): Project {
  const id = scope?.ref ?? 0
  if (scope?.level !== 'project') throw badRequest(`bad request: scope ${scope?.level ?? ''} is not support`)
  const project = call.harbor.tables.projects.get(id)
  if (!project) throw badRequest(`bad request: invalid Project id ${id}`)
  return project
}

/** Who may over the scope as it is told, be it there or not. @throws `Refusal` 401, 403 */
function requireScope(call: Call, scope: Policy['scope'], action: string): void {
  if (call.caller.admin) return
  if (scope?.level === 'project') requireProjectById(call, scope.ref ?? 0, 'tag-retention', action)
  else requireSystem(call, 'tag-retention', action)
}

/** Templates and numbers are not checked; how many, and whether twice, are. */
function checkRules(policy: Policy): void {
  const rules = policy.rules ?? []
  if (rules.length > 15) throw badRequest('bad request: only 15 rules are allowed at most')
  const seen = new Map<string, number>()
  for (const [i, { id: _, priority: __, ...rule }] of rules.entries()) {
    const first = seen.get(JSON.stringify(rule))
    if (first !== undefined) throw conflict(`resource conflict: rule ${i} is conflict with rule ${first}`)
    seen.set(JSON.stringify(rule), i)
  }
}

/** Only of what is scheduled. @throws `Refusal` 400 */
function checkCron(policy: Policy): void {
  if (policy.trigger?.kind !== 'Schedule') return
  const settings: unknown = policy.trigger.settings
  if (typeof settings === 'object' && settings !== null && 'cron' in settings) {
    if (typeof settings.cron !== 'string') {
      throw badRequest('invalid cron type for scheduled tag retention: must be a string')
    }
  }
  const cron = cronOf(policy)
  const problem = cron === '' ? undefined : cronProblem(cron)
  if (problem !== undefined) {
    throw badRequest(`invalid cron string for scheduled tag retention: ${cron}, error: ${problem}`)
  }
}

function cronOf({ trigger }: Policy): string {
  const settings: unknown = trigger?.settings
  const cron = typeof settings === 'object' && settings !== null && 'cron' in settings ? settings.cron : ''
  return typeof cron === 'string' ? cron : ''
}

const fields = (policy: Policy, project: Pick<Project, 'id'>): Omit<Retention, 'id'> => ({
  algorithm: policy.algorithm ?? '',
  projectId: project.id,
  trigger: policy.trigger?.kind ?? '',
  cron: cronOf(policy),
  rules: (policy.rules ?? []).map(readRule),
})

type SentRule = NonNullable<Policy['rules']>[number]

const readRule = (rule: SentRule): RetentionRule => ({
  ...(rule.id ? { id: rule.id } : {}),
  ...(rule.priority ? { priority: rule.priority } : {}),
  ...(rule.disabled ? { disabled: true } : {}),
  action: rule.action ?? '',
  template: rule.template ?? '',
  params: rule.params ?? {},
  tagSelectors: rule.tag_selectors ?? [],
  scopeSelectors: rule.scope_selectors ?? {},
})

function show(retention: Retention): Record<string, unknown> {
  const next = retention.cron === '' ? undefined : nextTime(retention.cron)
  return {
    algorithm: retention.algorithm,
    id: retention.id,
    rules: retention.rules.map(showRule),
    scope: { level: 'project', ref: retention.projectId },
    trigger: {
      kind: retention.trigger,
      settings: { cron: retention.cron, ...(next === undefined ? {} : { next_scheduled_time: next }) },
    },
  }
}

const showRule = (rule: RetentionRule) =>
  compact({
    id: rule.id,
    priority: rule.priority,
    disabled: rule.disabled,
    action: rule.action,
    template: rule.template,
    params: Object.keys(rule.params ?? {}).length > 0 ? rule.params : undefined,
    tag_selectors: showSelectors(rule.tagSelectors ?? []),
    scope_selectors: showScopes(rule.scopeSelectors ?? {}),
  })

/** One that is not there is an error of the server, says the real one. */
function readRetention(call: Call): Reply {
  const id = idParam(call, 'id')
  requireAuthenticated(call)
  const retention = call.harbor.tables.retentions.get(id)
  if (!retention) throw internal()
  requireProjectById(call, retention.projectId, 'tag-retention', 'read')
  return json(show(retention))
}

async function updateRetention(call: Call): Promise<Reply> {
  const id = idParam(call, 'id')
  const policy = await body(call, 'policy', POLICY)
  requireAuthenticated(call)
  checkRules(policy)
  requireScope(call, policy.scope, 'update')
  const retention = call.harbor.tables.retentions.get(id)
  if (retention?.projectId !== policy.scope?.ref || !retention) {
    throw notFound(`resource not found: the retention policy id ${id} does not match`)
  }
  checkCron(policy)
  requireKnownTrigger(retention, policy)
  call.harbor.tables.retentions.update({ id, ...fields(policy, { id: retention.projectId }) })
  return done
}

/** One of a third kind is stored, and then never changed again. @throws `Refusal` 500 */
function requireKnownTrigger({ trigger }: Retention, policy: Policy): void {
  const kind = policy.trigger?.kind ?? ''
  if (kind === trigger && kind !== 'Schedule' && kind !== '') throw internal()
}

/** @throws `Refusal` 400 for one that is not there */
function existing(call: Call, action: string): { readonly id: number; readonly project: Project } {
  const id = idParam(call, 'id')
  requireAuthenticated(call)
  const retention = call.harbor.tables.retentions.get(id)
  if (!retention) throw badRequest(`bad request: no such Retention policy with id ${id}`)
  return { id, project: requireProjectById(call, retention.projectId, 'tag-retention', action) }
}

/** The project forgets its number. */
function deleteRetention(call: Call): Reply {
  const { id, project } = existing(call, 'delete')
  const { store, tables } = call.harbor
  const { retention_id: _, ...metadata } = project.metadata
  store.batch(() => {
    tables.projects.update({ ...project, metadata })
    tables.retentions.remove(id)
  })
  return done
}
