/** Derives and plans in a process of its own; the memory at its peak is that of the whole process. */
import { writeFileSync } from 'node:fs'
import { policy } from '../src/cli/options.ts'
import type { Actual, Desired } from '../src/core/kind.ts'
import { plan } from '../src/core/plan.ts'
import { catalogue } from '../src/kinds/catalogue.ts'
import { syntheticTenancy } from './synthetic.ts'

export type Case = 'first' | 'same' | 'changed'
export interface PlanFigures {
  readonly objects: number
  readonly changes: number
  /** CPU seconds. */
  readonly derive: number
  readonly plan: number
  /** CPU seconds of each kind's derivation. */
  readonly kinds: Readonly<Record<string, number>>
  /** Bytes in use on the heap when the plan is made, garbage taken away. */
  readonly heap: number
}

const { teams, which } = JSON.parse(process.argv[2] ?? '{}') as { teams: number; which: Case }

/** As the servers would show it: equal values, no shared objects. */
function asFound({ key, team, spec }: Desired, index: number): Actual {
  return { key, team, spec: JSON.parse(JSON.stringify(spec)) as unknown, id: String(index), owner: 'bench' }
}

function deriveAll(changed?: number): Desired[] {
  const tenancy = syntheticTenancy(teams, changed)
  return catalogue.flatMap((kind) => [...kind.derive(tenancy)])
}

function seconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1e6
}

const actual = which === 'first' ? [] : deriveAll().map(asFound)
const tenancy = syntheticTenancy(teams, which === 'changed' ? Math.floor(teams / 2) : undefined)
globalThis.gc?.()

const began = process.cpuUsage()
const kinds: Record<string, number> = {}
const desired = catalogue.flatMap((kind) => {
  const before = process.cpuUsage()
  const derived = [...kind.derive(tenancy)]
  kinds[kind.name] = seconds(before)
  return derived
})
const derived = seconds(began)
const middle = process.cpuUsage()
const made = plan(desired, actual, catalogue, policy({}, tenancy))
const planned = seconds(middle)
globalThis.gc?.()
const figures: PlanFigures = {
  objects: desired.length,
  changes: made.changes.length,
  derive: derived,
  plan: planned,
  kinds,
  heap: process.memoryUsage().heapUsed,
}
// Both worlds must still be there when the heap is measured.
if (desired.length + actual.length < 0) throw new Error('never')
writeFileSync(1, `${JSON.stringify(figures)}\n`)
