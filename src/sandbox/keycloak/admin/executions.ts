/** Steps of authentication flows (reference/keycloak.md §6.4; contract 42-sign-in-flows). */
import { randomUUID } from 'node:crypto'
import { deleteFlow, executionIn, nextPriority, putExecution, stepsIn } from '../model/flows.ts'
import type { Realm } from '../model/realm.ts'
import { EXECUTION } from '../model/representations.ts'
import type { Execution, FlowRow } from '../model/rows.ts'
import { flowChoices, stepType, typesFor } from '../model/step-types.ts'
import { created, found, NOTHING } from '../rest/exchange.ts'
import { type Json, type JsonObject, present } from '../rest/json.ts'
import { notFound, refusal, resourceRefusal, unknownError } from '../rest/refusal.ts'
import { type AdminAnswer, addressIn, objectIn, type RealmCall, type RealmRoutes } from './call.ts'
import { flowBy } from './flows.ts'

const VIEW = ['view-realm', 'manage-realm'] as const
const MANAGE = 'manage-realm'
const REQUIREMENTS = new Set(['REQUIRED', 'CONDITIONAL', 'ALTERNATIVE', 'DISABLED'])

/** All steps of a flow, those of flows within at deeper levels. */
function infos(realm: Realm, flow: FlowRow, level = 0): readonly JsonObject[] {
  return stepsIn(flow).flatMap((step, index) => {
    const child = realm.flows.get(step.flowId)
    const { id, requirement, priority, config } = step
    const place = { id, requirement, priority, level, index, authenticationConfig: config?.id }
    if (!child) return [present({ ...place, ...typeInfo(step) })]
    const info = present({
      ...place,
      displayName: child.alias,
      description: child.description,
      requirementChoices: flowChoices(child.providerId),
      configurable: false,
      authenticationFlow: true,
      providerId: step.providerId,
      flowId: child.id,
    })
    return [info, ...infos(realm, child, level + 1)]
  })
}

function typeInfo({ providerId, config }: Execution): Record<string, Json | undefined> {
  const type = stepType(providerId ?? '')
  return {
    displayName: type?.name ?? providerId,
    requirementChoices: type?.choices ?? [],
    configurable: type?.configurable ?? false,
    providerId,
    alias: type?.configurable ? config?.alias : undefined,
  }
}

/** The step of the address. @throws Refusal */
export function stepBy(call: RealmCall, needed: readonly string[]) {
  call.rights.need(...needed)
  const found = executionIn(call.realm, call.params['execution'])
  if (!found) throw notFound('Illegal execution')
  return found
}

/** A step that may be moved or removed. @throws Refusal 400 in a flow that comes with the server */
function ownStepBy(call: RealmCall, what: string) {
  const step = stepBy(call, [MANAGE])
  if (step.flow.builtIn) throw refusal(400, `It is illegal to ${what} a built in flow`)
  return step
}

const numberOf = (value: Json | undefined) => (typeof value === 'number' ? value : undefined)
const flowPath = (flow: FlowRow) => `authentication/flows/${flow.alias}/executions`

/** A new step is off, unless its type has one requirement only. */
function addStep(call: RealmCall): AdminAnswer {
  const flow = flowBy(call, [MANAGE], refusal(400, "Parent flow doesn't exist"))
  if (flow.builtIn) throw refusal(400, 'It is illegal to add execution to a built in flow')
  const sent = objectIn(call, 'any')
  const providerId = `${sent['provider']}`
  const types = typesFor(flow.providerId)
  const type = Object.hasOwn(types, providerId) ? types[providerId] : undefined
  if (!type) throw refusal(400, `No authentication provider found for id: ${providerId}`)
  const [only, ...others] = type.choices
  const added: Execution = {
    id: randomUUID(),
    providerId,
    requirement: only !== undefined && others.length === 0 ? only : 'DISABLED',
    priority: numberOf(sent['priority']) ?? nextPriority(flow),
  }
  call.realm.flows.put({ ...flow, executions: [...flow.executions, added] })
  const path = `${flowPath(flow)}/execution`
  const representation = { ...sent, id: added.id }
  return {
    ...created(addressIn(call, 'authentication/executions', added.id)),
    change: { operation: 'CREATE', type: 'AUTH_EXECUTION', path, representation },
  }
}

/** A flow within a flow. The address is the new flow's, not the step's. */
function addFlow(call: RealmCall): AdminAnswer {
  const flow = flowBy(call, [MANAGE], resourceRefusal(400, "Parent flow doesn't exist"))
  if (flow.builtIn) throw refusal(400, 'It is illegal to add sub-flow to a built in flow')
  const sent = objectIn(call, 'any')
  const { alias, type, provider, description } = sent
  if (call.realm.flows.one('alias', `${alias}`))
    throw resourceRefusal(409, 'New flow alias name already exists')
  if (typeof alias !== 'string' || typeof type !== 'string') throw unknownError()
  const made = call.realm.flows.put({
    id: randomUUID(),
    alias,
    description: typeof description === 'string' ? description : '',
    providerId: type,
    topLevel: false,
    builtIn: false,
    executions: [],
  })
  const added: Execution = {
    id: randomUUID(),
    flowId: made.id,
    requirement: 'DISABLED',
    priority: numberOf(sent['priority']) ?? nextPriority(flow),
    ...(type === 'form-flow' && typeof provider === 'string' ? { providerId: provider } : {}),
  }
  call.realm.flows.put({ ...flow, executions: [...flow.executions, added] })
  const path = `${flowPath(flow)}/flow`
  const representation = { ...sent, id: added.id }
  return {
    ...created(addressIn(call, 'authentication/flows', made.id)),
    change: { operation: 'CREATE', type: 'AUTH_EXECUTION_FLOW', path, representation },
  }
}

