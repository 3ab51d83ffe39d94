/** Authentication flows (reference/keycloak.md §6.4; contract 42-sign-in-flows). */
import { randomUUID } from 'node:crypto'
import { step } from '../model/builtin-flows.ts'
import { FLOW_FIELDS } from '../model/realm-fields.ts'
import { EXECUTION, FLOW } from '../model/representations.ts'
import type { Execution, FlowRow } from '../model/rows.ts'
import { created, found, NOTHING } from '../rest/exchange.ts'
import type { JsonObject } from '../rest/json.ts'
import { notFound, refusal, resourceRefusal, unknownError } from '../rest/refusal.ts'
import { type AdminAnswer, addressIn, objectIn, type RealmCall, type RealmRoutes } from './call.ts'

const VIEW = ['view-realm', 'manage-realm', 'view-clients', 'query-clients'] as const
const MANAGE = 'manage-realm'

function flowBy(call: RealmCall, needed: readonly string[]): FlowRow {
  call.rights.need(...needed)
  const flow = call.realm.flows.one('alias', call.params['flow'] ?? '')
  if (!flow) throw notFound('Flow not found')
  return flow
}

function representation(flow: FlowRow): JsonObject {
  const { executions, ...fields } = flow
  return {
    ...fields,
    authenticationExecutions: executions
      .filter(({ level }) => level === 0)
      .map(({ providerId, requirement, displayName }, priority) => ({
        ...(providerId === undefined ? { flowAlias: displayName } : { authenticator: providerId }),
        authenticatorFlow: providerId === undefined,
        requirement,
        priority,
        userSetupAllowed: false,
      })),
  }
}

/** `index` counts among the steps of one level under one parent. */
function indexed(executions: readonly Execution[]): readonly JsonObject[] {
  const counters: number[] = []
  return executions.map(({ providerId, level, alias, ...rest }) => {
    counters.length = level + 1
    const index = counters[level] ?? 0
    counters[level] = index + 1
    return {
      ...rest,
      requirementChoices: rest.requirementChoices,
      configurable: alias !== undefined,
      ...(alias === undefined ? {} : { alias }),
      ...(providerId === undefined ? { authenticationFlow: true } : { providerId }),
      level,
      index,
      priority: index,
    }
  })
}

function create(call: RealmCall): AdminAnswer {
  call.rights.need(MANAGE)
  const sent = objectIn(call, FLOW)
  const { alias, description, providerId } = sent
  if (typeof alias !== 'string' || alias === '')
    throw resourceRefusal(400, 'Failed to create flow with empty alias name')
  if (call.realm.flows.one('alias', alias)) throw resourceRefusal(409, `Flow ${alias} already exists`)
  const flow = call.realm.flows.put({
    id: randomUUID(),
    alias,
    ...(typeof description === 'string' ? { description } : {}),
    providerId: typeof providerId === 'string' ? providerId : 'basic-flow',
    topLevel: sent['topLevel'] === true,
    builtIn: sent['builtIn'] === true,
    executions: [],
  })
  return {
    ...created(addressIn(call, 'authentication/flows', flow.id)),
    change: { operation: 'CREATE', type: 'AUTH_FLOW', path: `authentication/flows/${flow.id}` },
  }
}

function addStep(call: RealmCall): AdminAnswer {
  const flow = flowBy(call, [MANAGE])
  const provider = `${objectIn(call, 'any')['provider'] ?? ''}`
  const added = step(provider, 'DISABLED')
  if (!added) throw refusal(400, `No authentication provider found for id: ${provider}`)
  call.realm.flows.put({ ...flow, executions: [...flow.executions, added] })
  return created(addressIn(call, 'authentication/executions', added.id))
}

function changeStep(call: RealmCall): AdminAnswer {
  const flow = flowBy(call, [MANAGE])
  const { id, requirement } = objectIn(call, EXECUTION)
  const before = flow.executions.find((execution) => execution.id === id)
  if (!before) throw notFound('Illegal execution')
  if (typeof requirement !== 'string') return NOTHING
  const executions = flow.executions.map((item) => (item === before ? { ...item, requirement } : item))
  call.realm.flows.put({ ...flow, executions })
  return NOTHING
}

function copy(call: RealmCall): AdminAnswer {
  const flow = flowBy(call, [MANAGE])
  const newName = `${objectIn(call, 'any')['newName'] ?? ''}`
  if (call.realm.flows.one('alias', newName)) throw resourceRefusal(409, `New flow alias name already exists`)
  const executions = flow.executions.map((execution) => ({
    ...execution,
    id: randomUUID(),
    ...(execution.alias === undefined ? {} : { alias: `${newName} ${execution.alias}` }),
    ...(execution.providerId === undefined ? { displayName: `${newName} ${execution.displayName}` } : {}),
  }))
  const made = { ...flow, id: randomUUID(), alias: newName, builtIn: false, executions }
  call.realm.flows.put(made)
  // The new id hangs on the address that was called.
  return created(addressIn(call, `authentication/flows/${encodeURIComponent(flow.alias)}/copy`, made.id))
}

function remove(call: RealmCall): AdminAnswer {
  call.rights.need(MANAGE)
  const { realm } = call
  const flow = realm.flows.get(call.params['flow'])
  if (!flow) throw notFound('Could not find flow with id')
  if (flow.builtIn) throw refusal(400, "Can't delete built in flow")
  const used = FLOW_FIELDS.some((field) => realm.row.fields[field] === flow.alias)
  const byProvider = [...realm.providers.all()].some(({ fields }) =>
    Object.values(fields).includes(flow.alias),
  )
  if (used || byProvider) throw unknownError()
  realm.flows.delete(flow.id)
  return NOTHING
}

/** Adds the addresses of flows. */
export function flowRoutes(routes: RealmRoutes): void {
  const one = '/authentication/flows/{flow}'
  routes
    .on('GET', '/authentication/flows', (call) => {
      call.rights.need(...VIEW)
      return found([...call.realm.flows.all()].map(representation))
    })
    .on('POST', '/authentication/flows', create)
    .on('GET', one, (call) => {
      call.rights.need(...VIEW)
      const flow = call.realm.flows.get(call.params['flow'])
      if (!flow) throw notFound('Could not find flow with id')
      return found(representation(flow))
    })
    .on('DELETE', one, remove)
    .on('POST', `${one}/copy`, copy)
    .on('GET', `${one}/executions`, (call) => found(indexed(flowBy(call, VIEW).executions)))
    .on('PUT', `${one}/executions`, changeStep)
    .on('POST', `${one}/executions/execution`, addStep)
}
