/** Tags that may not be overwritten: `/projects/{x}/immutabletagrules`. */
import type { ImmutableRule } from '../state/rows.ts'
import { anything, body, bool, type Decoded, dict, int, struct, text } from '../wire/body.ts'
import { type Call, idParam } from '../wire/call.ts'
import { listing, listRoute } from '../wire/paging.ts'
import { badRequest, conflict, notFound } from '../wire/refusal.ts'
import { compact, created, done, type Reply } from '../wire/reply.ts'
import { type Route, route } from '../wire/router.ts'
import { requireProjectNumber } from './access.ts'
import { scopeSelectors, showScopes, showSelectors, tagSelectors } from './selectors.ts'

/** `/projects/{project}/immutabletagrules`. */
export const immutableRuleRoutes: readonly Route[] = [
  listRoute('GET /projects/{project}/immutabletagrules', listRules),
  route('POST /projects/{project}/immutabletagrules', createRule),
  route('PUT /projects/{project}/immutabletagrules/{immutable_rule_id}', updateRule),
  route('DELETE /projects/{project}/immutabletagrules/{immutable_rule_id}', deleteRule),
]

const RULE = struct('ImmutableRule', {
  id: int,
  priority: int,
  disabled: bool,
  action: text,
  template: text,
  params: dict(anything),
  tag_selectors: tagSelectors('ImmutableSelector'),
  scope_selectors: scopeSelectors('ImmutableSelector'),
})

function listRules(call: Call): Reply {
  const projectId = requireProjectNumber(call, 'immutable-tag', 'list')
  const rows = call.harbor.tables.immutables.by('project', projectId)
  const columns = { id: (row: ImmutableRule) => row.id, disabled: (row: ImmutableRule) => row.disabled }
  return listing(call, rows, { columns, sort: 'id', show })
}

const show = (rule: ImmutableRule) => ({
  ...compact({
    action: rule.action,
    disabled: rule.disabled,
    id: rule.id,
    priority: rule.priority,
    template: rule.template,
    scope_selectors: rule.scopeSelectors ? showScopes(rule.scopeSelectors) : undefined,
  }),
  tag_selectors: rule.tagSelectors ? showSelectors(rule.tagSelectors) : null,
})

const fields = (sent: Decoded<typeof RULE>, projectId: number): Omit<ImmutableRule, 'id'> => ({
  projectId,
  disabled: sent.disabled ?? false,
  priority: sent.priority ?? 0,
  action: sent.action ?? '',
  template: sent.template ?? '',
  tagSelectors: sent.tag_selectors ?? null,
  scopeSelectors: sent.scope_selectors ?? null,
})

async function createRule(call: Call): Promise<Reply> {
  const sent = await body(call, 'ImmutableRule', RULE)
  const projectId = requireProjectNumber(call, 'immutable-tag', 'create')
  const { immutables } = call.harbor.tables
  const wanted = fields(sent, projectId)
  const twin = immutables
    .by('project', projectId)
    .some(({ id: _, ...kept }) => JSON.stringify(kept) === JSON.stringify(wanted))
  if (twin) throw conflict('immutable rule already exists')
  const rule = immutables.insert(wanted)
  return created(`${call.path.replace(/\/+$/, '')}/${rule.id}`)
}

/** When `disabled` differs, only that changes (harbor contract 25-immutable-rules). */
async function updateRule(call: Call): Promise<Reply> {
  const id = idParam(call, 'immutable_rule_id')
  const sent = await body(call, 'ImmutableRule', RULE)
  if (sent.id !== id) {
    throw badRequest(
      "bad request: the immutable_rule_id doesn't match the id in the payload body of ImmutableRule",
    )
  }
  const projectId = requireProjectNumber(call, 'immutable-tag', 'update')
  const rule = existing(call, id, projectId)
  const disabled = sent.disabled ?? false
  const wanted = rule.disabled === disabled ? fields(sent, projectId) : { ...rule, disabled }
  call.harbor.tables.immutables.update({ ...wanted, id })
  return done
}

function deleteRule(call: Call): Reply {
  const id = idParam(call, 'immutable_rule_id')
  const projectId = requireProjectNumber(call, 'immutable-tag', 'delete')
  call.harbor.tables.immutables.remove(existing(call, id, projectId).id)
  return done
}

function existing(call: Call, id: number, projectId: number): ImmutableRule {
  const rule = call.harbor.tables.immutables.get(id)
  if (!rule) throw notFound(`immutable rule ${id} not found`)
  if (rule.projectId !== projectId) {
    throw notFound(`resource not found: project id ${projectId} does not match`)
  }
  return rule
}
