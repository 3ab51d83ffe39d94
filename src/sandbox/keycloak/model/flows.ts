/** Authentication flows: a tree of flows within flows, whose steps stand by priority (contract 42-sign-in-flows). */
import { randomUUID } from 'node:crypto'
import type { Realm } from './realm.ts'
import type { Execution, FlowRow } from './rows.ts'

/** The steps of a flow in order; of equal priority, the one that was there first. */
export function stepsIn(flow: FlowRow): readonly Execution[] {
  return [...flow.executions].sort((a, b) => a.priority - b.priority)
}

/** A step, and the flow that it is in. */
export function executionIn(realm: Realm, id: string | undefined) {
  for (const flow of realm.flows.all()) {
    const execution = flow.executions.find((step) => step.id === id)
    if (execution) return { flow, execution }
  }
  return undefined
}

/** Puts a step in the place of the one with its id. */
export function putExecution(realm: Realm, flow: FlowRow, execution: Execution): void {
  const executions = flow.executions.map((step) => (step.id === execution.id ? execution : step))
  realm.flows.put({ ...flow, executions })
}

/** The priority of a step that comes last. */
export function nextPriority(flow: FlowRow): number {
  const last = stepsIn(flow).at(-1)
  return last ? last.priority + 1 : 0
}

/** All flows in a flow, itself among them. */
export function treeOf(realm: Realm, flow: FlowRow): readonly FlowRow[] {
  const within = flow.executions.flatMap(({ flowId }) => realm.flows.get(flowId) ?? [])
  return [flow, ...within.flatMap((child) => treeOf(realm, child))]
}

/** The types of steps that are on, those of flows that are on among them. */
export function activeTypes(realm: Realm, flow: FlowRow | undefined): readonly string[] {
  if (!flow) return []
  return flow.executions.flatMap(({ requirement, providerId, flowId }) => {
    if (requirement === 'DISABLED') return []
    return flowId === undefined ? (providerId ?? []) : activeTypes(realm, realm.flows.get(flowId))
  })
}

/** A copy with all flows within, under names that begin with the new one. */
export function copyFlow(realm: Realm, flow: FlowRow, alias: string, prefix: string = alias): FlowRow {
  const executions = stepsIn(flow).map(({ config, flowId, ...step }): Execution => {
    const child = realm.flows.get(flowId)
    return {
      ...step,
      id: randomUUID(),
      ...(child ? { flowId: copyFlow(realm, child, `${prefix} ${child.alias}`, prefix).id } : {}),
      ...(config ? { config: { ...config, id: randomUUID(), alias: `${prefix} ${config.alias}` } } : {}),
    }
  })
  return realm.flows.put({ ...flow, id: randomUUID(), alias, builtIn: false, executions })
}

/** Forgets a flow with the flows within. */
export function deleteFlow(realm: Realm, flow: FlowRow): void {
  for (const { id } of treeOf(realm, flow)) realm.flows.delete(id)
}