/** A priority that is not sent is 0. Only where neither that nor the requirement changes, a flow within may be renamed. */
function changeStep(call: RealmCall): AdminAnswer {
  const flow = flowBy(call, [MANAGE], notFound('flow not found'))
  const sent = objectIn(call, EXECUTION)
  const { id, requirement } = sent
  const step = executionIn(call.realm, typeof id === 'string' ? id : undefined)
  if (!step) throw notFound('Illegal execution')
  const { execution } = step
  const priority = numberOf(sent['priority']) ?? 0
  const change = {
    operation: 'UPDATE',
    type: 'AUTH_EXECUTION',
    path: flowPath(flow),
    representation: sent,
  } as const
  if (requirement !== execution.requirement && !REQUIREMENTS.has(`${requirement}`)) throw unknownError()
  if (requirement !== execution.requirement || priority !== execution.priority) {
    putExecution(call.realm, step.flow, { ...execution, requirement: `${requirement}`, priority })
    return { ...NOTHING, change }
  }
  if (typeof sent['authenticationFlow'] !== 'boolean') return NOTHING
  renameFlow(call.realm, sent)
  return { ...NOTHING, change }
}

function renameFlow(realm: Realm, { flowId, displayName, description }: JsonObject): void {
  const flow = realm.flows.get(typeof flowId === 'string' ? flowId : undefined)
  if (!flow) throw notFound('Illegal execution')
  const alias = `${displayName}`
  if (alias !== flow.alias && realm.flows.one('alias', alias)) {
    throw resourceRefusal(409, 'Flow alias name already exists')
  }
  const { description: _description, ...kept } = flow
  realm.flows.put({ ...kept, alias, ...(typeof description === 'string' ? { description } : {}) })
}

const stepPath = ({ id }: Execution) => `authentication/executions/${id}`

/** The step before or after it takes its priority, and it theirs. */
function move(direction: 'raise' | 'lower') {
  return (call: RealmCall): AdminAnswer => {
    const { flow, execution } = ownStepBy(call, 'modify execution in')
    const steps = stepsIn(flow)
    const at = steps.findIndex(({ id }) => id === execution.id)
    const other = steps[direction === 'raise' ? at - 1 : at + 1]
    if (!other) return NOTHING
    const priorities = new Map([
      [execution.id, other.priority],
      [other.id, execution.priority],
    ])
    const executions = flow.executions.map((step) => ({
      ...step,
      priority: priorities.get(step.id) ?? step.priority,
    }))
    call.realm.flows.put({ ...flow, executions })
    const path = `${stepPath(execution)}/${direction}-priority`
    return { ...NOTHING, change: { operation: 'UPDATE', type: 'AUTH_EXECUTION', path } }
  }
}

function remove(call: RealmCall): AdminAnswer {
  const { flow, execution } = ownStepBy(call, 'remove execution from')
  const child = call.realm.flows.get(execution.flowId)
  if (child) deleteFlow(call.realm, child)
  call.realm.flows.put({ ...flow, executions: flow.executions.filter(({ id }) => id !== execution.id) })
  return { ...NOTHING, change: { operation: 'DELETE', type: 'AUTH_EXECUTION', path: stepPath(execution) } }
}

function read(call: RealmCall): AdminAnswer {
  const { flow, execution } = stepBy(call, VIEW)
  const { id, flowId, providerId, requirement, priority, config } = execution
  const isFlow = flowId !== undefined
  return found(
    present({
      authenticatorConfig: config?.id,
      authenticator: providerId,
      authenticatorFlow: isFlow,
      autheticatorFlow: isFlow,
      requirement,
      priority,
      id,
      flowId,
      parentFlow: flow.id,
    }),
  )
}

/** Adds the addresses of steps. */
export function executionRoutes(routes: RealmRoutes): void {
  const ofFlow = '/authentication/flows/{flow}/executions'
  const one = '/authentication/executions/{execution}'
  routes
    .on('GET', ofFlow, (call) => found(infos(call.realm, flowBy(call, VIEW))))
    .on('PUT', ofFlow, changeStep)
    .on('POST', `${ofFlow}/execution`, addStep)
    .on('POST', `${ofFlow}/flow`, addFlow)
    .on('GET', one, read)
    .on('DELETE', one, remove)
    .on('POST', `${one}/raise-priority`, move('raise'))
    .on('POST', `${one}/lower-priority`, move('lower'))
}
