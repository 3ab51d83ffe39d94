/** Authentication flows (reference/keycloak.md §6.4; contract 42-sign-in-flows). */
import { randomUUID } from 'node:crypto'
import { copyFlow, deleteFlow, stepsIn, treeOf } from '../model/flows.ts'
import type { Realm } from '../model/realm.ts'
import { FLOW_FIELDS } from '../model/realm-fields.ts'
import { FLOW } from '../model/representations.ts'
import type { FlowRow } from '../model/rows.ts'
import { typesFor } from '../model/step-types.ts'
import { created, found, NOTHING } from '../rest/exchange.ts'
import { type JsonObject, present } from '../rest/json.ts'
import { notFound, refusal, resourceRefusal, unknownError } from '../rest/refusal.ts'
import { type AdminAnswer, addressIn, objectIn, type RealmCall, type RealmRoutes } from './call.ts'

const VIEW = ['view-realm', 'manage-realm', 'view-clients', 'query-clients'] as const
const VIEW_ONE = ['view-realm', 'manage-realm'] as const
const MANAGE = 'manage-realm'

/** The flow whose alias is in the address. @throws Refusal */
export function flowBy(call: RealmCall, needed: readonly string[], missing = notFound('Flow not found')) {
  call.rights.need(...needed)
  const flow = call.realm.flows.one('alias', call.params['flow'] ?? '')
  if (!flow) throw missing
  return flow
}

function flowById(
  call: RealmCall,
  needed: readonly string[],
  missing = 'Could not find flow with id',
): FlowRow {
  call.rights.need(...needed)
  const flow = call.realm.flows.get(call.params['flow'])
  if (!flow) throw notFound(missing)
  return flow
}

function representation(realm: Realm, flow: FlowRow): JsonObject {
  const { executions: _executions, ...fields } = flow
  return {
    ...fields,
    authenticationExecutions: stepsIn(flow).map(({ providerId, flowId, requirement, priority, config }) =>
      present({
        authenticatorConfig: config?.alias,
        authenticator: providerId,
        authenticatorFlow: flowId !== undefined,
        // Misspelt by the server, and kept by it for those who rely on it.
        autheticatorFlow: flowId !== undefined,
        requirement,
        priority,
        flowAlias: flowId === undefined ? undefined : realm.flows.get(flowId)?.alias,
        userSetupAllowed: false,
      }),
    ),
  }
}

function create(call: RealmCall): AdminAnswer {
  call.rights.need(MANAGE)
  const sent = objectIn(call, FLOW)
  const { alias, description, providerId } = sent
  if (typeof alias !== 'string' || alias === '') {
    throw resourceRefusal(409, 'Failed to create flow with empty alias name')
  }
  if (call.realm.flows.one('alias', alias)) throw resourceRefusal(409, `Flow ${alias} already exists`)
  const flow = call.realm.flows.put({
    id: typeof sent['id'] === 'string' ? sent['id'] : randomUUID(),
    alias,
    description: typeof description === 'string' ? description : '',
    providerId: typeof providerId === 'string' ? providerId : 'basic-flow',
    topLevel: sent['topLevel'] === true,
    builtIn: sent['builtIn'] === true,
    executions: [],
  })
  const path = `authentication/flows/${flow.id}`
  return {
    ...created(addressIn(call, 'authentication/flows', flow.id)),
    change: { operation: 'CREATE', type: 'AUTH_FLOW', path, representation: sent },
  }
}

/** The whole flow is replaced, but for its steps. */
function update(call: RealmCall): AdminAnswer {
  const flow = flowById(call, [MANAGE])
  const sent = objectIn(call, FLOW)
  const { alias, description, providerId } = sent
  if (typeof alias !== 'string' || alias === '') {
    throw resourceRefusal(409, 'Failed to update flow with empty alias name')
  }
  if (alias !== flow.alias && call.realm.flows.one('alias', alias)) {
    throw resourceRefusal(409, 'Flow alias name already exists')
  }
  const { description: _description, ...kept } = flow
  call.realm.flows.put({
    ...kept,
    alias,
    ...(typeof description === 'string' ? { description } : {}),
    providerId: typeof providerId === 'string' ? providerId : flow.providerId,
    topLevel: sent['topLevel'] === true,
    builtIn: sent['builtIn'] === true,
  })
  followAlias(call.realm, flow.alias, alias)
  const path = `authentication/flows/${flow.id}`
  return { ...NOTHING, change: { operation: 'UPDATE', type: 'AUTH_FLOW', path, representation: sent } }
}

/** Realm and providers refer to the flow itself, not to its name. */
function followAlias(realm: Realm, from: string, to: string): void {
  const renamed = (fields: JsonObject, names: readonly string[]) =>
    Object.fromEntries(names.filter((name) => fields[name] === from).map((name) => [name, to]))
  const { row } = realm
  realm.row = { ...row, fields: { ...row.fields, ...renamed(row.fields, FLOW_FIELDS) } }
  for (const provider of [...realm.providers.all()]) {
    const fields = renamed(provider.fields, PROVIDER_FLOWS)
    if (Object.keys(fields).length === 0) continue
    realm.providers.put({ ...provider, fields: { ...provider.fields, ...fields } })
  }
}

const PROVIDER_FLOWS = ['firstBrokerLoginFlowAlias', 'postBrokerLoginFlowAlias']

function copy(call: RealmCall): AdminAnswer {
  const flow = flowBy(call, [MANAGE])
  const sent = objectIn(call, 'any')
  const newName = `${sent['newName'] ?? ''}`
  if (call.realm.flows.one('alias', newName)) throw resourceRefusal(409, `New flow alias name already exists`)
  const made = copyFlow(call.realm, flow, newName)
  const place = `authentication/flows/${encodeURIComponent(flow.alias)}/copy`
  // The new id hangs on the address that was called.
  const change = {
    operation: 'CREATE',
    type: 'AUTH_FLOW',
    path: `authentication/flows/${flow.alias}/copy`,
  } as const
  return {
    ...created(addressIn(call, place, made.id)),
    change: { ...change, representation: { ...sent, id: made.id } },
  }
}

/** Whether the realm, a provider or a client would be left without it. */
function isUsed(realm: Realm, { id, alias }: FlowRow): boolean {
  const byRealm = FLOW_FIELDS.some((field) => realm.row.fields[field] === alias)
  const byProvider = [...realm.providers.all()].some(({ fields }) =>
    PROVIDER_FLOWS.some((name) => fields[name] === alias),
  )
  const byClient = [...realm.clients.all()].some(({ authenticationFlowBindingOverrides }) =>
    Object.values(authenticationFlowBindingOverrides).includes(id),
  )
  return byRealm || byProvider || byClient
}

function remove(call: RealmCall): AdminAnswer {
  const flow = flowById(call, [MANAGE], 'Flow not found')
  const { realm } = call
  if (treeOf(realm, flow).some(({ builtIn }) => builtIn)) throw refusal(400, "Can't delete built in flow")
  if (isUsed(realm, flow)) throw unknownError()
  deleteFlow(realm, flow)
  const path = `authentication/flows/${flow.id}`
  return { ...NOTHING, change: { operation: 'DELETE', type: 'AUTH_FLOW', path } }
}

/** The types of steps that the server offers for a kind of flow. */
function offered(flowKind: string) {
  return ({ rights }: RealmCall): AdminAnswer => {
    rights.need(...VIEW_ONE)
    return found(Object.entries(typesFor(flowKind)).map(([id, { name }]) => ({ id, displayName: name })))
  }
}

/** Adds the addresses of flows. */
export function flowRoutes(routes: RealmRoutes): void {
  const all = '/authentication/flows'
  routes
    .on('GET', all, (call) => {
      call.rights.need(...VIEW)
      const top = [...call.realm.flows.all()].filter(({ topLevel }) => topLevel)
      return found(top.map((flow) => representation(call.realm, flow)))
    })
    .on('POST', all, create)
    .on('GET', `${all}/{flow}`, (call) => found(representation(call.realm, flowById(call, VIEW_ONE))))
    .on('PUT', `${all}/{flow}`, update)
    .on('DELETE', `${all}/{flow}`, remove)
    .on('POST', `${all}/{flow}/copy`, copy)
    .on('GET', '/authentication/authenticator-providers', offered('basic-flow'))
    .on('GET', '/authentication/client-authenticator-providers', offered('client-flow'))
    .on('GET', '/authentication/form-action-providers', offered('form-flow'))
}
